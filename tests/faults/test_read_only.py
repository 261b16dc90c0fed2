"""The database cannot be written for a while: writes are refused or wait, reads go on, and the
same server writes again afterwards.
"""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from disks import ignore_size_signal
from partner_writes import FundedClient, new_reference, wait_for_status
from payoutd_client import PARTNER_LIST, by_key, by_reference, new_key, unavailable
from payoutd_program import wait_until


def started(installation):
    server = installation.serve(preexec_fn=ignore_size_signal)
    acme = FundedClient(installation, fund=["USD=10000"], server=server)
    first = acme.create("BEFORE")
    wait_for_status(acme.partner, first["id"], "queued")
    return acme, first


def test_writes_are_refused_and_come_back(installation, taken_disk):
    acme, first = started(installation)
    disk = taken_disk(acme.server, installation.database)
    for _ in range(3):
        disk.take()
        keys = [new_key() for _ in range(5)]
        bodies = [acme.body(new_reference()) for _ in keys]
        money, total = acme.money(), acme.partner.page().total
        for key, body in zip(keys, bodies, strict=True):
            unavailable(acme.partner.post(PARTNER_LIST, body, key))
            assert acme.partner.get(by_key(key)).status_code == 404
            assert acme.partner.get(by_reference(body["reference_id"])).status_code == 404
        unavailable(acme.partner.cancel(first["id"]))
        assert acme.partner.payout(first["id"])["status"] == "queued"
        assert (acme.money(), acme.partner.page().total) == (money, total)
        assert acme.partner.get("/healthz").status_code == 200

        disk.give_back()
        wait_until(lambda: written(acme, keys[0], bodies[0]), "writes to work again")
        for key, body in zip(keys[1:], bodies[1:], strict=True):
            acme.partner.create(body, key)
    assert acme.partner.page().total == 16
    assert acme.money() == ("9840.00", "160.00")
    installation.require_sound()


def written(acme, key, body):
    response = acme.partner.post(PARTNER_LIST, body, key)
    if response.status_code == 201:
        return True
    unavailable(response)
    return False


def test_many_writers_at_the_moment_when_the_disk_goes(installation, taken_disk):
    """Each answer is the truth: 201 is there, 503 is not."""
    acme, _ = started(installation)
    disk = taken_disk(acme.server, installation.database)
    answered, refused = ["BEFORE"], []

    def work(_):
        partner = acme.new_partner()
        while len(refused) < 20:
            body = acme.body(new_reference(), amount=1)
            response = partner.post(PARTNER_LIST, body, new_key())
            if response.status_code == 201:
                answered.append(body["reference_id"])
            elif response.status_code == 503:
                unavailable(response)
                refused.append(body["reference_id"])
            else:
                assert response.json()["code"] == "INSUFFICIENT_FUNDS", response.text

    with ThreadPoolExecutor(4) as pool:
        work_of_all = [pool.submit(work, number) for number in range(4)]
        wait_until(lambda: len(answered) > 50, "payouts to be created")
        disk.take()
        for each in work_of_all:
            each.result()
    assert {row["reference_id"] for row in acme.partner.all_rows()} == set(answered)
    disk.give_back()
    wait_until(lambda: written(acme, new_key(), acme.body("AFTER", amount=1)), "writes again")
    assert {row["reference_id"] for row in acme.partner.all_rows()} == {*answered, "AFTER"}
    installation.require_sound()


def test_another_process_that_holds_the_database_only_delays(installation):
    """A long write of another process: creates wait for it, reads do not."""
    acme = FundedClient(installation)
    acme.create("BEFORE")
    with (
        closing(sqlite3.connect(installation.database, isolation_level=None)) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        other.execute("BEGIN IMMEDIATE")
        waiting = pool.submit(acme.new_partner().create, acme.body("DURING"))
        for _ in range(20):
            assert acme.partner.get(by_reference("BEFORE")).status_code == 200
            assert acme.partner.get(by_reference("DURING")).status_code == 404
            time.sleep(0.05)
        assert not waiting.done()
        other.execute("ROLLBACK")
        assert waiting.result(20)["reference_id"] == "DURING"
    assert acme.partner.page().total == 2
    installation.require_sound()
