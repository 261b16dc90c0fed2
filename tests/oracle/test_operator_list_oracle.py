"""The operators' list of all owners against plain SQL on the same file, row for row.

Clients and users with history, a client whose payouts are made and cancelled while the server runs,
and imports meanwhile. For every sort field, order and filter Python's sqlite3 computes the whole
order with ORDER BY, and pages at the front, in the middle and at the end are compared: from a
server that has everybody's payouts in memory, and from one that may not.
"""

import functools
import random
import re
import sqlite3
import uuid

import pytest

from list_model import SORT_FIELDS, STATUSES, console_payout, fold_case, make_book, payout
from operator_client import OperatorClient, operator_settings
from partner_writes import FundedClient
from payoutd_client import Partner, body_of
from payoutd_program import Installation

SETTINGS = operator_settings(operator__rate_limit=0)
LIMIT = 37
TIME = "2024-01-12T06:00:00Z"
TIME_MICROS = 1_705_039_200_000_000
SQL_SORT = {
    "amount": "amount_micro",
    "fees": "fees_micro",
    "total_amount": "amount_micro + fees_micro",
    "created_at": "p.created_at",
}
SEARCHED = "(instr(fold(reference_id), ?1) OR instr(fold(beneficiary_email), ?1))"
FILTERS = [
    ({}, "1", []),
    ({"status": "completed"}, "status = 5", []),
    ({"status": "created,queued,failed"}, "status IN (0, 1, 6)", []),
    ({"currency": "EUR"}, "currency = 'EUR'", []),
    (
        {"currency": "usd,jpy", "status": "cancelled"},
        "currency IN ('USD', 'JPY') AND status = 7",
        [],
    ),
    ({"search": "ÓRDER"}, SEARCHED, ["órder"]),
    ({"search": "bob@", "status": "expired"}, f"{SEARCHED} AND status = 8", ["bob@"]),
    ({"search": "no such thing"}, "0", []),
    ({"created_from": TIME}, "p.created_at >= ?1", [TIME_MICROS]),
    (
        {"created_to": TIME, "currency": "USD"},
        "p.created_at < ?1 AND currency = 'USD'",
        [TIME_MICROS],
    ),
    ({"network": "ethereum"}, "network = 'ethereum'", []),
    ({"address": "addr-3"}, "address = 'addr-3'", []),
    ({"address": "addr-3", "network": "solana"}, "address = 'addr-3' AND network = 'solana'", []),
    ({"network": ""}, "network IS NULL", []),
]


class Oracle:
    """All payouts as SQL sees them."""

    def __init__(self, database):
        self.connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        fold = functools.lru_cache(None)(lambda text: fold_case(text or ""))
        self.connection.create_function("fold", 1, fold, deterministic=True)

    def rows(self, sort_by, sort_order, where, values, ties="p.created_at {0}, p.id {0}"):
        """(id, owner's id, name, status) of those that match, in order."""
        value = SQL_SORT.get(sort_by, sort_by)
        order = f"({value}) IS NULL, {value} {sort_order}, {ties.format(sort_order)}"
        return [
            (str(uuid.UUID(bytes=payout_id)), str(uuid.UUID(bytes=owner)), name, STATUSES[status])
            for payout_id, owner, name, status in self.connection.execute(
                "SELECT p.id, o.id, o.name, status FROM payouts p JOIN owners o USING (owner_key)"
                f" WHERE {where} ORDER BY {order}",
                values,
            )
        ]


def uuid_of(partner_id):
    """A payout's UUID of its pyt_…: 26 digits of five bits."""
    number = 0
    for digit in partner_id.removeprefix("pyt_"):
        number = number << 5 | "0123456789abcdefghjkmnpqrstvwxyz".index(digit)
    return str(uuid.UUID(int=number))


def new_book(seed, count=90):
    """History with references of its own."""
    book = make_book(count, seed)
    return [{**row, "reference_id": f"{row['reference_id']}_{seed}"} for row in book]


def new_rewards(seed, count=40):
    """A user's history: few networks, addresses and times."""
    rng = random.Random(seed)
    return [
        console_payout(
            network=rng.choice(["ethereum", "solana"]),
            address=f"addr-{rng.randrange(6)}",
            status=rng.choice(["sent", "failed", "cancelled"]),
            requested_at=f"2024-01-{rng.randrange(10, 15)}T06:00:00Z",
            amount_micro=str(rng.choice([1, 2, 5]) * 10**7),
        )
        for _ in range(count)
    ]


class Everybody:
    """Owners of both kinds, and two servers on their database."""

    def __init__(self, place):
        self.place = place
        self.live = FundedClient(place, settings=SETTINGS, name="Live")
        self.clients = [place.create_client(name) for name in ("Acme", "Bär", "nobody's")]
        self.users = [place.create_user(f"user{n}@example.com") for n in range(3)]
        for seed, client in enumerate(self.clients[:2]):
            place.import_rows(client, new_book(seed))
        for seed, user in enumerate(self.users[:2]):
            place.import_rows(user, new_rewards(seed))
        self.server = self.live.server
        tiny = {"index.operators_memory_budget_bytes": 1}
        self.without_memory = place.serve(settings={**SETTINGS, **tiny})
        self.oracle = Oracle(place.database)

    def compare(self, server, sort_by, sort_order, params, where, values, **how):
        expected = self.oracle.rows(sort_by, sort_order, where, values, **how)
        pages = max(1, -(-len(expected) // LIMIT))
        for number in sorted({1, 2, pages // 2 + 1, pages, pages + 1}):
            response = OperatorClient(server).get(
                "/payouts",
                params={"sort_by": sort_by, "sort_order": sort_order, "limit": LIMIT,
                        "page": number, **params},
            )
            assert response.status_code == 200, response.text
            assert int(response.headers["X-Total-Count"]) == len(expected), params
            rows = [
                (uuid_of(row["id"]), row["owner"]["id"], row["owner"]["name"], row["status"])
                for row in body_of(response)
            ]
            assert rows == expected[(number - 1) * LIMIT : number * LIMIT], (params, number)

    def compare_all(self, server, sort_fields):
        for sort_by in sort_fields:
            for sort_order in ("ASC", "DESC"):
                for params, where, values in FILTERS:
                    self.compare(server, sort_by, sort_order, params, where, values)

    def write(self, seed):
        """A commit or two of everything that adds or changes payouts."""
        made = [self.live.create()["id"] for _ in range(3)]
        self.live.partner.cancel(made[1])
        self.place.import_rows(self.clients[seed % 3], new_book(100 + seed, 30))
        self.place.import_rows(self.users[seed % 3], new_rewards(100 + seed, 10))
        if seed % 2:
            newcomer = self.place.create_client(f"New {seed}")
            self.place.import_rows(newcomer, [payout(f"first of {seed}", status="queued")])


@pytest.fixture(scope="module")
def everybody(new_folder):
    with Installation(new_folder()) as place:
        yield Everybody(place)


def from_store(server):
    """How many lists came from the database for want of memory."""
    text = Partner(server).get("/metrics").text
    return int(re.search(r"^payoutd_operators_lists_from_store (\d+)$", text, re.MULTILINE)[1])


@pytest.mark.parametrize("sort_by", SORT_FIELDS)
def test_every_list_is_what_sql_says(everybody, sort_by):
    everybody.compare_all(everybody.server, [sort_by])


@pytest.mark.parametrize("sort_by", SORT_FIELDS)
def test_a_server_without_the_memory_answers_the_same(everybody, sort_by):
    everybody.compare_all(everybody.without_memory, [sort_by])


def test_lists_are_of_now_while_others_write(everybody):
    rng = random.Random(3)
    for seed in range(6):
        everybody.write(seed)
        fields = rng.sample(SORT_FIELDS, 3)
        everybody.compare(everybody.server, "created_at", "DESC", {}, "1", [])
        everybody.compare_all(everybody.server, fields[:2])
        everybody.compare_all(everybody.without_memory, fields[2:])


def test_of_one_owner_ties_are_as_in_the_owners_own_list(everybody):
    owners = [everybody.live.client, *everybody.clients, *everybody.users]
    for owner in owners:
        of_owner = f"o.id = x'{uuid.UUID(owner.id).hex}'"
        for sort_by in ("created_at", "amount", "status", "completed_at"):
            for server in (everybody.server, everybody.without_memory):
                for more, where in (({}, "1"), ({"network": "solana"}, "network = 'solana'")):
                    everybody.compare(
                        server, sort_by, "DESC", {"owner": owner.id, **more},
                        f"{of_owner} AND {where}", [], ties="p.created_at {0}, number {0}",
                    )


def test_only_lists_of_all_count_as_read_for_want_of_memory(everybody):
    ask = OperatorClient(everybody.without_memory).found
    before = from_store(everybody.without_memory)
    ask("/payouts")
    ask("/payouts", params={"search": "order", "sort_by": "amount"})
    assert from_store(everybody.without_memory) == before + 2
    ask("/payouts", params={"owner": everybody.clients[0].id})
    ask("/payouts", params={"network": "solana"})
    assert from_store(everybody.without_memory) == before + 2
    assert from_store(everybody.server) == 0


def test_what_everybodys_index_holds_is_in_the_metrics(everybody):
    everybody.compare(everybody.server, "created_at", "DESC", {}, "1", [])
    (count,) = everybody.oracle.connection.execute("SELECT count(*) FROM payouts").fetchone()
    metrics = Partner(everybody.server).get("/metrics").text
    assert f"\npayoutd_operators_index_payouts {count}\n" in metrics
    held = re.search(r"^payoutd_operators_index_bytes (\d+)$", metrics, re.MULTILINE)
    assert int(held[1]) > 100 * count
    metrics = Partner(everybody.without_memory).get("/metrics").text
    assert "\npayoutd_operators_index_payouts 0\n" in metrics


def test_a_server_that_starts_later_has_all_of_it(everybody):
    everybody.write(7)
    later = everybody.place.serve(settings=SETTINGS)
    everybody.compare_all(later, ["created_at", "amount", "beneficiary_email"])
