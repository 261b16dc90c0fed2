"""A database of an older schema becomes one of today, with all its money where it was.

The older database is made of the newest: its tables as the old migrations make them, filled with
what today's tables have in the columns of the time.
"""

import contextlib
import re
import sqlite3

import pytest

from list_model import payout
from partner_writes import QUICK, FundedClient, wait_for_status
from payoutd_program import REPOSITORY, Installation

MIGRATIONS = sorted((REPOSITORY / "src/store/migrations").glob("v*.h"))
MONEY = 3  # the last schema before users' rewards


def sql_of(migration):
    return re.search(r'R"sql\((.*)\)sql"', migration.read_text(), re.DOTALL).group(1)


def columns(database, schema, table):
    return [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")]


def make_older(path, version):
    """Replaces the database by one of that schema with the same rows."""
    older = path.with_suffix(".older")
    with contextlib.closing(sqlite3.connect(older)) as database:
        database.execute("PRAGMA application_id = 0x504f5554")
        database.executescript(
            """CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL,
            applied_at INTEGER NOT NULL) STRICT;"""
            + "".join(map(sql_of, MIGRATIONS[:version]))
        )
        database.execute("ATTACH ? AS newest", [str(path)])
        tables = database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            known = columns(database, "newest", table)
            names = ", ".join(each for each in columns(database, "main", table) if each in known)
            database.execute(f"DELETE FROM main.{table}")
            rows = f"SELECT {names} FROM newest.{table}"
            database.execute(f"INSERT INTO main.{table} ({names}) {rows}")
        database.execute("DELETE FROM main.schema_migrations WHERE version > ?", [version])
        database.commit()
    for leftover in path.parent.glob(path.name + "-*"):
        leftover.unlink()
    older.replace(path)


@pytest.fixture(scope="module")
def old(new_folder):
    """An installation with money and lives of payouts, as it was before there were rewards."""
    with Installation(new_folder()) as place:
        flags = ("--test", "--fee", "USD=0.30")
        acme = FundedClient(place, *flags, fund=["USD=1000", "EUR=5"], settings=QUICK)
        place.import_rows(acme.client, [payout("OLD", status="completed", currency="JPY")])
        for reference, email, status in [
            ("PAID", "a@example.com", "completed"),
            ("FAILED", "sandbox_fail_other@example.com", "failed"),
            ("OPEN", "sandbox_stuck@example.com", "processing"),
        ]:
            made = acme.create(reference, beneficiary_email=email)
            wait_for_status(acme.partner, made["id"], status)
        user = place.create_user("ada@x.test")
        money = acme.money(), acme.money("EUR")
        acme.server.stop()
        make_older(place.database, MONEY)
        yield place, acme, user, money


def test_a_database_of_money_without_rewards_becomes_one_of_today(old):
    place, acme, user, money = old
    with place.edit_database() as database:
        before = database.execute("SELECT max(version) FROM schema_migrations").fetchone()
        assert before == (MONEY,)
        assert "reward_number" not in columns(database, "main", "entries")
        entries = database.execute("SELECT count(*) FROM entries").fetchone()
    place.require_sound()
    with place.edit_database() as database:
        after = database.execute("SELECT max(version) FROM schema_migrations").fetchone()
        assert after == (len(MIGRATIONS),)
        assert database.execute("SELECT count(*) FROM entries").fetchone() == entries
    server = place.serve(settings=QUICK)
    acme.partner.url = server.url
    assert (acme.money(), acme.money("EUR")) == money
    assert len(acme.partner.page().rows) == 4
    acme.create("NEW")
    friend = place.result("user", "create", "--email", "b@x.test", "--credit-micro", 5)
    assert place.create_session(user).token and friend["user_id"]
    server.stop()
    place.require_sound()
