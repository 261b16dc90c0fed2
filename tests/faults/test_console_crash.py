"""The server is killed at random moments while users ask for payouts, cancel them, and operators
tell what invitees paid.

Whatever was acknowledged is there, once; whatever was not can be sent again with its key; /me is
what the list says; and the books balance. CRASH_SEED repeats a run's dice (not its timing),
CRASH_ROUNDS makes it longer.
"""

import json
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from console_client import MIN_MICRO, PAYMENTS, UNIT, ConsoleWorld, Operator, done, payout_body
from payoutd_client import CONSOLE_LIST, new_key
from payoutd_program import wait_until

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "10"))
SEED = os.environ.get("CRASH_SEED", "1")
WRITERS = 4
CREDIT = 1_000_000 * UNIT
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def whole(response):
    """requests takes a body that was cut off for a short one."""
    if len(response.content) != int(response.headers["Content-Length"]):
        raise requests.ConnectionError("cut off")
    return response


class Writers:
    """Threads that write until their server dies, and all that they were told."""

    def __init__(self, user, invitee_id):
        self.user, self.invitee_id = user.user, invitee_id
        self.lock = threading.Lock()
        self.answered = {}  # key → (body, the first answer's bytes)
        self.unanswered = {}  # key → body
        self.payments = {}  # payment_id → what came of it, or None as long as nobody knows
        self.cancelled = set()

    def run(self, world, round_number):
        browser = world.signed_in(self.user)
        dice = random.Random(f"{SEED}/{round_number}")
        with ThreadPoolExecutor(WRITERS) as pool:
            seeds = [dice.random() for _ in range(WRITERS)]
            work = [pool.submit(self.work, world, browser.again(), seed) for seed in seeds]
            time.sleep(dice.uniform(0.02, 0.3))
            world.server.kill()
        for each in work:
            each.result()

    def work(self, world, browser, seed):
        dice, end = random.Random(seed), time.monotonic() + 30
        operator = Operator(world.server)
        try:
            while time.monotonic() < end:
                self.step(operator, browser, dice)
        except LOST:
            return
        raise AssertionError("the server lived on")

    def step(self, operator, browser, dice):
        word = dice.choice(["ask", "ask", "ask", "cancel", "pay"])
        with self.lock:
            again = self.unanswered.popitem() if self.unanswered else None
            ids = [id_of(content) for _, content in self.answered.values()]
        if again:
            self.send(browser, *again)
        elif word == "cancel" and ids:
            payout_id = dice.choice(ids)
            if whole(browser.cancel(payout_id)).status_code == 200:
                self.cancelled.add(payout_id)
        elif word == "pay":
            self.pay(operator, new_key())
        else:
            self.send(browser, new_key(), payout_body(MIN_MICRO + dice.randrange(UNIT)))

    def send(self, browser, key, body):
        """It is unanswered if the server dies first."""
        with self.lock:
            self.unanswered[key] = body
        response = whole(browser.ask("POST", CONSOLE_LIST, body, key))
        assert response.status_code in (202, 409, 503), response.text
        if response.status_code == 202:
            with self.lock:
                self.unanswered.pop(key, None)
                self.answered[key] = (body, response.content)

    def pay(self, operator, payment_id):
        with self.lock:
            self.payments.setdefault(payment_id, None)
        names = {"payment_id": payment_id, "invitee_id": self.invitee_id}
        told = whole(operator.post(PAYMENTS, {**names, "amount_micro": 100 * UNIT}))
        self.payments[payment_id] = done(told)["reward"]

    def finish(self, world, browser):
        """Sends what is still unanswered to a server that nobody kills."""

        def sent_all():
            for key, body in list(self.unanswered.items()):
                self.send(browser, key, body)
            return not self.unanswered

        wait_until(sent_all, "an answer to everything", 30)
        for payment_id, told in list(self.payments.items()):
            self.pay(world.operator, payment_id)
            assert told in (None, self.payments[payment_id])


def id_of(content):
    return json.loads(content)["id"]


def test_killed_while_users_ask_for_payouts(installation):
    world = ConsoleWorld(installation)
    user = world.new_user(CREDIT)
    writers = Writers(user, world.invited_id(user.me()["primary_code"]))
    for round_number in range(ROUNDS):
        writers.run(world, round_number)
        world = ConsoleWorld(installation)
    browser = world.signed_in(user.user)
    writers.finish(world, browser)

    assert len(writers.answered) > ROUNDS, "hardly anything was written between the crashes"
    for key, (body, content) in writers.answered.items():
        again = browser.ask("POST", CONSOLE_LIST, body, key)
        assert (again.status_code, again.content) == (202, content)
        assert again.headers["Idempotent-Replayed"] == "true"
    payouts = {payout["id"]: payout for payout in browser.payouts()}
    assert set(payouts) == {id_of(content) for _, content in writers.answered.values()}
    for payout_id in writers.cancelled:
        assert payouts[payout_id]["status"] == "cancelled"
    taken = sum(p["amount_micro"] for p in payouts.values() if p["status"] == "requested")
    assert {payout["status"] for payout in payouts.values()} <= {"requested", "cancelled"}
    paid = len(writers.payments) * 10 * UNIT
    assert browser.balance() == (paid, CREDIT - taken, CREDIT + paid)
    total = done(browser.get("/v1/referrals/invitees"))["items"][0]["total_paid_micro"]
    assert total == len(writers.payments) * 100 * UNIT
    installation.require_sound()
