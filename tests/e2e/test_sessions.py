"""Sessions of the console: who one is, renewal, sign-out, the list of sessions and their end."""

import contextlib
import re
import sqlite3
import uuid

import pytest

from browser import CSRF, LOGOUT, ME, SESSION, SESSIONS, Browser
from payoutd_client import CONSOLE_LIST, body_of, console_error
from payoutd_program import Installation

DAY = 24 * 3600 * 1_000_000
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def place(new_folder):
    with Installation(new_folder()) as made:
        yield made


@pytest.fixture(scope="module")
def server(place):
    return place.serve()


@pytest.fixture
def user(place):
    return place.create_user(f"{uuid.uuid4()}@example.com")


def signed_in(place, server, user):
    """A browser with a session that the command line has made."""
    session = place.create_session(user)
    return Browser(server, {SESSION: session.token, CSRF: session.csrf})


@pytest.fixture
def browser(place, server, user):
    return signed_in(place, server, user)


def items(browser):
    answer = browser.get(SESSIONS)
    assert answer.status_code == 200, answer.text
    assert list(body_of(answer)) == ["items"]
    return body_of(answer)["items"]


def current(browser):
    (item,) = [each for each in items(browser) if each["current"]]
    return item


@contextlib.contextmanager
def session_times(place, session_id):
    """Changes a session's times behind the server's back: `move(column, micros)`."""
    with contextlib.closing(sqlite3.connect(place.database, timeout=10)) as rows:

        def move(column, by):
            changed = rows.execute(
                f"UPDATE sessions SET {column} = {column} + ? WHERE id = ?",
                (by, uuid.UUID(session_id).bytes),
            )
            assert changed.rowcount == 1

        yield move
        rows.commit()


# Who one is


def test_me_is_the_user_and_how_the_session_came_to_be(browser, user):
    body = body_of(browser.get(ME))
    assert list(body) == ["user", "provider"]
    assert body["provider"] == "operator"
    assert (body["user"]["id"], body["user"]["email"]) == (user.id, user.email)


def test_without_a_valid_session_nobody_is_told_anything(server, browser):
    for jar in ({}, {SESSION: "guess"}, {SESSION: browser.jar[CSRF]}):
        stranger = Browser(server, jar)
        for method, target in [
            ("GET", ME),
            ("PATCH", ME),
            ("GET", SESSIONS),
            ("DELETE", f"{SESSIONS}/{uuid.uuid4()}"),
        ]:
            console_error(stranger.ask(method, target), 401, "unauthenticated")


def test_a_session_that_has_half_of_its_life_left_is_left_alone(place, browser):
    with session_times(place, current(browser)["id"]) as move:
        move("expires_at", -15 * DAY + 60_000_000)
    before = current(browser)["expires_at"]
    assert not browser.get(ME).set_cookies
    assert current(browser)["expires_at"] == before


def test_a_session_with_less_begins_anew_and_both_cookies_are_sent_again(place, browser):
    jar = dict(browser.jar)
    before = current(browser)["expires_at"]
    with session_times(place, current(browser)["id"]) as move:
        move("expires_at", -15 * DAY - 60_000_000)
    assert current(browser)["expires_at"] < before
    first = browser.get(ME)
    again = browser.get(ME)
    assert first.content == again.content
    assert {name: value for name, (value, _) in first.set_cookies.items()} == jar
    assert {each["max-age"] for _, each in first.set_cookies.values()} == {"2592000"}
    assert not again.set_cookies
    assert current(browser)["expires_at"] >= before


def test_other_routes_do_not_renew(place, browser):
    with session_times(place, current(browser)["id"]) as move:
        move("expires_at", -20 * DAY)
    before = current(browser)["expires_at"]
    assert not browser.get(CONSOLE_LIST).set_cookies
    assert not browser.ask("PATCH", ME, {"display_name": None}).set_cookies
    assert current(browser)["expires_at"] == before


def test_an_expired_session_is_none(place, browser):
    with session_times(place, current(browser)["id"]) as move:
        move("expires_at", -31 * DAY)
    console_error(browser.get(ME), 401, "unauthenticated")
    console_error(browser.get(CONSOLE_LIST), 401, "unauthenticated")


def test_that_a_session_was_seen_is_true_to_the_hour(place, browser):
    item = current(browser)
    assert item["last_seen_at"] == item["created_at"]
    with session_times(place, item["id"]) as move:
        move("last_seen_at", -59 * 60 * 1_000_000)
    old = current(browser)["last_seen_at"]
    browser.get(ME)
    assert current(browser)["last_seen_at"] == old
    with session_times(place, item["id"]) as move:
        move("last_seen_at", -60 * 1_000_000)
    browser.get(CONSOLE_LIST)
    assert current(browser)["last_seen_at"] < old
    browser.get(ME)
    assert current(browser)["last_seen_at"] >= item["created_at"]


# The name


def test_a_name_is_set_shown_and_taken_away(browser):
    for name, shown in [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Ünï 𐐀 </script>", "Ünï 𐐀 </script>"),
        ("x" * 100, "x" * 100),
        (None, None),
        ("Ada", "Ada"),
        ("", None),
    ]:
        answer = browser.ask("PATCH", ME, {"display_name": name})
        assert answer.status_code == 200, answer.text
        assert body_of(answer)["user"]["display_name"] == shown
        assert body_of(browser.get(ME)) == body_of(answer)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "Ada"},
        {"display_name": 1},
        {"display_name": ["Ada"]},
        {"display_name": "x" * 101},
        {"display_name": "é" * 51},
        {"display_name": "two\nlines"},
        {"display_name": "\u0000"},
    ],
    ids=str,
)
def test_what_is_no_name_is_refused_and_nothing_changes(browser, body):
    browser.ask("PATCH", ME, {"display_name": "Before"})
    answer = browser.ask("PATCH", ME, body)
    assert "display_name" in console_error(answer, 400, "invalid_args")["message"]
    assert body_of(browser.get(ME))["user"]["display_name"] == "Before"


# The list of sessions


def test_sessions_are_listed_newest_first(place, server, user):
    browsers = [signed_in(place, server, user) for _ in range(3)]
    listed = items(browsers[1])
    assert [each["current"] for each in listed] == [False, True, False]
    assert items(browsers[2])[0]["current"] and items(browsers[0])[2]["current"]
    assert len({each["id"] for each in listed}) == 3
    created = [each["created_at"] for each in listed]
    assert created == sorted(created, reverse=True)


def test_what_a_session_says_of_itself(installation):
    server = installation.serve()
    browser = Browser(server, address="127.0.0.9")
    request = browser.request_code("a@example.com")
    browser.verify(*request, headers={"User-Agent": "Fire\u00fffox <b>" + "x" * 400})
    (item,) = items(browser)
    assert list(item) == [
        "id",
        "provider",
        "created_at",
        "last_seen_at",
        "expires_at",
        "current",
        "user_agent",
        "remote_address",
    ]
    assert item["provider"] == "email" and item["current"] is True
    assert item["user_agent"].startswith("Fire?fox <b>xxx") and len(item["user_agent"]) == 256
    assert item["remote_address"] == "127.0.0.9"
    assert all(TIME.fullmatch(item[name]) for name in ("created_at", "last_seen_at", "expires_at"))
    assert browser.jar[SESSION] not in str(item)


def test_a_session_of_the_command_line_has_no_browser(browser):
    item = current(browser)
    assert (item["provider"], item["user_agent"], item["remote_address"]) == (
        "operator",
        None,
        None,
    )


def test_only_those_that_work_are_listed(place, server, user, browser):
    expired, revoked = (signed_in(place, server, user) for _ in range(2))
    with session_times(place, current(expired)["id"]) as move:
        move("expires_at", -31 * DAY)
    assert revoked.post(LOGOUT).status_code == 200
    assert [each["current"] for each in items(browser)] == [True]


# Their end


def test_a_session_that_is_revoked_is_refused_at_the_next_request(place, server, user, browser):
    other = signed_in(place, server, user)
    assert other.is_signed_in()
    answer = browser.delete(f"{SESSIONS}/{current(other)['id']}")
    assert answer.status_code == 200 and body_of(answer) == {"ok": True}
    for target in (ME, SESSIONS, CONSOLE_LIST):
        console_error(other.get(target), 401, "unauthenticated")
    assert browser.is_signed_in()


def test_a_session_may_end_itself(browser):
    assert browser.delete(f"{SESSIONS}/{current(browser)['id']}").status_code == 200
    console_error(browser.get(ME), 401, "unauthenticated")


def test_a_session_that_is_not_ones_own_is_as_unknown_as_any(place, server, browser):
    stranger = signed_in(place, server, place.create_user(f"{uuid.uuid4()}@example.com"))
    foreign = current(stranger)["id"]
    answers = [
        browser.delete(f"{SESSIONS}/{name}", headers={"X-Request-Id": "same"})
        for name in (foreign, uuid.uuid4(), "nonsense", "%00", foreign.upper())
    ]
    for answer in answers:
        console_error(answer, 404, "session_not_found")
        assert answer.content == answers[0].content
        assert answer.headers.keys() == answers[0].headers.keys()
    assert stranger.is_signed_in()


def test_a_session_is_revoked_once(place, server, user, browser):
    other = current(signed_in(place, server, user))["id"]
    assert browser.delete(f"{SESSIONS}/{other}").status_code == 200
    console_error(browser.delete(f"{SESSIONS}/{other}"), 404, "session_not_found")


def test_who_signs_out_is_out_and_both_cookies_are_cleared(browser):
    before = dict(browser.jar)
    answer = browser.post(LOGOUT)
    assert answer.status_code == 200 and body_of(answer) == {"ok": True}
    assert set(answer.set_cookies) == {SESSION, CSRF}
    for value, attributes in answer.set_cookies.values():
        assert value == "" and attributes["max-age"] == "0" and attributes["path"] == "/"
    assert browser.jar == {}
    console_error(Browser(browser.server, before).get(ME), 401, "unauthenticated")


def test_signing_out_works_without_a_session_too(server, browser):
    old = dict(browser.jar)
    browser.post(LOGOUT)
    for jar in ({}, {SESSION: "guess"}, old, {CSRF: "x"}):
        answer = Browser(server, jar).post(LOGOUT, csrf=False)
        assert answer.status_code == 200 and body_of(answer) == {"ok": True}
        assert {each["max-age"] for _, each in answer.set_cookies.values()} == {"0"}
        assert set(answer.set_cookies) == {SESSION, CSRF}


def test_one_session_ends_and_the_others_go_on(place, server, user, browser):
    other = signed_in(place, server, user)
    other.post(LOGOUT)
    assert browser.is_signed_in()


def test_another_server_knows_at_once(place, server, user, browser):
    second = place.serve()
    there = Browser(second, browser.jar)
    assert there.is_signed_in()
    browser.post(LOGOUT)
    console_error(there.get(ME), 401, "unauthenticated")


# How much


def test_a_session_may_ask_so_often(installation):
    server = installation.serve(
        settings={"console.rate_limit": 3, "console.rate_limit_window_s": 600}
    )
    user = installation.create_user()
    browser = signed_in(installation, server, user)
    answers = [browser.get(target) for target in (ME, SESSIONS, CONSOLE_LIST, ME)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    console_error(answers[3], 429, "rate_limited")
    assert answers[0].headers["RateLimit-Policy"] == '"session";q=3;w=600'
    assert answers[0].headers["RateLimit"] == '"session";r=2;t=200'
    assert 100 < int(answers[3].headers["Retry-After"]) <= 200
    assert signed_in(installation, server, user).is_signed_in()


def test_strangers_are_counted_by_their_address(installation):
    server = installation.serve(
        settings={"console.rate_limit": 3, "console.rate_limit_window_s": 600}
    )
    stranger = Browser(server)
    answers = [stranger.get(target) for target in (ME, SESSIONS, CONSOLE_LIST, ME)]
    assert [each.status_code for each in answers] == [401, 401, 401, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"source";q=3;w=600'
    console_error(stranger.post(LOGOUT), 429, "rate_limited")
    console_error(Browser(server, address="127.0.0.2").get(ME), 401, "unauthenticated")
    assert signed_in(installation, server, installation.create_user()).is_signed_in()




def test_seen_and_revoked_survive_a_restart(installation):
    server = installation.serve()
    user = installation.create_user()
    kept, gone = (signed_in(installation, server, user) for _ in range(2))
    gone.post(LOGOUT)
    server.stop()
    server = installation.serve()
    kept.server = gone.server = server
    assert kept.is_signed_in()
    assert not gone.is_signed_in()
