"""Users' money after anything that can happen: /me and every reward are what the documents say.

Book is docs/CONSOLE_API.md computed slowly in Python. Each step of a random sequence must be
taken or refused as it says.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from console_client import (
    MIN_MICRO,
    ROOMY,
    UNIT,
    ConsoleWorld,
    SignedIn,
    done,
    payout_body,
)
from payoutd_client import CONSOLE_LIST, RawConnection, console_error, new_key, to_json
from payoutd_program import Installation

RACERS = 50


@dataclass
class Reward:
    id: str
    amount: int
    status: str  # pending, available, reversed
    reserved: int = 0
    paid: int = 0

    @property
    def free(self):
        return self.amount - self.reserved - self.paid if self.status == "available" else 0

    @property
    def shown(self):
        return "paid_out" if self.paid == self.amount else self.status


@dataclass
class Payout:
    id: str
    amount: int
    status: str = "requested"
    uses: list = field(default_factory=list)  # (reward, amount)

    @property
    def is_open(self):
        return self.status in ("requested", "processing")


@dataclass
class Book:
    rewards: list = field(default_factory=list)  # oldest first
    payouts: list = field(default_factory=list)

    @property
    def available(self):
        return sum(reward.free for reward in self.rewards)

    @property
    def balance(self):
        """(pending, available, lifetime)"""
        pending = sum(each.amount for each in self.rewards if each.status == "pending")
        lifetime = sum(each.amount for each in self.rewards if each.status != "reversed")
        return pending, self.available, lifetime

    def take(self, payout):
        """From the oldest available rewards first."""
        left = payout.amount
        for reward in self.rewards:
            if part := min(left, reward.free):
                reward.reserved += part
                payout.uses.append((reward, part))
                left -= part
        assert left == 0
        self.payouts.append(payout)

    def end(self, payout, status):
        payout.status = status
        for reward, part in payout.uses:
            reward.reserved -= part
            reward.paid += part if status == "sent" else 0


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


class Walk:
    """One user, the same user's book, and random steps of both."""

    def __init__(self, world, seed):
        self.operator, self.user = world.operator, world.new_user()
        self.invitee_id = world.invited_id(self.user.me()["primary_code"])
        self.book, self.random = Book(), random.Random(seed)
        # How often each is taken, in proportion.
        self.steps = {
            **{self.credit: 4, self.pay: 3, self.unlock: 3, self.reverse: 1, self.ask: 6},
            **{self.cancel: 1, self.processing: 2, self.sent: 2, self.failed: 1, self.cancelled: 1},
        }
        self.note(self.operator.credit(self.user.id, 5 * MIN_MICRO))

    def step(self):
        (step,) = self.random.choices(list(self.steps), list(self.steps.values()))
        step()

    def note(self, reward):
        self.book.rewards.append(Reward(reward["id"], reward["amount_micro"], reward["status"]))

    def credit(self):
        amount = self.random.choice([1, UNIT, self.random.randrange(1, 40 * UNIT)])
        available = self.random.random() < 0.7
        self.note(self.operator.credit(self.user.id, amount, available))

    def pay(self):
        amount = self.random.randrange(10, 300 * UNIT)
        reward = self.operator.pay(self.invitee_id, new_key(), amount)
        whole, rest = divmod(amount * 1000, 10_000)
        up = rest > 5000 or (rest == 5000 and whole % 2 == 1)
        assert (reward["amount_micro"], reward["status"]) == (whole + up, "pending")
        self.note(reward)

    def unlock(self):
        if reward := self.any_of(self.book.rewards):
            response = self.operator.unlock(reward.id)
            if reward.status == "pending":
                assert done(response)["reward"]["status"] == "available"
                reward.status = "available"
            else:
                console_error(response, 409, "reward_not_actionable")

    def reverse(self):
        if reward := self.any_of(self.book.rewards):
            response = self.operator.reverse(reward.id)
            if reward.status == "reversed" or reward.paid == reward.amount:
                console_error(response, 409, "reward_not_actionable")
            elif reward.reserved or reward.paid:
                console_error(response, 409, "reward_in_use")
            else:
                assert response.status_code == 200, response.text
                reward.status = "reversed"

    def ask(self):
        available = self.book.available
        amount = self.random.choice([MIN_MICRO, available, available + 1, MIN_MICRO - 1, 0])
        if amount == 0:
            amount = self.random.randrange(MIN_MICRO, max(available, MIN_MICRO) + UNIT)
        if amount < 1:
            return
        if amount < MIN_MICRO:
            console_error(self.user.request(amount), 400, "payout_below_min")
        elif amount > available:
            console_error(self.user.request(amount), 400, "balance_insufficient")
        else:
            payout = self.user.create(amount)
            self.book.take(Payout(payout["id"], amount))

    def cancel(self):
        if payout := self.any_of(self.book.payouts):
            response = self.user.cancel(payout.id)
            if payout.status == "requested":
                assert done(response)["status"] == "cancelled"
                self.book.end(payout, "cancelled")
            else:
                console_error(response, 409, "payout_not_actionable")

    def processing(self):
        if payout := self.any_of(self.book.payouts):
            if self.moved(payout, "processing", payout.status == "requested"):
                payout.status = "processing"

    def sent(self):
        self.finish("sent", "sent")

    def failed(self):
        self.finish("failed", "failed")

    def cancelled(self):
        self.finish("cancelled", "cancelled")

    def finish(self, verb, status):
        if payout := self.any_of(self.book.payouts):
            if self.moved(payout, verb, payout.is_open):
                self.book.end(payout, status)

    def moved(self, payout, verb, may):
        response = self.operator.move(payout.id, verb)
        if may:
            assert done(response) == {"ok": True}
        else:
            console_error(response, 409, "payout_not_actionable")
        return may

    def any_of(self, things):
        """Rather one of the latest: most of the others are at their end."""
        if not things:
            return None
        return self.random.choice(things[-4:] if self.random.random() < 0.7 else things)

    def require_balance(self):
        assert self.user.balance() == self.book.balance

    def require_same(self):
        self.require_balance()
        rewards = {each["id"]: each for each in self.user.all_rewards()}
        expected = [(each.id, each.amount, each.shown) for each in reversed(self.book.rewards)]
        shown = [(r["id"], r["amount_micro"], r["status"]) for r in rewards.values()]
        assert shown == expected
        expected = [(each.id, each.amount, each.status) for each in reversed(self.book.payouts)]
        shown = [(p["id"], p["amount_micro"], p["status"]) for p in self.user.payouts()]
        assert shown == expected


@pytest.mark.parametrize("seed", range(12))
def test_random_life(world, seed):
    walk = Walk(world, seed)
    for _ in range(60):
        walk.step()
        walk.require_balance()
    walk.require_same()
    assert walk.book.payouts, "a walk without a payout proves little"


def test_two_users_do_not_touch_each_other(world):
    walks = [Walk(world, seed) for seed in (101, 102)]
    for _ in range(60):
        for walk in walks:
            walk.step()
    for walk in walks:
        walk.require_same()
    world.place.require_sound()


# races


def race(racers, request):
    """What each request(number, gate) gives; all of them start together."""
    gate = threading.Barrier(racers)
    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(lambda number: request(number, gate), range(racers)))


def posted(user, body, gate):
    """One answer on a connection of its own; the request goes out when all racers are ready."""
    data = to_json(body)
    headers = {**user.headers, "Content-Type": "application/json", "Content-Length": len(data)}
    with RawConnection(user.server) as connection:
        gate.wait()
        return connection.exchange(CONSOLE_LIST, method="POST", headers=headers, body=data)


@pytest.mark.parametrize(
    "credits", [[RACERS // 2 * MIN_MICRO], [MIN_MICRO] * (RACERS // 2), [4] * 3]
)
def test_exactly_half_succeed(world, credits):
    """One balance with money for half of the payouts, of one reward or of many."""
    if len(credits) == 3:  # rewards that no payout's amount divides
        credits = [83_333_333, 83_333_333, 83_333_334]
    user = world.new_user(*credits)
    answers = race(RACERS, lambda _, gate: posted(user, payout_body(), gate))
    made = [each for each in answers if each.status_code == 202]
    for each in answers:
        if each.status_code != 202:
            console_error(each, 400, "balance_insufficient")
    assert len(made) == RACERS // 2
    assert user.balance() == (0, 0, RACERS // 2 * MIN_MICRO)
    assert len(user.payouts()) == RACERS // 2
    world.place.require_sound()


def test_amounts_of_all_sizes_never_take_more_than_there_is(world):
    user = world.new_user(300 * UNIT, 200 * UNIT)

    def ask(number, gate):
        return posted(user, payout_body(MIN_MICRO + number % 23 * UNIT), gate)

    answers = race(RACERS, ask)
    assert {each.status_code for each in answers} == {202, 400}
    taken = sum(each["amount_micro"] for each in user.payouts())
    assert user.balance() == (0, 500 * UNIT - taken, 500 * UNIT)
    assert 500 * UNIT - taken < MIN_MICRO + 23 * UNIT
    world.place.require_sound()


def test_payout_and_reversal_of_the_same_reward_at_the_same_time(world):
    """One of the two has it."""
    for _ in range(10):
        user = world.new_user(MIN_MICRO)
        (reward,) = user.rewards()
        with ThreadPoolExecutor(2) as pool:
            reversal = pool.submit(world.operator.reverse, reward["id"])
            asked = pool.submit(user.request, MIN_MICRO)
            pair = (asked.result().status_code, reversal.result().status_code)
        assert pair in [(202, 409), (400, 200)], pair
        assert user.available == 0
    world.place.require_sound()


def test_same_payment_told_many_times_at_once_is_one_reward(world):
    user = world.new_user()
    invitee_id = world.invited_id(user.me()["primary_code"])
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda _: world.operator.pay(invitee_id, "paid-once", 100 * UNIT), range(16))
        )
    assert all(each == told[0] for each in told)
    assert user.balance() == (10 * UNIT, 0, 10 * UNIT)
    assert user.invitees()[0]["total_paid_micro"] == 100 * UNIT


# two servers on one database


def beside(user, server):
    """The same browser, asking another server."""
    return SignedIn(server, user.user, user.tokens)


def test_what_one_server_did_the_other_shows_at_once(world):
    here = world.new_user(100 * UNIT)
    there = beside(here, world.place.serve(settings=ROOMY))
    for _ in range(10):
        payout = here.create()
        assert there.payout(payout["id"]) == payout
        assert there.payouts()[0] == payout
        assert there.available == 90 * UNIT
        assert done(there.cancel(payout["id"]))["status"] == "cancelled"
        assert here.payout(payout["id"])["status"] == "cancelled"
        assert here.available == 100 * UNIT
        console_error(here.cancel(payout["id"]), 409, "payout_not_actionable")


def test_two_servers_never_spend_the_same_money(world):
    here = world.new_user(RACERS // 2 * MIN_MICRO)
    both = [here, beside(here, world.place.serve(settings=ROOMY))]
    answers = race(RACERS, lambda number, gate: posted(both[number % 2], payout_body(), gate))
    for each in answers:
        if each.status_code != 202:
            console_error(each, 400, "balance_insufficient")
    assert sum(each.status_code == 202 for each in answers) == RACERS // 2
    assert here.balance() == (0, 0, RACERS // 2 * MIN_MICRO)
    world.place.require_sound()


def test_one_key_on_two_servers_is_one_payout(world):
    here = world.new_user(100 * UNIT)
    both = [here, beside(here, world.place.serve(settings=ROOMY))]
    for _ in range(4):
        key, body, before = new_key(), payout_body(), here.available
        with ThreadPoolExecutor(8) as pool:
            send = [each.again().ask for each in both * 4]
            waiting = [pool.submit(ask, "POST", CONSOLE_LIST, body, key) for ask in send]
            answers = [each.result() for each in waiting]
        assert {each.status_code for each in answers} <= {202, 409}
        assert len({each.content for each in answers if each.status_code == 202}) == 1
        assert here.available == before - MIN_MICRO
