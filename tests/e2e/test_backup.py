"""`payoutd backup` and `payoutd restore`: whole or not at all, and what follows from going back."""

import os
import sqlite3

import pytest

from partner_writes import QUICK, FundedClient, sandbox_client
from payoutd_client import BATCH, Partner, new_key
from payoutd_program import Installation, require_error, require_json_error, wait_until
from sandbox_book import read_book, require_sent_once

SILENT = {"log_level": "warn"}


@pytest.fixture
def elsewhere(tmp_path):
    """Where a backup is put back."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with Installation(folder) as place:
        yield place


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_backup_says_what_it_holds_and_what_it_does_not(installation, tmp_path):
    acme = FundedClient(installation, settings=SILENT)
    acme.create()
    file = tmp_path / "backup.db"
    told = installation.result("backup", file)
    assert told["file"] == str(file)
    assert (told["owners"], told["payouts"], told["verified"]) == (1, 1, True)
    assert told["bytes"] == file.stat().st_size
    assert told["seal_key_file"] == str(installation.database) + ".key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert key_of(installation) not in file.read_bytes()
    finished = installation.run("backup", tmp_path / "other.db")
    assert finished.code == 0 and f"{installation.database}.key" in finished.stdout
    assert names_in(tmp_path) == sorted({*names_in(tmp_path), "backup.db", "other.db"})
    assert not [name for name in names_in(tmp_path) if "partial" in name]


def key_of(place):
    return place.database.with_name(place.database.name + ".key").read_bytes().strip()


def test_backup_overwrites_nothing(installation, tmp_path):
    installation.create_client()
    file = tmp_path / "backup.db"
    file.write_text("mine")
    require_error(installation.run("backup", file), 1, file)
    require_json_error(installation.run("backup", file, "--json"), 1)
    assert file.read_text() == "mine"
    cut_off = tmp_path / "other.db.partial"
    cut_off.write_text("somebody else's")
    require_error(installation.run("backup", tmp_path / "other.db"), 1, cut_off)
    assert cut_off.read_text() == "somebody else's"
    require_error(installation.run("backup", tmp_path / "no" / "b.db"), 3, tmp_path / "no")


def test_a_copy_that_breaks_a_rule_is_no_backup(installation, tmp_path):
    FundedClient(installation, settings=SILENT).create()
    with installation.edit_database() as database:
        database.execute("UPDATE accounts SET debits_posted = '7' WHERE kind = 0")
    before = names_in(tmp_path)
    require_error(installation.run("backup", tmp_path / "backup.db"), 1, "rules", "verify")
    assert names_in(tmp_path) == before


def test_restore_overwrites_no_database(installation, elsewhere, tmp_path):
    installation.create_client()
    file = tmp_path / "backup.db"
    installation.result("backup", file)
    require_error(installation.run("restore", file), 1, installation.database)
    # A journal that was left behind would be taken for the new file's.
    journal = elsewhere.folder / "payoutd.db-wal"
    journal.write_text("old")
    require_error(elsewhere.run("restore", file), 1, journal)
    journal.unlink()
    assert names_in(elsewhere.folder) == []
    elsewhere.database.touch()
    assert elsewhere.result("restore", file)["owners"] == 1
    assert names_in(elsewhere.folder) == ["payoutd.db"]
    elsewhere.require_sound()


def test_restore_takes_only_a_sound_database_of_payoutd(installation, elsewhere, tmp_path):
    FundedClient(installation, settings=SILENT).create().clear()
    good, bad = tmp_path / "good.db", tmp_path / "bad.db"
    installation.result("backup", good)
    content = good.read_bytes()
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    bad.write_bytes(content)
    with sqlite3.connect(bad) as database:
        database.execute("UPDATE payouts SET fees_micro = 5")
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content[:8192] + os.urandom(16384) + content[24576:])
    for file, code in [(bad, 1), (damaged, 3), (tmp_path / "other.db", 1), (tmp_path / "no.db", 3)]:
        finished = elsewhere.run("restore", file)
        assert (finished.code, finished.stdout) == (code, ""), finished
        assert names_in(elsewhere.folder) == []
    assert good.read_bytes() == content


def test_restore_says_what_must_be_done(installation, elsewhere, tmp_path):
    acme = FundedClient(installation, settings=SILENT)
    acme.create()
    file = tmp_path / "backup.db"
    installation.result("backup", file)
    finished = elsewhere.run("restore", file)
    assert finished.code == 0
    for words in ["no " + str(elsewhere.database) + ".key", "later is unknown", "a second time",
                  "attempt keys", "by hand", "revoked"]:
        assert words in finished.stdout
    elsewhere.database.unlink()
    told = elsewhere.result("restore", file)
    assert told["seal_key_found"] is False
    assert told["last_recorded_at"].startswith("20")


def test_a_client_is_not_told_that_a_list_of_the_future_is_still_true(
    installation, elsewhere, tmp_path
):
    acme = FundedClient(installation, settings=SILENT)
    acme.create("A")
    wait_for_queue(acme.partner, 1)
    installation.result("backup", tmp_path / "backup.db")
    acme.create("B")
    of_b = wait_for_queue(acme.partner, 2)
    acme.server.stop()
    elsewhere.result("restore", tmp_path / "backup.db")
    elsewhere.take_key_of(installation)
    partner = Partner(elsewhere.serve(settings=SILENT), acme.client)
    partner.create(acme.body("C"))
    of_c = wait_for_queue(partner, 2)
    # The same version, so without more the tags would be the same.
    assert version_of(of_b) == version_of(of_c)
    answer = partner.get(headers={"If-None-Match": of_b.headers["ETag"]})
    assert answer.status_code == 200
    assert [row["reference_id"] for row in answer.json()] == ["C", "A"]
    answer = partner.get(headers={"If-None-Match": of_c.headers["ETag"]})
    assert answer.status_code == 304


def wait_for_queue(partner, count):
    """The list once all payouts wait for the person who sends them: then nothing changes."""
    def queued():
        page = partner.page()
        return page if [row["status"] for row in page.rows] == ["queued"] * count else None

    return wait_until(queued, "the payouts to be queued")


def version_of(page):
    return page.headers["ETag"].strip('"').rpartition("-")[2]


def test_what_was_sent_since_the_backup_is_not_sent_again(installation, elsewhere, tmp_path):
    # The bank is the same whatever happens to our database.
    settings = {**QUICK, **SILENT, "dispatch.lease_ms": 500}
    settings["sandbox.book_file"] = f"{installation.database}.sandbox"
    acme = sandbox_client(installation, fund=["USD=100000"], settings=settings)
    file = backup_before_all_is_sent(installation, acme, tmp_path)
    wait_until(lambda: all_ended(acme.partner), "every payout to end", 60)
    acme.server.stop()
    elsewhere.result("restore", file)
    elsewhere.take_key_of(installation)
    partner = Partner(elsewhere.serve(settings=settings), acme.client)
    wait_until(lambda: all_ended(partner), "every payout to end once more", 60)
    rows = partner.all_rows()
    assert {row["status"] for row in rows} == {"completed"}
    book = read_book(installation.database)
    require_sent_once(book, rows)
    assert book.repeated, "nothing was submitted a second time: nothing is proved"


def all_ended(partner):
    return partner.page(status="created,queued,processing,settling").total == 0


def backup_before_all_is_sent(installation, acme, folder):
    """A backup with payouts that no attempt was made of yet, and which are sent later."""
    for number in range(20):
        payouts = [acme.body() for _ in range(300)]
        assert acme.partner.post(BATCH, {"payouts": payouts}, new_key()).status_code == 201
        file = folder / f"backup-{number}.db"
        installation.result("backup", file)
        with sqlite3.connect(file) as database:
            sql = "SELECT (SELECT count(*) FROM payouts) - (SELECT count(*) FROM attempts)"
            if database.execute(sql).fetchone()[0] > 0:
                return file
    raise AssertionError("every payout was sent too quickly")
