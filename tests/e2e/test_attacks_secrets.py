"""Attacks on secrets: what a wrong one differs in must not show in the time of the answer, and
nobody may guess for long. Codes of sign-ins: test_attacks_codes.py.
"""

import pytest

from answer_times import require_same_time
from operator_desk import (
    ADMIN,
    PAYOUTS,
    Desk,
    Operator,
    answered,
    new_source,
    new_token,
    operator_error,
)
from payoutd_client import CONSOLE_LIST, PARTNER_LIST, SESSION_COOKIE, request_bytes
from payoutd_program import Installation, wait_until


@pytest.fixture(scope="module")
def desk(new_folder):
    with Installation(new_folder()) as place:
        yield Desk(place)


# time


def almost(secret):
    """The same but for its last character."""
    return secret[:-1] + ("a" if secret[-1] != "a" else "b")


def wholly_other(secret):
    """Of the same length and letters, with nothing in common."""
    return "".join("b" if each == "a" else "a" for each in secret)


@pytest.mark.parametrize("whose", ["first", "made"])
def test_operators_tokens_take_the_same_time(desk, whose):
    ann, gone = desk.first.with_roles("read"), desk.first.with_roles("read")
    answered(desk.first.delete(f"{ADMIN}/operators/{gone.name}"))
    token = desk.first_token if whose == "first" else ann.token
    tokens = {
        "right but for the end": almost(token),
        "wholly other": wholly_other(token),
        "unknown": new_token(),
        "revoked": gone.token,
    }
    requests = {
        name: request_bytes(PAYOUTS, headers={"X-Admin-Token": each})
        for name, each in tokens.items()
    }
    require_same_time(desk.server, requests, 401)


def test_sessions_take_the_same_time(desk):
    person = desk.referrer()
    gone = desk.place.create_session(person.user)
    with desk.place.edit_database() as database:
        newest = "SELECT max(created_at) FROM sessions"
        statement = f"UPDATE sessions SET revoked_at = created_at WHERE created_at = ({newest})"
        assert database.execute(statement).rowcount == 1
    tokens = {
        "right but for the end": almost(person.cookies.token),
        "wholly other": wholly_other(person.cookies.token),
        "unknown": new_token(),
        "revoked": gone.token,
    }
    requests = {
        name: request_bytes(CONSOLE_LIST, headers={"Cookie": f"{SESSION_COOKIE}={each}"})
        for name, each in tokens.items()
    }
    # Requests without a session count for their source: 300 a minute.
    require_same_time(desk.server, requests, 401, one_source=200)


def test_keys_and_secrets_take_the_same_time(desk):
    client = desk.place.create_client()
    gone = desk.place.create_key(client)
    desk.place.result("key", "revoke", gone.api_key)
    key, secret = client.api_key, client.api_secret
    pairs = {
        "right but for the end": (key, almost(secret)),
        "wholly other": (key, wholly_other(secret)),
        "unknown key": (key[:8] + wholly_other(key[8:]), secret),
        "revoked": (gone.api_key, gone.api_secret),
        "key almost right": (almost(key), secret),
    }
    requests = {
        name: request_bytes(PARTNER_LIST, headers={"X-API-Key": each, "X-API-Secret": word})
        for name, (each, word) in pairs.items()
    }
    require_same_time(desk.server, requests, 401, one_source=500)


def test_a_foreign_payout_takes_the_time_of_an_unknown_one(desk):
    ann, bob = desk.referrer(50_000_000), desk.referrer(50_000_000)
    foreign = bob.ask(50_000_000)
    cookie = {"Cookie": f"{SESSION_COOKIE}={ann.cookies.token}"}
    requests = {
        name: request_bytes(f"{CONSOLE_LIST}/{id}", headers=cookie)
        for name, id in (("foreign", foreign), ("unknown", foreign[:-4] + "0000"))
    }
    require_same_time(desk.server, requests, 404, one_source=500)


# guessing: operators' tokens


def test_ten_wrong_tokens_a_minute_and_no_more(desk):
    source = new_source()
    for number in range(10):
        token = None if number % 2 else new_token()
        caller = Operator(desk.server, token, source)
        operator_error(caller.get(PAYOUTS), 401, "admin_token_invalid")
    for token in (None, new_token()):
        response = Operator(desk.server, token, source).get(PAYOUTS)
        operator_error(response, 429, "rate_limited")
        assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_who_guesses_shuts_out_nobody_but_itself(desk):
    source = new_source()
    wrong = Operator(desk.server, new_token(), source)
    wait_until(lambda: wrong.get(PAYOUTS).status_code == 429, "the limit")
    right = Operator(desk.server, desk.first_token, source)
    assert right.get(PAYOUTS).status_code == 200, "a right token does not count for its source"
    assert desk.stranger(new_token()).get(PAYOUTS).status_code == 401


def test_a_source_cannot_be_pretended(desk):
    source = new_source()
    statuses = []
    for number in range(12):
        forged = {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"}
        caller = Operator(desk.server, new_token(), source)
        statuses.append(caller.get(PAYOUTS, headers=forged).status_code)
    assert statuses == [401] * 10 + [429] * 2


def test_each_token_has_a_limit_of_its_own(installation):
    settings = {"operator.rate_limit": 5, "operator.rate_limit_window_s": 600}
    desk = Desk(installation, settings)
    ann = desk.first.with_roles("read")
    assert [ann.get(PAYOUTS).status_code for _ in range(5)] == [200] * 5
    response = ann.get(PAYOUTS)
    operator_error(response, 429, "rate_limited")
    assert int(response.headers["Retry-After"]) > 0
    assert [desk.first.get(PAYOUTS).status_code for _ in range(4)] == [200] * 4


def test_requests_without_a_session_count_for_their_source(installation):
    settings = {"console.rate_limit": 5, "console.rate_limit_window_s": 600}
    desk = Desk(installation, settings)
    person, source = desk.referrer(), new_source()
    caller = Operator(desk.server, source=source)
    assert [caller.get(CONSOLE_LIST).status_code for _ in range(6)] == [401] * 5 + [429]
    assert person.get(CONSOLE_LIST).status_code == 200
    cookie = {"Cookie": f"{SESSION_COOKIE}={person.cookies.token}"}
    assert caller.get(CONSOLE_LIST, headers=cookie).status_code == 200

