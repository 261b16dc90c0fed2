"""How often codes may be asked for and tried: docs/CONSOLE_API.md, "Signing in"."""

import uuid

from browser import START, Browser, codes_for
from payoutd_client import body_of, console_error

UNLIMITED = {"auth.starts_per_source": 0, "auth.verifies_per_source": 0}


def test_an_address_gets_five_codes_an_hour(installation):
    server = installation.serve(settings=UNLIMITED)
    for number in range(5):
        spelling = "Limit@Example.com" if number % 2 else " limit@example.com"
        Browser(server, address=f"127.0.0.{number + 2}").request_code(spelling)
    answer = Browser(server).post(START, {"email": "limit@example.com"})
    console_error(answer, 429, "rate_limited")
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert Browser(server).post(START, {"email": "other@example.com"}).status_code == 200
    server.stop()
    server = installation.serve(settings=UNLIMITED)
    answer = Browser(server).post(START, {"email": "LIMIT@example.com"})
    console_error(answer, 429, "rate_limited")
    assert not codes_for(server, "limit@example.com")


def test_a_source_may_ask_for_so_many_codes(installation):
    server = installation.serve(settings={"auth.starts_per_source": 3})
    for number in range(3):
        Browser(server).request_code(f"u{number}@example.com")
    answer = Browser(server).post(START, {"email": "u3@example.com"})
    console_error(answer, 429, "rate_limited")
    assert 1100 < int(answer.headers["Retry-After"]) <= 1200
    assert Browser(server, address="127.0.0.2").request_code("u3@example.com")


def test_a_source_may_try_so_many_codes_right_or_wrong(installation):
    server = installation.serve(settings={"auth.verifies_per_source": 2})
    browser = Browser(server)
    request = browser.request_code("a@example.com")
    console_error(browser.verify(str(uuid.uuid4()), "123456"), 400, "invalid_request")
    console_error(browser.verify(str(uuid.uuid4()), "123456"), 400, "invalid_request")
    answer = browser.verify(*request)
    console_error(answer, 429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 0
    assert Browser(server, address="127.0.0.2").verify(*request).status_code == 200


def test_the_limits_are_thirty_and_sixty_unless_set(installation):
    server = installation.serve()
    starts = [Browser(server).post(START, {"email": f"u{n}@example.com"}) for n in range(31)]
    assert [each.status_code for each in starts] == [200] * 30 + [429]
    assert '"starts";q=30;w=3600' in starts[0].headers.get_all("RateLimit-Policy")
    tries = [Browser(server).verify(str(uuid.uuid4()), "1") for _ in range(61)]
    assert [each.status_code for each in tries] == [400] * 60 + [429]


def test_guessing_is_bounded_however_many_requests_there_are(installation):
    server = installation.serve(settings=UNLIMITED)
    guesses = 0
    for _ in range(8):
        answer = Browser(server).post(START, {"email": "target@example.com"})
        if answer.status_code == 429:
            continue
        request_id = body_of(answer)["request_id"]
        while body_of(Browser(server).verify(request_id, "none"))["error"] == "invalid_code":
            guesses += 1
    assert guesses == 25
