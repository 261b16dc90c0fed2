"""GET /api/v1/payouts/summary: counts and sums of the list's payouts (contract §4).

Sums are computed here with Decimal from the rows of list_model.
"""

import itertools
from decimal import Decimal

import pytest

from list_model import (
    STATUSES,
    make_book,
    matches,
    payout,
    shown_amount,
    total_of,
)
from partner_writes import FundedClient
from payoutd_client import PARTNER_LIST, Number, Partner, body_of, partner_error, refused_fields
from payoutd_program import Installation

SUMMARY = "/api/v1/payouts/summary"
BOOK = make_book(1500, seed=11)  # more than an index answers without its orders
LARGEST = "1000000000000.00"


def tally(rows, currency):
    """How many and how much: the members of one sum."""
    return {
        "count": Number(str(len(rows))),
        "amount": shown_amount(sum(Decimal(row["amount"]) for row in rows), currency),
        "fees": shown_amount(sum(Decimal(row.get("fees") or 0) for row in rows), currency),
        "total_amount": shown_amount(sum(map(total_of, rows)), currency),
    }


def by_status(rows):
    """(status, rows) of each that there is, in the order of statuses."""
    split = [(status, [row for row in rows if row["status"] == status]) for status in STATUSES]
    return [(status, some) for status, some in split if some]


def expected_summary(rows):
    currencies = sorted({row["currency"] for row in rows})
    of_currency = [(each, [row for row in rows if row["currency"] == each]) for each in currencies]
    return {
        "count": Number(str(len(rows))),
        "statuses": [
            {"status": status, "count": Number(str(len(some)))} for status, some in by_status(rows)
        ],
        "currencies": [
            {
                "currency": currency,
                **tally(some, currency),
                "statuses": [
                    {"status": status, **tally(few, currency)} for status, few in by_status(some)
                ],
            }
            for currency, some in of_currency
        ],
    }


def summary(partner, **params):
    response = partner.get(SUMMARY, params=params)
    assert response.status_code == 200, response.text
    return body_of(response)


class World:
    def __init__(self, place):
        book, few, empty = map(place.create_client, ("Book", "Few", "Empty"))
        place.import_rows(book, BOOK)
        self.few_rows = [
            *(payout(f"large-{n}", amount=LARGEST, fees=LARGEST) for n in range(20)),
            payout("yen", amount="100", currency="JPY"),
            payout("dinar", amount="1.5", currency="KWD", fees="0.001"),
            payout("unidad", amount="1.2345", currency="CLF"),
        ]
        place.import_rows(few, self.few_rows)
        self.server = place.serve()
        self.book, self.few, self.empty = (
            Partner(self.server, each) for each in (book, few, empty)
        )


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


def test_all_payouts(world):
    assert summary(world.book) == expected_summary(BOOK)


def test_no_payouts(world):
    nothing = {"count": Number("0"), "statuses": [], "currencies": []}
    assert summary(world.empty) == nothing
    assert summary(world.book, search="nobody-has-this") == nothing


def test_largest_sums_and_decimals_are_exact(world):
    shown = summary(world.few)
    assert shown == expected_summary(world.few_rows)
    amounts = {each["currency"]: each["amount"].text for each in shown["currencies"]}
    assert amounts == {
        "CLF": "1.2345",
        "JPY": "100",
        "KWD": "1.500",
        "USD": "20000000000000.00",
    }


FILTERS = [
    {"status": "completed"},
    {"status": "Failed,created,expired"},
    {"currency": "JPY"},
    {"currency": "usd,KWD"},
    {"search": "órder_1"},
    {"search": "BOB@"},
    {"created_from": "2024-01-05T00:00:00Z"},
    {"created_to": "2024-01-09T12:00:00Z"},
    {"created_from": "2024-01-05T00:00:00Z", "created_to": "2024-01-09T12:00:00Z"},
    {"created_from": "2024-01-09T00:00:00Z", "created_to": "2024-01-05T00:00:00Z"},
]


@pytest.mark.parametrize("params", FILTERS, ids=str)
def test_each_filter(world, params):
    expected = [row for row in BOOK if matches(row, **params)]
    assert summary(world.book, **params) == expected_summary(expected)


def test_filters_together(world):
    some = {
        "status": [None, "completed,failed"],
        "currency": [None, "EUR,JPY"],
        "search": [None, "bob"],
        "created_from": [None, "2024-01-05T00:00:00Z"],
        "created_to": [None, "2024-01-15T00:00:00Z"],
    }
    for values in itertools.product(*some.values()):
        params = {name: value for name, value in zip(some, values) if value is not None}
        expected = [row for row in BOOK if matches(row, **params)]
        assert summary(world.book, **params) == expected_summary(expected), params


def test_one_reference(world):
    row = BOOK[77]
    shown = summary(world.book, reference_id=row["reference_id"])
    assert shown == expected_summary([row])
    assert summary(world.book, reference_id="none")["count"] == Number("0")


def test_one_beneficiary(installation):
    acme = FundedClient(installation)
    body = {"email": "ann@example.com", "first_name": "Ann", "last_name": "Lee"}
    saved = body_of(acme.partner.post("/api/v1/beneficiaries", body))["id"]
    inline = ("beneficiary_email", "beneficiary_first_name", "beneficiary_last_name")
    for amount in ("1.10", "2.20"):
        payout_body = acme.body(amount=Number(amount), beneficiary_id=saved)
        acme.partner.create({k: v for k, v in payout_body.items() if k not in inline})
    acme.create(amount=Number("5.00"))
    shown = summary(acme.partner, beneficiary_id=saved)
    assert shown["currencies"][0]["amount"] == Number("3.30")
    assert shown["count"] == Number("2")
    assert summary(acme.partner, beneficiary_id="ben_other")["count"] == Number("0")


def test_is_what_the_list_counts(world):
    for params in [{}, {"status": "failed"}, {"search": "zoë", "currency": "EUR"}]:
        assert summary(world.book, **params)["count"].text == str(world.book.page(**params).total)


def test_is_fresh_after_each_write(installation):
    acme = FundedClient(installation, fund=("USD=1000", "JPY=100000"))
    made = []
    for number in range(1, 8):
        made.append(acme.create(amount=Number(f"{number}.25")))
        of_usd = summary(acme.partner)["currencies"][0]
        assert of_usd["count"] == Number(str(number))
        assert of_usd["amount"] == shown_amount(
            sum(Decimal(each["amount"].text) for each in made), "USD"
        )
    assert acme.partner.cancel(made[0]["id"]).status_code == 200
    counts = {each["status"]: each["count"].text for each in summary(acme.partner)["statuses"]}
    assert counts == {"queued": "6", "cancelled": "1"} or counts == {
        "created": "6",
        "cancelled": "1",
    }, counts


# parameters


@pytest.mark.parametrize("name", ["page", "limit", "sort_by", "sort_order", "offset", "statuses"])
def test_other_parameters_are_refused_by_name(world, name):
    (field,) = refused_fields(world.book.get(f"{SUMMARY}?{name}=1")).items()
    assert field[0] == name
    assert field[1][0] == "unknown"


def test_every_fault_is_told_at_once(world):
    query = "status=sent&currency=XXX&created_from=today&created_to=&page=1&search=" + "x" * 257
    fields = refused_fields(world.book.get(f"{SUMMARY}?{query}"))
    assert set(fields) == {"status", "currency", "created_from", "created_to", "page", "search"}


# what all reads have in common


def test_etag_and_304(world):
    first = world.book.get(SUMMARY)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    assert tag == world.book.get(PARTNER_LIST).headers["ETag"]
    again = world.book.get(SUMMARY, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = world.book.get(SUMMARY, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_etag_changes_with_a_write(installation):
    acme = FundedClient(installation)
    tag = acme.partner.get(SUMMARY).headers["ETag"]
    acme.create()
    again = acme.partner.get(SUMMARY, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert body_of(again)["count"] == Number("1")


def test_head_has_the_head(world):
    whole, head = world.book.get(SUMMARY), world.book.get(SUMMARY, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.content))
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_methods_are_405(world, method):
    response = world.book.get(SUMMARY, method=method)
    partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")
    assert response.headers["Allow"] == "GET, HEAD"


def test_strangers_are_401(world):
    response = Partner(world.server).get(SUMMARY)
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


def test_nothing_of_others_is_counted(world):
    for row in world.few_rows[:2]:
        found = summary(world.book, reference_id=row["reference_id"])
        assert found["count"] == Number("0")
    assert summary(world.empty)["count"] == Number("0")
