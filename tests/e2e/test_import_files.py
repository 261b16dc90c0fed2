"""payoutd import: the two file formats, files that are none, line numbers, size and memory."""

import json
import signal
import time

import pytest

from list_model import console_payout, make_book, partner_object, payout, references, without
from payoutd_client import Console, Number, Partner
from payoutd_program import is_sanitized, to_csv, to_jsonl, wait_until

HEADER = "reference_id,status,amount,currency,created_at,description\n"
either_format = pytest.mark.parametrize(
    "make, suffix", [(to_csv, ".csv"), (to_jsonl, ".jsonl")], ids=["csv", "jsonl"]
)
MEMORY_MAX_KB = 150_000
MEMORY_GROWTH_MAX_KB = 20_000


@pytest.fixture
def imported(installation):
    """Imports a client's file that must be good; the rows as the API shows them, in order."""
    client = installation.create_client()

    def run(content, suffix, count):
        installation.import_file(client, installation.write_file(content, suffix), count)
        partner = Partner(installation.serve(), client)
        return without(partner.page(limit=100, sort_order="ASC").rows, "id")

    return run


def cells(*values):
    """A CSV record after HEADER's columns, with the last two cells given."""
    reference, description = values
    return f"{reference},completed,1.00,USD,2024-01-15T10:30:00Z,{description}"


@either_format
def test_everything_of_a_client_survives(imported, make, suffix):
    book = sorted(make_book(60), key=lambda row: row["created_at"])
    assert imported(make(book), suffix, 60) == [partner_object(row) for row in book]


@either_format
def test_everything_of_a_user_survives(installation, make, suffix):
    user = installation.create_user()
    rows = [
        console_payout(
            status="sent", tx_hash="0xab", note="n", completed_at="2024-01-15T11:00:00Z"
        ),
        console_payout(requested_at="2024-01-14T00:00:00Z", tx_hash=None, note=None),
    ]
    installation.import_file(user, installation.write_file(make(rows), suffix), 2)
    session = installation.create_session(user)
    items = Console(installation.serve(), session).items()
    assert [item.get("tx_hash") for item in items] == ["0xab", None]
    assert [item.get("note") for item in items] == ["n", None]
    assert items[0]["completed_at"] == "2024-01-15T11:00:00Z"


@pytest.mark.parametrize("letter", ['"', "\\", "ü", "𐐀", "/", "\u2028", "<"], ids=ascii)
def test_long_texts_of_letters_that_need_escaping_survive(imported, letter):
    def text(size):
        return letter * (size // len(letter.encode()))

    row = payout(
        text(255),
        status="failed",
        description=text(1000),
        failure_code=text(64),
        failure_reason=text(1000),
        beneficiary_first_name=text(255),
        beneficiary_last_name=text(255),
        beneficiary_email=text(200) + "@example.com",
        beneficiary_country="DE",
        amount="999999999999.99",
        fees="999999999999.99",
    )
    rows = [{**row, "reference_id": f"{n}{text(250)}"} for n in range(60)]
    assert imported(to_jsonl(rows), ".jsonl", 60) == [partner_object(each) for each in rows]


# CSV


def test_csv_quoting(imported):
    texts = ['a "quoted" word', "comma, here", "line\nbreak", "crlf\r\nbreak", '"', "''", "ünï 𐐀"]
    records = [cells(f"r{n}", '"' + text.replace('"', '""') + '"') for n, text in enumerate(texts)]
    shown = imported(HEADER + "\n".join(records) + "\n", ".csv", len(texts))
    assert [row["description"] for row in shown] == texts


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "open"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_csv_line_endings_and_byte_order_mark(imported, ending, last, mark):
    lines = [HEADER.strip(), cells("a", "x"), cells("b", "y")]
    content = mark + ending.join(lines) + (ending if last else "")
    shown = imported(content, ".csv", 2)
    assert references(shown) == ["a", "b"]
    assert [row["description"] for row in shown] == ["x", "y"]


def test_csv_columns_in_any_order_and_quoted_header(imported):
    content = (
        '"amount","currency",created_at,"reference_id",status\n'
        "1.00,USD,2024-01-15T10:30:00Z,a,completed\n"
    )
    (row,) = imported(content, ".csv", 1)
    assert (row["reference_id"], row["amount"]) == ("a", Number("1.00"))


def first_error(installation, content, suffix):
    client = installation.create_client()
    path = installation.write_file(content, suffix)
    finished = installation.run("import", *client.flags, path, "--json")
    assert finished.code == 1, finished
    return finished.json()["errors"][0]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_csv_line_numbers_count_lines_within_cells(installation, ending):
    lines = [
        HEADER.strip(),
        cells("a", f'"one{ending}two{ending}three"'),
        cells("b", '""'),
        cells("c", f'"{ending}"'),
        cells("d", "x").replace("1.00", "0"),
    ]
    error = first_error(installation, ending.join(lines) + ending, ".csv")
    assert (error["line"], error["column"]) == (8, "amount")


@pytest.mark.parametrize(
    "record",
    [
        "a,completed,1.00,USD",
        cells("a", "x") + ",more",
        cells("a", '"never closed'),
        cells("a", 'x"y"z"'),
    ],
    ids=["too few", "too many", "open quote", "stray quote"],
)
def test_csv_record_that_does_not_fit_the_header(installation, record):
    error = first_error(installation, HEADER + cells("ok", "x") + "\n" + record + "\n", ".csv")
    assert error["line"] == 3


@pytest.mark.parametrize("raw", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"a\x00b"])
def test_bytes_that_are_no_text_are_refused_with_their_line(installation, raw):
    content = (HEADER + cells("ok", "x") + "\n").encode() + cells("a", "%").encode() + b"\n"
    error = first_error(installation, content.replace(b"%", raw), ".csv")
    assert error["line"] == 3


# JSONL


def jsonl(**fields):
    text = json.dumps(payout("a", **{name: None for name in fields}))
    for name, raw in fields.items():
        text = text.replace(f'"{name}": null', f'"{name}": {raw}')
    return text + "\n"


@pytest.mark.parametrize(
    "raw, shown",
    [
        ('"100.10"', "100.10"),
        ("100.10", "100.10"),
        ("100.1", "100.10"),
        ("100", "100.00"),
        ("0.07", "0.07"),
        ("1e2", "100.00"),
        ("123456789012.34", "123456789012.34"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_jsonl_amounts_as_numbers_and_strings_are_exact(imported, raw, shown):
    (row,) = imported(jsonl(amount=raw), ".jsonl", 1)
    assert row["amount"] == Number(shown)


def test_jsonl_nested_beneficiary(imported):
    nested = '{"email": "a@example.com", "first_name": "Ä", "last_name": "B", "country": "DE"}'
    (row,) = imported(jsonl(beneficiary=nested), ".jsonl", 1)
    assert row["beneficiary"] == json.loads(nested)


def test_jsonl_null_is_unset(imported):
    (row,) = imported(jsonl(description="null", completed_at="null"), ".jsonl", 1)
    assert not {"description", "completed_at"} & set(row)


def test_jsonl_escapes_and_key_order(imported):
    content = (
        '{"created_at":"2024-01-15T10:30:00Z","currency":"USD","amount":1,"status":"completed",'
        '"reference_id":"\\u00e4\\ud801\\udc00","description":"a\\nb\\"c\\\\"}\n'
    )
    (row,) = imported(content, ".jsonl", 1)
    assert (row["reference_id"], row["description"]) == ("ä𐐀", 'a\nb"c\\')


@pytest.mark.parametrize(
    "line, column",
    [
        (jsonl(amount="-1"), "amount"),
        (jsonl(amount="true"), "amount"),
        (jsonl(amount="100.001"), "amount"),
        (jsonl(amount='{"value": 1}'), "amount"),
        (jsonl(amount="01"), None),
        (jsonl(amount='1, "amount": 2'), "amount"),
        (jsonl(reference_id="5"), "reference_id"),
        (jsonl(status="[]"), "status"),
        (jsonl(amout="1"), "amout"),
        (jsonl(beneficiary='{"mail": "x"}'), "mail"),
        ("[1, 2]\n", None),
        ("nonsense\n", None),
        ('{"reference_id": "a"\n', None),
        ('"text"\n', None),
    ],
)
def test_jsonl_bad_line(installation, line, column):
    good = json.dumps(payout("good")) + "\n"
    error = first_error(installation, good + line, ".jsonl")
    assert error["line"] == 2
    if column:
        assert column in f"{error['column']} {error['message']}"


# files that are none


@pytest.mark.parametrize("flags", [(), ("--skip-bad",)], ids=["all", "skip"])
@pytest.mark.parametrize(
    "content, suffix",
    [
        ("", ".csv"),
        ("\n", ".csv"),
        (cells("a", "x") + "\n", ".csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ".csv"),
        (HEADER + "not,a,good,row,at,all\n", ".txt"),
    ],
    ids=["empty", "blank", "no header", "binary", "unknown kind"],
)
def test_file_that_cannot_be_imported(installation, content, suffix, flags):
    client = installation.create_client()
    path = installation.write_file(content, suffix)
    finished = installation.run("import", *client.flags, path, *flags)
    assert finished.code in (1, 2), finished
    assert path.name in finished.stderr
    assert installation.result("verify")["payouts"] == 0


def test_missing_file_and_folder_instead_of_a_file(installation):
    client = installation.create_client()
    folder = installation.folder / "folder.csv"
    folder.mkdir()
    for path in (installation.folder / "missing.csv", folder):
        finished = installation.run("import", *client.flags, path)
        assert finished.code in (1, 2), finished
        assert path.name in finished.stderr


def test_header_alone_imports_nothing_and_is_no_error(installation):
    client = installation.create_client()
    result = installation.import_file(client, installation.write_file(HEADER, ".csv"), 0)
    assert (result["rows_read"], result["refused"], result["errors"]) == (0, 0, [])


def test_result_for_people_tells_the_counts(installation):
    client = installation.create_client()
    path = installation.write_csv([payout(f"p{number}") for number in range(37)])
    finished = installation.run("import", *client.flags, path)
    assert (finished.code, finished.stderr) == (0, "")
    assert "37" in finished.stdout


# size


def peak_memory_kb(installation, client, path):
    """Imports the file; the most memory that the program held, sampled until it ends."""
    peak = 0
    with installation.start("import", *client.flags, path, "--json") as process:
        while process.poll() is None:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                sizes = [line.split()[1] for line in status if line.startswith("VmHWM")]
            peak = max([peak, *map(int, sizes)])
            time.sleep(0.002)
        result = json.loads(process.stdout.read())
    assert process.returncode == 0
    return peak, result


def write_long_file(installation, count):
    """Rows of about 550 bytes, written without holding them."""
    path = installation.folder / f"{count}.csv"
    with path.open("w") as out:
        out.write(HEADER)
        out.writelines(f"{cells(f'reference-{n}', 'text ' * 100)}\n" for n in range(count))
    return path


@pytest.mark.skipif(is_sanitized(), reason="a sanitizer's own memory hides the program's")
def test_memory_does_not_grow_with_the_file(installation):
    """Rows long enough that both files fill SQLite's page cache: what grows then is a leak."""
    peaks = []
    for count in (120_000, 240_000):
        client = installation.create_client()
        path = write_long_file(installation, count)
        peak, result = peak_memory_kb(installation, client, path)
        assert (result["rows_read"], result["imported"]) == (count, count)
        peaks.append(peak)
    assert peaks[1] < MEMORY_MAX_KB
    assert peaks[1] - peaks[0] < MEMORY_GROWTH_MAX_KB
    assert Partner(installation.serve(), client).page().total == 240_000


def test_import_that_is_killed_half_way_leaves_nothing(installation):
    client = installation.create_client()
    installation.import_rows(client, [payout("before")])
    path = write_long_file(installation, 100_000)
    log = installation.folder / "payoutd.db-wal"
    with installation.start("import", *client.flags, path) as process:
        wait_until(lambda: log.exists() and log.stat().st_size > 2_000_000, "rows to be written")
        process.kill()
        assert process.wait() == -signal.SIGKILL, "it had ended already"
    assert Partner(installation.serve(), client).page().references == ["before"]
    result = installation.result("verify")
    assert (result["ok"], result["payouts"]) == (True, 1)
    installation.import_rows(client, [payout("after")])


def test_imports_at_the_same_time_all_go_in(installation):
    clients = [installation.create_client(f"C{number}") for number in range(2)]
    server = installation.serve()
    running = []
    for number in range(6):
        rows = [payout(f"f{number}-{row}") for row in range(2000)]
        path = installation.write_csv(rows)
        running.append(installation.start("import", *clients[number % 2].flags, path))
    for process in running:
        with process:
            assert process.wait(60) == 0
    for client in clients:
        assert Partner(server, client).page().total == 6000
    result = installation.result("verify")
    assert (result["ok"], result["payouts"]) == (True, 12_000)
