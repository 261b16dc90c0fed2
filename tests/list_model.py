"""What the lists must answer, computed independently and slowly in Python from the imported rows.

A row is a dict of texts as the import reads it; a book is a list of rows in order of recording.
"""

import random
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from payoutd_client import Number

STATUSES = [
    "created",
    "queued",
    "processing",
    "settling",
    "action_required",
    "completed",
    "failed",
    "cancelled",
    "expired",
]
TIME_FIELDS = [
    "created_at",
    "queued_at",
    "submitted_at",
    "completed_at",
    "failed_at",
    "cancelled_at",
]
SORT_FIELDS = TIME_FIELDS + [
    "updated_at",
    "amount",
    "fees",
    "total_amount",
    "currency",
    "status",
    "reference_id",
    "beneficiary_email",
]
DECIMALS = dict.fromkeys(["CLP", "JPY", "KRW", "PYG", "RWF", "UGX", "VND", "XAF", "XOF"], 0)
DECIMALS |= dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
DECIMALS |= {"CLF": 4, "UYW": 4}
BENEFICIARY = ["email", "first_name", "last_name", "country"]
PLAIN_FIELDS = ["failure_code", "failure_reason", "description"]

# The times that a payout of each status may have reached, in order.
REACHED = {
    "created": [],
    "queued": ["queued_at"],
    "processing": ["queued_at", "submitted_at"],
    "settling": ["queued_at", "submitted_at"],
    "action_required": ["queued_at", "submitted_at"],
    "completed": ["queued_at", "submitted_at", "completed_at"],
    "failed": ["queued_at", "submitted_at", "failed_at"],
    "cancelled": ["queued_at", "cancelled_at"],
    "expired": ["queued_at", "expired_at"],
}


def payout(reference_id, /, **fields):
    """A row with everything required and `fields` on top."""
    row = {
        "reference_id": reference_id,
        "status": "completed",
        "amount": "100.00",
        "currency": "USD",
        "created_at": "2024-01-15T10:30:00Z",
    }
    return {**row, **fields}


def console_payout(**fields):
    """A console row with everything required and `fields` on top."""
    row = {
        "amount_micro": "25000000",
        "network": "ethereum",
        "address": "0x" + "12" * 20,
        "status": "requested",
        "requested_at": "2024-01-15T10:30:00Z",
    }
    return {**row, **fields}


def parse_time(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def show_time(time):
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_time(text):
    """A time as the APIs show it."""
    return show_time(parse_time(text))


def step_of(currency):
    """The least amount of a currency (ISO 4217): most have two decimals."""
    return Decimal(1).scaleb(-DECIMALS.get(currency, 2))


def shown_amount(amount, currency):
    """An amount as the partner API shows it: with the currency's own decimals."""
    return Number(str(Decimal(amount).quantize(step_of(currency))))


def total_of(row):
    return Decimal(row["amount"]) + Decimal(row.get("fees") or 0)


def partner_object(row):
    """The row as the partner list shows it, apart from its id."""
    shown = {
        "reference_id": row["reference_id"],
        "status": row["status"],
        "currency": row["currency"],
        "amount": shown_amount(row["amount"], row["currency"]),
        "fees": shown_amount(row.get("fees") or 0, row["currency"]),
        "total_amount": shown_amount(total_of(row), row["currency"]),
        "beneficiary": {
            name: row["beneficiary_" + name]
            for name in BENEFICIARY
            if row.get("beneficiary_" + name)
        },
    }
    shown.update({name: row[name] for name in PLAIN_FIELDS if row.get(name)})
    shown.update({name: shown_time(row[name]) for name in TIME_FIELDS if row.get(name)})
    return shown


def console_object(row):
    """The row as the console list shows it, apart from id and user_id."""
    shown = {name: row[name] for name in ("network", "address", "status")}
    shown["amount_micro"] = Number(row["amount_micro"])
    shown.update({name: row[name] for name in ("tx_hash", "note") if row.get(name)})
    shown.update(
        {name: shown_time(row[name]) for name in ("requested_at", "completed_at") if row.get(name)}
    )
    return shown


def without(objects, *names):
    return [{key: value for key, value in each.items() if key not in names} for each in objects]


def fold_case(text):
    """Unicode simple case folding: CaseFolding.txt, C + S."""

    def fold(character):
        for folded in (character.casefold(), character.lower()):
            if len(folded) == 1:
                return folded
        return character

    return "".join(map(fold, text))


def sort_value(row, name):
    """What the list sorts by; None for an unset value."""
    if name == "amount":
        return Decimal(row["amount"])
    if name == "fees":
        return Decimal(row.get("fees") or 0)
    if name == "total_amount":
        return total_of(row)
    if name == "status":
        return STATUSES.index(row["status"])
    text = row.get(name)
    if not text:
        return None
    return parse_time(text) if name.endswith("_at") else text.encode()


def matches(row, status=None, currency=None, search=None, created_from=None, created_to=None):
    created = parse_time(row["created_at"])
    searched = fold_case(search or "")
    return (
        (status is None or row["status"] in status.lower().split(","))
        and (currency is None or row["currency"] in currency.upper().split(","))
        and any(
            searched in fold_case(row.get(name) or "")
            for name in ("reference_id", "beneficiary_email")
        )
        and (created_from is None or created >= parse_time(created_from))
        and (created_to is None or created < parse_time(created_to))
    )


def expected_rows(book, sort_by="created_at", sort_order="DESC", **filters):
    """The whole list, every page of it: unset values last, ties by creation, same direction."""
    descending = sort_order.upper() == "DESC"
    numbered = [(number, row) for number, row in enumerate(book) if matches(row, **filters)]
    numbered.sort(key=lambda each: (parse_time(each[1]["created_at"]), each[0]), reverse=descending)
    rows = [row for _, row in numbered]
    unset = [row for row in rows if sort_value(row, sort_by) is None]
    valued = [row for row in rows if sort_value(row, sort_by) is not None]
    valued.sort(key=lambda row: sort_value(row, sort_by), reverse=descending)  # stable both ways
    return valued + unset


def references(rows):
    return [row["reference_id"] for row in rows]


def make_book(count, seed=1):
    """Varied rows, the same for the same seed: every status, many ties, many unset values."""
    rng = random.Random(seed)
    book = []
    for number in range(count):
        status = STATUSES[number % len(STATUSES)]
        currency = rng.choice(["USD", "EUR", "JPY", "KWD"])
        step = step_of(currency)
        time = datetime(2024, 1, 1, tzinfo=timezone.utc)
        time += timedelta(hours=3 * rng.randrange(count // 10 + 2))
        row = payout(
            f"{rng.choice(['PAY', 'pay', 'Órder', 'ref'])}_{rng.randrange(10**6):06}_{number}",
            status=status,
            currency=currency,
            amount=str(rng.choice([1, 2, 5, 7]) * rng.choice([step, 10])),
            created_at=show_time(time),
            fees=rng.choice([None, str(step), str(3 * step)]),
            beneficiary_email=rng.choice(
                [None, "ann@example.com", "Bob@example.com", "bob@example.com", "zoë@example.org"]
            ),
        )
        for name in REACHED[status]:
            time += timedelta(minutes=rng.randrange(3))
            row[name] = show_time(time) if rng.random() < 0.7 else None
        row["updated_at"] = show_time(time + timedelta(minutes=rng.randrange(3)))
        book.append(row)
    return book
