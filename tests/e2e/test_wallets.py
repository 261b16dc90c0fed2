"""GET /api/v1/wallets and /wallets/{id}."""

import pytest

from partner_writes import FundedClient, wait_for_status
from payoutd_client import WALLETS, Number, Partner, body_of, partner_error, refused_fields
from payoutd_program import Installation

FIELDS = [
    *["id", "currency_id", "currency", "amount", "held", "type", "is_active"],
    *["created_at", "updated_at"],
]
FUNDS = ["USD=1000", "EUR=20.50", "JPY=700", "KWD=1.5"]


@pytest.fixture(scope="module")
def acme(new_folder):
    with Installation(new_folder()) as place:
        acme = FundedClient(place, "--fee", "USD=0+150", fund=FUNDS)
        payout = acme.create("PAY_2024_001", amount=Number("100.00"))
        wait_for_status(acme.partner, payout["id"], "queued")
        yield acme


def ids(acme, **params):
    return [row["id"].text for row in acme.partner.page_at(WALLETS, params=params).rows]


def refused(acme, query):
    found = refused_fields(acme.partner.get(f"{WALLETS}?{query}"))
    return {field: rule for field, (rule, _) in found.items()}


def test_sample_of_the_documentation(acme):
    wallet = acme.partner.wallet(1)
    assert set(wallet) == set(FIELDS)
    assert wallet.pop("created_at") <= wallet.pop("updated_at")
    assert wallet == {
        "id": Number("1"),
        "currency_id": Number("840"),
        "currency": "USD",
        "amount": Number("898.50"),
        "held": Number("101.50"),
        "type": "PREPAID",
        "is_active": True,
    }


def test_list_has_every_wallet_newest_first(acme):
    page = acme.partner.page_at(WALLETS)
    shown = [(row["id"].text, row["currency"], row["amount"].text) for row in page.rows]
    expected = [("1", "USD", "898.50"), ("2", "EUR", "20.50"), ("3", "JPY", "700")]
    assert shown == [*expected, ("4", "KWD", "1.500")][::-1]
    numbers = [row["currency_id"].text for row in page.rows]
    assert numbers == ["414", "392", "978", "840"]
    for row in page.rows:
        assert set(row) == set(FIELDS)
        assert acme.partner.wallet(row["id"].text) == row


def test_pagination_headers(acme):
    headers = acme.partner.page_at(WALLETS).headers
    names = ["X-Page", "X-Per-Page", "X-Total-Count", "X-Total-Pages", "X-Page-Size", "X-Has-More"]
    assert [headers[name] for name in names] == ["1", "50", "4", "1", "4", "false"]
    headers = acme.partner.page_at(WALLETS, params={"limit": 3, "page": 2}).headers
    assert [headers[name] for name in names] == ["2", "3", "4", "2", "1", "false"]
    headers = acme.partner.page_at(WALLETS, params={"limit": 3}).headers
    assert [headers[name] for name in names] == ["1", "3", "4", "2", "3", "true"]


def test_pages(acme):
    assert ids(acme, limit=3) == ["4", "3", "2"]
    assert ids(acme, limit=3, page=2) == ["1"]
    assert ids(acme, limit=3, page=3) == []
    page = acme.partner.page_at(WALLETS, params={"limit": 10001})
    assert page.headers["X-Per-Page"] == "10000"


@pytest.mark.parametrize(
    "params, expected",
    [
        ({"currency_id": 840}, ["1"]),
        ({"currency_id": 392}, ["3"]),
        ({"currency_id": 756}, []),
        ({"type": "PREPAID"}, ["4", "3", "2", "1"]),
        ({"type": "POSTPAID"}, []),
        ({"is_active": "true"}, ["4", "3", "2", "1"]),
        ({"is_active": "false"}, []),
        ({"sort_by": "id", "sort_order": "ASC"}, ["1", "2", "3", "4"]),
        ({"sort_by": "amount"}, ["1", "3", "2", "4"]),
        ({"sort_by": "amount", "sort_order": "asc"}, ["4", "2", "3", "1"]),
        ({"sort_by": "created_at", "sort_order": "ASC"}, ["1", "2", "3", "4"]),
        ({"sort_by": "amount", "currency_id": 978, "type": "PREPAID"}, ["2"]),
    ],
)
def test_filters_and_sort(acme, params, expected):
    assert ids(acme, **params) == expected


def test_sort_by_change(installation):
    acme = FundedClient(installation, fund=["USD=1", "EUR=1"])
    acme.create(currency="USD", amount=1)
    rows = acme.partner.page_at(WALLETS, params={"sort_by": "updated_at"}).rows
    times = [row["updated_at"] for row in rows]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    "query, field",
    [
        ("page=0", "page"),
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("currency_id=USD", "currency_id"),
        ("currency_id=-1", "currency_id"),
        ("type=CREDIT", "type"),
        ("is_active=yes", "is_active"),
        ("sort_by=currency", "sort_by"),
        ("sort_order=UP", "sort_order"),
        ("currency=USD", "currency"),
        ("colour=red", "colour"),
        ("page=1&page=2", "page"),
    ],
)
def test_bad_parameters_are_refused(acme, query, field):
    assert set(refused(acme, query)) == {field}


@pytest.mark.parametrize(
    "wallet_id", ["0", "5", "-1", "1.0", "1e0", "01", "+1", "abc", "%00", "9" * 30, "1%20", "USD"]
)
def test_unknown_id(acme, wallet_id):
    partner_error(acme.partner.get(f"{WALLETS}/{wallet_id}"), 404, "NotFound", "NOT_FOUND")


@pytest.mark.parametrize("target", [WALLETS, f"{WALLETS}/1"])
def test_caching(acme, target):
    first = acme.partner.get(target)
    assert first.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    headers = {"If-None-Match": first.headers["ETag"]}
    for method in ("GET", "HEAD"):
        again = acme.partner.get(target, method=method, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    head = acme.partner.get(target, method="HEAD")
    assert (head.status_code, head.headers["ETag"]) == (200, first.headers["ETag"])


def test_tag_changes_with_the_money(installation):
    acme = FundedClient(installation)
    tag = acme.partner.get(f"{WALLETS}/1").headers["ETag"]
    installation.fund(acme.client, "USD=1")
    response = acme.partner.get(f"{WALLETS}/1", headers={"If-None-Match": tag})
    assert (response.status_code, body_of(response)["amount"].text) == (200, "1001.00")


@pytest.mark.parametrize("target", [WALLETS, f"{WALLETS}/1", f"{WALLETS}/9"])
def test_nobody_sees_anything(acme, target):
    response = Partner(acme.server).get(target)
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("target", [WALLETS, f"{WALLETS}/1"])
def test_wallets_are_only_read(acme, method, target):
    response = acme.partner.get(target, method=method)
    partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")


def test_client_without_wallets(installation):
    acme = FundedClient(installation, fund=[])
    page = acme.partner.page_at(WALLETS)
    assert (page.rows, page.total) == ([], 0)


def test_a_write_is_seen_at_once(installation):
    acme = FundedClient(installation, fund=FUNDS)
    for _ in range(20):
        before = acme.partner.page_at(WALLETS, params={"currency_id": 392}).rows[0]
        acme.create(currency="JPY", amount=1)
        after = acme.partner.page_at(WALLETS, params={"currency_id": 392}).rows[0]
        assert int(before["amount"].text) - int(after["amount"].text) == 1
        assert int(after["held"].text) - int(before["held"].text) == 1
