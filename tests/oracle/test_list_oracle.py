"""Both lists against plain SQL on the same file, row for row.

`payoutd generate` makes ORACLE_COUNT payouts (environment; default 20,000) of a client among others
and of a user. For every sort field, order and filter, Python's sqlite3 computes the whole order
with ORDER BY, and pages at the front, in the middle and at the end are compared; nothing of
payoutd's list engine takes part in the expectation.
"""

import functools
import os
import sqlite3
import uuid
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from list_model import (
    SORT_FIELDS,
    STATUSES,
    fold_case,
    make_book,
    partner_object,
    show_time,
    without,
)
from payoutd_client import Console, Number, Partner
from payoutd_program import Installation

COUNT = int(os.environ.get("ORACLE_COUNT", "20000"))
LIMIT = 37
BATCHES = [3000, 3, 60, 4500, 200, 5000]  # before and after what a list engine may rebuild from
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
SQL_SORT = {
    "amount": "amount_micro",
    "fees": "fees_micro",
    "total_amount": "amount_micro + fees_micro",
}
CONSOLE_STATUS = {0: "requested", 1: "requested", 2: "processing", 3: "processing"} | {
    4: "processing",
    5: "sent",
    6: "failed",
    7: "cancelled",
    8: "cancelled",
}
TEXTS = [
    *("reference_id", "currency", "description", "failure_code", "failure_reason"),
    *("beneficiary_email", "beneficiary_first_name", "beneficiary_last_name"),
    "beneficiary_country",
]


def partner_id(blob):
    number = int.from_bytes(blob, "big")
    return "pyt_" + "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def time_of(micros):
    return show_time(datetime.fromtimestamp(micros // 10**6, timezone.utc))


class Oracle:
    """One owner's payouts as SQL sees them."""

    def __init__(self, database, owner_id):
        self.connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.connection.row_factory = sqlite3.Row
        fold = functools.lru_cache(None)(lambda text: fold_case(text or ""))
        self.connection.create_function("fold", 1, fold, deterministic=True)
        (self.owner_key,) = self.connection.execute(
            "SELECT owner_key FROM owners WHERE id = ?", [uuid.UUID(owner_id).bytes]
        ).fetchone()

    def numbers(self, order, where="1", values=()):
        """The payouts that match, in order, each as (number, id)."""
        return self.connection.execute(
            f"SELECT number, id FROM payouts WHERE owner_key = ? AND ({where}) ORDER BY {order}",
            [self.owner_key, *values],
        ).fetchall()

    def one(self, column, number):
        return self.row(number)[column]

    def row(self, number):
        return self.connection.execute(
            "SELECT * FROM payouts WHERE owner_key = ? AND number = ?", [self.owner_key, number]
        ).fetchone()

    def partner_row(self, number):
        """The row as the partner list must show it, without its id."""
        stored = self.row(number)
        fields = {name: stored[name] for name in TEXTS}
        fields["status"] = STATUSES[stored["status"]]
        for name in ("amount", "fees"):
            fields[name] = str(Decimal(stored[name + "_micro"]).scaleb(-6))
        for name in stored.keys():
            if name.endswith("_at") and stored[name] is not None:
                fields[name] = time_of(stored[name])
        return partner_object(fields)

    def console_row(self, number):
        """The row as the console list must show it."""
        stored = self.row(number)
        final = [stored[n] for n in ("completed_at", "failed_at", "cancelled_at", "expired_at")]
        shown = {
            "id": str(uuid.UUID(bytes=stored["id"])),
            "amount_micro": Number(str(stored["amount_micro"])),
            "status": CONSOLE_STATUS[stored["status"]],
            "requested_at": time_of(stored["created_at"]),
        }
        for name in ("network", "address", "tx_hash", "note"):
            if stored[name]:
                shown[name] = stored[name]
        if any(time is not None for time in final):
            shown["completed_at"] = time_of(next(time for time in final if time is not None))
        return shown


def compare(partner, oracle, sort_by, sort_order, params, where, values):
    """Pages at the front, in the middle and at the end of one list with what SQL says."""
    value = SQL_SORT.get(sort_by, sort_by)
    order = f"({value}) IS NULL, {value} {sort_order}, created_at {sort_order}, number {sort_order}"
    expected = oracle.numbers(order, where, values)
    pages = max(1, -(-len(expected) // LIMIT))
    for number in sorted({1, 2, pages // 2 + 1, pages - 1, pages} - {0}):
        page = partner.page(
            page=number, limit=LIMIT, sort_by=sort_by, sort_order=sort_order, **params
        )
        slice_ = expected[(number - 1) * LIMIT : number * LIMIT]
        assert page.total == len(expected), params
        ids = [row["id"] for row in page.rows]
        assert ids == [partner_id(each["id"]) for each in slice_], (params, number)
        if number in (1, pages):
            shown = without(page.rows, "id")
            assert shown == [oracle.partner_row(each["number"]) for each in slice_]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        others = [place.create_client("before"), place.create_client("after")]
        client, user = place.create_client(), place.create_user()
        sizes = [(others[0], 500), (client, COUNT), (user, COUNT // 4), (others[1], 500)]
        for owner, count in sizes:
            place.result("generate", *owner.flags, "--count", count, "--seed", count, timeout=600)
        session = place.create_session(user)
        server = place.serve()
        owners = {"client": client, "user": user}
        oracles = {name: Oracle(place.database, owner.id) for name, owner in owners.items()}
        yield {
            "partner": Partner(server, client),
            "console": Console(server, session),
            "user_id": user.id,
            **oracles,
        }
        for oracle in oracles.values():
            oracle.connection.close()


@pytest.fixture(scope="module")
def filters(world):
    """name → (query parameters, WHERE clause, its values), with parts taken from the data."""
    oracle = world["client"]
    reference = oracle.one("reference_id", COUNT // 2)
    part, rare = reference[-3:], reference[2:]
    email = next(
        each["beneficiary_email"]
        for each in map(oracle.row, range(COUNT // 3, COUNT))
        if each["beneficiary_email"]
    )
    times = oracle.connection.execute(
        """SELECT min(created_at), max(created_at) FROM payouts WHERE owner_key = ?""",
        [oracle.owner_key],
    ).fetchone()
    third = (times[1] - times[0]) // 3
    start, end = ((times[0] + n * third) // 10**6 * 10**6 for n in (1, 2))
    dates = {"created_from": time_of(start), "created_to": time_of(end)}
    in_dates = "created_at >= ? AND created_at < ?"
    found = "(instr(fold(reference_id), fold(?)) OR instr(fold(beneficiary_email), fold(?)))"
    domain = email[email.index("@") - 1 :]
    return {
        "none": ({}, "1", ()),
        "status": ({"status": "completed"}, "status = 5", ()),
        "two statuses": ({"status": "failed,queued"}, "status IN (1, 6)", ()),
        "currency": ({"currency": "USD"}, "currency = 'USD'", ()),
        "status and currency": (
            {"status": "created,processing,completed", "currency": "usd,EUR"},
            "status IN (0, 2, 5) AND currency IN ('USD', 'EUR')",
            (),
        ),
        "part of references": ({"search": part}, found, (part, part)),
        "one reference": ({"search": rare}, found, (rare, rare)),
        "part of e-mails": ({"search": domain.upper()}, found, (domain, domain)),
        "one e-mail": ({"search": email}, found, (email, email)),
        "dates": (dates, in_dates, (start, end)),
        "all together": (
            {**dates, "search": part[-2:], "status": "completed,failed", "currency": "USD,EUR"},
            f"{in_dates} AND {found} AND status IN (5, 6) AND currency IN ('USD', 'EUR')",
            (start, end, part[-2:], part[-2:]),
        ),
    }


def test_the_filters_are_worth_asking(world, filters):
    counts = {
        name: len(world["client"].numbers("number", where, values))
        for name, (_, where, values) in filters.items()
    }
    assert counts["none"] == COUNT
    assert all(counts.values()), counts
    assert len(set(counts.values())) >= 8, counts


@pytest.mark.parametrize("sort_order", ["ASC", "DESC"])
@pytest.mark.parametrize("sort_by", SORT_FIELDS)
def test_partner_list(world, filters, sort_by, sort_order):
    oracle, partner = world["client"], world["partner"]
    for params, where, values in filters.values():
        compare(partner, oracle, sort_by, sort_order, params, where, values)


def test_console_list(world):
    oracle, console = world["user"], world["console"]
    expected = oracle.numbers("created_at DESC, id DESC")
    assert len(expected) == COUNT // 4
    for offset in {0, 1, 200, len(expected) // 2, len(expected) - 150, len(expected) - 1}:
        items = console.items(f"?limit=200&offset={offset}")
        slice_ = expected[offset : offset + 200]
        assert without(items, "user_id") == [oracle.console_row(each["number"]) for each in slice_]
        assert {item["user_id"] for item in items} == {world["user_id"]}


def test_orders_and_filters_are_kept_right_while_a_list_grows(installation):
    """Batches of old and new payouts in no order of time, asked for in every sort in between."""
    client = installation.create_client()
    partner = Partner(installation.serve(), client)
    filters = [
        ({}, "1", ()),
        ({"status": "created,completed,failed"}, "status IN (0, 5, 6)", ()),
        ({"currency": "JPY"}, "currency = 'JPY'", ()),
        ({"search": "PAY_"}, "instr(fold(reference_id), ?)", ("pay_",)),
    ]
    for seed, size in enumerate(BATCHES):
        installation.import_rows(client, make_book(size, seed=seed))
        oracle = Oracle(installation.database, client.id)
        for sort_by in SORT_FIELDS:
            sort_order = "ASC" if seed % 2 else "DESC"
            for params, where, values in filters:
                compare(partner, oracle, sort_by, sort_order, params, where, values)
        oracle.connection.close()
