"""GET /api/v1/payouts: every sentence of the partner API's document, one test each.

The client of these tests has 156 payouts, as in the document's sample headers; the document's two
sample payouts are among them, and alone with a second client.
"""

import re
import subprocess
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from list_model import (
    STATUSES,
    expected_rows,
    make_book,
    partner_object,
    payout,
    references,
    shown_amount,
    without,
)
from payoutd_client import Number, Partner, parse_json, partner_error
from payoutd_program import Installation

# Word for word from the document, without the ids.
SAMPLE_BODY = """[
  {
    "reference_id": "PAY_2024_001",
    "status": "completed",
    "amount": 100.00,
    "currency": "USD",
    "fees": 1.50,
    "total_amount": 101.50,
    "beneficiary": {
      "email": "john.doe@example.com",
      "first_name": "John",
      "last_name": "Doe",
      "country": "US"
    },
    "description": "Bonus Payment",
    "created_at": "2024-01-15T10:30:00Z",
    "completed_at": "2024-01-15T10:35:00Z"
  },
  {
    "reference_id": "PAY_2024_002",
    "status": "processing",
    "amount": 50.00,
    "currency": "EUR",
    "fees": 0.75,
    "total_amount": 50.75,
    "beneficiary": {
      "email": "jane.smith@example.com",
      "first_name": "Jane",
      "last_name": "Smith",
      "country": "DE"
    },
    "created_at": "2024-01-15T11:00:00Z",
    "submitted_at": "2024-01-15T11:01:00Z"
  }
]"""

# The examples as printed; what differs between them is the target.
EXAMPLE = """\
curl -X GET "{{host}}TARGET" \\
  -H "X-API-Key: sk_live_abc123def456" \\
  -H "X-API-Secret: your-secret-here"
"""
EXAMPLES = {
    "basic list request": "/api/v1/payouts?page=1&limit=20",
    "all completed payouts": "/api/v1/payouts?status=completed&page=1&limit=50",
    "all failed payouts": "/api/v1/payouts?status=failed",
    "payouts requiring action": "/api/v1/payouts?status=action_required",
    "all USD payouts": "/api/v1/payouts?currency=USD",
    "all EUR payouts that completed": "/api/v1/payouts?currency=EUR&status=completed",
    "search by reference ID": "/api/v1/payouts?search=PAY_2024",
    "search by beneficiary email": "/api/v1/payouts?search=john.doe@example.com",
}

SAMPLE_ROWS = [
    payout(
        "PAY_2024_001",
        fees="1.50",
        total_amount="101.50",
        beneficiary_email="john.doe@example.com",
        beneficiary_first_name="John",
        beneficiary_last_name="Doe",
        beneficiary_country="US",
        description="Bonus Payment",
        completed_at="2024-01-15T10:35:00Z",
    ),
    payout(
        "PAY_2024_002",
        status="processing",
        amount="50.00",
        currency="EUR",
        fees="0.75",
        total_amount="50.75",
        beneficiary_email="jane.smith@example.com",
        beneficiary_first_name="Jane",
        beneficiary_last_name="Smith",
        beneficiary_country="DE",
        created_at="2024-01-15T11:00:00Z",
        submitted_at="2024-01-15T11:01:00Z",
    ),
]
BOOK = make_book(154) + SAMPLE_ROWS

FIELD_TYPES = {
    "id": str,
    "reference_id": str,
    "status": str,
    "amount": Number,
    "currency": str,
    "fees": Number,
    "total_amount": Number,
    "beneficiary": dict,
    "failure_code": str,
    "failure_reason": str,
    "description": str,
    "created_at": str,
    "queued_at": str,
    "submitted_at": str,
    "completed_at": str,
    "failed_at": str,
    "cancelled_at": str,
}
ALWAYS = set(list(FIELD_TYPES)[:8]) | {"created_at"}

# A payout with everything that one of its status can have.
FULL_ROWS = [
    payout(
        "full-failed",
        status="failed",
        description="Refused by the bank",
        failure_code="ACCOUNT_CLOSED",
        failure_reason="The account is closed",
        queued_at="2024-01-15T10:30:01Z",
        submitted_at="2024-01-15T10:31:00Z",
        failed_at="2024-01-15T10:40:00Z",
    ),
    payout("full-cancelled", status="cancelled", cancelled_at="2024-01-15T10:45:00Z"),
    payout("full-completed", completed_at="2024-01-15T10:50:00Z", queued_at="2024-01-15T10:30:02Z"),
]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        client = place.create_client("Book")
        place.import_rows(client, BOOK)
        samples = place.create_client("Samples")
        sample_lines = re.sub(r"\s*\n\s*", "", SAMPLE_BODY)[1:-1].replace("},{", "}\n{")
        place.import_file(samples, place.write_file(sample_lines + "\n", ".jsonl"), 2)
        full = place.create_client("Full")
        place.import_rows(full, FULL_ROWS)
        server = place.serve()
        yield {
            "client": client,
            "server": server,
            "book": Partner(server, client),
            "samples": Partner(server, samples),
            "full": Partner(server, full),
        }


@pytest.fixture(scope="module")
def book(world):
    return world["book"]


@pytest.mark.parametrize("headers", [[], ["X-API-Key"], ["X-API-Secret"]], ids=str)
def test_api_key_and_secret_are_both_required(world, headers):
    given = {name: world["client"].headers[name] for name in headers}
    response = Partner(world["server"]).get(headers=given)
    body = partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
    assert body["message"] == "Authentication required"


def test_wrong_secret_is_401_with_the_documented_body(world):
    headers = {**world["client"].headers, "X-API-Secret": "your-secret-here"}
    body = partner_error(
        Partner(world["server"]).get(headers=headers),
        401,
        "UnauthorizedAccess",
        "E_UNAUTHORIZED_ACCESS",
    )
    assert body["message"] == "Authentication required"


def test_live_key_has_the_documented_prefix(world):
    assert world["client"].api_key.startswith("sk_live_")


def test_success_is_200_with_a_bare_array(book):
    response = book.get()
    assert response.status_code == 200
    assert isinstance(parse_json(response.text), list)


def test_page_is_1_by_default(book):
    default = book.page()
    assert default.headers["X-Page"] == "1"
    assert default.rows == book.page(page=1).rows
    assert default.rows != book.page(page=2).rows


def test_limit_is_20_by_default(book):
    page = book.page()
    assert len(page.rows) == 20
    assert page.headers["X-Per-Page"] == "20"


def test_limit_sets_the_items_per_page(book):
    page = book.page(limit=7)
    assert len(page.rows) == 7
    assert page.headers["X-Per-Page"] == "7"
    assert page.rows == book.page(limit=20).rows[:7]


def test_limit_is_at_most_100(book):
    page = book.page(limit=101)
    assert len(page.rows) == 100
    assert page.headers["X-Per-Page"] == "100"


def test_page_number_selects_the_page(book):
    expected = references(expected_rows(BOOK))
    assert book.page(page=3).references == expected[40:60]


@pytest.mark.parametrize("status", STATUSES)
def test_filter_by_status(book, status):
    rows = book.all_rows(status=status)
    assert references(rows) == references(expected_rows(BOOK, status=status))
    assert {row["status"] for row in rows} == {status}


def test_filter_by_currency(book):
    rows = book.all_rows(currency="USD")
    assert references(rows) == references(expected_rows(BOOK, currency="USD"))
    assert {row["currency"] for row in rows} == {"USD"}


def test_search_by_part_of_the_reference_id(book):
    assert book.page(search="PAY_2024").references == ["PAY_2024_002", "PAY_2024_001"]


def test_search_by_beneficiary_email(book):
    assert book.page(search="jane.smith@example.com").references == ["PAY_2024_002"]


def test_sort_is_by_created_at_descending_by_default(book):
    rows = book.all_rows()
    assert references(rows) == references(expected_rows(BOOK))
    assert references(rows) == references(book.all_rows(sort_by="created_at", sort_order="DESC"))


def test_sort_by_a_field_ascending_and_descending(book):
    for order in ("ASC", "DESC"):
        rows = book.all_rows(sort_by="amount", sort_order=order)
        assert references(rows) == references(expected_rows(BOOK, "amount", order))


def test_pagination_headers_as_in_the_sample(book):
    headers = book.page().headers
    names = ("X-Page", "X-Per-Page", "X-Total-Count", "X-Total-Pages")
    assert [headers[name] for name in names] == ["1", "20", "156", "8"]


def test_sample_rows_are_answered_whole(world):
    rows = world["samples"].page().rows
    newest_first = parse_json(SAMPLE_BODY)[::-1]
    assert without(rows, "id") == newest_first


def test_sample_rows_from_csv_and_jsonl_are_the_same(world):
    from_csv = world["book"].page(search="PAY_2024").rows
    assert without(from_csv, "id") == without(world["samples"].page().rows, "id")


def test_amounts_have_two_decimals_in_the_raw_body(world):
    text = world["samples"].get().text
    found = re.findall(r'"(amount|fees|total_amount)"\s*:\s*([^,}\s]+)', text)
    assert sorted(found) == sorted(
        [
            ("amount", "100.00"),
            ("fees", "1.50"),
            ("total_amount", "101.50"),
            ("amount", "50.00"),
            ("fees", "0.75"),
            ("total_amount", "50.75"),
        ]
    )


def test_every_row_has_exactly_its_fields_and_their_types(book):
    shown = {row["reference_id"]: row for row in book.all_rows()}
    assert len(shown) == 156
    for row in BOOK:
        found = shown[row["reference_id"]]
        assert without([found], "id") == [partner_object(row)]
        for name, value in found.items():
            assert type(value) is FIELD_TYPES[name], (name, value)
        assert ALWAYS <= set(found)


def test_nullable_fields_appear_when_set(world):
    rows = world["full"].all_rows(sort_by="reference_id", sort_order="ASC")
    assert without(rows, "id") == [
        partner_object(row) for row in sorted(FULL_ROWS, key=lambda row: row["reference_id"])
    ]
    assert set().union(*rows) == set(FIELD_TYPES)


def test_ids_are_unique_and_have_the_documented_prefix(book):
    ids = [row["id"] for row in book.all_rows()]
    assert len(set(ids)) == 156
    assert all(re.fullmatch(r"pyt_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}", text) for text in ids)


def test_total_amount_is_amount_plus_fees(book):
    for row in book.all_rows():
        total = float(row["amount"].text) + float(row["fees"].text)
        assert row["total_amount"] == shown_amount(f"{total:.3f}", row["currency"])


def test_timestamps_are_rfc_3339_in_utc_to_the_second(book):
    shown = [
        value for row in book.all_rows() for name, value in row.items() if name.endswith("_at")
    ]
    assert len(shown) > 300
    for text in shown:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def test_database_failure_is_500_with_the_documented_body(installation):
    client = installation.create_client()
    installation.import_rows(client, [payout("one")])
    partner = Partner(installation.serve(), client)
    with installation.edit_database() as database:
        database.execute("ALTER TABLE payouts RENAME TO payouts_gone")
    response = partner.get()
    assert response.status_code == 500
    body = parse_json(response.text)
    assert (body["error"], body["message"]) == (
        "InternalServerError",
        "Failed to retrieve payouts",
    )
    assert set(body) == {"error", "code", "message", "request_id"}
    assert body["request_id"] == response.headers["X-Request-Id"]
    with installation.edit_database() as database:
        database.execute("ALTER TABLE payouts_gone RENAME TO payouts")
    assert partner.page().references == ["one"], "works again when the database does"


@pytest.mark.parametrize("target", EXAMPLES.values(), ids=EXAMPLES)
def test_curl_example_as_printed(world, target):
    query = dict(parse_qsl(urlsplit(target).query))
    command = (
        EXAMPLE.replace("TARGET", target)
        .replace("{{host}}", world["server"].url)
        .replace("sk_live_abc123def456", world["client"].api_key)
        .replace("your-secret-here", world["client"].api_secret)
    )
    finished = subprocess.run(["sh", "-c", command], capture_output=True, timeout=30, check=True)
    number, limit = int(query.pop("page", 1)), int(query.pop("limit", 20))
    expected = expected_rows(BOOK, **query)[(number - 1) * limit : number * limit]
    assert expected
    shown = without(parse_json(finished.stdout.decode()), "id")
    assert shown == [partner_object(row) for row in expected]


def test_reconciliation_by_pages_sees_every_payout_once(book):
    seen = [row["id"] for number in range(1, 9) for row in book.page(page=number).rows]
    assert len(seen) == len(set(seen)) == 156


def test_failed_payouts_can_be_monitored_with_code_and_reason(world):
    (row,) = world["full"].page(status="failed").rows
    assert row["failure_code"] == "ACCOUNT_CLOSED"
    assert row["failure_reason"] == "The account is closed"
    assert row["failed_at"] == "2024-01-15T10:40:00Z"
