"""Clients' payouts in the queue: recorded by hand, left to rails, listed and searched."""

from decimal import Decimal

import pytest

from operator_desk import (
    ADMIN,
    PAYOUTS,
    UNKNOWN_UUID,
    Desk,
    operator_error,
    plain,
)
from partner_writes import (
    NEVER_ACCEPTING,
    FundedClient,
    path_of,
    require_whole,
    sandbox_client,
    wait_for_status,
)
from payoutd_client import Number
from payoutd_program import Installation

TX = "bank-ref-77"


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)
        place.require_sound()


class World:
    """Live clients, whose payouts wait for a person, and a test client with a slow rail."""

    def __init__(self, place):
        self.desk = Desk(place, {"payouts.console_min_micro": 1, **NEVER_ACCEPTING})
        self.first, self.queue = self.desk.first, self.desk.operator("queue")
        server = self.desk.server
        self.acme = FundedClient(place, fund=["USD=100000", "JPY=5000"], server=server)
        self.other = FundedClient(place, fund=["USD=500"], server=server, name="Other")
        self.sandbox = sandbox_client(place, server=server, name="Sandbox")

    def queued(self):
        """A client's payout that waits for a person."""
        payout = self.acme.create()
        return wait_for_status(self.acme.partner, payout["id"], "queued")["id"]


def money(world):
    """(what Acme can spend, what is held)"""
    return tuple(map(Decimal, world.acme.money()))


@pytest.mark.parametrize("first", [[], ["processing"]], ids=["at once", "in hand first"])
def test_a_client_s_payout_that_was_sent_by_hand(world, first):
    payout_id = world.queued()
    before = money(world)
    for word in first:
        world.queue.moved(payout_id, word)
    world.queue.moved(payout_id, "sent", tx_hash=TX)
    payout = require_whole(world.acme.partner.payout(payout_id))
    assert payout["status"] == "completed"
    assert payout["events"][-1]["actor_type"] == "operator"
    spendable, held = money(world)
    assert (spendable, held) == (before[0], before[1] - 10)
    operator_error(world.queue.move(payout_id, "sent", tx_hash=TX), 409, "payout_not_actionable")


@pytest.mark.parametrize("word", ["failed", "cancelled"])
def test_a_client_s_payout_that_could_not_be_sent(world, word):
    payout_id = world.queued()
    spendable, held = money(world)
    world.queue.moved(payout_id, word, reason="the bank is closed")
    payout = require_whole(world.acme.partner.payout(payout_id))
    assert payout["status"] == word
    if word == "failed":
        assert payout["failure_code"] == "other"
        assert payout["failure_reason"] == "the bank is closed"
    assert money(world) == (spendable + 10, held - 10)
    assert world.first.payout(payout_id)["note"] == "the bank is closed"


def test_what_a_rail_has_is_the_rail_s(world):
    """An operator who sent it as well would pay twice."""
    payout_id = world.sandbox.create()["id"]
    wait_for_status(world.sandbox.partner, payout_id, "processing")
    for word, body in (
        ("processing", {}),
        ("sent", {"tx_hash": TX}),
        ("failed", {}),
        ("cancelled", {}),
    ):
        told = world.first.move(payout_id, word, **body)
        operator_error(told, 409, "payout_not_actionable")
    whole = world.first.payout(payout_id)
    assert len(whole["attempts"]) == 1
    assert world.sandbox.partner.payout(payout_id)["status"] == "processing"


def test_a_client_cannot_cancel_what_a_person_has_in_hand_and_sent(world):
    payout_id = world.queued()
    world.queue.moved(payout_id, "sent", tx_hash=TX)
    assert world.acme.partner.cancel(payout_id).status_code == 400
    assert path_of(world.acme.partner.payout(payout_id))[-1] == "completed"


# the list of all payouts of all owners


@pytest.fixture(scope="module")
def listed(new_folder):
    """Payouts of two clients and two users, in every way that a filter tells apart."""
    with Installation(new_folder()) as place:
        yield Listed(place)


class Listed:
    def __init__(self, place):
        self.desk = Desk(place, {"payouts.console_min_micro": 1})
        self.read = self.desk.operator("read")
        server = self.desk.server
        self.acme = FundedClient(place, fund=["USD=1000", "JPY=5000"], server=server)
        self.other = FundedClient(place, fund=["USD=500"], server=server, name="Other")
        self.ann, self.bob = self.desk.referrer(1000), self.desk.referrer(1000)
        self.order = []
        for number in range(3):
            self.order.append(self.acme.create(f"ACME-{number}")["id"])
        self.order.append(self.acme.create("YEN", currency="JPY", amount=Number("7"))["id"])
        for number in range(2):
            self.order.append(self.other.create(f"OTHER-{number}")["id"])
        self.users = [
            self.ann.ask(100),
            self.ann.ask(200, network="polygon"),
            self.bob.ask(300, address="0x" + "cd" * 20),
        ]
        for client in (self.acme, self.other):
            for row in client.partner.page(limit=100).rows:
                wait_for_status(client.partner, row["id"], "queued")
        self.desk.first.moved(self.users[0], "sent", tx_hash="0xabc")
        self.order += [self.read.payout(each)["id"] for each in self.users]

    def ids(self, **params):
        page = self.read.payouts(**params)
        assert page.total == len(page.rows)
        return [row["id"] for row in page.rows]


def test_all_payouts_of_all_owners_newest_first(listed):
    assert listed.ids() == listed.order[::-1]


def test_pages_and_their_headers(listed):
    page = listed.read.payouts(page=2, limit=4)
    assert [row["id"] for row in page.rows] == listed.order[::-1][4:8]
    assert page.total == 9
    expected = {"X-Page": "2", "X-Per-Page": "4", "X-Total-Pages": "3", "X-Has-More": "true"}
    assert {name: page.headers[name] for name in expected} == expected
    assert set(page.links) == {"first", "prev", "next", "last"}


def test_a_row_says_whose_it_is(listed):
    rows = {row["id"]: row for row in listed.read.payouts().rows}
    client = rows[listed.order[0]]
    assert client["owner"] == {"id": listed.acme.client.id, "kind": "client", "name": "Acme"}
    assert client["reference_id"] == "ACME-0"
    user = rows[listed.order[6]]
    assert user["owner"] == {"id": listed.ann.id, "kind": "user", "name": listed.ann.email}
    assert (user["network"], user["tx_hash"], user["status"]) == ("ethereum", "0xabc", "completed")
    assert plain(listed.ann.payout(listed.users[0]))["status"] == "sent"


FILTERS = [
    ({"owner": "{acme}"}, [0, 1, 2, 3]),
    ({"owner": "{bob}"}, [8]),
    ({"owner": UNKNOWN_UUID}, []),
    ({"network": "polygon"}, [7]),
    ({"network": "solana"}, []),
    ({"address": "0x" + "cd" * 20}, [8]),
    ({"status": "created,queued"}, [0, 1, 2, 3, 4, 5, 7, 8]),
    ({"status": "completed"}, [6]),
    ({"status": "COMPLETED,Failed"}, [6]),
    ({"status": "settling"}, []),
    ({"currency": "JPY"}, [3]),
    ({"search": "acme-"}, [0, 1, 2]),
    ({"reference_id": "OTHER-1"}, [5]),
    ({"owner": "{acme}", "search": "other"}, []),
    ({"owner": "{acme}", "currency": "USD", "status": "queued"}, [0, 1, 2]),
    ({"created_from": "2999-01-01T00:00:00Z"}, []),
]


@pytest.mark.parametrize("params, expected", FILTERS, ids=str)
def test_filters(listed, params, expected):
    ids = {"acme": listed.acme.client.id, "bob": listed.bob.id}
    params = {name: value.format(**ids) for name, value in params.items()}
    assert listed.ids(**params) == [listed.order[each] for each in reversed(expected)]


def test_sorting(listed):
    ascending = listed.ids(sort_by="created_at", sort_order="ASC")
    assert ascending == listed.order
    by_amount = listed.read.payouts(sort_by="amount", sort_order="asc", owner=listed.ann.id).rows
    assert [row["id"] for row in by_amount] == listed.order[6:8]


@pytest.mark.parametrize(
    "query",
    [
        *["page=0", "page=x", "limit=0", "limit=-1", "status=sent", "currency=ABC", "sort_by=x"],
        *["sort_order=up", "nonsense=1", "owner=nonsense", "owner=a&owner=b", "created_from=x"],
    ],
)
def test_parameters_that_are_wrong_are_named(listed, query):
    told = operator_error(listed.read.get(f"{PAYOUTS}?{query}"), 400, "invalid_args")
    name = query.split("=")[0]
    assert told.get("field", name) == name
    assert name in told["message"] or told.get("field") == name


def test_a_list_is_fresh_and_says_when_nothing_changed(listed):
    first = listed.read.payouts().response
    tag = {"If-None-Match": first.headers["ETag"]}
    assert listed.read.get(PAYOUTS, headers=tag).status_code == 304
    made = listed.acme.create("FRESH")["id"]
    page = listed.read.payouts(limit=1)
    assert page.rows[0]["id"] == made
    assert page.total == 10
    assert listed.read.get(PAYOUTS, headers=tag).status_code == 200
    assert listed.acme.partner.cancel(made).status_code == 200
    assert listed.read.payouts(limit=1).rows[0]["status"] == "cancelled"


def test_a_user_s_requests_are_in_the_queue_at_once(world):
    person = world.desk.referrer(100)
    payout_id = person.ask(100)
    (row,) = world.first.payouts(owner=person.id).rows
    assert row["status"] in ("created", "queued")
    assert world.first.payout(payout_id)["id"] == row["id"]
    assert world.first.get(f"{ADMIN}/payouts/{row['id']}").status_code == 200
