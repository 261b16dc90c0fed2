"""payoutd import: every rule for a row, told with its line, column and rule; all or nothing.

Each table row is one change to a good row that makes it bad, and the column that is to blame.
"""

import re
import uuid
from datetime import datetime, timedelta, timezone

import pytest

from list_model import STATUSES, console_payout, payout, references, show_time
from payoutd_client import Console, Partner
from payoutd_program import Installation, to_csv

TOMORROW = "TOMORROW"  # stands for that time until the row is written, so that test ids are fixed
BEFORE, AFTER = "2024-01-15T10:29:59Z", "2024-01-15T10:35:00Z"  # of created_at

CLIENT_RULES = [
    ({"reference_id": ""}, "reference_id"),
    ({"status": ""}, "status"),
    ({"status": "paid"}, "status"),
    ({"status": "sent"}, "status"),
    ({"status": "requested"}, "status"),
    ({"amount": ""}, "amount"),
    ({"amount": "abc"}, "amount"),
    ({"amount": "0"}, "amount"),
    ({"amount": "0.00"}, "amount"),
    ({"amount": "-1"}, "amount"),
    ({"amount": "1.001"}, "amount"),
    ({"amount": "1,000.00"}, "amount"),
    ({"amount": "$5"}, "amount"),
    ({"amount": "1."}, "amount"),
    ({"amount": ".5"}, "amount"),
    ({"amount": "NaN"}, "amount"),
    ({"amount": "Infinity"}, "amount"),
    ({"amount": "0x10"}, "amount"),
    ({"amount": "9" * 40}, "amount"),
    ({"amount": "1.5", "currency": "JPY"}, "amount"),
    ({"amount": "1.0001", "currency": "KWD"}, "amount"),
    ({"currency": ""}, "currency"),
    ({"currency": "ABC"}, "currency"),
    ({"currency": "US"}, "currency"),
    ({"currency": "840"}, "currency"),
    ({"fees": "-0.01"}, "fees"),
    ({"fees": "0.001"}, "fees"),
    ({"fees": "x"}, "fees"),
    ({"fees": "1.50", "total_amount": "101.49"}, "total_amount"),
    ({"total_amount": "100.01"}, "total_amount"),
    ({"total_amount": "x"}, "total_amount"),
    ({"created_at": ""}, "created_at"),
    ({"created_at": "yesterday"}, "created_at"),
    ({"created_at": "2024-01-15"}, "created_at"),
    ({"created_at": "2024-02-30T00:00:00Z"}, "created_at"),
    ({"created_at": "2024-01-15T10:30:00"}, "created_at"),
    ({"created_at": TOMORROW}, "created_at"),
    ({"queued_at": BEFORE}, "queued_at"),
    ({"submitted_at": BEFORE}, "submitted_at"),
    ({"updated_at": BEFORE}, "updated_at"),
    ({"completed_at": BEFORE}, "completed_at"),
    ({"completed_at": TOMORROW}, "completed_at"),
    ({"completed_at": "soon"}, "completed_at"),
    ({"status": "failed", "failed_at": BEFORE}, "failed_at"),
    ({"status": "cancelled", "cancelled_at": BEFORE}, "cancelled_at"),
    ({"status": "expired", "expired_at": BEFORE}, "expired_at"),
    ({"status": "failed", "completed_at": AFTER}, "completed_at"),
    ({"status": "processing", "completed_at": AFTER}, "completed_at"),
    ({"status": "completed", "failed_at": AFTER}, "failed_at"),
    ({"status": "completed", "cancelled_at": AFTER}, "cancelled_at"),
    ({"status": "completed", "expired_at": AFTER}, "expired_at"),
    ({"status": "created", "failed_at": AFTER}, "failed_at"),
    ({"status": "expired", "cancelled_at": AFTER}, "cancelled_at"),
    ({"reference_id": "good-1"}, "reference_id"),
]

USER_RULES = [
    ({"amount_micro": ""}, "amount_micro"),
    ({"amount_micro": "0"}, "amount_micro"),
    ({"amount_micro": "-5"}, "amount_micro"),
    ({"amount_micro": "1.5"}, "amount_micro"),
    ({"amount_micro": "abc"}, "amount_micro"),
    ({"amount_micro": "9" * 30}, "amount_micro"),
    ({"network": ""}, "network"),
    ({"address": ""}, "address"),
    ({"status": ""}, "status"),
    ({"status": "completed"}, "status"),
    ({"status": "created"}, "status"),
    ({"requested_at": ""}, "requested_at"),
    ({"requested_at": "yesterday"}, "requested_at"),
    ({"requested_at": TOMORROW}, "requested_at"),
    ({"tx_hash": "0xab"}, "tx_hash"),
    ({"status": "failed", "tx_hash": "0xab"}, "tx_hash"),
    ({"completed_at": AFTER}, "completed_at"),
    ({"status": "processing", "completed_at": AFTER}, "completed_at"),
    ({"status": "sent", "completed_at": BEFORE}, "completed_at"),
    ({"status": "failed", "completed_at": TOMORROW}, "completed_at"),
]


def in_time(change):
    tomorrow = show_time(datetime.now(timezone.utc) + timedelta(days=1))
    return {name: tomorrow if text is TOMORROW else text for name, text in change.items()}


def identifier(value):
    return re.sub(r"\W+", "-", str(value))[:60]


def require_one_error(result, line, column):
    (error,) = result["errors"]
    assert set(error) == {"line", "column", "rule", "message"}, error
    assert (error["line"], error["column"]) == (line, column), error
    assert re.fullmatch(r"[a-z][a-z0-9_]*", error["rule"])
    assert error["message"]


def require_refused(installation, owner, good, bad, column):
    """Line 3 of a CSV and line 2 of a JSONL file are blamed; nothing goes in, or only the good."""
    rows = [good[0], bad, good[1]]
    path = installation.write_csv(rows)
    finished = installation.run("import", *owner.flags, path, "--json")
    assert finished.code == 1, finished
    result = finished.json()
    require_one_error(result, 3, column)
    assert (result["rows_read"], result["imported"], result["refused"]) == (3, 0, 1)
    skipping = installation.run("import", *owner.flags, path, "--json", "--skip-bad")
    assert skipping.code == 0, skipping
    result = skipping.json()
    require_one_error(result, 3, column)
    assert (result["rows_read"], result["imported"], result["refused"]) == (3, 2, 1)


@pytest.fixture(scope="session")
def ground(new_folder):
    """One installation for all of a table: every row of it has an owner of its own."""
    with Installation(new_folder()) as place:
        yield place


@pytest.mark.parametrize("change, column", CLIENT_RULES, ids=identifier)
def test_bad_row_of_a_client(ground, change, column):
    owner = ground.create_client()
    good = [payout("good-1"), payout("good-2", fees="0.5", total_amount="100.50")]
    require_refused(ground, owner, good, payout("bad", **in_time(change)), column)


@pytest.mark.parametrize("change, column", USER_RULES, ids=identifier)
def test_bad_row_of_a_user(ground, change, column):
    owner = ground.create_user(f"{uuid.uuid4()}@example.com")
    bad = console_payout(**in_time(change))
    require_refused(ground, owner, [console_payout()] * 2, bad, column)


def test_every_status_is_taken_with_its_own_times(installation):
    times = {
        "queued": ["queued_at"],
        "processing": ["queued_at", "submitted_at"],
        "settling": ["submitted_at"],
        "action_required": ["submitted_at"],
        "completed": ["queued_at", "submitted_at", "completed_at"],
        "failed": ["queued_at", "submitted_at", "failed_at"],
        "cancelled": ["queued_at", "cancelled_at"],
        "expired": ["queued_at", "expired_at"],
    }
    rows = [
        payout(status, status=status, **{name: AFTER for name in times.get(status, [])})
        for status in STATUSES
    ]
    installation.import_rows(installation.create_client(), rows)


def test_reference_that_exists_already_is_refused(installation):
    client, other = installation.create_client("A"), installation.create_client("B")
    installation.import_rows(client, [payout("taken")])
    path = installation.write_csv([payout("new"), payout("taken")])
    finished = installation.run("import", *client.flags, path, "--json")
    assert finished.code == 1
    require_one_error(finished.json(), 3, "reference_id")
    installation.import_file(other, path, 2)


def test_same_file_twice_is_refused_whole_and_skips_all(installation):
    client = installation.create_client()
    path = installation.write_csv([payout(f"p{number}") for number in range(10)])
    installation.import_file(client, path, 10)
    again = installation.run("import", *client.flags, path, "--json")
    assert (again.code, again.json()["refused"]) == (1, 10)
    skipping = installation.run("import", *client.flags, path, "--json", "--skip-bad")
    assert skipping.code == 0
    result = skipping.json()
    assert (result["rows_read"], result["imported"], result["refused"]) == (10, 0, 10)


def test_user_rows_may_be_alike(installation):
    user = installation.create_user()
    installation.import_rows(user, [console_payout()] * 3)
    installation.import_rows(user, [console_payout()] * 3)
    assert installation.result("verify")["payouts"] == 6


def test_without_skip_bad_nothing_goes_in(installation):
    client = installation.create_client()
    partner = Partner(installation.serve(), client)
    rows = [payout(f"p{number}") for number in range(500)]
    path = installation.write_csv([*rows, payout("bad", amount="0")])
    assert installation.run("import", *client.flags, path).code == 1
    assert partner.page().total == 0
    assert installation.result("verify")["payouts"] == 0


def test_with_skip_bad_the_good_rows_go_in(installation):
    client, user = installation.create_client(), installation.create_user()
    server = installation.serve()
    rows = [payout("a"), payout("b", amount="0"), payout("c"), payout("a"), payout("d")]
    path = installation.write_csv(rows)
    result = installation.result("import", *client.flags, path, "--skip-bad")
    assert [(each["line"], each["column"]) for each in result["errors"]] == [
        (3, "amount"),
        (5, "reference_id"),
    ]
    assert (result["rows_read"], result["imported"], result["refused"]) == (5, 3, 2)
    shown = Partner(server, client).page(sort_order="ASC").references
    assert shown == references([rows[0], rows[2], rows[4]])
    path = installation.write_csv([console_payout(), console_payout(status="lost")])
    assert installation.result("import", *user.flags, path, "--skip-bad")["imported"] == 1
    session = installation.create_session(user)
    assert len(Console(server, session).items()) == 1


def test_all_errors_are_counted_and_100_listed(installation):
    client = installation.create_client()
    rows = [payout(f"p{number}", amount="0" if number % 2 else "1") for number in range(300)]
    path = installation.write_csv(rows)
    finished = installation.run("import", *client.flags, path, "--json")
    result = finished.json()
    assert (finished.code, result["rows_read"], result["refused"]) == (1, 300, 150)
    assert [error["line"] for error in result["errors"]] == list(range(3, 203, 2))


def test_several_faults_in_a_row_refuse_it_once(installation):
    client = installation.create_client()
    path = installation.write_csv([payout("x", amount="0", currency="ABC", status="paid")])
    result = installation.run("import", *client.flags, path, "--json").json()
    assert result["refused"] == 1
    assert {error["line"] for error in result["errors"]} == {2}
    assert {error["column"] for error in result["errors"]} <= {"amount", "currency", "status"}


def test_errors_for_people_name_line_column_and_file_is_untouched(installation):
    client = installation.create_client()
    path = installation.write_csv([payout("a"), payout("b", amount="-7")])
    content = path.read_bytes()
    finished = installation.run("import", *client.flags, path)
    assert finished.code == 1
    text = finished.stdout + finished.stderr
    assert re.search(r"\b3\b.*amount", text)
    assert path.read_bytes() == content


@pytest.mark.parametrize("column", ["amout", "Amount", "ID", "note", "amount_micro", "x y"])
def test_unknown_column_is_refused_by_its_name(installation, column):
    client = installation.create_client()
    path = installation.write_csv([payout("x", **{column: "1"})])
    for flags in ((), ("--skip-bad",)):
        finished = installation.run("import", *client.flags, path, *flags)
        assert finished.code == 1
        assert column in finished.stderr + finished.stdout
    assert installation.result("verify")["payouts"] == 0


@pytest.mark.parametrize("column", ["reference_id", "status", "amount", "currency", "created_at"])
def test_missing_required_column_is_refused_by_its_name(installation, column):
    client = installation.create_client()
    row = payout("x")
    del row[column]
    finished = installation.run("import", *client.flags, installation.write_csv([row]))
    assert finished.code == 1
    assert column in finished.stderr + finished.stdout


def test_columns_of_the_other_kind_of_owner_are_refused(installation):
    client, user = installation.create_client(), installation.create_user()
    as_user = installation.write_file(to_csv([console_payout()]), ".csv")
    as_client = installation.write_file(to_csv([payout("x")]), ".csv")
    assert installation.run("import", *client.flags, as_user).code == 1
    assert installation.run("import", *user.flags, as_client).code == 1
