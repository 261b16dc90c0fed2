"""What the converters do with sources that the real data does not happen to hold."""

import csv
import io
import json

import pytest

from example_scripts import convert_balancer, convert_oxford

QUARTER = "expenditure-over-500-jan-mar-2015.csv"
HEADER = "Service Area,Expenditure Category,Paid Date,Trans No,Amount,Supplier Name"
TOKEN = "0x" + "ab" * 20
RECIPIENT = "0x" + "Ab" * 20


def oxford_payouts(folder, content, name=QUARTER):
    (folder / name).write_bytes(content.encode())
    return list(csv.DictReader(io.StringIO(convert_oxford(folder).stdout)))


@pytest.mark.parametrize(
    "record, expected",
    [
        ("Parks,Trees,02/01/2015,7_1,10.5,Oak ", ["7_1", "10.5", "2015-01-02T00:00:00Z", "Oak"]),
        ("Parks,Trees,,7_1,1,Oak", ["7_1", "1", "", "Oak"]),
        ("Parks,Trees,2 Jan,7_1,1,Oak", ["7_1", "1", "2 Jan", "Oak"]),
        ("Parks,Trees,00:00:00,7_1,-1,Oak", ["7_1", "-1", "2015-01-01T00:00:00Z", "Oak"]),
        ('Parks,Trees,02/01/2015,7 - 1,"1,0",', ["7 - 1", "1,0", "2015-01-02T00:00:00Z", ""]),
        (",,,,,", ["", "", "", ""]),
    ],
    ids=["plain", "no date", "another date", "lost day", "separator", "blank"],
)
def test_oxford_passes_every_record_on(tmp_path, record, expected):
    (row,) = oxford_payouts(tmp_path, f"{HEADER}\n{record}\n")
    names = ("reference_id", "amount", "created_at", "beneficiary_last_name")
    assert [row[name] for name in names] == expected
    assert row["completed_at"] == row["created_at"]
    assert (row["status"], row["currency"]) == ("completed", "GBP")


def test_oxford_quarters_come_in_order_of_time(tmp_path):
    record = "Parks,Trees,02/01/2015,{},1,Oak"
    names = ["jan-mar-2015", "apr-jun-2014", "oct-dec-2014"]
    for name in names:
        rows = oxford_payouts(
            tmp_path, f"{HEADER}\n{record.format(name)}\n", f"expenditure-over-500-{name}.csv"
        )
    ordered = ["apr-jun-2014", "oct-dec-2014", "jan-mar-2015"]
    assert [row["reference_id"] for row in rows] == ordered


def test_oxford_keeps_replacement_characters_and_drops_a_byte_order_mark(tmp_path):
    content = f"\ufeff{HEADER}\nParks,Trees,02/01/2015,7_1,1,Caf\ufffd\n"
    (row,) = oxford_payouts(tmp_path, content)
    assert (row["beneficiary_last_name"], row["description"]) == ("Caf\ufffd", "Trees; Parks")


@pytest.mark.parametrize(
    "name, content, word",
    [
        (QUARTER, f"{HEADER},Approved By\n".encode(), "'Approved By'"),
        (QUARTER, f"{HEADER},Service Area\n".encode(), "two columns"),
        (QUARTER, b"Service Area,Paid Date,Trans No,Amount\n", "supplier"),
        (QUARTER, b"", "amount"),
        (QUARTER, f"{HEADER}\nParks,Trees\n".encode(), ":2: 2 cells"),
        (QUARTER, f"{HEADER}\n\n".encode(), ":2: 0 cells"),
        (QUARTER, f"{HEADER}\nParks,Trees,02/01/2015,7_1,1,Café\n".encode("latin-1"), "utf-8"),
        (QUARTER, f'{HEADER}\nParks,"Trees'.encode(), "after line 2"),
        ("payments-2015.csv", b"", "quarter"),
        ("notes.txt", b"", "no CSV file"),
    ],
    ids=[
        *("unknown column", "twice", "missing column", "empty file", "few cells", "empty line"),
        *("latin-1", "open quote", "unknown name", "no file"),
    ],
)
def test_oxford_refuses_what_it_does_not_understand(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    (line,) = convert_oxford(tmp_path, code=1).stderr.splitlines()
    assert str(tmp_path) in line and word in line


def write_rewards(folder, rewards, week="week_57", network="polygon"):
    path = folder / week / f"__{network}_{TOKEN}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rewards if isinstance(rewards, str) else json.dumps(rewards))


def balancer_payouts(folder, *options):
    """File name → its payouts."""
    out = folder / "out"
    convert_balancer(folder / "in", out, *options)
    return {
        path.name: [json.loads(line) for line in path.read_text().splitlines()]
        for path in out.iterdir()
    }


@pytest.mark.parametrize(
    "tokens, micro",
    [
        ("1", 1_000_000),
        ("0.0000005", None),
        ("0.000000500000000001", 1),
        ("0.0000015", 2),
        ("0.0000025", 2),
        ("0.000002500000000001", 3),
        ("458034.294848123456789012", 458034294848),
        ("0", None),
    ],
)
def test_balancer_rounds_half_even_and_leaves_zero_out(tmp_path, tokens, micro):
    write_rewards(tmp_path / "in", {RECIPIENT: tokens, "0x" + "12" * 20: "1"})
    rows = balancer_payouts(tmp_path).get(f"{RECIPIENT.lower()}.jsonl", [])
    assert [row["amount_micro"] for row in rows] == ([] if micro is None else [micro])


def test_balancer_spellings_of_an_address_are_one_recipient(tmp_path):
    spellings = [RECIPIENT, RECIPIENT.lower(), "0x" + "AB" * 20]
    for number, spelling in enumerate(spellings):
        write_rewards(tmp_path / "in", {spelling: "1"}, week=f"week_{57 + number}")
    ((name, rows),) = balancer_payouts(tmp_path).items()
    assert name == f"{RECIPIENT.lower()}.jsonl"
    assert [row["address"] for row in rows] == spellings
    assert [row["requested_at"][:10] for row in rows] == ["2021-06-28", "2021-07-05", "2021-07-12"]


def test_balancer_weeks_come_in_order_of_number(tmp_path):
    for week in ("week_100", "week_9"):
        write_rewards(tmp_path / "in", {RECIPIENT: "1"}, week=week, network="arbitrum")
    (rows,) = balancer_payouts(tmp_path).values()
    assert [row["requested_at"][:10] for row in rows] == ["2020-07-27", "2022-04-25"]
    assert {row["network"] for row in rows} == {"arbitrum"}


def test_balancer_largest_are_by_payouts_then_by_sum(tmp_path):
    few, small, large = ("0x" + digit * 40 for digit in "123")
    write_rewards(tmp_path / "in", {few: "1000", small: "1", large: "2"}, week="week_57")
    write_rewards(tmp_path / "in", {small: "1", large: "1"}, week="week_58")
    assert set(balancer_payouts(tmp_path, "--recipients", 1)) == {f"{large}.jsonl"}


@pytest.mark.parametrize(
    "options, rewards, word",
    [
        ({"network": "base"}, {}, "ethereum, polygon, arbitrum"),
        ({"week": "week_x"}, {}, "week_N"),
        ({}, {"0x12": "1"}, "0x12"),
        ({}, {RECIPIENT: "-1"}, "-1"),
        ({}, {RECIPIENT: "1e3"}, "1e3"),
        ({}, {RECIPIENT: 1.5}, "1.5"),
        ({}, "{", "line 1"),
        ({}, "5", "object"),
    ],
    ids=["network", "week", "address", "negative", "exponent", "number", "cut off", "no object"],
)
def test_balancer_refuses_what_it_does_not_understand(tmp_path, options, rewards, word):
    write_rewards(tmp_path / "in", rewards, **options)
    finished = convert_balancer(tmp_path / "in", tmp_path / "out", code=1)
    (line,) = finished.stderr.splitlines()
    assert str(tmp_path) in line and word in line
    assert not (tmp_path / "out").exists()


def test_balancer_does_not_mix_two_runs(tmp_path):
    write_rewards(tmp_path / "in", {RECIPIENT: "1"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "other.jsonl").write_text("")
    assert "not empty" in convert_balancer(tmp_path / "in", tmp_path / "out", code=1).stderr
