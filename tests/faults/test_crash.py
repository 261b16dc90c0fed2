"""The server is killed at random moments, fifty times, while clients write.

Whatever was acknowledged is there, once; whatever was not can be sent again with its key; the bank
has been told of each payout once; and the books balance. CRASH_SEED repeats a run's dice (not its
timing), CRASH_ROUNDS makes it longer.
"""

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import requests

from partner_writes import QUICK, FundedClient, new_reference, require_whole
from payoutd_client import BATCH, PARTNER_LIST, Number, Partner, new_key, parse_json
from payoutd_program import Server, wait_until
from sandbox_book import read_book, require_sent_once

INSTALLATIONS = 5
ROUNDS = int(os.environ.get("CRASH_ROUNDS", "10"))
WRITERS = 4
FUNDS = Decimal(1000000)
SETTINGS = {**QUICK, "sandbox.accept_ms": 20, "sandbox.settle_ms": 20, "log_level": "warn"}
WORDS = [
    *["ok", "ok", "ok", "slow", "fail_other", "refuse_name_mismatch", "late_fail_returned"],
    *["lost_answer", "lost_request", "duplicate_answer", "action_required", "no_cancel"],
]
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
SHOWN_FOR_EVER = ["id", "reference_id", "amount", "fees", "total_amount", "currency", "created_at"]


class Writers:
    """Clients that write until their server dies, and all that they were told."""

    def __init__(self, acme, seed):
        self.acme, self.seed = acme, seed
        self.lock = threading.Lock()
        self.answered = {}  # key → (target, body, the first answer's bytes)
        self.unanswered = {}  # key → (target, body)
        self.cancelled = set()  # ids whose cancellation was acknowledged
        self.ids = []

    def run(self, server, round_number, seconds, end=Server.kill):
        """Writes from all threads, ends the server after so long, and waits for the threads."""
        self.deadline = time.monotonic() + seconds + 30
        with ThreadPoolExecutor(WRITERS) as pool:
            work = [pool.submit(self.work, server, round_number, n) for n in range(WRITERS)]
            time.sleep(seconds)
            end(server)
        for each in work:
            each.result()

    def work(self, server, round_number, number):
        dice = random.Random(f"{self.seed}/{round_number}/{number}")
        partner = Partner(server, self.acme.client)
        try:
            while time.monotonic() < self.deadline:
                self.step(partner, dice)
        except LOST:
            return
        raise AssertionError("the server lived on")

    def step(self, partner, dice):
        with self.lock:
            again = self.unanswered.popitem() if self.unanswered else None
        if again is not None:
            key, (target, body) = again
            self.send(partner, key, target, body)
        elif self.ids and dice.random() < 0.2:
            payout_id = dice.choice(self.ids)
            if whole(partner.cancel(payout_id)).status_code == 200:
                self.cancelled.add(payout_id)
        elif self.ids and dice.random() < 0.05:
            whole(partner.resolve(dice.choice(self.ids)))
        elif self.answered and dice.random() < 0.1:
            self.repeat(partner, dice)
        elif dice.random() < 0.05:
            body = {"payouts": [self.body(dice) for _ in range(dice.randrange(1, 20))]}
            self.send(partner, new_key(), BATCH, body)
        else:
            self.send(partner, new_key(), PARTNER_LIST, self.body(dice))

    def body(self, dice):
        email = f"sandbox_{dice.choice(WORDS)}@example.com"
        amount = Number(f"{dice.randrange(1, 900)}e-2")
        return self.acme.body(new_reference(), amount=amount, beneficiary_email=email)

    def send(self, partner, key, target, body):
        """Sends until it is known what became of it; it is unanswered if the server dies first."""
        try:
            response = whole(partner.post(target, body, key))
        except LOST:
            with self.lock:
                self.unanswered[key] = (target, body)
            raise
        if response.status_code != 201:
            assert response.status_code in (409, 503), response.text
            with self.lock:
                self.unanswered[key] = (target, body)
            return
        with self.lock:
            self.answered[key] = (target, body, response.content)
            if target == PARTNER_LIST:
                self.ids.append(response.json()["id"])

    def repeat(self, partner, dice):
        with self.lock:
            key = dice.choice(list(self.answered))
            target, body, content = self.answered[key]
        require_same_answer(whole(partner.post(target, body, key)), content)

    def finish(self, partner):
        """Sends what is still unanswered to a server that nobody kills."""

        def sent_all():
            for key, (target, body) in list(self.unanswered.items()):
                del self.unanswered[key]
                self.send(partner, key, target, body)
            return not self.unanswered

        wait_until(sent_all, "an answer to everything", 30)

    def acknowledged(self):
        """Every payout that was acknowledged, as it was shown then."""
        for target, _, content in self.answered.values():
            shown = parse_json(content.decode())
            if target == PARTNER_LIST:
                yield shown
            else:
                yield from (each["payout"] for each in shown["results"])


def whole(response):
    """requests takes a body that was cut off for a short one."""
    if len(response.content) != int(response.headers["Content-Length"]):
        raise requests.ConnectionError("cut off")
    return response


def require_same_answer(response, content):
    assert (response.status_code, response.content) == (201, content)
    assert response.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("number", range(INSTALLATIONS))
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(installation, number):
    seed = os.environ.get("CRASH_SEED") or f"{random.randrange(10**9)}-{number}"
    print(f"CRASH_SEED={seed}")
    dice = random.Random(seed)
    flags = ("--test", "--fee", "USD=0.01+50")
    acme = FundedClient(installation, *flags, fund=[f"USD={FUNDS}"], settings=SETTINGS)
    writers, server = Writers(acme, seed), acme.server
    for round_number in range(ROUNDS):
        writers.run(server, round_number, dice.uniform(0.0, 0.4))
        if round_number in (2, 6):
            installation.require_sound()
        server = installation.serve(settings=SETTINGS)
    assert len(writers.answered) > 10 * ROUNDS, "too little was written to prove anything"
    require_everything(installation, writers, server, dice)


def test_orderly_stop_under_load_loses_nothing_either(installation):
    dice = random.Random(7)
    acme = FundedClient(installation, "--test", fund=[f"USD={FUNDS}"], settings=SETTINGS)
    writers, server = Writers(acme, "stop"), acme.server
    for round_number in range(4):
        writers.run(server, round_number, dice.uniform(0.1, 0.4), end=Server.stop)
        server = installation.serve(settings=SETTINGS)
    require_everything(installation, writers, server, dice)


def require_everything(installation, writers, server, dice):
    partner = Partner(server, writers.acme.client)
    writers.finish(partner)
    require_what_was_acknowledged(writers, partner, dice)
    require_all_ended(partner)
    require_money(partner)
    rows = partner.all_rows()
    require_sent_once(read_book(installation.database), rows)
    for row in dice.sample(rows, min(100, len(rows))):
        require_whole(partner.payout(row["id"]))
    server.stop()
    installation.require_sound()


def require_what_was_acknowledged(writers, partner, dice):
    rows = {row["id"]: row for row in partner.all_rows(sort_order="ASC")}
    acknowledged = list(writers.acknowledged())
    assert len({each["id"] for each in acknowledged}) == len(acknowledged)
    assert set(rows) == {each["id"] for each in acknowledged}
    assert len({row["reference_id"] for row in rows.values()}) == len(rows)
    for each in acknowledged:
        row = rows[each["id"]]
        assert [row[name] for name in SHOWN_FOR_EVER] == [each[name] for name in SHOWN_FOR_EVER]
    for payout_id in writers.cancelled:
        assert rows[payout_id]["status"] == "cancelled"
    keys = list(writers.answered)
    for key in dice.sample(keys, min(200, len(keys))):
        target, body, content = writers.answered[key]
        require_same_answer(partner.post(target, body, key), content)


def require_all_ended(partner):
    """Every payout comes to its end, or waits for somebody to act."""
    open_ones = {"status": "created,queued,processing,settling"}
    wait_until(lambda: partner.page(**open_ones).total == 0, "every payout to end", 60)


def require_money(partner):
    rows = partner.all_rows()
    gone = held = Decimal(0)
    for row in rows:
        total = Decimal(row["total_amount"].text)
        gone += total if row["status"] == "completed" else 0
        held += total if row["status"] == "action_required" else 0
    spendable, shown_held = map(Decimal, partner.money(1))
    assert (spendable, shown_held) == (FUNDS - gone - held, held)
