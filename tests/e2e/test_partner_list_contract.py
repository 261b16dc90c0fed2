"""GET /api/v1/payouts: the rules of the contract about pages, filters, refusals and headers.

Sorting and searching have files of their own. Expectations come from list_model.
"""

import itertools
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from list_model import (
    SORT_FIELDS,
    STATUSES,
    expected_rows,
    make_book,
    matches,
    partner_object,
    payout,
    references,
    without,
)
from payoutd_client import PARTNER_LIST, Number, Partner, partner_error, refused_fields
from payoutd_program import Installation

BOOK = make_book(57, seed=2)
PAGE_MAX = 2**53 - 1


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        client, empty = place.create_client("Book"), place.create_client("Empty")
        place.import_rows(client, BOOK)
        server = place.serve()
        yield {"server": server, "book": Partner(server, client), "empty": Partner(server, empty)}


@pytest.fixture(scope="module")
def book(world):
    return world["book"]


def refused(partner, query):
    return refused_fields(partner.get(f"{PARTNER_LIST}?{query}"))


# page and limit


@pytest.mark.parametrize(
    "page, limit, first, count, per_page, pages",
    [
        (1, 20, 0, 20, 20, 3),
        (2, 20, 20, 20, 20, 3),
        (3, 20, 40, 17, 20, 3),
        (1, 1, 0, 1, 1, 57),
        (57, 1, 56, 1, 1, 57),
        (1, 19, 0, 19, 19, 3),
        (3, 19, 38, 19, 19, 3),
        (1, 56, 0, 56, 56, 2),
        (2, 56, 56, 1, 56, 2),
        (1, 57, 0, 57, 57, 1),
        (1, 58, 0, 57, 58, 1),
        (1, 100, 0, 57, 100, 1),
        (1, 101, 0, 57, 100, 1),
        (1, 4294967296, 0, 57, 100, 1),
        (1, 10**30, 0, 57, 100, 1),
        (4, 20, 60, 0, 20, 3),
        (2, 100, 100, 0, 100, 1),
        (PAGE_MAX, 20, 60, 0, 20, 3),
        (PAGE_MAX, 100, 60, 0, 100, 1),
    ],
)
def test_page_and_limit(book, page, limit, first, count, per_page, pages):
    answer = book.page(page=page, limit=limit)
    assert answer.references == references(expected_rows(BOOK))[first : first + count]
    names = ["X-Page", "X-Per-Page", "X-Total-Count", "X-Total-Pages", "X-Page-Size", "X-Has-More"]
    has_more = "true" if page < pages else "false"
    expected = [str(page), str(per_page), "57", str(pages), str(count), has_more]
    assert [answer.headers[name] for name in names] == expected


BAD_NUMBERS = ["0", "-1", "abc", "", "1.5", "-0", "0x10", "%D9%A3", "1%202", "--1", "NaN", "inf"]


@pytest.mark.parametrize("name", ["page", "limit"])
@pytest.mark.parametrize("text", BAD_NUMBERS)
def test_bad_page_or_limit_is_refused(book, name, text):
    assert set(refused(book, f"{name}={text}")) == {name}


@pytest.mark.parametrize("page", [PAGE_MAX + 1, 2**63, 2**64 + 1, 10**40])
def test_page_beyond_exact_integers_is_refused(book, page):
    assert set(refused(book, f"page={page}")) == {"page"}


def test_walking_all_pages_gives_each_row_once_at_any_limit(book):
    expected = references(expected_rows(BOOK))
    for limit in (1, 3, 10, 19, 57, 100):
        assert references(book.all_rows(limit=limit)) == expected


# status and currency


@pytest.mark.parametrize(
    "status",
    [
        "completed,failed",
        "failed,completed",
        "created,expired,settling",
        ",".join(STATUSES),
        "completed,completed",
        "COMPLETED",
        "Action_Required,fAILED",
    ],
)
def test_status_list_in_any_order_and_case(book, status):
    page = book.page(status=status, limit=100)
    expected = expected_rows(BOOK, status=status)
    assert page.total == len(expected)
    assert page.references == references(expected)


@pytest.mark.parametrize(
    "status",
    ["pending", "complete", "sent", "requested", "completed,pending", "completed,", ",", "", "5"],
)
def test_unknown_status_is_refused_and_the_nine_are_listed(book, status):
    fields = refused(book, f"status={status}")
    assert set(fields) == {"status"}
    for word in STATUSES:
        assert word in fields["status"][1]


@pytest.mark.parametrize(
    "currency", ["USD", "usd", "Kwd", "USD,JPY", "jpy,USD", "USD,USD", "EUR,KWD,USD,JPY"]
)
def test_currency_list_in_any_order_and_case(book, currency):
    page = book.page(currency=currency, limit=100)
    expected = expected_rows(BOOK, currency=currency)
    assert expected
    assert page.total == len(expected)
    assert page.references == references(expected)


def test_currency_that_no_payout_has_matches_nothing(book):
    page = book.page(currency="CHF")
    assert (page.rows, page.total, page.headers["X-Total-Pages"]) == ([], 0, "0")


@pytest.mark.parametrize(
    "currency", ["ABC", "US", "USDD", "840", "$", "USD,ABC", "USD,", "", "U%53%44X"]
)
def test_unknown_currency_is_refused(book, currency):
    assert set(refused(book, f"currency={currency}")) == {"currency"}


def test_percent_encoding_is_decoded_in_names_and_values(book):
    plain = book.page(currency="USD")
    encoded = book.page_at(f"{PARTNER_LIST}?%63urrency=%55%53D")
    assert plain.rows and encoded.rows == plain.rows


# created_from, created_to, reference_id, beneficiary_id


def test_created_from_is_inclusive_and_created_to_exclusive(installation):
    times = ["10:00:00Z", "10:00:00.000001Z", "10:00:00.5Z", "10:00:01Z", "11:00:00+01:00"]
    rows = [payout(f"t{i}", created_at=f"2024-01-15T{time}") for i, time in enumerate(times)]
    client = installation.create_client()
    installation.import_rows(client, rows)
    partner = Partner(installation.serve(), client)

    def found(**params):
        filters = {name: "2024-01-15T" + time for name, time in params.items()}
        page = partner.page(sort_order="ASC", **filters)
        assert page.total == len(page.rows)
        assert page.references == references(expected_rows(rows, sort_order="ASC", **filters))
        return set(page.references)

    assert found(created_from="10:00:00Z") == {"t0", "t1", "t2", "t3", "t4"}
    assert found(created_from="10:00:00.000001Z") == {"t1", "t2", "t3"}
    assert found(created_from="10:00:00.500001Z") == {"t3"}
    assert found(created_to="10:00:00Z") == set()
    assert found(created_to="10:00:00.000001Z") == {"t0", "t4"}
    assert found(created_to="10:00:01Z") == {"t0", "t1", "t2", "t4"}
    assert found(created_from="12:00:00.000001+02:00", created_to="05:00:01-05:00") == {"t1", "t2"}


def test_fractions_of_a_second_are_not_shown(installation):
    client = installation.create_client()
    installation.import_rows(client, [payout("x", created_at="2024-01-15T10:30:00.999999Z")])
    (row,) = Partner(installation.serve(), client).page().rows
    assert row["created_at"] == "2024-01-15T10:30:00Z"


@pytest.mark.parametrize("name", ["created_from", "created_to"])
@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2024-01-15",
        "2024-01-15T10:30:00",
        "2024-13-01T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-01-15T24:00:00Z",
        "2024-01-15T10:60:00Z",
        "1705314600",
        "",
    ],
)
def test_time_that_is_not_rfc_3339_is_refused(book, name, text):
    assert set(refused(book, f"{name}={quote(text)}")) == {name}


def test_reference_id_is_exact(installation):
    names = ["INV-1", "INV-10", "inv-1", "Ä&=+%"]
    client = installation.create_client()
    installation.import_rows(client, [payout(name) for name in names])
    partner = Partner(installation.serve(), client)
    for name in ("INV-1", "INV-10", "inv-1", "Ä&=+%"):
        page = partner.page(reference_id=name)
        assert (page.references, page.total) == ([name], 1)
    for name in ("INV", "nv-1", "INV-1%", "INV_1", "INV-11", "ä&=+%"):
        assert partner.page(reference_id=name).total == 0


def test_beneficiary_id_matches_nothing_yet(book):
    page = book.page(beneficiary_id="ben_01hzxw3v9h2kq8m4t6y0r5d7ef")
    assert (page.rows, page.total) == ([], 0)


# combinations


def test_totals_of_combined_filters_are_exact(book):
    options = {
        "status": [None, "completed", "created,failed,expired"],
        "currency": [None, "usd", "JPY,KWD"],
        "search": [None, "pay_", "EXAMPLE.COM", "no such thing"],
        "created_from": [None, "2024-01-01T05:00:00Z"],
        "created_to": [None, "2024-01-01T13:00:00Z"],
    }
    totals = []
    for values in itertools.product(*options.values()):
        filters = {name: value for name, value in zip(options, values) if value is not None}
        expected = expected_rows(BOOK, **filters)
        page = book.page(limit=5, **filters)
        assert (page.total, page.references) == (len(expected), references(expected)[:5]), filters
        totals.append(page.total)
    assert len(set(totals)) > 15, "the filters hardly differ"


def test_reference_id_combines_with_other_filters(book):
    row = BOOK[5]
    assert not matches(row, status="failed")
    assert book.page(reference_id=row["reference_id"], status=row["status"]).total == 1
    assert book.page(reference_id=row["reference_id"], status="failed").total == 0


# refusals


@pytest.mark.parametrize("name", ["stauts", "Status", "offset", "q", "sort", "sort_by[]"])
def test_unknown_parameter_is_refused_by_name(book, name):
    fields = refused(book, f"status=completed&{quote(name)}=completed")
    assert set(fields) == {name}


def test_every_bad_parameter_has_one_detail_at_once(book):
    query = "page=0&limit=x&status=foo&currency=ABC&sort_by=id&sort_order=up&created_from=x&nope=1"
    fields = refused(book, query + "&created_to=y&search=" + "a" * 257)
    assert set(fields) == {
        *("page", "limit", "status", "currency", "sort_by", "sort_order"),
        *("created_from", "created_to", "search", "nope"),
    }


@pytest.mark.parametrize(
    "name, value",
    [("page", "1"), ("limit", "5"), ("status", "failed"), ("search", "a"), ("sort_by", "amount")],
)
def test_repeated_parameter_is_refused(book, name, value):
    assert set(refused(book, f"{name}={value}&{name}={value}")) == {name}


def test_unknown_sort_field_is_refused_and_all_are_listed(book):
    for name in ("id", "beneficiary", "created", "amount,fees", "", "-amount"):
        fields = refused(book, f"sort_by={name}")
        assert set(fields) == {"sort_by"}
        for known in SORT_FIELDS:
            assert known in fields["sort_by"][1]


@pytest.mark.parametrize("order", ["up", "ascending", "1", "", "ASC,DESC"])
def test_unknown_sort_order_is_refused(book, order):
    assert set(refused(book, f"sort_order={order}")) == {"sort_order"}


def test_authentication_comes_before_validation(world):
    response = Partner(world["server"]).get(f"{PARTNER_LIST}?page=0&nope=1")
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


def test_validation_comes_before_not_modified(book):
    refused_fields(book.get(f"{PARTNER_LIST}?page=0", headers={"If-None-Match": "*"}))


# headers


def test_no_rows_are_zero_pages(world):
    page = world["empty"].page()
    assert page.response.text.strip() == "[]"
    names = ["X-Page", "X-Total-Count", "X-Total-Pages", "X-Page-Size", "X-Has-More"]
    assert [page.headers[name] for name in names] == ["1", "0", "0", "0", "false"]
    assert not {"next", "prev"} & set(page.links)


def test_links_walk_the_list_forth_and_back(book):
    expected = references(expected_rows(BOOK, status="created,failed,completed"))
    page = book.page(limit=4, status="created,failed,completed")
    seen = list(page.references)
    assert "prev" not in page.links
    while "next" in page.links:
        page = book.page_at(page.links["next"])
        seen += page.references
    assert seen == expected
    back = [page.references]
    while "prev" in page.links:
        page = book.page_at(page.links["prev"])
        back.insert(0, page.references)
    assert sum(back, []) == expected


def test_links_lead_to_first_and_last(book):
    page = book.page(limit=10, page=3)
    assert set(page.links) == {"first", "prev", "next", "last"}
    expected = references(expected_rows(BOOK))
    assert book.page_at(page.links["first"]).references == expected[:10]
    assert book.page_at(page.links["last"]).references == expected[50:]


def test_links_are_relative_and_keep_the_other_parameters(installation):
    text = "é+ &=%_,>;\"#?"
    client = installation.create_client()
    rows = [payout(f"{text}{number}", amount=str(number)) for number in range(1, 8)]
    installation.import_rows(client, rows)
    partner = Partner(installation.serve(), client)
    params = {"search": text, "limit": "3", "sort_by": "amount", "sort_order": "asc"}
    links = partner.page(**params, status="completed,failed", page="2").links
    assert set(links) == {"first", "prev", "next", "last"}
    pages = {"first": "1", "prev": "1", "next": "3", "last": "3"}
    for rel, target in links.items():
        parts = urlsplit(target)
        assert (parts.scheme, parts.netloc, parts.path) in [("", "", ""), ("", "", PARTNER_LIST)]
        query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
        expected = {**params, "status": "completed,failed", "page": pages[rel]}
        assert query == {name: [value] for name, value in expected.items()}
    assert partner.page_at(PARTNER_LIST + "?" + urlsplit(links["last"]).query).references == [
        text + "7"
    ]


# amounts

AMOUNTS = [
    ("100", "USD", "100.00"),
    ("0.01", "USD", "0.01"),
    ("1.5", "USD", "1.50"),
    ("100", "JPY", "100"),
    ("1", "JPY", "1"),
    ("1.5", "KWD", "1.500"),
    ("0.001", "KWD", "0.001"),
    ("1.2345", "CLF", "1.2345"),
    ("123456789012.34", "USD", "123456789012.34"),
    ("999999999999.99", "EUR", "999999999999.99"),
]


def test_amounts_have_the_currencys_decimals_exactly(installation):
    rows = [
        payout(f"a{i}", amount=amount, currency=currency, fees="1")
        for i, (amount, currency, _) in enumerate(AMOUNTS)
    ]
    client = installation.create_client()
    installation.import_rows(client, rows)
    shown = Partner(installation.serve(), client).page(sort_order="ASC").rows
    assert without(shown, "id") == [partner_object(row) for row in rows]
    assert [row["amount"] for row in shown] == [Number(text) for _, _, text in AMOUNTS]


def test_total_is_exact_where_binary_fractions_are_not(installation):
    client = installation.create_client()
    installation.import_rows(client, [payout("x", amount="0.10", fees="0.20")])
    (row,) = Partner(installation.serve(), client).page().rows
    assert row["total_amount"] == Number("0.30")
