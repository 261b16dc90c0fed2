"""GET /api/v1/payouts?sort_by=&sort_order=: every field in both directions against list_model.

The book has many ties and unset values in every field, so that a wrong tie-break or a wrong place
for unset values shows; the first test makes sure of that.
"""

import pytest

from list_model import (
    SORT_FIELDS,
    STATUSES,
    expected_rows,
    make_book,
    payout,
    references,
    sort_value,
)
from payoutd_client import Partner
from payoutd_program import Installation

BOOK = make_book(150, seed=3)
NEVER_UNSET = {
    "created_at",
    "updated_at",
    "amount",
    "fees",
    "total_amount",
    "currency",
    "status",
    "reference_id",
}
ORDERS = ["ASC", "DESC"]
FILTERS = [{}, {"status": "completed,failed,cancelled"}, {"currency": "USD"}, {"search": "PAY_"}]


@pytest.fixture(scope="module")
def book(new_folder):
    with Installation(new_folder()) as place:
        client = place.create_client()
        place.import_rows(client, BOOK[:70])
        place.import_rows(client, BOOK[70:])
        yield Partner(place.serve(), client)


def test_the_book_has_ties_and_unset_values_everywhere():
    for name in SORT_FIELDS:
        values = [sort_value(row, name) for row in BOOK]
        assert (None in values) == (name not in NEVER_UNSET), name
        valued = [value for value in values if value is not None]
        assert len(set(valued)) > 1, name
        assert len(set(valued)) < len(valued) or name == "reference_id", name
    creation = [row["created_at"] for row in BOOK]
    assert len(set(creation)) < len(creation)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("sort_order", ORDERS)
@pytest.mark.parametrize("sort_by", SORT_FIELDS)
def test_sort(book, sort_by, sort_order, filters):
    expected = references(expected_rows(BOOK, sort_by, sort_order, **filters))
    found = references(book.all_rows(sort_by=sort_by, sort_order=sort_order, **filters, limit=100))
    assert found == expected


@pytest.mark.parametrize("sort_by", SORT_FIELDS)
def test_pages_of_a_sorted_list_fit_together(book, sort_by):
    expected = references(expected_rows(BOOK, sort_by, "DESC"))
    assert references(book.all_rows(sort_by=sort_by, limit=11)) == expected


def test_descending_is_the_default_of_every_field(book):
    for sort_by in SORT_FIELDS:
        default = book.page(sort_by=sort_by).references
        assert default == book.page(sort_by=sort_by, sort_order="DESC").references


def test_sort_order_in_any_letter_case(book):
    ascending, descending = (book.page(sort_by="fees", sort_order=o).references for o in ORDERS)
    assert ascending != descending
    for order in ("asc", "Asc", "aSC"):
        assert book.page(sort_by="fees", sort_order=order).references == ascending
    for order in ("desc", "Desc", "dESC"):
        assert book.page(sort_by="fees", sort_order=order).references == descending


def test_sort_order_alone_sorts_by_creation(book):
    expected = references(expected_rows(BOOK, sort_order="ASC"))[:20]
    assert book.page(sort_order="ASC").references == expected


def sorted_references(installation, rows, **params):
    client = installation.create_client()
    installation.import_rows(client, rows)
    return Partner(installation.serve(), client).page(limit=100, **params).references


def test_text_sorts_by_its_utf_8_bytes(installation):
    names = ["a", "B", "b", "A", "aa", "a-", "Z", "é", "É", "ß", "\uffee", "\U00010400", "~", "1"]
    found = sorted_references(
        installation, [payout(name) for name in names], sort_by="reference_id", sort_order="ASC"
    )
    assert found == sorted(names, key=str.encode)
    assert found.index("\uffee") < found.index("\U00010400"), "not the order of UTF-16"


def test_long_common_prefixes_still_sort(installation):
    names = ["x" * 60 + suffix for suffix in ("b", "a", "", "ab", "B", "aa")]
    found = sorted_references(
        installation, [payout(name) for name in names], sort_by="reference_id", sort_order="ASC"
    )
    assert found == sorted(names)


def test_statuses_sort_in_the_order_of_the_life_cycle(installation):
    rows = [payout(status, status=status) for status in sorted(STATUSES)]
    assert sorted_references(installation, rows, sort_by="status", sort_order="ASC") == STATUSES


def test_amounts_sort_as_numbers_whatever_the_currency(installation):
    amounts = [("9", "USD"), ("10", "JPY"), ("9.999", "KWD"), ("100.00", "EUR"), ("0.01", "USD")]
    amounts.append(("999999999999.99", "USD"))
    rows = [payout(amount, amount=amount, currency=currency) for amount, currency in amounts]
    found = sorted_references(installation, rows, sort_by="amount", sort_order="ASC")
    assert found == ["0.01", "9", "9.999", "10", "100.00", "999999999999.99"]


def test_times_sort_to_the_microsecond(installation):
    times = ["00.5Z", "00Z", "00.000001Z", "01Z", "00.499999Z"]
    rows = [payout(time, created_at="2024-01-15T10:30:" + time) for time in times]
    found = sorted_references(installation, rows, sort_order="ASC")
    assert found == ["00Z", "00.000001Z", "00.499999Z", "00.5Z", "01Z"]


def test_ties_are_broken_by_order_of_recording_not_by_reference(installation):
    names = ["m", "a", "z", "b"]
    client = installation.create_client()
    installation.import_rows(client, [payout(name) for name in names])
    partner = Partner(installation.serve(), client)
    installation.import_rows(client, [payout(name + name) for name in names])
    recorded = names + [name + name for name in names]
    for sort_by in ("created_at", "amount", "status", "currency", "fees", "completed_at"):
        assert partner.page(sort_by=sort_by, sort_order="ASC").references == recorded
        descending = partner.page(sort_by=sort_by, sort_order="DESC").references
        assert descending == recorded[::-1]


def test_an_older_payout_recorded_later_sorts_by_its_time(installation):
    client = installation.create_client()
    partner = Partner(installation.serve(), client)
    days = [15, 3, 20, 9]
    for number, day in enumerate(days):
        row = payout(str(day), created_at=f"2024-01-{day:02}T00:00:00Z")
        installation.import_rows(client, [row])
        expected = [str(day) for day in sorted(days[: number + 1], reverse=True)]
        assert partner.page().references == expected
