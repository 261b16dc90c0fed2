"""Payouts to saved beneficiaries, and what a beneficiary's totals count."""

import pytest

from partner_writes import LEFT_OUT, FundedClient, require_whole, sandbox_client, wait_for_status
from payoutd_client import (
    BENEFICIARIES,
    PARTNER_LIST,
    Number,
    body_of,
    new_key,
    refused_fields,
)
from payoutd_program import Installation, wait_until

WHOLE = {
    "email": "john.doe@example.com",
    "first_name": "John",
    "last_name": "Doe",
    "country": "US",
    "phone": "+1234567890",
}
INLINE = ["beneficiary_email", "beneficiary_first_name", "beneficiary_last_name"]
NO_INLINE = dict.fromkeys(INLINE, LEFT_OUT)


@pytest.fixture(scope="module")
def acme(new_folder):
    with Installation(new_folder()) as place:
        yield FundedClient(place, fund=["USD=100000", "EUR=1000", "JPY=10000"])


def save(acme, **fields):
    response = acme.partner.post(BENEFICIARIES, {**WHOLE, **fields})
    assert response.status_code == 201, response.text
    return body_of(response)


def shown(acme, beneficiary):
    return acme.partner.object_at(f"{BENEFICIARIES}/{beneficiary['id']}")


def pay(acme, beneficiary, **fields):
    return acme.create(beneficiary_id=beneficiary["id"], **{**NO_INLINE, **fields})


# the sample


def test_sample_of_the_documentation(installation):
    """The list item of the reference page: five payouts, 500.00 in all."""
    acme = FundedClient(installation)
    john = save(acme, metadata={"department": "sales"})
    payouts = [pay(acme, john, amount=Number("100.00")) for _ in range(5)]
    (row,) = acme.partner.page_at(BENEFICIARIES).rows
    assert row == {
        "id": john["id"],
        **WHOLE,
        "metadata": {"department": "sales"},
        "total_payouts": Number("5"),
        "total_amount": Number("500.00"),
        "totals": [
            {"currency": "USD", "payouts": Number("5"), "amount": Number("500.00")},
        ],
        "last_payout_at": payouts[-1]["created_at"],
        "created_at": john["created_at"],
    }
    assert shown(acme, john) == row


# paying


def test_payout_has_what_was_saved(acme):
    john = save(acme)
    payout = require_whole(pay(acme, john))
    assert payout["beneficiary_id"] == john["id"]
    assert payout["beneficiary"] == WHOLE
    page = acme.partner.page(beneficiary_id=john["id"])
    assert page.references == [payout["reference_id"]]


def test_inline_fields_that_agree(acme):
    john = save(acme)
    fields = {f"beneficiary_{name}": value for name, value in WHOLE.items()}
    payout = acme.create(beneficiary_id=john["id"], **fields)
    assert (payout["beneficiary_id"], payout["beneficiary"]) == (john["id"], WHOLE)


@pytest.mark.parametrize(
    "name, value",
    [
        ("email", "jane@example.com"),
        ("first_name", "Jon"),
        ("last_name", "Do"),
        ("country", "CA"),
        ("phone", "+1234567899"),
        ("identifiers", {"account_number": "2"}),
    ],
)
def test_inline_field_that_differs_is_a_conflict(acme, name, value):
    john = save(acme, identifiers={"account_number": "1"})
    body = acme.body(**{**NO_INLINE, "beneficiary_id": john["id"], f"beneficiary_{name}": value})
    found = refused_fields(acme.partner.post(PARTNER_LIST, body, new_key()))
    assert {field: rule for field, (rule, _) in found.items()} == {
        f"beneficiary_{name}": "conflict"
    }
    assert shown(acme, john)["total_payouts"] == Number("0")


def test_inline_identifiers_that_agree(acme):
    john = save(acme, identifiers={"account_number": "1", "routing": "2"})
    pay(acme, john, beneficiary_identifiers={"routing": "2", "account_number": "1"})


def test_inline_beneficiary_is_not_saved(acme):
    total = acme.partner.page_at(BENEFICIARIES).total
    acme.create()
    assert acme.partner.page_at(BENEFICIARIES).total == total


def test_deleted_beneficiary(acme):
    john = save(acme, identifiers={"account_number": "1"})
    payout = pay(acme, john)
    wait_for_status(acme.partner, payout["id"], "queued")
    before = acme.partner.payout(payout["id"])
    target = f"{BENEFICIARIES}/{john['id']}"
    assert acme.partner.get(target, method="DELETE").status_code == 204
    assert acme.partner.payout(payout["id"]) == before
    assert acme.partner.page(beneficiary_id=john["id"]).total == 1
    body = acme.body(beneficiary_id=john["id"], **NO_INLINE)
    found = refused_fields(acme.partner.post(PARTNER_LIST, body, new_key()))
    assert found["beneficiary_id"][0] == "not_found"


# totals


def test_totals_of_several_currencies(acme):
    john = save(acme)
    pay(acme, john, currency="USD", amount=Number("10.50"))
    pay(acme, john, currency="JPY", amount=700)
    pay(acme, john, currency="USD", amount=Number("0.25"))
    found = shown(acme, john)
    assert (found["total_payouts"], found["total_amount"]) == (Number("3"), None)
    assert sorted(
        (t["currency"], t["payouts"].text, t["amount"].text) for t in found["totals"]
    ) == [
        ("JPY", "1", "700"),
        ("USD", "2", "10.75"),
    ]


def test_cancelled_payouts_do_not_count(acme):
    john = save(acme)
    first, second = pay(acme, john, amount=10), pay(acme, john, currency="EUR", amount=20)
    assert shown(acme, john)["total_amount"] is None
    assert acme.partner.cancel(second["id"]).status_code == 200
    found = shown(acme, john)
    assert (found["total_payouts"], found["total_amount"]) == (Number("1"), Number("10.00"))
    assert acme.partner.cancel(first["id"]).status_code == 200
    found = shown(acme, john)
    assert (found["total_payouts"], found["total_amount"]) == (Number("0"), Number("0"))
    assert found["totals"] == []


def test_refused_payouts_do_not_count(acme):
    john = save(acme)
    body = acme.body(beneficiary_id=john["id"], amount=10**9, **NO_INLINE)
    assert acme.partner.post(PARTNER_LIST, body, new_key()).status_code == 400
    assert shown(acme, john)["total_payouts"] == Number("0")


def test_failed_and_completed_payouts(installation):
    test = sandbox_client(installation)
    good, bad = save(test, email="sandbox_ok@x.com"), save(test, email="sandbox_fail_other@x.com")
    for beneficiary, final in ((good, "completed"), (bad, "failed")):
        payout = pay(test, beneficiary)
        wait_for_status(test.partner, payout["id"], final)
    wait_until(lambda: test.money()[1] == "0.00", "nothing to be held")
    assert shown(test, good)["total_amount"] == Number("10.00")
    assert shown(test, bad)["total_amount"] == Number("0")


def test_totals_without_fees(installation):
    acme = FundedClient(installation, "--fee", "USD=1.00+0")
    john = save(acme)
    pay(acme, john, amount=10)
    assert shown(acme, john)["total_amount"] == Number("10.00")
