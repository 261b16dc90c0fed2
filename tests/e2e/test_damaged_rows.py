"""A row that payoutd never wrote harms its owner's list and nobody else.

Rows are altered by SQL behind the server's back. The owner is answered 500, the server lives, other
owners and credentials work on, and verify tells what is wrong.
"""

import pytest

from list_model import make_book, payout
from payoutd_client import Partner, partner_error

ACME = "owner_key = (SELECT owner_key FROM owners WHERE name = 'Acme')"
ONE = f"{ACME} AND number = 7"

DAMAGES = {
    "number missing": f"DELETE FROM payouts WHERE {ONE}",
    "number beyond 32 bits": f"UPDATE payouts SET number = 4294967303 WHERE {ONE}",
    "time beyond the year 9999": f"UPDATE payouts SET updated_at = 4{'0' * 17} WHERE {ONE}",
    "time before 1970": f"UPDATE payouts SET created_at = -1 WHERE {ONE}",
    "amount beyond all bounds": f"UPDATE payouts SET amount_micro = {2**63 - 1} WHERE {ONE}",
    "fees beyond all bounds": f"UPDATE payouts SET fees_micro = {2**63 - 1} WHERE {ONE}",
    "currency in lower case": f"UPDATE payouts SET currency = 'usd' WHERE {ONE}",
    "owner without a version": f"UPDATE owners SET version = 0 WHERE {ACME}",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_one_damaged_row_is_its_owners_trouble_alone(installation, damage):
    acme, other = installation.create_client("Acme"), installation.create_client("Other")
    installation.import_rows(acme, make_book(30))
    installation.import_rows(other, [payout("x")])
    with installation.edit_database() as database:
        database.execute(damage)
    server = installation.serve()
    for _ in range(2):
        response = Partner(server, acme).get()
        assert partner_error(response, 500, "InternalServerError", "INTERNAL_SERVER_ERROR")
        assert Partner(server, other).page().total == 1
    finished = installation.run("verify", "--json")
    assert finished.code == 1 and finished.json()["breach_count"] >= 1


def test_a_payout_that_changed_what_never_changes_is_not_shown(installation):
    """The server has indexed the row; then its amount is altered under a higher version."""
    acme = installation.create_client("Acme")
    installation.import_rows(acme, make_book(30))
    server = installation.serve()
    assert Partner(server, acme).page().total == 30
    with installation.edit_database() as database:
        database.execute(f"UPDATE owners SET version = version + 1 WHERE {ACME}")
        database.execute(
            f"UPDATE payouts SET amount_micro = amount_micro + 1000000, "
            f"version = (SELECT version FROM owners WHERE {ACME}) WHERE {ONE}"
        )
    assert Partner(server, acme).get().status_code == 500
    assert server.process.poll() is None
