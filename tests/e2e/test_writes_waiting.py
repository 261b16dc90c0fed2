"""Writes that wait for the database: so many and no more, and reads go on meanwhile.

The database is held up by another process's write transaction, here the test's own.
"""

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from partner_writes import FundedClient, wait_for_status
from payoutd_client import (
    BENEFICIARIES,
    PARTNER_LIST,
    body_of,
    new_key,
    partner_error,
    unavailable,
)
from payoutd_program import wait_until

WAITING_MAX = 3
ASKERS = 12


@contextlib.contextmanager
def held_up(place):
    """Nobody else can write while this lasts."""
    with contextlib.closing(sqlite3.connect(place.database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@pytest.fixture
def acme(installation):
    """A client with one payout, which a person is to send, so that nothing else is written."""
    made = FundedClient(installation, settings={"writer.waiting_max": WAITING_MAX})
    made.first = made.create()
    wait_for_status(made.partner, made.first["id"], "queued")
    return made


@pytest.fixture
def pool():
    with ThreadPoolExecutor(ASKERS) as threads:
        yield threads


def ask(acme, body, key):
    return acme.new_partner().post(PARTNER_LIST, body, key)


def taken(response):
    """The response, unless the queue was full: what the server itself writes waits there too."""
    return response if response.status_code != 503 else None


def test_those_beyond_the_bound_are_refused_at_once(installation, acme, pool):
    requests = [(acme.body(), new_key()) for _ in range(ASKERS)]
    with held_up(installation):
        asked = [pool.submit(ask, acme, *each) for each in requests]
        wait_until(
            lambda: sum(each.done() for each in asked) == ASKERS - WAITING_MAX,
            "those beyond the bound to be answered while nothing can be written",
        )
        refused = [n for n, each in enumerate(asked) if each.done()]
        for number in refused:
            body = unavailable(asked[number].result())
            assert int(asked[number].result().headers["Retry-After"]) >= 1
            assert "wait" in body["message"]
        # Also what is no payout; and nothing of it happens later.
        saved = {"email": "a@example.com", "first_name": "A", "last_name": "B"}
        unavailable(acme.partner.post(BENEFICIARIES, saved))
        unavailable(acme.partner.cancel(acme.first["id"]))
        # Who reads does not notice.
        assert [row["id"] for row in acme.partner.page().rows] == [acme.first["id"]]
        assert acme.money() == ("990.00", "10.00")
        assert acme.partner.payout(acme.first["id"])["status"] == "queued"
        assert sum(each.done() for each in asked) == ASKERS - WAITING_MAX
    waited = [each.result(30) for n, each in enumerate(asked) if n not in refused]
    assert [each.status_code for each in waited] == [201] * WAITING_MAX
    assert acme.partner.page().total == 1 + WAITING_MAX
    assert acme.money()[1] == f"{10 * (1 + WAITING_MAX)}.00"
    assert acme.partner.page_at(BENEFICIARIES).total == 0
    assert acme.partner.payout(acme.first["id"])["status"] == "queued"
    # Nothing was done: each key is still good for what it was meant for.
    for number in refused:
        again = wait_until(
            lambda request=requests[number]: taken(ask(acme, *request)), "a place in the queue"
        )
        assert again.status_code == 201, again.text
        assert "Idempotent-Replayed" not in again.headers
    assert acme.partner.page().total == 1 + ASKERS
    installation.require_sound()


def test_a_key_whose_write_waits_is_in_flight(installation, acme, pool):
    body, key = acme.body(), new_key()
    with held_up(installation):
        both = [pool.submit(ask, acme, body, key) for _ in range(2)]
        wait_until(lambda: any(each.done() for each in both), "one to be told of the other")
        (told,) = [each.result() for each in both if each.done()]
        partner_error(told, 409, "IdempotencyException", "IDEMPOTENCY_KEY_IN_USE")
        assert int(told.headers["Retry-After"]) >= 0
    (created,) = [each.result(30) for each in both if each.result(30) is not told]
    assert created.status_code == 201, created.text
    again = ask(acme, body, key)
    assert (again.status_code, body_of(again)) == (201, body_of(created))
    assert again.headers["Idempotent-Replayed"] == "true"
    assert acme.partner.page().total == 2
