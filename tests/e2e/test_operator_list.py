"""All payouts of all owners: docs/OPERATOR_API.md, GET /v1/admin/payouts."""

import random
import uuid

import pytest

from list_model import console_payout, make_book, payout
from operator_client import OperatorClient, operator_error, operator_settings
from partner_writes import FundedClient
from payoutd_client import Partner, body_of
from payoutd_program import Installation

ROWS = {"owner", "network", "address", "tx_hash", "note"}


class Everything:
    """Two clients and two users with history, a live client, and who may see all of it."""

    def __init__(self, place):
        self.live = FundedClient(place, settings=operator_settings(), name="Live")
        self.books = {}
        for n, name in enumerate(("Acme", "Bär")):
            client = place.create_client(name)
            place.import_rows(client, make_book(30 + n))
            self.books[name] = client
        self.users = [place.create_user(f"user{n}@example.com") for n in range(2)]
        for n, user in enumerate(self.users):
            rows = [console_payout(address=f"addr{n}{k}") for k in range(3)]
            place.import_rows(user, rows)
        self.server = self.live.server
        self.first = OperatorClient(self.server)
        self.open = [self.live.create()["id"] for _ in range(2)]

    def page(self, **params):
        response = self.first.get("/payouts", params=params)
        assert response.status_code == 200, response.text
        return body_of(response), response.headers

    def all(self, **params):
        rows, number = [], 1
        while True:
            page, headers = self.page(limit=100, page=number, **params)
            rows += page
            if headers["X-Has-More"] == "false":
                assert int(headers["X-Total-Count"]) == len(rows)
                return rows
            number += 1


@pytest.fixture(scope="module")
def everything(new_folder):
    with Installation(new_folder()) as place:
        yield Everything(place)


TOTAL = 30 + 31 + 6 + 2


def test_all_of_all_owners_newest_first(everything):
    rows = everything.all()
    assert len(rows) == TOTAL
    times = [row["created_at"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert len({row["id"] for row in rows}) == TOTAL
    kinds = [row["owner"]["kind"] for row in rows]
    assert (kinds.count("client"), kinds.count("user")) == (63, 6)


def test_rows_have_the_partners_fields_and_whose_they_are(everything):
    live = everything.live
    (theirs,) = live.partner.page(limit=1).rows
    rows, _ = everything.page(owner=live.client.id, limit=1)
    (row,) = rows
    assert {name: row[name] for name in theirs} == theirs
    assert set(row) == set(theirs) | ROWS
    assert row["owner"] == {"id": live.client.id, "kind": "client", "name": "Live"}
    assert [row[name] for name in ("network", "address", "tx_hash", "note")] == [None] * 4


def test_rows_of_users(everything):
    user = everything.users[0]
    rows = everything.all(owner=user.id)
    assert len(rows) == 3
    for row in rows:
        assert row["owner"] == {"id": user.id, "kind": "user", "name": user.email}
        assert row["network"] and row["address"].startswith("addr0")


@pytest.mark.parametrize("name", ["Acme", "Bär"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"status": "completed"},
        {"status": "created,QUEUED,failed"},
        {"currency": "USD"},
        {"currency": "USD,EUR", "status": "completed,failed"},
        {"search": "EXAMPLE"},
        {"search": "1"},
        {"search": "nothing of that kind"},
        {"sort_by": "amount"},
        {"sort_by": "amount", "sort_order": "asc"},
        {"sort_by": "completed_at"},
        {"sort_by": "completed_at", "sort_order": "asc"},
        {"sort_by": "currency", "sort_order": "asc"},
        {"sort_by": "status"},
        {"sort_by": "reference_id", "sort_order": "asc"},
        {"sort_by": "beneficiary_email"},
        {"created_from": "2024-01-10T00:00:00Z"},
        {"created_to": "2024-01-10T00:00:00Z"},
        {"limit": 7, "page": 3},
        {"limit": 7, "page": 3, "sort_by": "total_amount"},
        {"limit": 7, "page": 99},
        {"reference_id": "nobody's"},
    ],
)
def test_of_one_client_as_the_client_sees_it(everything, name, params):
    client = everything.books[name]
    theirs = Partner(everything.server, client).page(**params)
    rows, headers = everything.page(owner=client.id, **params)
    assert [row["id"] for row in rows] == [row["id"] for row in theirs.rows]
    for header in ("X-Page", "X-Per-Page", "X-Page-Size", "X-Total-Count", "X-Total-Pages",
                   "X-Has-More"):
        assert headers[header] == theirs.headers[header], header
    assert ("Link" in headers) == ("Link" in theirs.headers)


@pytest.mark.parametrize("sort_by", ["created_at", "amount", "status", "completed_at"])
@pytest.mark.parametrize("sort_order", ["asc", "desc"])
def test_pages_of_all_owners_fit_together(everything, sort_by, sort_order):
    whole = [row["id"] for row in everything.all(sort_by=sort_by, sort_order=sort_order)]
    limit = random.Random(sort_by).randint(3, 9)
    rows, number = [], 1
    while len(rows) < TOTAL:
        page, _ = everything.page(
            sort_by=sort_by, sort_order=sort_order, limit=limit, page=number
        )
        rows += [row["id"] for row in page]
        number += 1
    assert rows == whole


def test_network_and_address_are_exact(everything):
    (row,) = everything.all(address="addr12")
    assert row["owner"]["id"] == everything.users[1].id
    assert everything.all(address="addr1") == [] and everything.all(address="ADDR12") == []
    rows = everything.all(network=row["network"])
    assert {each["network"] for each in rows} == {row["network"]} and len(rows) == 6
    assert len(everything.all(network=row["network"], owner=everything.users[0].id)) == 3
    assert everything.all(network="") == [r for r in everything.all() if r["network"] is None]


def test_owner_who_is_nobody_has_none(everything):
    assert everything.all(owner=str(uuid.uuid4())) == []


@pytest.mark.parametrize(
    "query, field",
    [
        ("owner=x", "owner"),
        ("owner=pyt_1", "owner"),
        ("status=sent", "status"),
        ("page=0", "page"),
        ("limit=x", "limit"),
        ("offset=1", "offset"),
        ("sort_by=owner", "sort_by"),
        ("address=a&address=b", "address"),
        ("search=" + "x" * 257, "search"),
    ],
)
def test_bad_parameters(everything, query, field):
    operator_error(everything.first.get(f"/payouts?{query}"), 400, "invalid_args", field)


def test_new_payout_is_there_at_once(everything):
    for _ in range(5):
        made = everything.live.create()
        rows, _ = everything.page(limit=1)
        assert rows[0]["id"] == made["id"]
        everything.live.partner.cancel(made["id"])
        rows, _ = everything.page(limit=1, owner=everything.live.client.id)
        assert rows[0]["status"] == "cancelled"
    with_open = everything.all(status="created,queued", owner=everything.live.client.id)
    assert {row["id"] for row in with_open} == set(everything.open)


def test_one_whole(everything):
    payout_id = everything.open[0]
    whole = everything.first.found(f"/payouts/{payout_id}")
    theirs = everything.live.partner.payout(payout_id)
    assert {name: whole[name] for name in theirs} == theirs
    assert set(whole) == set(theirs) | ROWS | {"history", "attempts", "entries", "approvals"}
    assert set(whole["history"][0]) == {"from", "to", "actor", "message", "time"}
    assert whole["history"][0]["from"] is None and whole["history"][0]["to"] == "created"
    assert [each["kind"] for each in whole["entries"]] == ["payout_held"]
    assert (whole["attempts"], whole["approvals"]) == ([], [])
    assert whole["owner"]["id"] == everything.live.client.id


def test_one_that_is_nobodys(everything):
    operator_error(everything.first.get("/payouts/x"), 400, "invalid_payout_id")
    operator_error(everything.first.get(f"/payouts/{uuid.uuid4()}"), 404, "payout_not_found")


def test_search_folds_as_the_partners_does(installation):
    client = installation.create_client()
    rows = [payout("STRASSE-ä"), payout("strasse-Ä"), payout("ΣΊΣΥΦΟΣ"), payout("plain")]
    installation.import_rows(client, rows)
    server = installation.serve(settings=operator_settings())
    first = OperatorClient(server)
    for term, count in {"Strasse-Ä": 2, "σίσυφοσ": 1, "PLAIN": 1, "%": 0, "_": 0}.items():
        found = first.get("/payouts", params={"search": term, "owner": client.id})
        assert len(body_of(found)) == Partner(server, client).page(search=term).total
        assert len(body_of(found)) == count, term
