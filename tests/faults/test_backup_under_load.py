"""A restore of a backup taken under load of 1,000 writes per second passes verify and holds every
payout acknowledged before the backup began.

Clients create single payouts and batches as fast as they are answered (the rate is printed), and
meanwhile one backup after the other is taken. Every one of them is looked into; one is put back and
served.
"""

import contextlib
import json
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from partner_writes import FundedClient, new_reference
from payoutd_client import BATCH, PARTNER_LIST, Partner, new_key, to_json
from payoutd_program import Installation, wait_until

BACKUPS = 5
SINGLE_WRITERS = 3
BATCH_WRITERS = 2
BATCH_SIZE = 200
PREPARED = 20_000  # payouts that are there before the first backup
MEANWHILE = 2_000  # that are created between two backups
SETTINGS = {"log_level": "warn"}


class Acknowledged:
    """What the clients were told, and when."""

    def __init__(self):
        self.lock = threading.Lock()
        self.answers = []  # (when it was there, key, target, the body sent, the answer's bytes)
        self.count = 0

    def add(self, key, target, body, content, payouts):
        with self.lock:
            self.answers.append((time.monotonic(), key, target, body, content))
            self.count += payouts

    def ids_before(self, moment):
        ids = []
        for when, _, target, _, content in self.answers:
            if when < moment:
                answer = json.loads(content)
                single = target == PARTNER_LIST
                ids += [answer["id"]] if single else [e["payout"]["id"] for e in answer["results"]]
        return ids


class Load:
    """Writers that go on until they are stopped; none may fail."""

    def __init__(self, acme):
        self.acme = acme
        self.acknowledged = Acknowledged()
        self.stopping = threading.Event()
        self.pool = ThreadPoolExecutor(SINGLE_WRITERS + BATCH_WRITERS)
        work = [self.write_single] * SINGLE_WRITERS + [self.write_batch] * BATCH_WRITERS
        self.running = [self.pool.submit(each) for each in work]

    def write_single(self):
        partner = self.acme.new_partner()
        while not self.stopping.is_set():
            self.post(partner, PARTNER_LIST, self.acme.body(new_reference()), 1)

    def write_batch(self):
        partner = self.acme.new_partner()
        while not self.stopping.is_set():
            payouts = [self.acme.body(new_reference()) for _ in range(BATCH_SIZE)]
            self.post(partner, BATCH, {"payouts": payouts}, BATCH_SIZE)

    def post(self, partner, target, body, payouts):
        key, data = new_key(), to_json(body)
        response = partner.post(target, data, key)
        assert response.status_code == 201, response.text
        self.acknowledged.add(key, target, data, response.content, payouts)

    def wait_for_more(self, count):
        until = self.acknowledged.count + count
        wait_until(lambda: self.failed() or self.acknowledged.count >= until, "payouts", 120)
        assert not self.failed(), [each.exception() for each in self.running if each.done()]

    def failed(self):
        return any(each.done() for each in self.running)

    def stop(self):
        self.stopping.set()
        for each in self.running:
            each.result()


def count_of_each_id(path):
    """id → how often, in a backup; it is one file that is only read."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT lower(hex(id)), count(*) FROM payouts GROUP BY id")
        return dict(rows.fetchall())


def hex_of(payout_id):
    """pyt_ and 26 digits of Crockford's base32 → hexadecimal."""
    number = 0
    for digit in payout_id.removeprefix("pyt_"):
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(digit)
    return f"{number:032x}"


def test_every_backup_holds_what_was_acknowledged_before_it_began(installation, tmp_path):
    acme = FundedClient(installation, fund=["USD=1000000000"], settings=SETTINGS)
    load = Load(acme)
    began, before = time.monotonic(), []
    try:
        load.wait_for_more(PREPARED)
        for number in range(BACKUPS):
            file = tmp_path / f"backup-{number}.db"
            moment, count = time.monotonic(), load.acknowledged.count
            result = installation.result("backup", file)
            seconds, written = time.monotonic() - moment, load.acknowledged.count - count
            print(f"backup {number}: {result['payouts']} payouts, {seconds:.2f} s with its proof,"
                  f" {written / seconds:.0f} payouts created a second beside it")
            assert written > 0, "no load beside the backup"
            before.append((file, moment))
            load.wait_for_more(MEANWHILE)
    finally:
        load.stop()
    print(f"{load.acknowledged.count / (time.monotonic() - began):.0f} payouts a second in all")
    for file, moment in before:
        found = count_of_each_id(file)
        assert set(found.values()) == {1}
        acknowledged = load.acknowledged.ids_before(moment)
        assert len(acknowledged) >= PREPARED
        missing = {hex_of(each) for each in acknowledged} - set(found)
        assert not missing, f"{file} lacks {len(missing)} of {len(acknowledged)} payouts"
    acme.server.stop()
    require_served(tmp_path / "restored", acme, load.acknowledged, *before[len(before) // 2])


def require_served(folder, acme, acknowledged, file, moment):
    """The backup, put back elsewhere: each payout is listed once, each key answers as before."""
    folder.mkdir()
    with Installation(folder) as restored:
        told = restored.result("restore", file)
        assert told["verified"] is True
        restored.require_sound()
        restored.take_key_of(acme.place)
        partner = Partner(restored.serve(settings=SETTINGS), acme.client)
        assert partner.page(limit=1).total == told["payouts"]
        ids = acknowledged.ids_before(moment)
        for payout_id in ids[:: max(1, len(ids) // 200)]:
            assert partner.payout(payout_id)["id"] == payout_id
        listed = list_ids(partner, told["payouts"])
        assert len(listed) == len(set(listed)) == told["payouts"]
        assert set(ids) <= set(listed)
        answers = [each for each in acknowledged.answers if each[0] < moment]
        for _, key, target, body, content in answers[:: max(1, len(answers) // 100)]:
            again = partner.post(target, body, key)
            assert (again.status_code, again.content) == (201, content)
            assert again.headers["Idempotent-Replayed"] == "true"
        assert partner.page(limit=1).total == told["payouts"], "a key created something again"


def list_ids(partner, total):
    """Every id that the list has; rows are read quickly, for there are many."""
    ids = []
    for page in range(1, total // 100 + 2):
        response = partner.get(params={"limit": 100, "page": page, "sort_order": "ASC"})
        assert response.status_code == requests.codes.ok, response.text
        ids += [row["id"] for row in json.loads(response.content)]
    return ids
