"""payoutd verify: nothing to say about good data, and every planted breach reported.

Breaches are planted by SQL, as a faulty program, a bad disk or a careless hand would.
"""

import json

import pytest

from list_model import console_payout, make_book, payout


@pytest.fixture
def place(installation):
    client, user = installation.create_client("Acme"), installation.create_user()
    installation.import_rows(client, make_book(30))
    installation.import_rows(user, [console_payout()] * 5)
    installation.result("generate", *client.flags, "--count", "20")
    return installation


def test_good_data_has_no_breaches(place):
    assert place.result("verify") == {
        **{"ok": True, "payouts": 55, "owners": 2},
        **{"breach_count": 0, "breaches": []},
    }


def test_good_data_for_people(place):
    finished = place.run("verify")
    assert (finished.code, finished.stderr) == (0, "")
    assert "55" in finished.stdout


def test_owner_without_payouts_is_good(installation):
    installation.create_client()
    expected = {"ok": True, "payouts": 0, "owners": 1, "breach_count": 0, "breaches": []}
    assert installation.result("verify") == expected


def test_missing_database_is_not_made(installation):
    assert installation.run("verify").code == 3
    assert not installation.database.exists()


CLIENT = "owner_key = (SELECT owner_key FROM owners WHERE name = 'Acme')"
ONE = f"{CLIENT} AND number = 7"  # a completed, failed or other payout in the middle
COMPLETED = f"""{CLIENT} AND number =
    (SELECT min(number) FROM payouts WHERE {CLIENT} AND status = 5 AND completed_at IS NOT NULL)"""

BREACHES = {
    "gap in the numbering": f"DELETE FROM payouts WHERE {ONE}",
    "last payout lost": f"DELETE FROM payouts WHERE {CLIENT} AND number = 49",
    "first payout lost": f"DELETE FROM payouts WHERE {CLIENT} AND number = 0",
    "all payouts lost": f"DELETE FROM payouts WHERE {CLIENT}",
    "count too high": f"UPDATE owners SET payout_count = 51 WHERE {CLIENT}",
    "count too low": f"UPDATE owners SET payout_count = 49 WHERE {CLIENT}",
    "version above the owner's": f"UPDATE payouts SET version = 99999 WHERE {ONE}",
    "owner's version lost": f"UPDATE owners SET version = 1 WHERE {CLIENT}",
    "version zero": f"UPDATE payouts SET version = 0 WHERE {ONE}",
    "unknown currency": f"UPDATE payouts SET currency = 'XYZ' WHERE {ONE}",
    "currency in lower case": f"UPDATE payouts SET currency = 'usd' WHERE {ONE}",
    "amount finer than the currency": f"""UPDATE payouts
        SET currency = 'JPY', amount_micro = 1500000 WHERE {ONE}""",
    "amount over the maximum": f"UPDATE payouts SET amount_micro = {10**18 + 10**6} WHERE {ONE}",
    "updated before created": f"UPDATE payouts SET updated_at = created_at - 1 WHERE {ONE}",
    "completed before created": f"""UPDATE payouts
        SET completed_at = created_at - 1000000 WHERE {COMPLETED}""",
    "created in the future": f"UPDATE payouts SET created_at = {4 * 10**15} WHERE {ONE}",
    "created before the year 1": f"UPDATE payouts SET created_at = {-(10**17)} WHERE {ONE}",
    "completed time of a failed payout": f"UPDATE payouts SET status = 6 WHERE {COMPLETED}",
    "completed time of an open payout": f"UPDATE payouts SET status = 2 WHERE {COMPLETED}",
    "client's payout without reference": f"UPDATE payouts SET reference_id = NULL WHERE {ONE}",
    "text that is not UTF-8": f"""UPDATE payouts
        SET description = CAST(x'ff41' AS TEXT) WHERE {ONE}""",
    "payouts of nobody": "DELETE FROM owners WHERE name = 'Acme'",
    "transaction hash of an open payout": """UPDATE payouts SET tx_hash = '0xab'
        WHERE network IS NOT NULL AND number = 0""",
    "same id twice": f"""UPDATE payouts SET id = (SELECT id FROM payouts WHERE {CLIENT}
        AND number = 8) WHERE {ONE}""",
}


@pytest.mark.parametrize("name", BREACHES)
def test_planted_breach_is_reported(place, name):
    with place.edit_database() as database:
        assert database.execute(BREACHES[name]).rowcount >= 1
    finished = place.run("verify", "--json")
    assert finished.code == 1, finished
    result = finished.json()
    assert result["ok"] is False
    assert result["breaches"]
    for breach in result["breaches"]:
        assert len(json.dumps(breach)) > 10
    for_people = place.run("verify")
    assert for_people.code == 1
    assert for_people.stdout + for_people.stderr


def test_breaches_name_the_owner_and_the_payout(place):
    with place.edit_database() as database:
        database.execute(f"UPDATE payouts SET version = 99999 WHERE {ONE}")
        query = f"SELECT lower(hex(id)) FROM owners WHERE {CLIENT}"
        (owner_id,) = database.execute(query).fetchone()
    (breach,) = place.run("verify", "--json").json()["breaches"]
    text = json.dumps(breach)
    assert owner_id in text.replace("-", "")
    assert "7" in text


def test_several_breaches_are_all_reported(place):
    with place.edit_database() as database:
        database.execute(f"UPDATE payouts SET version = 99999 WHERE {CLIENT} AND number = 3")
        database.execute(f"UPDATE payouts SET currency = 'XYZ' WHERE {CLIENT} AND number = 5")
        database.execute(f"UPDATE payouts SET updated_at = 0 WHERE {CLIENT} AND number = 9")
    assert len(place.run("verify", "--json").json()["breaches"]) >= 3


def test_verify_changes_nothing(place):
    with place.edit_database() as database:
        database.execute(f"UPDATE payouts SET version = 99999 WHERE {ONE}")
        before = list(database.iterdump())
    assert place.run("verify").code == 1
    with place.edit_database() as database:
        assert list(database.iterdump()) == before


def test_damaged_pages_are_found(installation):
    client = installation.create_client()
    installation.import_rows(client, [payout(f"p{n}", description="d" * 200) for n in range(2000)])
    with installation.edit_database() as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(installation.database.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 16384] = b"\xa5" * 16384
    installation.database.write_bytes(content)
    finished = installation.run("verify", "--json")
    assert finished.code in (1, 3), finished
    assert finished.json().get("breaches") or finished.json().get("error")
