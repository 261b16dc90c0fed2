"""What another site's page, or whoever plants cookies, can make a user's browser do: nothing."""

import pytest

from browser import CSRF, LOGOUT, ME, SESSION, SESSIONS, Browser
from payoutd_client import CONSOLE_LIST, body_of, console_error
from payoutd_program import Installation

CHANGES = [
    ("PATCH", ME),
    ("POST", LOGOUT),
    ("DELETE", f"{SESSIONS}/0192f5a0-7c00-7abc-8def-0123456789ab"),
]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        user = place.create_user("user@example.com")
        mine, mine_too = (place.create_session(user) for _ in range(2))
        theirs = place.create_session(place.create_user("attacker@example.com"))
        yield {
            "server": place.serve(settings={"console.origins": "https://app.example.com"}),
            "mine": mine,
            "mine_too": mine_too,
            "theirs": theirs,
        }


def ask(world, method, target, cookies, header):
    """`cookies` are texts with the sessions' values in them; so is the header, or None."""
    values = {
        name + "_" + part: getattr(world[name], part)
        for name in ("mine", "mine_too", "theirs")
        for part in ("token", "csrf")
    }
    headers = {"X-CSRF-Token": None if header is None else header.format(**values)}
    line = "; ".join(cookies).format(**values, session=SESSION, csrf=CSRF)
    body = {"display_name": "Changed"} if method == "PATCH" else None
    return Browser(world["server"]).ask(method, target, body, headers, cookie=line)


def still_signed_in(world):
    answer = Browser(world["server"], {SESSION: world["mine"].token}).get(ME)
    assert answer.status_code == 200
    assert body_of(answer)["user"]["display_name"] is None


SESSION_COOKIE = "{session}={mine_token}"


@pytest.mark.parametrize("method, target", CHANGES)
@pytest.mark.parametrize("header", [None, "", "{mine_csrf}", "x"])
def test_without_the_csrf_cookie_nothing_is_done(world, method, target, header):
    answer = ask(world, method, target, [SESSION_COOKIE], header)
    console_error(answer, 403, "csrf_missing")
    still_signed_in(world)


INVALID = [
    ("{mine_csrf}", None),
    ("{mine_csrf}", ""),
    ("{mine_csrf}", "x"),
    ("{mine_csrf}", "{mine_csrf}x"),
    ("{mine_csrf}", "{theirs_csrf}"),
    ("{mine_csrf}", "{mine_too_csrf}"),
    ("{mine_csrf}", "{mine_token}"),
    # Planted: the two are equal, and not this session's.
    ("x", "x"),
    ("", ""),
    ("{theirs_csrf}", "{theirs_csrf}"),
    ("{mine_too_csrf}", "{mine_too_csrf}"),
    # The right one in the header alone.
    ("x", "{mine_csrf}"),
    ("", "{mine_csrf}"),
    ("{theirs_csrf}", "{mine_csrf}"),
]


@pytest.mark.parametrize("method, target", CHANGES)
@pytest.mark.parametrize("cookie, header", INVALID)
def test_cookie_and_header_must_be_the_sessions_own(world, method, target, cookie, header):
    cookies = [SESSION_COOKIE, "{csrf}=" + cookie]
    console_error(ask(world, method, target, cookies, header), 403, "csrf_invalid")
    still_signed_in(world)


@pytest.mark.parametrize("method, target", CHANGES)
def test_two_csrf_cookies_are_none(world, method, target):
    for other in ("{mine_csrf}", "{theirs_csrf}", "x"):
        cookies = [SESSION_COOKIE, "{csrf}=" + other, "{csrf}={mine_csrf}"]
        console_error(ask(world, method, target, cookies, "{mine_csrf}"), 403, "csrf_invalid")
    still_signed_in(world)


def test_two_session_cookies_are_none(world):
    """A neighbouring domain can add a cookie of the same name, and choose its place."""
    for other in ("{mine_token}", "{mine_too_token}", "{theirs_token}", "x", ""):
        pair = [SESSION_COOKIE, "{session}=" + other]
        for cookies in (pair, pair[::-1]):
            csrf = [*cookies, "{csrf}={mine_csrf}"]
            for method, target in [("GET", ME), ("GET", CONSOLE_LIST), ("PATCH", ME)]:
                answer = ask(world, method, target, csrf, "{mine_csrf}")
                console_error(answer, 401, "unauthenticated")
            assert ask(world, "POST", LOGOUT, csrf, "{mine_csrf}").status_code == 200
    still_signed_in(world)


def test_with_both_it_is_done(world):
    cookies = ["theme=dark", SESSION_COOKIE, "{csrf}={mine_csrf}"]
    console_error(ask(world, *CHANGES[2], cookies, "{mine_csrf}"), 404, "session_not_found")
    answer = ask(world, "PATCH", ME, cookies, "{mine_csrf}")
    assert body_of(answer)["user"]["display_name"] == "Changed"
    browser = Browser(world["server"], {SESSION: world["mine"].token, CSRF: world["mine"].csrf})
    assert browser.ask("PATCH", ME, {"display_name": None}).status_code == 200


def test_reading_needs_no_csrf_token(world):
    for target in (ME, SESSIONS, CONSOLE_LIST):
        for method in ("GET", "HEAD"):
            assert ask(world, method, target, [SESSION_COOKIE], None).status_code == 200


def test_a_session_comes_before_csrf(world):
    for method, target in CHANGES:
        if target != LOGOUT:
            console_error(ask(world, method, target, [], None), 401, "unauthenticated")


def test_csrf_comes_before_the_body(world):
    jar = {SESSION: world["mine"].token}
    answer = Browser(world["server"], jar).ask("PATCH", ME, raw="{", headers={"Content-Type": None})
    console_error(answer, 403, "csrf_missing")


@pytest.mark.parametrize("name", ["Authorization", "X-API-Key", "X-API-Secret", "X-Admin-Token"])
def test_no_other_credential_means_anything(world, name):
    token = world["mine"].token
    for value in (token, f"Bearer {token}"):
        answer = Browser(world["server"]).get(ME, headers={name: value})
        console_error(answer, 401, "unauthenticated")


def test_a_client_of_the_partner_api_is_nobody_here(installation):
    server, client = installation.serve(), installation.create_client()
    for target in (ME, SESSIONS, CONSOLE_LIST):
        answer = Browser(server).get(target, headers=client.headers)
        console_error(answer, 401, "unauthenticated")


@pytest.mark.parametrize("target", ["/v1/auth/email/start", "/v1/auth/email/verify", ME, LOGOUT])
def test_only_allowed_origins_may_ask_first(world, target):
    def preflight(origin):
        return Browser(world["server"]).ask(
            "OPTIONS", target, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        )

    good = preflight("https://app.example.com")
    assert good.status_code == 204
    assert "x-csrf-token" in good.headers["Access-Control-Allow-Headers"]
    bad = preflight("https://evil.example.com")
    assert bad.status_code == 405
    assert "Access-Control-Allow-Origin" not in bad.headers
