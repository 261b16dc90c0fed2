"""Rate limits: how many requests a key may make, and what every answer says about it."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from list_model import make_book
from payoutd_client import CONSOLE_LIST, PARTNER_LIST, Console, Partner, partner_error
from payoutd_program import wait_until

LIMIT = 6
WINDOW = 600  # a request comes back in 100 s: none does while a test runs


def limits(requests=LIMIT, window=WINDOW):
    return {"partner.rate_limit": requests, "partner.rate_limit_window_s": window}


@pytest.fixture
def server(installation):
    return installation.serve(settings=limits())


def told(response):
    """(remaining, seconds) of the RateLimit header; the policy must be the one that was set."""
    assert response.headers["RateLimit-Policy"] == f'"key";q={LIMIT};w={WINDOW}'
    remaining, seconds = re.fullmatch(
        r'"key";r=(\d+);t=(\d+)', response.headers["RateLimit"]
    ).groups()
    return int(remaining), int(seconds)


def refused(response):
    body = partner_error(response, 429, "TooManyRequests", "TOO_MANY_REQUESTS")
    assert "Retry-After" in body["message"]
    return int(response.headers["Retry-After"])


def test_a_key_may_make_so_many_requests_and_is_told_how_many_are_left(installation, server):
    client = installation.create_client()
    partner = Partner(server, client)
    for left in reversed(range(LIMIT)):
        response = partner.get()
        assert response.status_code == 200
        remaining, seconds = told(response)
        assert remaining == left
        until = (LIMIT - left) * 100 if left else 100  # all of them again; of none: one more
        assert until - 30 <= seconds <= until
        assert "Retry-After" not in response.headers
    response = partner.get()
    seconds = refused(response)
    assert told(response) == (0, seconds)
    assert 70 <= seconds <= 100


def test_every_answer_says_so_and_counts(installation, server):
    """Also 304, 400, HEAD, and a page that is kept."""
    client = installation.create_client()
    installation.import_rows(client, make_book(5))
    partner = Partner(server, client)
    first = partner.get()
    answers = [
        first,
        partner.get(headers={"If-None-Match": first.headers["ETag"]}),
        partner.get(PARTNER_LIST + "?limit=nonsense"),
        partner.get(method="HEAD"),
        partner.get(),
        partner.get(),
    ]
    assert [each.status_code for each in answers] == [200, 304, 400, 200, 200, 200]
    assert [told(each)[0] for each in answers] == [5, 4, 3, 2, 1, 0]
    assert answers[0].content == answers[4].content == answers[5].content


def test_the_limit_comes_before_the_parameters(installation, server):
    partner = Partner(server, installation.create_client())
    for _ in range(LIMIT):
        partner.get()
    refused(partner.get(PARTNER_LIST + "?limit=nonsense"))


def test_each_key_has_a_limit_of_its_own(installation, server):
    client = installation.create_client()
    for key in (client, installation.create_key(client), installation.create_client("Other")):
        partner = Partner(server, key)
        assert [partner.get().status_code for _ in range(LIMIT + 1)] == [200] * LIMIT + [429]


def test_nobody_is_neither_counted_nor_told(installation, server):
    client = installation.create_client()
    wrong = {**client.headers, "X-API-Secret": "wrong"}
    for _ in range(LIMIT + 2):
        response = Partner(server).get(headers=wrong)
        assert response.status_code == 401
        assert not [name for name in response.headers if name.lower().startswith("ratelimit")]
    assert told(Partner(server, client).get())[0] == LIMIT - 1


def test_exactly_the_limit_is_let_through_when_all_come_at_once(installation):
    client = installation.create_client()
    server = installation.serve(settings=limits(requests=50, window=86400))
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: Partner(server, client).get(), range(120)))
    assert sorted(each.status_code for each in answers) == [200] * 50 + [429] * 70


def test_who_waits_as_long_as_told_is_let_in(installation):
    client = installation.create_client()
    partner = Partner(installation.serve(settings=limits(requests=2, window=2)), client)
    wait_until(lambda: partner.get().status_code == 429, "the limit")
    retry_after = int(partner.get().headers["Retry-After"])
    assert retry_after == 1
    until = time.monotonic() + retry_after
    wait_until(lambda: time.monotonic() > until, "the time that was told")
    assert partner.get().status_code == 200


def test_without_the_setting_there_is_no_limit(installation):
    partner = Partner(installation.serve(), installation.create_client())
    for _ in range(100):
        response = partner.get()
        assert response.status_code == 200
        assert not [name for name in response.headers if name.lower().startswith("ratelimit")]


def test_the_console_has_no_such_limit(installation, server):
    console = Console(server, installation.create_session(installation.create_user()))
    for _ in range(LIMIT + 3):
        response = console.get(CONSOLE_LIST)
        assert response.status_code == 200
        assert "RateLimit" not in response.headers
