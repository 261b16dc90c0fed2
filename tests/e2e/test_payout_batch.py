"""POST /api/v1/payouts/batch: many payouts, each with its own result, or all or nothing."""

import pytest

from partner_writes import FundedClient, new_reference, payout_body
from payoutd_client import (
    BATCH,
    PARTNER_LIST,
    Number,
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
        yield FundedClient(place, fund=["USD=100000"])


def send(acme, payouts, key=None, **more):
    return acme.partner.post(BATCH, {"payouts": payouts, **more}, key or new_key())


def taken(response, status, created, refused):
    """Requires that many of both and returns the results, which stand in the order sent."""
    assert response.status_code == status, response.text
    body = body_of(response)
    assert set(body) == {"created", "refused", "results"}
    assert (body["created"].text, body["refused"].text) == (str(created), str(refused))
    results = body["results"]
    assert [each["index"].text for each in results] == [str(n) for n in range(created + refused)]
    for each in results:
        whole = each["status"] == Number("201")
        assert set(each) == {"index", "status", "payout" if whole else "error"}, each
    assert sum("payout" in each for each in results) == created
    return results


def code_of(result):
    error = result["error"]
    assert error["error"] and error["message"]
    return result["status"].text, error["code"]


# what is created


def test_all_created(acme):
    money = acme.money()
    bodies = [acme.body(amount=Number(f"{n}.50"), description=f"number {n}") for n in range(1, 6)]
    response = send(acme, bodies)
    results = taken(response, 201, 5, 0)
    assert "Idempotent-Replayed" not in response.headers
    for body, result in zip(bodies, results, strict=True):
        row = result["payout"]
        for name in ("reference_id", "amount", "currency", "description"):
            assert row[name] == body[name]
        assert row["status"] == "created"
        assert not {"wallet_id", "events", "metadata", "queued_at"} & set(row), "as in a list"
        (listed,) = acme.partner.page(reference_id=body["reference_id"]).rows
        assert {**row, "status": listed["status"]} == {
            name: value for name, value in listed.items() if name != "queued_at"
        }
    page = acme.partner.page(limit=5)
    assert page.references == [body["reference_id"] for body in reversed(bodies)]
    assert cents(money[0]) - cents(acme.money()[0]) == 1750
    assert cents(acme.money()[1]) - cents(money[1]) == 1750


def cents(text):
    return int(text.replace(".", ""))


def test_one_alone(acme):
    taken(send(acme, [acme.body()]), 201, 1, 0)
    taken(send(acme, [acme.body()], atomic=True), 201, 1, 0)
    taken(send(acme, [acme.body()], atomic=None), 201, 1, 0)


def test_some_refused(acme):
    known = acme.create()
    twice = acme.body()
    bodies = [
        acme.body(),
        acme.body(amount=-1, colour="red"),
        acme.body(known["reference_id"]),
        twice,
        twice,
        acme.body(amount=10**9),
        {**acme.body(), "wallet_id": 999},
        {},
        acme.body(),
    ]
    results = taken(send(acme, bodies), 200, 3, 6)
    created = [int(each["index"].text) for each in results if "payout" in each]
    assert created == [0, 3, 8]
    assert code_of(results[1]) == ("400", "E_VALIDATION_FAILURE")
    fields = {detail["field"]: detail["rule"] for detail in results[1]["error"]["details"]}
    assert fields == {"amount": "positive", "colour": "unknown"}
    assert code_of(results[2]) == ("409", "DUPLICATE_REFERENCE")
    assert results[2]["error"]["payout_id"] == known["id"]
    assert code_of(results[4]) == ("409", "DUPLICATE_REFERENCE")
    assert results[4]["error"]["payout_id"] == results[3]["payout"]["id"]
    assert code_of(results[5]) == ("400", "INSUFFICIENT_FUNDS")
    assert code_of(results[6]) == ("400", "E_VALIDATION_FAILURE")
    assert results[6]["error"]["details"][0]["field"] == "wallet_id"
    assert code_of(results[7]) == ("400", "E_VALIDATION_FAILURE")


def test_money_goes_in_the_order_sent(installation):
    acme = FundedClient(installation, fund=["USD=25"])
    bodies = [acme.body(amount=amount) for amount in (10, 20, 10, 6, 5)]
    results = taken(send(acme, bodies), 200, 3, 2)
    assert ["payout" in each for each in results] == [True, False, True, False, True]
    assert acme.money() == ("0.00", "25.00")


def test_all_refused_is_still_an_answer(acme):
    key, bodies = new_key(), [acme.body(amount=0), acme.body(amount=10**9)]
    first = send(acme, bodies, key)
    taken(first, 200, 0, 2)
    again = send(acme, bodies, key)
    assert again.headers["Idempotent-Replayed"] == "true"
    partner_error(acme.partner.get(by_key(key)), 404, "NotFound", "NOT_FOUND")


# atomic


def test_atomic_and_all_good(acme):
    taken(send(acme, [acme.body() for _ in range(3)], atomic=True), 201, 3, 0)


@pytest.mark.parametrize("bad", [0, 1, 2])
@pytest.mark.parametrize(
    "fault, code",
    [
        ({"amount": -1}, ("400", "E_VALIDATION_FAILURE")),
        ({"wallet_id": 999}, ("400", "E_VALIDATION_FAILURE")),
        ({"amount": 10**9}, ("400", "INSUFFICIENT_FUNDS")),
        ({"reference_id": "TAKEN"}, ("409", "DUPLICATE_REFERENCE")),
    ],
)
def test_atomic_and_one_refused(acme, bad, fault, code):
    if acme.partner.page(reference_id="TAKEN").total == 0:
        acme.create("TAKEN")
    before = acme.money(), acme.partner.page().total
    key, bodies = new_key(), [acme.body() for _ in range(3)]
    faulty = [{**body, **fault} if n == bad else body for n, body in enumerate(bodies)]
    response = send(acme, faulty, key, atomic=True)
    error = partner_error(response, 422, "BatchRefused", "BATCH_REFUSED", ["results"])
    (result,) = error["results"]
    assert result["index"] == Number(str(bad))
    assert code_of(result) == code
    assert (acme.money(), acme.partner.page().total) == before
    partner_error(acme.partner.get(by_key(key)), 404, "NotFound", "NOT_FOUND")
    taken(send(acme, bodies, key, atomic=True), 201, 3, 0)


def test_atomic_with_too_little_money_for_all(installation):
    acme = FundedClient(installation, fund=["USD=25"])
    bodies = [acme.body(amount=10) for _ in range(3)]
    response = send(acme, bodies, atomic=True)
    error = partner_error(response, 422, "BatchRefused", "BATCH_REFUSED", ["results"])
    assert [each["index"].text for each in error["results"]] == ["2"]
    assert acme.money() == ("25.00", "0.00")
    assert acme.partner.page().total == 0


def test_atomic_with_one_reference_twice(acme):
    body = acme.body()
    error = partner_error(
        send(acme, [body, body], atomic=True), 422, "BatchRefused", "BATCH_REFUSED", ["results"]
    )
    assert [each["index"].text for each in error["results"]] == ["1"]
    assert acme.partner.page(reference_id=body["reference_id"]).total == 0


# the key


def test_repeat_gives_the_first_answer_refusals_too(installation):
    acme = FundedClient(installation, fund=["USD=15"])
    key, bodies = new_key(), [acme.body(), acme.body()]
    first = send(acme, bodies, key)
    taken(first, 200, 1, 1)
    installation.fund(acme.client, "USD=100")
    again = send(acme, bodies, key)
    assert (again.status_code, without_request_id(again)) == (200, without_request_id(first))
    assert again.headers["Idempotent-Replayed"] == "true"
    assert acme.partner.page().total == 1


def without_request_id(response):
    request_id = response.headers["X-Request-Id"]
    return response.text.replace(request_id, "")


def test_what_the_key_created(acme):
    key, bodies = new_key(), [acme.body(), acme.body(amount=-1), acme.body()]
    taken(send(acme, bodies, key), 200, 2, 1)
    found = acme.partner.object_at(by_key(key))
    assert found["idempotency_key"] == key
    references = [row["reference_id"] for row in found["payouts"]]
    assert references == [bodies[0]["reference_id"], bodies[2]["reference_id"]]


@pytest.mark.parametrize(
    "change", ["order", "one less", "one more", "an amount", "atomic", "single"]
)
def test_other_batch_under_a_used_key(acme, change):
    key, bodies = new_key(), [acme.body(), acme.body()]
    taken(send(acme, bodies, key), 201, 2, 0)
    other = {
        "order": bodies[::-1],
        "one less": bodies[:1],
        "one more": [*bodies, acme.body()],
        "an amount": [bodies[0], {**bodies[1], "amount": 11}],
        "atomic": bodies,
    }
    if change == "single":
        response = acme.partner.post(PARTNER_LIST, bodies[0], key)
    else:
        response = send(acme, other[change], key, atomic=change == "atomic")
    partner_error(response, 422, "IdempotencyException", "IDEMPOTENCY_KEY_REUSED")


def test_same_batch_in_other_bytes(acme):
    key, body = new_key(), acme.body(amount=Number("10.00"), description=None)
    first = send(acme, [body], key)
    taken(first, 201, 1, 0)
    same = {name: value for name, value in body.items() if value is not None}
    again = send(acme, [{**same, "amount": Number("1e1")}], key, atomic=False)
    assert (again.status_code, again.content) == (201, first.content)


@pytest.mark.parametrize(
    "key, code", [(None, "REQUIRED"), ("short", "TOO_SHORT"), ("k" * 257, "TOO_LONG")]
)
def test_key_is_required(acme, key, code):
    response = acme.partner.post(BATCH, {"payouts": [acme.body()]}, key)
    partner_error(response, 400, "IdempotencyException", f"IDEMPOTENCY_KEY_{code}")


# the shape of the body


@pytest.mark.parametrize(
    "body, field, rule",
    [
        ({}, "payouts", "required"),
        ({"payouts": []}, "payouts", "empty"),
        ({"payouts": {}}, "payouts", "type"),
        ({"payouts": "x"}, "payouts", "type"),
        ({"payouts": [{}] * 10_001}, "payouts", "too_many"),
        ({"payouts": [payout_body()], "atomic": "true"}, "atomic", "type"),
        ({"payouts": [payout_body()], "atomic": 1}, "atomic", "type"),
        ({"payouts": [payout_body()], "colour": 1}, "colour", "unknown"),
        (b'{"payouts":[{}],"payouts":[{}]}', "payouts", "duplicate"),
    ],
)
def test_fault_of_the_batch_itself(acme, body, field, rule):
    total = acme.partner.page().total
    found = refused_fields(acme.partner.post(BATCH, body, new_key()))
    assert {name: each[0] for name, each in found.items()} == {field: rule}
    assert acme.partner.page().total == total


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null"])
def test_body_that_is_no_json_object(acme, body):
    partner_error(acme.partner.post(BATCH, body, new_key()), 400, "SyntaxError", "SYNTAX_ERROR")


def test_body_of_another_type(acme):
    headers = {"Content-Type": "text/plain"}
    response = acme.partner.post(BATCH, {"payouts": [acme.body()]}, new_key(), headers=headers)
    partner_error(response, 415, "UnsupportedMediaType", "UNSUPPORTED_MEDIA_TYPE")


# many


def test_ten_thousand(installation):
    flags = ("--fee", "USD=0.01+0")
    settings = {"limits.body_bytes_max": 16 << 20}
    acme = FundedClient(installation, *flags, fund=["USD=10100"], settings=settings)
    bodies = [acme.body(new_reference(), amount=1) for _ in range(10_000)]
    key = new_key()
    first = send(acme, bodies, key)
    results = taken(first, 201, 10_000, 0)
    assert len({each["payout"]["id"] for each in results}) == 10_000
    assert acme.money() == ("0.00", "10100.00")
    assert acme.partner.page().total == 10_000
    assert acme.partner.page(limit=1).references == [bodies[-1]["reference_id"]]
    again = send(acme, bodies, key)
    assert again.content == first.content
    assert acme.partner.page().total == 10_000
    assert len(to_json(acme.partner.object_at(by_key(key))["payouts"])) > 1_000_000
    installation.require_sound()
