"""GET /api/v1/payouts/export: what is in it, its parameters and its headers (contract §4).

That it is of one state and can be gone on with is in test_payout_export_resume.
"""

import itertools
import re
import time
from datetime import datetime, timezone

import pytest

from exports import (
    EXPORT,
    SlowReader,
    csv_row,
    csv_rows,
    export,
    guarded,
    jsonl_rows,
    refusal_of,
    resident_bytes,
    shown_part,
)
from list_model import SORT_FIELDS, expected_rows, make_book, matches, payout, references
from partner_writes import FundedClient
from payoutd_client import PARTNER_LIST, Partner, partner_error, refused_fields
from payoutd_program import Installation, is_sanitized, to_jsonl
from signatures import Signer

BOOK = make_book(1300, seed=21)  # more than an index answers without its orders

# What spreadsheets, CSV and JSON find hard.
TEXTS = [
    *["=1+1", "+49 30", "-5", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0"],
    *["'=1", "''@", "'plain", "a,b", 'say "hi"', '"', ",", "=,\"", " leading", "trailing "],
    *["Zoë 支払い 🎉", "e\u0301", "\u202eabc", "a;b", "null", "NULL", "0012", "1e5", "TRUE"],
]
LINES = ["two\nlines", "two\r\nlines", "\n=1", "\r=1", "\t=1", "tab\tinside", "ends\n", "a\n\n\"b\""]


class World:
    def __init__(self, place):
        book, odd, empty = map(place.create_client, ("Book", "Odd", "Empty"))
        place.import_rows(book, BOOK)
        self.odd_rows = [
            *(
                payout(f"{text}#{n}", beneficiary_first_name=text, beneficiary_email=f"{n}@x.test",
                       description=text, status="failed", failure_reason=text)
                for n, text in enumerate(TEXTS)
            ),
            *(payout(f"lines-{n}", description=text) for n, text in enumerate(LINES)),
            payout("yen", amount="100", currency="JPY", fees="1"),
            payout("dinar", amount="1.5", currency="KWD", fees="0.001"),
            payout("unidad", amount="1.2345", currency="CLF"),
            payout("large", amount="1000000000000.00", fees="1000000000000.00"),
            payout("phone", beneficiary_phone="+353861234567", beneficiary_country="IE",
                   beneficiary_last_name="O'Neil"),
            payout("old", status="expired", updated_at="2024-02-01T00:00:00Z",
                   expired_at="2024-01-31T00:00:00Z"),
        ]
        path = place.write_file(to_jsonl(self.odd_rows), ".jsonl")
        place.import_file(odd, path, len(self.odd_rows))
        self.place, self.clients = place, {"book": book, "odd": odd, "empty": empty}
        self.server = place.serve(settings={"log_level": "info"})
        self.book, self.odd, self.empty = (
            Partner(self.server, each) for each in (book, odd, empty)
        )


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


# what is in it


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("field", SORT_FIELDS)
def test_is_every_page_of_the_list_in_the_same_order(world, field, order):
    params = {"sort_by": field, "sort_order": order}
    rows = world.book.all_rows(**params)
    assert references(rows) == references(expected_rows(BOOK, field, order))
    assert jsonl_rows(export(world.book, format="jsonl", **params).content) == rows
    assert [shown_part(row) for row in csv_rows(export(world.book, **params).content)] == [
        csv_row(row) for row in rows
    ]


FILTERS = [
    {"status": "completed,failed"},
    {"currency": "JPY,kwd"},
    {"search": "órder_1"},
    {"created_from": "2024-01-05T00:00:00Z", "created_to": "2024-01-09T12:00:00Z"},
    {"search": "bob@", "status": "expired", "currency": "USD"},
    {"created_from": "2024-01-09T00:00:00Z", "created_to": "2024-01-05T00:00:00Z"},
]


@pytest.mark.parametrize("params", FILTERS, ids=str)
@pytest.mark.parametrize("field", ["created_at", "amount", "status"])
def test_each_filter(world, params, field):
    expected = references(expected_rows(BOOK, field, **params))
    response = export(world.book, sort_by=field, **params)
    assert references(csv_rows(response.content)) == expected
    assert response.headers["X-Total-Count"] == str(len(expected))
    assert len(expected) == sum(matches(row, **params) for row in BOOK)


def test_one_reference(world):
    row = BOOK[99]["reference_id"]
    assert references(csv_rows(export(world.book, reference_id=row).content)) == [row]


def test_a_line_of_json_is_the_row_of_the_list_byte_for_byte(world):
    for client in (world.book, world.odd):
        page = client.page(limit=100)
        lines = export(client, format="jsonl").content.split(b"\n")[: len(page.rows)]
        assert b"[" + b",".join(lines) + b"]" == page.response.content


def test_no_payouts(world):
    response = export(world.empty)
    assert csv_rows(response.content) == []
    assert response.headers["X-Total-Count"] == "0"
    assert export(world.empty, format="jsonl").content == b""
    assert csv_rows(export(world.book, search="nobody-has-this").content) == []


def test_every_column_has_what_was_imported(world):
    shown = {row["reference_id"]: row for row in csv_rows(export(world.odd).content)}
    phone, old = shown["phone"], shown["old"]
    assert phone["beneficiary_phone"] == "'+353861234567"
    assert (phone["beneficiary_country"], phone["beneficiary_last_name"]) == ("IE", "O'Neil")
    assert old["updated_at"] == "2024-02-01T00:00:00Z"
    assert old["expired_at"] == "2024-01-31T00:00:00Z"
    assert phone["updated_at"] == phone["created_at"] == "2024-01-15T10:30:00Z"
    names = ("amount", "currency", "fees", "total_amount")
    assert [[shown[each][name] for name in names] for each in ("yen", "dinar", "unidad", "large")] == [
        ["100", "JPY", "1", "101"],
        ["1.500", "KWD", "0.001", "1.501"],
        ["1.2345", "CLF", "0.0000", "1.2345"],
        ["1000000000000.00", "USD", "1000000000000.00", "2000000000000.00"],
    ]


def test_no_cell_is_a_formula_and_none_loses_a_letter(world):
    rows = csv_rows(export(world.odd, sort_order="ASC").content)
    assert [row["description"] for row in rows[: len(TEXTS) + len(LINES)]] == [
        guarded(text) for text in [*TEXTS, *LINES]
    ]
    for row, expected in zip(rows, world.odd_rows):
        assert row["reference_id"] == guarded(expected["reference_id"])
        assert row["failure_reason"] == guarded(expected.get("failure_reason", ""))
        for cell in row.values():
            assert not cell.startswith(tuple("=+-@\t\r\n")), row


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_can_be_imported_again(world, form):
    content = export(world.odd, format=form, sort_order="ASC").content
    other = world.place.create_client("Other")
    path = world.place.write_file(content, "." + form)
    world.place.import_file(other, path, len(world.odd_rows))
    again = Partner(world.server, other)
    assert export(again, format="jsonl", sort_order="ASC").content.count(b"\n") == len(world.odd_rows)
    without_id = [
        [{**row, "id": None} for row in jsonl_rows(export(each, format="jsonl").content)]
        for each in (world.odd, again)
    ]
    assert without_id[0] == without_id[1]
    if form == "csv":
        whole = [
            [{**row, "id": None} for row in csv_rows(export(each).content)]
            for each in (world.odd, again)
        ]
        assert whole[0] == whole[1]
    world.place.require_sound()


def test_has_what_clients_create(installation):
    acme = FundedClient(installation)
    made = [acme.create(description=text) for text in ["=1", "two\nlines", "plain"]]
    rows = csv_rows(export(acme.partner, sort_order="ASC").content)
    assert [row["id"] for row in rows] == [each["id"] for each in made]
    assert [row["description"] for row in rows] == ["'=1", "two\nlines", "plain"]
    acme.partner.cancel(made[0]["id"])
    (row,) = csv_rows(export(acme.partner, status="cancelled").content)
    assert row["id"] == made[0]["id"] and row["cancelled_at"]


# parameters


@pytest.mark.parametrize(
    "query, field, rule",
    [
        ("page=1", "page", "unknown"),
        ("limit=10", "limit", "unknown"),
        ("columns=id", "columns", "unknown"),
        ("format=xlsx", "format", "one_of"),
        ("format=", "format", "one_of"),
        ("format=csv&format=csv", "format", "duplicate"),
        ("status=sent", "status", "one_of"),
        ("currency=XXX", "currency", "currency"),
        ("sort_by=id", "sort_by", "one_of"),
        ("sort_order=up", "sort_order", "one_of"),
        ("created_from=today", "created_from", "rfc3339"),
        ("search=" + "x" * 257, "search", "max_bytes"),
        ("after=pyt_00000000000000000000000000", "after", "needs_cursor"),
        ("cursor=x&after=nothing", "after", "not_found"),
        ("cursor=%ff", "cursor", "encoding"),
    ],
)
def test_wrong_parameters_are_refused_by_name(world, query, field, rule):
    fields = refused_fields(world.book.get(f"{EXPORT}?{query}"))
    assert {name: told[0] for name, told in fields.items()} == {field: rule}


def test_every_fault_is_told_at_once(world):
    fields = refused_fields(world.book.get(f"{EXPORT}?format=a&page=1&status=b&after=c&sort_by=d"))
    assert set(fields) == {"format", "page", "status", "after", "sort_by"}


def test_format_in_any_letter_case(world):
    assert export(world.book, format="JSONL").content == export(world.book, format="jsonl").content
    assert export(world.book, format="Csv").content == export(world.book).content


# headers


@pytest.mark.parametrize(
    "form, kind, ending",
    [
        ("csv", "text/csv; charset=utf-8; header=present", "csv"),
        ("jsonl", "application/x-ndjson", "jsonl"),
    ],
)
def test_headers(world, form, kind, ending):
    before = datetime.now(timezone.utc).replace(microsecond=0)
    headers = export(world.book, format=form).headers
    assert headers["Content-Type"] == kind
    found = re.fullmatch(
        rf'attachment; filename="payouts-(\d{{8}}T\d{{6}}Z)\.{ending}"',
        headers["Content-Disposition"],
    )
    made = datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    assert before <= made <= datetime.now(timezone.utc)
    assert headers["X-Total-Count"] == str(len(BOOK))
    assert re.fullmatch(r"[!-~]+", headers["X-Export-Cursor"])
    assert headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    assert headers["ETag"] == world.book.get(PARTNER_LIST).headers["ETag"]
    assert headers["X-Request-Id"].startswith("req_")
    assert not {"X-Page", "X-Per-Page", "Link"} & set(headers)


def test_unchanged_owner_is_304(world):
    tag = export(world.book).headers["ETag"]
    response = world.book.get(EXPORT, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag
    assert export(world.book, headers={"If-None-Match": '"other"'}).content


def test_head_has_the_head(world):
    whole = export(world.book)
    head = world.book.get(EXPORT, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "X-Total-Count", "X-Export-Cursor", "ETag"):
        assert head.headers[name] == whole.headers[name]
    assert world.book.get(EXPORT, method="HEAD", params={"page": 1}).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_methods_are_405(world, method):
    response = world.book.get(EXPORT, method=method)
    partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")
    assert response.headers["Allow"] == "GET, HEAD"


def test_connection_goes_on_behind_an_export(world):
    for _ in range(3):
        export(world.book)
        assert world.book.page(limit=1).total == len(BOOK)


# who may have it


def test_strangers_are_401(world):
    response = Partner(world.server).get(EXPORT)
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


def test_nothing_of_others_is_in_it(world):
    mine = {row["reference_id"] for row in csv_rows(export(world.book).content)}
    assert not mine & {guarded(row["reference_id"]) for row in world.odd_rows}
    assert csv_rows(export(world.book, reference_id="phone").content) == []


def test_signed_requests(installation):
    client = installation.create_client("Acme", "--require-signature")
    installation.import_rows(client, [payout("x")])
    server, signer = installation.serve(), Signer(client)
    target = f"{EXPORT}?format=jsonl&sort_by=amount"
    time.sleep(1)  # what is signed in the second of the start is refused
    response = Partner(server).get(target, headers=signer.headers(target))
    assert references(jsonl_rows(response.content)) == ["x"]
    assert Partner(server).get(target, headers=client.headers).status_code == 401


def test_counts_as_one_request_of_the_limit(installation):
    client = installation.create_client()
    server = installation.serve(
        settings={"partner.rate_limit": 2, "partner.rate_limit_window_s": 600}
    )
    partner = Partner(server, client)
    assert export(partner).headers["RateLimit"].startswith('"key";r=1')
    assert export(partner).headers["RateLimit"].startswith('"key";r=0')
    refusal_of(partner.get(EXPORT), 429, "TOO_MANY_REQUESTS")


# what it costs


def test_log_line_and_metrics(world):
    content = export(world.book, headers={"X-Request-Id": "export-log"}).content
    (line,) = [each for each in world.server.log() if each.get("request_id") == "export-log"]
    assert (line["event"], line["status"], line["path"]) == ("request", 200, EXPORT)
    assert line["owner"] == world.clients["book"].id
    assert len(content) <= line["bytes"] < len(content) * 1.02 + 2000
    metrics = Partner(world.server).get("/metrics").text
    assert re.search(r"^payoutd_exports_running 0$", metrics, re.MULTILINE)
    assert re.search(r"^payoutd_export_states [1-9]", metrics, re.MULTILINE)
    assert re.search(
        r'requests_total\{[^}]*route="/api/v1/payouts/export"[^}]*\} [1-9]', metrics
    )


def test_slow_readers_take_no_memory_and_hold_up_nobody(installation):
    count = 50_000
    client = installation.create_client()
    installation.result("generate", *client.flags, "--count", count)
    server = installation.serve(settings={"threads": 1})
    partner = Partner(server, client)
    total = len(export(partner, format="jsonl").content)  # all that is made once is there
    before = resident_bytes(server)
    assert total > 15_000_000
    with SlowReader(server, client, format="jsonl") as one, SlowReader(
        server, client, sort_by="amount"
    ) as two:
        read = one.piece()
        for _ in range(100):
            assert partner.page(limit=10).total == count
        for _ in itertools.takewhile(lambda _: len(read) < total // 2, itertools.count()):
            read += one.piece()
        assert partner.page(limit=10).total == count
        if not is_sanitized():
            assert resident_bytes(server) - before < 4_000_000
        read += one.rest()
        assert len(read) == total
        assert two.rest().count(b"\n") == count + 1
    if not is_sanitized():
        assert resident_bytes(server) - before < 4_000_000


def test_so_many_run_at_once(installation):
    client = installation.create_client()
    installation.result("generate", *client.flags, "--count", 20_000)
    server = installation.serve(settings={"export.running_max": 2})
    partner = Partner(server, client)
    with SlowReader(server, client) as one, SlowReader(server, client):
        refused = partner.get(EXPORT)
        body = refusal_of(refused, 429, "TOO_MANY_EXPORTS")
        assert body["error"] == "TooManyRequests"
        assert int(refused.headers["Retry-After"]) > 0
        assert partner.page(limit=1).total == 20_000
        one.rest()
        assert len(csv_rows(export(partner).content)) == 20_000
    assert export(partner).headers["X-Total-Count"] == "20000"


def test_settings_are_judged(installation):
    for name, text in [("keep_s", "-1"), ("keep_s", "86401"), ("running_max", "0"),
                       ("running_max", "x"), ("kept_max", "1001")]:
        env = {f"PAYOUTD_EXPORT_{name.upper()}": text}
        finished = installation.run("serve", "--listen", "127.0.0.1:0", env=env)
        assert finished.code == 2 and f"export.{name}" in finished.stderr, finished
