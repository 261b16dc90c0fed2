"""Idempotency-Key and reference_id: whatever is sent again is done once.

Several requests at the same time are in test_idempotency_at_once.py, batches in
test_payout_batch.py, crashes in faults/test_crash.py.
"""

import json

import pytest

from list_model import payout as imported
from partner_writes import (
    LEFT_OUT,
    FundedClient,
    new_reference,
    sandbox_client,
    wait_for_status,
)
from payoutd_client import (
    BATCH,
    BENEFICIARIES,
    PARTNER_LIST,
    Number,
    RawConnection,
    body_of,
    by_key,
    new_key,
    partner_error,
    refused_fields,
    to_json,
)
from payoutd_program import Installation


@pytest.fixture(scope="module")
def acme(new_folder):
    with Installation(new_folder()) as place:
        yield FundedClient(place, fund=["USD=100000", "EUR=1000"])


def send(acme, body, key):
    return acme.partner.post(PARTNER_LIST, body, key)


def require_replay(acme, first, body, key):
    """The first answer again, byte for byte."""
    again = send(acme, body, key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    # It is not what the payout is now, so nothing may be compared with it.
    assert "ETag" not in again.headers
    assert again.headers.get("Location") == first.headers.get("Location")
    return again


def refused_key(response, status, code):
    return partner_error(response, status, "IdempotencyException", code)


# the header


def test_key_is_required(acme):
    refused_key(send(acme, acme.body(), None), 400, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.parametrize("key", ["a", "1234567"])
def test_key_that_is_too_short(acme, key):
    refused_key(send(acme, acme.body(), key), 400, "IDEMPOTENCY_KEY_TOO_SHORT")


def test_key_that_is_empty(acme):
    code = body_of(send(acme, acme.body(), ""))["code"]
    assert code in ("IDEMPOTENCY_KEY_REQUIRED", "IDEMPOTENCY_KEY_TOO_SHORT")


@pytest.mark.parametrize("length", [257, 1000])
def test_key_that_is_too_long(acme, length):
    refused_key(send(acme, acme.body(), "k" * length), 400, "IDEMPOTENCY_KEY_TOO_LONG")


@pytest.mark.parametrize("key", [b"two words", b"tab\there", "schlüssel".encode(), b"\xff" * 8])
def test_key_that_is_not_visible_ascii(acme, key):
    refused_key(send(acme, acme.body(), key), 400, "IDEMPOTENCY_KEY_INVALID")


def test_key_that_is_there_twice(acme):
    body = to_json(acme.body())
    headers = {
        **acme.client.headers,
        "Content-Type": "application/json",
        "Content-Length": len(body),
        "Idempotency-Key": "same-key\r\nIdempotency-Key: same-key",
    }
    with RawConnection(acme.server) as connection:
        response = connection.exchange(PARTNER_LIST, method="POST", headers=headers, body=body)
    refused_key(response, 400, "IDEMPOTENCY_KEY_REQUIRED")


KEYS = ["12345678", "k" * 256, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "pay_xyz789_1705689660"]


@pytest.mark.parametrize("key", KEYS)
def test_key_of_any_visible_characters(acme, key):
    body = acme.body()
    first = send(acme, body, key)
    assert first.status_code == 201
    require_replay(acme, first, body, key)
    (row,) = acme.partner.object_at(by_key(key))["payouts"]
    assert row["id"] == body_of(first)["id"]


def test_letter_case_of_a_key_counts(acme):
    acme.create(key="Case-Of-A-Key")
    acme.create(key="case-of-a-key")


# replays


def test_same_request_again_makes_nothing(acme):
    key, body = new_key(), acme.body(metadata={"a": 1}, description="once")
    first = send(acme, body, key)
    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first.headers
    money, total = acme.money(), acme.partner.page().total
    for _ in range(3):
        require_replay(acme, first, body, key)
    assert (acme.money(), acme.partner.page().total) == (money, total)


def test_replay_shows_the_payout_as_it_was_created_whatever_became_of_it(acme):
    key, body = new_key(), acme.body()
    first = send(acme, body, key)
    assert acme.partner.cancel(body_of(first)["id"]).status_code == 200
    again = require_replay(acme, first, body, key)
    assert body_of(again)["status"] == "created"


def test_replay_has_the_request_id_of_the_repeat(acme):
    key, body = new_key(), acme.body()
    first = send(acme, body, key)
    headers = {"X-Request-Id": "the-second"}
    again = acme.partner.post(PARTNER_LIST, body, key, headers=headers)
    assert again.headers["X-Request-Id"] == "the-second"
    assert again.content == first.content


def test_replay_after_the_server_was_started_again(installation):
    acme = FundedClient(installation)
    key, body = new_key(), acme.body()
    first = send(acme, body, key)
    acme.server.stop()
    acme.server = installation.serve()
    acme.partner = acme.new_partner()
    require_replay(acme, first, body, key)


def test_replay_when_its_wallet_is_empty_and_its_beneficiary_deleted(installation):
    acme = FundedClient(installation, fund=["USD=10"])
    saved = {"email": "a@b.c", "first_name": "A", "last_name": "B"}
    made = acme.partner.post(BENEFICIARIES, saved)
    assert made.status_code == 201
    whom = body_of(made)["id"]
    names = ["email", "first_name", "last_name"]
    body = acme.body(beneficiary_id=whom, **{f"beneficiary_{name}": LEFT_OUT for name in names})
    key = new_key()
    first = send(acme, body, key)
    assert first.status_code == 201, first.text
    assert acme.partner.get(f"{BENEFICIARIES}/{whom}", method="DELETE").status_code == 204
    assert acme.money() == ("0.00", "10.00")
    require_replay(acme, first, body, key)


WHOLE = {
    "reference_id": "WHOLE",
    "wallet_id": 1,
    "amount": Number("100.00"),
    "currency": "USD",
    "beneficiary_email": "john.doe@example.com",
    "beneficiary_first_name": "John",
    "beneficiary_last_name": "Doe",
    "beneficiary_country": "US",
    "beneficiary_phone": "+1234567890",
    "beneficiary_identifiers": {"account": "12", "routing": "34"},
    "description": "Bonus",
    "metadata": {"a": 1, "b": {"c": [1, 2], "d": "e"}},
    "notify_beneficiary": False,
}


@pytest.fixture(scope="module")
def whole(acme):
    """A request with every field, its key and its first answer."""
    key = new_key()
    first = send(acme, WHOLE, key)
    assert first.status_code == 201, first.text
    return key, first


SAME_MEANING = {
    "names in another order": to_json(dict(reversed(WHOLE.items()))),
    "blanks": json.dumps(json.loads(to_json(WHOLE)), indent=3),
    "no decimals": to_json({**WHOLE, "amount": Number("100")}),
    "more zeros": to_json({**WHOLE, "amount": Number("100.000000000")}),
    "exponent": to_json({**WHOLE, "amount": Number("1e2")}),
    "negative exponent": to_json({**WHOLE, "amount": Number("1000E-1")}),
    "currency in lower case": to_json({**WHOLE, "currency": "usd"}),
    "escaped letters": to_json(WHOLE).replace(b'"Bonus"', b'"\\u0042onu\\u0073"'),
    "escaped names": to_json(WHOLE).replace(b'"description"', b'"\\u0064escription"'),
    "default left out": to_json({k: v for k, v in WHOLE.items() if k != "notify_beneficiary"}),
    "default is null": to_json({**WHOLE, "notify_beneficiary": None}),
    "null for what was not given": to_json({**WHOLE, "beneficiary_id": None}),
    "metadata in another order": to_json(
        {**WHOLE, "metadata": {"b": {"d": "e", "c": [1, 2]}, "a": 1}}
    ),
    "identifiers in another order": to_json(
        {**WHOLE, "beneficiary_identifiers": {"routing": "34", "account": "12"}}
    ),
}


@pytest.mark.parametrize("name", SAME_MEANING)
def test_same_meaning_in_other_bytes_is_the_same_request(acme, whole, name):
    key, first = whole
    require_replay(acme, first, SAME_MEANING[name], key)


OTHER_MEANING = [
    ("reference_id", "WHOLE-2"),
    ("wallet_id", 999),
    ("amount", Number("100.01")),
    ("amount", Number("1e3")),
    ("currency", "EUR"),
    ("beneficiary_id", "ben_" + "0" * 26),
    ("beneficiary_email", "John.Doe@example.com"),
    ("beneficiary_first_name", "John "),
    ("beneficiary_last_name", "doe"),
    ("beneficiary_country", "CA"),
    ("beneficiary_country", None),
    ("beneficiary_phone", "+1234567891"),
    ("beneficiary_identifiers", {"account": "12", "routing": "35"}),
    ("beneficiary_identifiers", {"account": "12"}),
    ("beneficiary_identifiers", None),
    ("description", "Bonus "),
    ("description", None),
    ("metadata", {"a": 1, "b": {"c": [2, 1], "d": "e"}}),
    ("metadata", {"a": "1", "b": {"c": [1, 2], "d": "e"}}),
    ("metadata", {"a": 1}),
    ("metadata", None),
    ("notify_beneficiary", True),
]


@pytest.mark.parametrize("field, value", OTHER_MEANING)
def test_other_meaning_under_a_used_key_is_refused(acme, whole, field, value):
    key, first = whole
    money = acme.money()
    refused_key(send(acme, {**WHOLE, field: value}, key), 422, "IDEMPOTENCY_KEY_REUSED")
    assert acme.money() == money
    require_replay(acme, first, WHOLE, key)


def test_key_of_a_payout_is_not_free_for_a_batch(acme, whole):
    key, _ = whole
    response = acme.partner.post(BATCH, {"payouts": [acme.body()]}, key)
    refused_key(response, 422, "IDEMPOTENCY_KEY_REUSED")
    response = acme.partner.post(BATCH, {"payouts": [WHOLE]}, key)
    refused_key(response, 422, "IDEMPOTENCY_KEY_REUSED")


# references


def require_duplicate(response, payout_id):
    body = partner_error(response, 409, "Conflict", "DUPLICATE_REFERENCE", ["payout_id"])
    assert body["payout_id"] == payout_id


def test_used_reference_under_another_key_names_its_payout(acme):
    payout = acme.create("REF-1")
    money = acme.money()
    require_duplicate(send(acme, acme.body("REF-1"), new_key()), payout["id"])
    assert acme.money() == money


def test_reference_stays_used_when_its_payout_is_cancelled(acme):
    payout = acme.create("REF-2")
    assert acme.partner.cancel(payout["id"]).status_code == 200
    require_duplicate(send(acme, acme.body("REF-2"), new_key()), payout["id"])


def test_reference_stays_used_when_its_payout_has_failed(installation):
    acme = sandbox_client(installation)
    payout = acme.create("sandbox_fail_other")
    wait_for_status(acme.partner, payout["id"], "failed")
    require_duplicate(send(acme, acme.body("sandbox_fail_other"), new_key()), payout["id"])


def test_reference_of_imported_history_is_used(acme):
    acme.place.import_rows(acme.client, [imported("HISTORY-1")])
    (row,) = acme.partner.page(reference_id="HISTORY-1").rows
    require_duplicate(send(acme, acme.body("HISTORY-1"), new_key()), row["id"])


@pytest.mark.parametrize("other", ["ref-3", "REF-3 ", " REF-3", "REF-33", "REF-", "REF–3"])
def test_reference_that_differs_in_anything_is_another(acme, ref_3, other):
    acme.create(other)


@pytest.fixture(scope="module")
def ref_3(acme):
    acme.create("REF-3")


# refused requests leave their key free


def test_key_of_a_request_with_faults_is_free(acme):
    key, body = new_key(), acme.body()
    assert set(refused_fields(send(acme, {**body, "amount": -1}, key))) == {"amount"}
    assert set(refused_fields(send(acme, {**body, "wallet_id": 999}, key))) == {"wallet_id"}
    assert acme.partner.get(by_key(key)).status_code == 404
    acme.partner.create(body, key)


def test_key_of_a_duplicate_reference_is_free(acme):
    key = new_key()
    payout = acme.create()
    require_duplicate(send(acme, acme.body(payout["reference_id"]), key), payout["id"])
    acme.create(key=key)


def test_key_of_a_request_without_money_is_free(installation):
    acme = FundedClient(installation, fund=["USD=5"])
    key, body = new_key(), acme.body()
    for _ in range(2):
        refused = send(acme, body, key)
        partner_error(refused, 400, "InsufficientFunds", "INSUFFICIENT_FUNDS")
        assert "Idempotent-Replayed" not in refused.headers
    assert acme.place.fund(acme.client, "USD=5") == {"USD": Number("10.00")}
    acme.partner.create(body, key)
    assert acme.money() == ("0.00", "10.00")


# the way back from a key


def test_what_a_key_created(acme):
    key = new_key()
    payout = acme.create(key=key)
    found = acme.partner.object_at(by_key(key))
    assert set(found) == {"idempotency_key", "created_at", "payouts"}
    assert (found["idempotency_key"], found["created_at"]) == (key, payout["created_at"])
    wait_for_status(acme.partner, payout["id"], "queued")
    rows = acme.partner.page(reference_id=payout["reference_id"]).rows
    assert acme.partner.object_at(by_key(key))["payouts"] == rows


@pytest.mark.parametrize(
    "key", ["never-used", "short", "x", "k" * 300, "ä" * 10, "a/b/c/d/e", "%00"]
)
def test_key_that_created_nothing(acme, key):
    partner_error(acme.partner.get(by_key(key)), 404, "NotFound", "NOT_FOUND")


def test_keys_belong_to_one_client(acme):
    other = FundedClient(acme.place, server=acme.server, name="Other")
    key, reference = new_key(), new_reference()
    mine, theirs = acme.create(reference, key=key), other.create(reference, key=key)
    assert mine["id"] != theirs["id"]
    for client, payout in ((acme, mine), (other, theirs)):
        (row,) = client.partner.object_at(by_key(key))["payouts"]
        assert row["id"] == payout["id"]
    only_mine = new_key()
    acme.create(key=only_mine)
    partner_error(other.partner.get(by_key(only_mine)), 404, "NotFound", "NOT_FOUND")
