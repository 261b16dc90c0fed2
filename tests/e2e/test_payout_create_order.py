"""POST /api/v1/payouts: the order of the checks. Whoever breaks two rules hears of the first."""

import pytest

from partner_writes import FundedClient
from payoutd_client import (
    PARTNER_LIST,
    Partner,
    body_of,
    new_key,
    partner_error,
    refused_fields,
)
from payoutd_program import Installation


@pytest.fixture(scope="module")
def shared(new_folder):
    with Installation(new_folder()) as place:
        acme = FundedClient(place)
        acme.used_key, acme.used_body = new_key(), acme.body("TAKEN")
        acme.first = acme.partner.create(acme.used_body, acme.used_key)
        yield acme


@pytest.fixture
def acme(shared):
    before = shared.money(), shared.partner.page().total
    yield shared
    assert (shared.money(), shared.partner.page().total) == before


def refusals(acme, body, key=None):
    return refused_fields(acme.partner.post(PARTNER_LIST, body, key or new_key()))


def answer(acme, partner=None, key="a-good-key", content_type="application/json", body=None):
    headers = {"Content-Type": content_type}
    body = acme.body() if body is None else body
    response = (partner or acme.partner).post(PARTNER_LIST, body, key, headers=headers)
    return response.status_code, body_of(response)["code"]


def test_credentials_come_first(acme):
    nobody = Partner(acme.server)
    expected = (401, "E_UNAUTHORIZED_ACCESS")
    assert answer(acme, nobody, content_type="text/plain", key=None, body=b"{") == expected
    assert answer(acme, nobody) == expected


def test_type_comes_before_json(acme):
    expected = (415, "UNSUPPORTED_MEDIA_TYPE")
    assert answer(acme, content_type="text/plain", key=None, body=b"{") == expected


def test_json_comes_before_the_key(acme):
    assert answer(acme, key=None, body=b"{") == (400, "SYNTAX_ERROR")
    assert answer(acme, key="short", body=b"[]") == (400, "SYNTAX_ERROR")


def test_key_comes_before_the_fields(acme):
    assert answer(acme, key=None, body={}) == (400, "IDEMPOTENCY_KEY_REQUIRED")
    assert answer(acme, key="short", body={}) == (400, "IDEMPOTENCY_KEY_TOO_SHORT")


def test_fields_come_before_all_that_is_stored(acme):
    body = {**acme.used_body, "amount": -1, "wallet_id": 999}
    assert answer(acme, key=acme.used_key, body=body) == (400, "E_VALIDATION_FAILURE")
    assert set(refusals(acme, body, acme.used_key)) == {"amount"}


def test_key_s_first_use_comes_before_wallet_and_reference(acme):
    body = {**acme.body("TAKEN"), "wallet_id": 999}
    assert answer(acme, key=acme.used_key, body=body) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_wallet_comes_before_the_reference(acme):
    assert set(refusals(acme, {**acme.body("TAKEN"), "wallet_id": 999})) == {"wallet_id"}


def test_reference_comes_before_the_money(acme):
    response = acme.partner.post(PARTNER_LIST, acme.body("TAKEN", amount=10**9), new_key())
    body = partner_error(response, 409, "Conflict", "DUPLICATE_REFERENCE", ["payout_id"])
    assert body["payout_id"] == acme.first["id"]


def test_money_comes_last(acme):
    response = acme.partner.post(PARTNER_LIST, acme.body(amount=10**9), new_key())
    partner_error(response, 400, "InsufficientFunds", "INSUFFICIENT_FUNDS")
