"""payoutd generate: realistic payouts, the same for the same seed, good in every check."""

import pytest

from list_model import STATUSES
from payoutd_client import Console, Partner
from payoutd_program import Installation

COUNT = 500


def generated(folder, seed, console=False):
    """The list of a fresh database after `generate`, without what a fresh database makes anew."""
    with Installation(folder) as place:
        owner = place.create_user() if console else place.create_client()
        flags = ("--seed", seed) if seed is not None else ()
        result = place.result("generate", *owner.flags, "--count", COUNT, *flags)
        assert result == {"generated": COUNT}
        assert place.result("verify")["payouts"] == COUNT
        server = place.serve()
        if not console:
            rows = Partner(server, owner).all_rows(sort_order="ASC")
        else:
            reader = Console(server, place.create_session(owner))
            rows = [
                item
                for offset in range(0, COUNT, 200)
                for item in reader.items(f"?limit=200&offset={offset}")
            ]
        own = ("id", "user_id")
        return [{name: row[name] for name in sorted(row) if name not in own} for row in rows]


@pytest.mark.parametrize("console", [False, True], ids=["client", "user"])
def test_same_seed_gives_the_same_payouts(new_folder, console):
    one, two = (generated(new_folder(), 7, console) for _ in range(2))
    assert len(one) == COUNT
    assert sorted(map(repr, one)) == sorted(map(repr, two))
    if not console:  # the console's order of ties is by id
        assert one == two


@pytest.mark.parametrize("console", [False, True], ids=["client", "user"])
def test_another_seed_gives_other_payouts(new_folder, console):
    one, two = (generated(new_folder(), seed, console) for seed in (7, 8))
    assert sum(a == b for a, b in zip(one, two)) < COUNT // 10


def test_without_a_seed_it_works_too(new_folder):
    assert len(generated(new_folder(), None)) == COUNT


def test_a_clients_payouts_are_varied(new_folder):
    rows = generated(new_folder(), 1)
    assert {row["status"] for row in rows} == set(STATUSES)
    assert len({row["currency"] for row in rows}) >= 3
    assert len({row["amount"] for row in rows}) > COUNT // 10
    assert len({row["reference_id"] for row in rows}) == COUNT
    assert len({row["created_at"] for row in rows}) > COUNT // 2
    emails = {row["beneficiary"].get("email") for row in rows}
    assert 10 < len(emails) <= COUNT


def test_a_users_payouts_are_varied(new_folder):
    rows = generated(new_folder(), 1, console=True)
    assert {row["status"] for row in rows} == {
        *("requested", "processing", "sent", "failed", "cancelled"),
    }
    assert len({row["network"] for row in rows}) >= 2
    assert len({row["address"] for row in rows}) >= 10
    for row in rows:
        assert "tx_hash" not in row or row["status"] == "sent"
        assert ("completed_at" in row) <= (row["status"] in ("sent", "failed", "cancelled"))


def test_generating_twice_adds_up(installation):
    client = installation.create_client()
    partner = Partner(installation.serve(), client)
    for total in (10, 20, 30):
        installation.result("generate", *client.flags, "--count", "10", "--seed", total)
        assert partner.page().total == total
    assert installation.result("verify")["payouts"] == 30


def test_same_seed_twice_for_one_client_never_repeats_a_reference(installation):
    client = installation.create_client()
    installation.result("generate", *client.flags, "--count", "10", "--seed", "5")
    again = installation.run("generate", *client.flags, "--count", "10", "--seed", "5")
    assert again.code in (0, 1), again
    rows = Partner(installation.serve(), client).all_rows()
    assert len(rows) == (20 if again.code == 0 else 10)
    assert len({row["reference_id"] for row in rows}) == len(rows)


def test_result_for_people_tells_the_count(installation):
    client = installation.create_client()
    finished = installation.run("generate", *client.flags, "--count", "17")
    assert (finished.code, finished.stderr) == (0, "")
    assert "17" in finished.stdout
