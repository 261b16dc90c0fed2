"""Signing in by a code that is sent by mail: docs/CONSOLE_API.md, "Signing in"."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from browser import CSRF, LOGOUT, ME, SESSION, START, VERIFY, Browser, codes_for, wrong
from payoutd_client import body_of, console_error
from payoutd_program import Installation, wait_until

UNLIMITED = {"auth.starts_per_source": 0, "auth.verifies_per_source": 0}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def place(new_folder):
    with Installation(new_folder()) as made:
        yield made


@pytest.fixture(scope="module")
def server(place):
    """Shared: each test has addresses of its own."""
    return place.serve(settings={"log_level": "info", **UNLIMITED})


@pytest.fixture
def browser(server):
    return Browser(server)


# The way in


def test_a_code_opens_a_session_and_makes_the_user(browser):
    request_id, code = browser.request_code("new@example.com")
    assert str(uuid.UUID(request_id)) == request_id
    assert re.fullmatch(r"\d{6}", code)
    answer = browser.verify(request_id, code)
    assert answer.status_code == 200
    assert list(body_of(answer)) == ["user"]
    user = body_of(answer)["user"]
    assert list(user) == ["id", "email", "display_name", "avatar_url", "created_at", "updated_at"]
    assert str(uuid.UUID(user["id"])) == user["id"]
    assert user["email"] == "new@example.com"
    assert user["display_name"] is None and user["avatar_url"] is None
    assert TIME.fullmatch(user["created_at"]) and user["updated_at"] == user["created_at"]
    me = body_of(browser.get(ME))
    assert me == {"user": user, "provider": "email"}


def test_who_signs_in_again_is_the_same_user(browser, server):
    first = browser.sign_in("twice@example.com")
    other = Browser(server)
    assert other.sign_in("twice@example.com") == first
    assert other.jar[SESSION] != browser.jar[SESSION]
    assert browser.is_signed_in() and other.is_signed_in()


def test_a_user_of_the_command_line_signs_in(place, browser):
    user = place.create_user("made@example.com")
    assert browser.sign_in("made@example.com")["id"] == user.id


def test_the_address_is_trimmed_and_lower_cased(browser):
    assert browser.sign_in("  Mixed.Case@EXAMPLE.com\t")["email"] == "mixed.case@example.com"
    assert browser.sign_in("mixed.case@example.com")["email"] == "mixed.case@example.com"


def test_the_two_cookies(browser):
    answer = browser.verify(*browser.request_code("cookies@example.com"))
    cookies = answer.set_cookies
    assert set(cookies) == {SESSION, CSRF}
    common = {"path": "/", "samesite": "Lax", "max-age": "2592000"}
    assert cookies[SESSION][1] == {**common, "httponly": True}
    assert cookies[CSRF][1] == common
    assert len(cookies[SESSION][0]) >= 43
    assert cookies[CSRF][0] not in cookies[SESSION][0]


def test_cookies_are_secure_unless_the_server_listens_on_a_loopback_address(installation):
    # Every address, the loopback one too.
    server = installation.serve(host="0.0.0.0", settings={"http.allow_plain": "true"})
    browser = Browser(server)
    answer = browser.verify(*browser.request_code("a@example.com"))
    assert all(attributes["secure"] for _, attributes in answer.set_cookies.values())
    answer = browser.post(LOGOUT)
    assert set(answer.set_cookies) == {SESSION, CSRF}
    assert all(attributes["secure"] for _, attributes in answer.set_cookies.values())


def test_neither_a_session_nor_a_csrf_token_is_asked_for(browser):
    browser.sign_in("again@example.com")
    browser.jar[CSRF] = "stale"
    answer = browser.verify(*browser.request_code("again@example.com"), csrf=False)
    assert answer.status_code == 200


def test_no_answer_is_kept_by_caches(browser):
    answers = [
        browser.post(START, {"email": "cache@example.com"}),
        browser.post(START, {"email": "nonsense"}),
        browser.post(START, raw="{"),
        browser.post(VERIFY, {"request_id": str(uuid.uuid4()), "code": "123456"}),
        browser.get(ME),
        browser.get(START),
        browser.post(LOGOUT),
    ]
    assert [each.status_code for each in answers] == [200, 400, 400, 400, 401, 405, 200]
    for each in answers:
        assert each.headers.get_all("Cache-Control") == ["no-store"]


# What is refused


@pytest.mark.parametrize(
    "email",
    [
        "",
        "   ",
        "nobody",
        "@example.com",
        "nobody@",
        "a@b@example.com",
        "two words@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\n",
        "\na@example.com",
        "a\u0000@example.com",
        "a@example.com\u0085",
        "a@example.com,b@example.com",
        "Ann <a@example.com>",
        "a" * 250 + "@example.com",
    ],
)
def test_what_is_no_address_gets_no_code(server, browser, email):
    console_error(browser.post(START, {"email": email}), 400, "invalid_email")
    assert not codes_for(server, email)


@pytest.mark.parametrize(
    "body",
    [{}, {"mail": "a@example.com"}, {"email": None}, {"email": 1}, {"email": ["a@example.com"]}],
    ids=str,
)
def test_a_start_without_an_address_names_the_field(browser, body):
    assert "email" in console_error(browser.post(START, body), 400, "invalid_args")["message"]


@pytest.mark.parametrize("field", ["request_id", "code"])
@pytest.mark.parametrize("value", [None, 123456, ["123456"], ...], ids=str)
def test_a_verification_needs_both_fields_as_texts(browser, field, value):
    body = {"request_id": str(uuid.uuid4()), "code": "123456", field: value}
    if value is ...:
        del body[field]
    answer = browser.post(VERIFY, body)
    assert field in console_error(answer, 400, "invalid_args")["message"]


GOOD = '{"email":"body@example.com"}'
BAD_BODIES = [
    ("", {}),
    ("[]", {}),
    ('"text"', {}),
    ("{", {}),
    (GOOD + GOOD, {}),
    ('{"email":"a@example.com","email":"a@example.com"}', {}),
    ('{"email":"a@example.com","x":"' + "y" * 4096 + '"}', {}),
    (GOOD, {"Content-Type": None}),
    (GOOD, {"Content-Type": "text/plain"}),
    (GOOD, {"Content-Type": "application/x-www-form-urlencoded"}),
    (GOOD, {"Content-Type": "multipart/form-data; boundary=x"}),
]


@pytest.mark.parametrize("target", [START, VERIFY])
@pytest.mark.parametrize("raw, headers", BAD_BODIES, ids=lambda value: str(value)[:40])
def test_what_a_foreign_page_can_send_and_what_is_no_json(browser, target, raw, headers):
    answer = browser.post(target, raw=raw, headers=headers)
    console_error(answer, 400, "invalid_json")
    assert not answer.set_cookies


def test_unknown_fields_are_ignored(browser):
    body = {"email": "fields@example.com", "role": "admin", "email_verified": True}
    assert browser.post(START, body).status_code == 200


# Codes


def test_a_code_is_good_once(browser, server):
    request_id, code = browser.request_code("once@example.com")
    assert browser.verify(request_id, code).status_code == 200
    again = Browser(server)
    answer = again.verify(request_id, code)
    console_error(answer, 400, "invalid_request")
    assert not answer.set_cookies


def test_after_five_wrong_codes_the_right_one_does_not_help(browser):
    request_id, code = browser.request_code("five@example.com")
    for _ in range(5):
        console_error(browser.verify(request_id, wrong(code)), 400, "invalid_code")
    console_error(browser.verify(request_id, code), 400, "invalid_request")
    console_error(browser.verify(request_id, wrong(code)), 400, "invalid_request")
    assert not browser.is_signed_in()


def test_wrong_codes_are_remembered_when_the_server_is_started_again(installation):
    server = installation.serve(settings=UNLIMITED)
    request_id, code = Browser(server).request_code("a@example.com")
    for _ in range(3):
        console_error(Browser(server).verify(request_id, wrong(code)), 400, "invalid_code")
    server.stop()
    server = installation.serve(settings=UNLIMITED)
    for _ in range(2):
        console_error(Browser(server).verify(request_id, wrong(code)), 400, "invalid_code")
    console_error(Browser(server).verify(request_id, code), 400, "invalid_request")


def test_two_servers_count_together(installation):
    one, two = (installation.serve(settings=UNLIMITED) for _ in range(2))
    request_id, code = Browser(one).request_code("a@example.com")
    for server in (one, two, one, two, one):
        console_error(Browser(server).verify(request_id, wrong(code)), 400, "invalid_code")
    console_error(Browser(two).verify(request_id, code), 400, "invalid_request")
    for server in (two, one, two, one):
        Browser(server).request_code("a@example.com")
    console_error(Browser(two).post(START, {"email": "a@example.com"}), 429, "rate_limited")


def test_a_code_that_another_server_sent_is_good(installation):
    one, two = (installation.serve(settings=UNLIMITED) for _ in range(2))
    request = Browser(one).request_code("a@example.com")
    browser = Browser(two)
    assert browser.verify(*request).status_code == 200
    browser.server = one
    assert browser.is_signed_in()


def test_a_code_is_good_for_its_own_request_alone(browser):
    mine, my_code = browser.request_code("mine@example.com")
    theirs, their_code = browser.request_code("theirs@example.com")
    if my_code == their_code:
        pytest.skip("once in a million")
    console_error(browser.verify(theirs, my_code), 400, "invalid_code")
    assert body_of(browser.verify(mine, my_code))["user"]["email"] == "mine@example.com"


@pytest.mark.parametrize(
    "request_id",
    [
        "",
        "x",
        "0" * 36,
        "00000000-0000-0000-0000-000000000000",
        "0192f5a0-7c00-7abc-8def-0123456789ab",
    ],
)
def test_a_request_that_never_was(browser, request_id):
    console_error(browser.verify(request_id, "123456"), 400, "invalid_request")


@pytest.mark.parametrize("spoil", [lambda code: code + "0", lambda code: code[1:], lambda _: ""])
def test_a_code_is_all_six_digits(browser, spoil):
    request_id, code = browser.request_code(f"{uuid.uuid4()}@example.com")
    console_error(browser.verify(request_id, spoil(code)), 400, "invalid_code")
    assert browser.verify(request_id, code).status_code == 200


def test_many_at_once_with_one_code_open_one_session(installation):
    server = installation.serve(settings=UNLIMITED)
    request = Browser(server).request_code("race@example.com")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: Browser(server).verify(*request), range(24)))
    assert sorted(each.status_code for each in answers) == [200] + [400] * 23


def test_many_wrong_guesses_at_once_are_five(installation):
    server = installation.serve(settings=UNLIMITED)
    request_id, code = Browser(server).request_code("race@example.com")
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(lambda _: Browser(server).verify(request_id, wrong(code)), range(24))
        )
    tags = [body_of(each)["error"] for each in answers]
    assert sorted(tags) == ["invalid_code"] * 5 + ["invalid_request"] * 19
    console_error(Browser(server).verify(request_id, code), 400, "invalid_request")


def test_the_database_holds_neither_codes_nor_tokens(installation):
    server = installation.serve(settings=UNLIMITED)
    browser = Browser(server)
    request_id, code = browser.request_code("a@example.com")
    browser.verify(request_id, code)
    server.stop()
    stored = b"".join(each.read_bytes() for each in installation.folder.glob("payoutd.db*"))
    assert b"a@example.com" in stored
    assert browser.jar[SESSION].encode() not in stored
    assert browser.jar[CSRF].encode() not in stored
    with installation.edit_database() as rows:
        ((row,),) = rows.execute("SELECT quote(code_hash) FROM login_codes").fetchall()
        assert code.encode().hex().upper() not in row


# What nobody learns


def headers_of(answer):
    varying = {"date", "x-request-id", "ratelimit"}
    return sorted(
        (name.lower(), value)
        for name, value in answer.headers.items()
        if name.lower() not in varying
    )


def test_whether_there_is_such_a_user_is_not_told(place, server):
    place.create_user("known@example.com")
    known = Browser(server).post(START, {"email": "known@example.com"})
    stranger = Browser(server).post(START, {"email": "stranger@example.com"})
    assert headers_of(known) == headers_of(stranger)
    assert known.status_code == stranger.status_code == 200
    assert list(body_of(known)) == list(body_of(stranger)) == ["request_id"]
    answers = [
        Browser(server).verify(body_of(each)["request_id"], "none") for each in (known, stranger)
    ]
    bodies = [{**body_of(each), "request_id": ""} for each in answers]
    assert bodies[0] == bodies[1]
    assert headers_of(answers[0]) == headers_of(answers[1])


def test_a_session_that_was_planted_is_not_taken_over(server):
    attacker = Browser(server)
    attacker.sign_in("attacker@example.com")
    planted = attacker.jar[SESSION]
    victim = Browser(server, jar=attacker.jar)
    user = victim.sign_in("victim@example.com")
    assert user["email"] == "victim@example.com"
    assert victim.jar[SESSION] != planted
    assert body_of(attacker.get(ME))["user"]["email"] == "attacker@example.com"
    made_up = Browser(server, jar={SESSION: "a" * 43})
    made_up.sign_in("victim@example.com")
    assert made_up.jar[SESSION] != "a" * 43


def test_the_log_says_at_the_start_that_it_will_have_codes_in_it(installation):
    server = installation.serve(settings={"log_level": "info"})
    (line,) = [each for each in server.log() if each["event"] == "sign_in_codes_are_logged"]
    assert line["level"] == "warn" and "mail" in line["message"]
    assert not [each for each in server.log() if each["event"] == "sign_in_code"]
    _, code = Browser(server).request_code("a@example.com")
    server.stop()
    with_code = [each for each in server.log() if code in map(str, each.values())]
    assert [each["event"] for each in with_code] == ["sign_in_code"]


def test_neither_tokens_nor_addresses_are_in_the_log(installation):
    server = installation.serve(settings={"log_level": "debug"})
    browser = Browser(server)
    browser.sign_in("private@example.com")
    assert browser.is_signed_in()
    wait_until(lambda: [each for each in server.log() if each.get("path") == ME], "the request")
    for line in server.log():
        text = " ".join(map(str, line.values()))
        assert browser.jar[SESSION] not in text and browser.jar[CSRF] not in text
        assert line["event"] == "sign_in_code" or "private@example.com" not in text
