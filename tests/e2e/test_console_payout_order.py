"""POST /v1/referrals/payouts: the order of checks. Whoever breaks two rules hears of the first."""

import pytest

from console_client import MIN_MICRO, UNIT, ConsoleWorld, new_address, payout_body
from payoutd_client import CONSOLE_LIST, console_error, new_key, to_json
from payoutd_program import Installation

BALANCE = 50 * UNIT
TEXT = {"Content-Type": "text/plain"}
NO_CSRF = {"X-CSRF-Token": None}


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)


@pytest.fixture(scope="module")
def shared(world):
    return world.new_user(BALANCE)


@pytest.fixture
def user(shared):
    before = shared.balance(), shared.payouts()
    yield shared
    assert (shared.balance(), shared.payouts()) == before


def answer(user, body, key=None, headers=None):
    """(status, tag)"""
    response = user.ask("POST", CONSOLE_LIST, body, key, headers)
    error = response.json()["error"]
    console_error(response, response.status_code, error)
    return response.status_code, error


def test_session_comes_before_csrf(world):
    nobody = world.nobody()
    everything_wrong = {**NO_CSRF, **TEXT}
    assert answer(nobody, b"{", "short", everything_wrong) == (401, "unauthenticated")
    assert answer(nobody, payout_body()) == (401, "unauthenticated")


def test_csrf_comes_before_type_and_body(user):
    assert answer(user, b"{", "short", {**NO_CSRF, **TEXT}) == (403, "csrf_invalid")
    wrong = {"X-CSRF-Token": "x" * len(user.tokens.csrf)}
    assert answer(user, b"{", "short", wrong) == (403, "csrf_invalid")
    no_cookie = {"Cookie": user.cookies.split(";")[0]}
    assert answer(user, b"{", "short", {**no_cookie, **TEXT}) == (403, "csrf_missing")


def test_csrf_cookie_comes_before_its_header(user):
    headers = {"Cookie": user.cookies.split(";")[0], **NO_CSRF}
    assert answer(user, payout_body(), headers=headers) == (403, "csrf_missing")


def test_rate_limit_stands_between_csrf_and_type(installation):
    limits = {"console.rate_limit": 3, "console.rate_limit_window_s": 86400}
    user = ConsoleWorld(installation, **limits).new_user()
    for _ in range(3):
        assert answer(user, b"{", headers=TEXT) == (400, "invalid_json")
    assert answer(user, b"{", headers=TEXT) == (429, "rate_limited")
    assert answer(user, b"{", headers={**NO_CSRF, **TEXT}) == (403, "csrf_invalid")
    assert answer(user, payout_body()) == (429, "rate_limited")


def test_type_and_json_come_before_the_fields(user):
    assert answer(user, {}, headers=TEXT) == (400, "invalid_json")
    assert answer(user, payout_body(0), headers=TEXT) == (400, "invalid_json")
    body = to_json(payout_body(0, network="doge"))
    assert answer(user, body[:-1] + b',"network":"x"}') == (400, "invalid_json")
    assert answer(user, body[:-1], "short") == (400, "invalid_json")


@pytest.mark.parametrize("fault", [{"amount_micro": 0}, {"amount_micro": "5"}, {"address": None}])
def test_fields_come_before_the_network(user, fault):
    assert answer(user, {**payout_body(network="doge"), **fault}) == (400, "invalid_args")


def test_key_comes_before_the_network(user):
    assert answer(user, payout_body(network="doge"), "short") == (400, "invalid_args")


def test_network_comes_before_the_address(user):
    assert answer(user, payout_body(network="doge", address="x")) == (400, "invalid_network")


def test_address_comes_before_the_minimum(user):
    assert answer(user, payout_body(1, address="x")) == (400, "invalid_address")
    solana = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
    assert answer(user, payout_body(1, address=solana)) == (400, "invalid_address")


def test_minimum_comes_before_the_balance(world):
    poor = world.new_user()
    assert answer(poor, payout_body(MIN_MICRO - 1)) == (400, "payout_below_min")
    assert answer(poor, payout_body(MIN_MICRO)) == (400, "balance_insufficient")


def test_key_s_first_use_comes_before_the_balance(world):
    user = world.new_user(BALANCE)
    key, address = new_key(), new_address()
    user.create(BALANCE, key, address=address)
    assert answer(user, payout_body(2 * BALANCE), key) == (422, "idempotency_key_reused")
    # The money is gone, and still it is the first answer that comes again.
    again = user.request(BALANCE, key, address=address)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (202, "true")


def test_fields_come_before_the_key_s_first_use(world):
    user = world.new_user(BALANCE)
    key = new_key()
    user.create(key=key)
    assert answer(user, payout_body(0), key) == (400, "invalid_args")
    assert answer(user, payout_body(network="doge"), key) == (400, "invalid_network")
    assert answer(user, payout_body(address="x"), key) == (400, "invalid_address")


def test_balance_comes_last(user):
    assert answer(user, payout_body(BALANCE + 1)) == (400, "balance_insufficient")
