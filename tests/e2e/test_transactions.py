"""GET /api/v1/transactions and /transactions/{id}: every movement of a client's money."""

import pytest

from partner_writes import (
    NEVER_ACCEPTING,
    FundedClient,
    sandbox_client,
    transaction_of,
    wait_for_status,
)
from payoutd_client import (
    TRANSACTIONS,
    Number,
    Partner,
    partner_error,
    refused_fields,
)
from payoutd_program import Installation

FIELDS = [
    *["id", "wallet_id", "currency_id", "currency", "amount", "transaction_type", "status"],
    *["payout_id", "source_currency", "destination_currency", "forex_rate", "conversion_charges"],
    *["remarks", "created_at"],
]


@pytest.fixture(scope="module")
def acme(new_folder):
    """Ids 1 and 2 are fundings, 3 to 7 payouts: waiting, waiting, cancelled, waiting, in EUR."""
    with Installation(new_folder()) as place:
        acme = FundedClient(place, "--fee", "USD=0+150", fund=["USD=1000", "EUR=500"])
        amounts = ["100.00", "50.00", "70.00", "50.00"]
        acme.payouts = [acme.create(f"PAY_{n}", amount=Number(a)) for n, a in enumerate(amounts, 3)]
        acme.payouts.append(acme.create("PAY_7", currency="EUR", amount=20))
        for payout in acme.payouts:
            wait_for_status(acme.partner, payout["id"], "queued")
        assert acme.partner.cancel(acme.payouts[2]["id"]).status_code == 200
        yield acme


def rows(acme, **params):
    return acme.partner.page_at(TRANSACTIONS, params=params).rows


def ids(acme, **params):
    return [row["id"].text for row in rows(acme, **params)]


def test_sample_of_the_documentation(acme):
    shown = acme.partner.object_at(f"{TRANSACTIONS}/3")
    assert set(shown) == set(FIELDS)
    assert shown.pop("created_at") == acme.payouts[0]["created_at"]
    assert shown == {
        "id": Number("3"),
        "wallet_id": Number("1"),
        "currency_id": Number("840"),
        "currency": "USD",
        "amount": Number("101.50"),
        "transaction_type": "DEBIT",
        "status": "PENDING",
        "payout_id": acme.payouts[0]["id"],
        "source_currency": None,
        "destination_currency": None,
        "forex_rate": None,
        "conversion_charges": None,
        "remarks": "Payout PAY_3",
    }


def test_funding_is_a_credit(acme):
    shown = acme.partner.object_at(f"{TRANSACTIONS}/2")
    assert set(shown) == set(FIELDS)
    assert (shown["wallet_id"], shown["amount"].text) == (Number("2"), "500.00")
    assert (shown["transaction_type"], shown["status"]) == ("CREDIT", "COMPLETED")
    assert (shown["currency"], shown["currency_id"].text) == ("EUR", "978")
    assert shown["payout_id"] is None


def test_list_has_all_newest_first(acme):
    found = rows(acme)
    assert [row["id"].text for row in found] == ["7", "6", "5", "4", "3", "2", "1"]
    for row in found:
        assert acme.partner.object_at(f"{TRANSACTIONS}/{row['id'].text}") == row
    headers = acme.partner.page_at(TRANSACTIONS, params={"limit": 3, "page": 3}).headers
    names = ["X-Page", "X-Per-Page", "X-Total-Count", "X-Total-Pages", "X-Page-Size", "X-Has-More"]
    assert [headers[name] for name in names] == ["3", "3", "7", "3", "1", "false"]
    assert acme.partner.page_at(TRANSACTIONS).headers["X-Per-Page"] == "50"
    most = acme.partner.page_at(TRANSACTIONS, params={"limit": 99999})
    assert most.headers["X-Per-Page"] == "10000"


@pytest.mark.parametrize(
    "params, expected",
    [
        ({"transaction_type": "CREDIT"}, ["2", "1"]),
        ({"transaction_type": "DEBIT"}, ["7", "6", "5", "4", "3"]),
        ({"status": "PENDING"}, ["7", "6", "4", "3"]),
        ({"status": "COMPLETED"}, ["2", "1"]),
        ({"status": "FAILED"}, ["5"]),
        ({"wallet_id": 2}, ["7", "2"]),
        ({"wallet_id": 99}, []),
        ({"wallet_id": 1, "status": "PENDING"}, ["6", "4", "3"]),
        ({"transaction_type": "CREDIT", "status": "PENDING"}, []),
        ({"sort_order": "ASC"}, ["1", "2", "3", "4", "5", "6", "7"]),
        ({"sort_by": "amount"}, ["1", "2", "3", "5", "6", "4", "7"]),
        ({"sort_by": "amount", "sort_order": "asc"}, ["7", "4", "6", "5", "3", "2", "1"]),
        ({"sort_by": "created_at", "sort_order": "ASC"}, ["1", "2", "3", "4", "5", "6", "7"]),
        ({"limit": 2, "page": 2}, ["5", "4"]),
        ({"page": 9}, []),
    ],
)
def test_filters_sort_and_pages(acme, params, expected):
    assert ids(acme, **params) == expected


@pytest.mark.parametrize(
    "query, field",
    [
        ("page=0", "page"),
        ("limit=-1", "limit"),
        ("transaction_type=PAYOUT", "transaction_type"),
        ("status=created", "status"),
        ("wallet_id=x", "wallet_id"),
        ("sort_by=status", "sort_by"),
        ("sort_order=1", "sort_order"),
        ("currency=USD", "currency"),
        ("wallet_id=1&wallet_id=2", "wallet_id"),
    ],
)
def test_bad_parameters_are_refused(acme, query, field):
    assert set(refused_fields(acme.partner.get(f"{TRANSACTIONS}?{query}"))) == {field}


@pytest.mark.parametrize("number", ["0", "8", "-1", "1.0", "01", "abc", "9" * 30, "%201"])
def test_unknown_id(acme, number):
    partner_error(acme.partner.get(f"{TRANSACTIONS}/{number}"), 404, "NotFound", "NOT_FOUND")


@pytest.mark.parametrize("target", [TRANSACTIONS, f"{TRANSACTIONS}/3"])
def test_caching(acme, target):
    first = acme.partner.get(target)
    assert first.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    for method in ("GET", "HEAD"):
        headers = {"If-None-Match": first.headers["ETag"]}
        again = acme.partner.get(target, method=method, headers=headers)
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("target", [TRANSACTIONS, f"{TRANSACTIONS}/1", f"{TRANSACTIONS}/99"])
def test_nobody_sees_anything(acme, target):
    response = Partner(acme.server).get(target)
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_transactions_are_only_read(acme, method):
    response = acme.partner.get(TRANSACTIONS, method=method)
    partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    "word, before, after",
    [
        ("ok", "PENDING", "COMPLETED"),
        ("fail_other", "PENDING", "FAILED"),
    ],
)
def test_one_transaction_goes_with_its_payout(installation, word, before, after):
    settings = {**NEVER_ACCEPTING, "sandbox.accept_ms": 700}
    test = sandbox_client(installation, settings=settings)
    payout = test.create(f"sandbox_{word}")
    first = transaction_of(test.partner, payout["id"])
    wait_for_status(test.partner, payout["id"], "completed", "failed")
    last = transaction_of(test.partner, payout["id"])
    assert (first["status"], last["status"]) == (before, after)
    assert {**first, "status": after} == last
    assert len(rows(test)) == 2


def test_ids_are_each_client_s_own(installation):
    first = FundedClient(installation, fund=["USD=1", "EUR=1"])
    second = FundedClient(installation, fund=["USD=7"], server=first.server, name="Second")
    assert ids(first) == ["2", "1"]
    assert ids(second) == ["1"]
    second.create(amount=1)
    first.create(amount=1)
    assert ids(first) == ["3", "2", "1"]
    assert ids(second) == ["2", "1"]


def test_wallets_are_the_sum_of_their_transactions(acme):
    for wallet_id in ("1", "2"):
        spendable = held = 0
        for row in rows(acme, wallet_id=wallet_id):
            amount = int(row["amount"].text.replace(".", ""))
            if row["transaction_type"] == "CREDIT":
                spendable += amount
            elif row["status"] != "FAILED":
                spendable -= amount
                held += amount if row["status"] == "PENDING" else 0
        shown = [int(text.replace(".", "")) for text in acme.partner.money(wallet_id)]
        assert shown == [spendable, held]


def test_imported_history_moves_no_money(installation):
    acme = FundedClient(installation)
    installation.result("generate", *acme.client.flags, "--count", "20")
    assert acme.partner.page().total == 20
    assert ids(acme) == ["1"]
    assert acme.money() == ("1000.00", "0.00")
    installation.require_sound()
