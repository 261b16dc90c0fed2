"""GET /v1/referrals/rewards: what rewards are, how they are filtered and paged, and their lives."""

import itertools
from datetime import timedelta

import pytest

from console_client import (
    HOLD_S,
    REWARD_FIELDS,
    REWARDS,
    UNIT,
    ConsoleWorld,
    done,
    require_time,
    require_uuid,
)
from payoutd_client import body_of, console_error
from payoutd_program import Installation, wait_until

_payments = itertools.count(1)


def new_payment():
    return f"inv_{next(_payments):06}"


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


@pytest.fixture
def user(world):
    return world.new_user()


@pytest.fixture
def inviter(world):
    """A user with one invitee, whose id is `invitee_id`."""
    inviter = world.new_user()
    inviter.invitee_id = world.invited_id(inviter.me()["primary_code"])
    return inviter


def amounts(rewards):
    return [reward["amount_micro"] for reward in rewards]


# the object


def test_none_is_an_empty_array(user):
    assert body_of(user.get(REWARDS)) == {"items": []}


def test_reward_of_a_payment(world, inviter):
    told = world.operator.pay(inviter.invitee_id, "inv_1", 200 * UNIT)
    (reward,) = inviter.rewards()
    assert reward == told
    expected = {
        "user_id": inviter.id,
        "invitee_id": inviter.invitee_id,
        "payment_id": "inv_1",
        "payment_micro": 200 * UNIT,
        "rate_bps": 1000,
        "tier": 1,
        "amount_micro": 20 * UNIT,
        "status": "pending",
        "note": None,
        "available_at": None,
        "reversed_at": None,
    }
    assert {name: reward[name] for name in expected} == expected
    require_uuid(reward["id"])


def test_credit_by_hand_has_neither_invitee_nor_rate(world, user):
    told = world.operator.credit(user.id, 7, note="for your patience")
    (reward,) = user.rewards()
    assert reward == told
    nothing = ["invitee_id", "payment_id", "payment_micro", "rate_bps", "tier", "reversed_at"]
    assert [reward[name] for name in nothing] == [None] * len(nothing)
    assert (reward["amount_micro"], reward["note"]) == (7, "for your patience")
    assert reward["status"] == "available" and reward["available_at"]


def test_what_is_unset_is_null_and_there(world, user):
    world.operator.credit(user.id, 7)
    (reward,) = body_of(user.get(REWARDS))["items"]
    assert set(reward) == set(REWARD_FIELDS)
    assert reward["note"] is None


def test_hold_is_fourteen_days(world, inviter):
    reward = world.operator.pay(inviter.invitee_id, new_payment(), UNIT)
    hold = require_time(reward["unlocks_at"]) - require_time(reward["created_at"])
    assert abs(hold - timedelta(seconds=HOLD_S)) <= timedelta(seconds=1)


# rate and tier: frozen, half-even


@pytest.mark.parametrize(
    "tier, payment, expected",
    [
        (1, 5 * UNIT, UNIT // 2),
        (1, 10, 1),
        (1, 14, 1),
        (1, 15, 2),
        (1, 16, 2),
        (1, 25, 2),
        (1, 26, 3),
        (1, 35, 4),
        (1, 45, 4),
        (1, 10**15 + 5, 10**14),
        (1, 10**15 + 15, 10**14 + 2),
        (2, 10, 2),
        (2, 30, 4),
        (2, 50, 8),
        (2, 33, 5),
        (2, 123_456_789, 18_518_518),
        (2, 9_999_999, 1_500_000),
    ],
)
def test_reward_is_rounded_half_even(world, inviter, tier, payment, expected):
    world.operator.set_tier(inviter.id, tier)
    reward = world.operator.pay(inviter.invitee_id, new_payment(), payment)
    assert reward["amount_micro"] == expected
    assert reward["payment_micro"] == payment


def test_rate_and_tier_are_those_of_its_creation(world, inviter):
    first = world.operator.pay(inviter.invitee_id, new_payment(), 100 * UNIT)
    assert world.operator.set_tier(inviter.id, 2) == {"old_tier": 1, "new_tier": 2}
    second = world.operator.pay(inviter.invitee_id, new_payment(), 100 * UNIT)
    world.operator.set_tier(inviter.id, 1)
    assert inviter.rewards() == [second, first]
    shown = [(each["tier"], each["rate_bps"], each["amount_micro"]) for each in (first, second)]
    assert shown == [(1, 1000, 10 * UNIT), (2, 1500, 15 * UNIT)]


def test_tier_of_the_invitee_does_not_count(world, inviter):
    world.operator.set_tier(inviter.invitee_id, 2)
    assert world.operator.pay(inviter.invitee_id, new_payment(), 100)["rate_bps"] == 1000


def test_same_payment_told_again_is_one_reward(world, inviter):
    payment = new_payment()
    told = [world.operator.pay(inviter.invitee_id, payment, 100 * UNIT) for _ in range(3)]
    assert told[0] == told[1] == told[2]
    assert len(inviter.rewards()) == 1
    assert inviter.balance() == (10 * UNIT, 0, 10 * UNIT)


def test_payment_of_somebody_whom_nobody_invited(world, user):
    assert world.operator.pay(user.id, new_payment(), 100 * UNIT) is None
    assert user.rewards() == []


# order, filter, pages


@pytest.fixture(scope="module")
def many(world):
    """52 available rewards of 1 to 52 micro-units, then 2 pending ones, and one reversed."""
    user = world.new_user(*range(1, 53))
    for amount in (53, 54):
        world.operator.credit(user.id, amount, available=False)
    assert world.operator.reverse(world.operator.credit(user.id, 55)["id"]).status_code == 200
    return user


ALL = list(range(55, 0, -1))


def test_newest_first(many):
    assert amounts(many.rewards("?limit=200")) == ALL


@pytest.mark.parametrize("query, size", [("", 50), ("?limit=1", 1), ("?limit=51", 51)])
def test_limit(many, query, size):
    assert amounts(many.rewards(query)) == ALL[:size]


IGNORED = ["0", "201", "500", "-1", "-200", "abc", "", "1.5", "1e1", "0x10", "5x", "9" * 30, "%00"]


@pytest.mark.parametrize("limit", IGNORED)
def test_limit_out_of_range_or_no_number_is_ignored(many, limit):
    """Not clamped, as that of the payouts is."""
    assert amounts(many.rewards(f"?limit={limit}")) == ALL[:50]


def test_limit_of_200_is_in_range(many):
    assert len(many.rewards("?limit=200")) == 55


@pytest.mark.parametrize("offset", ["-1", "abc", "", "1.5", "1e1", "5x", "%00"])
def test_offset_that_is_no_number_from_zero_on_is_ignored(many, offset):
    assert amounts(many.rewards(f"?limit=3&offset={offset}")) == ALL[:3]


@pytest.mark.parametrize(
    "offset, expected", [(0, [55]), (1, [54]), (54, [1]), (55, []), (10**9, []), (10**30, [])]
)
def test_offset(many, offset, expected):
    assert amounts(many.rewards(f"?limit=1&offset={offset}")) == expected


def test_pages_until_one_is_short(many):
    pages = [amounts(many.rewards(f"?limit=20&offset={offset}")) for offset in (0, 20, 40)]
    assert sum(pages, []) == ALL
    assert [len(page) for page in pages] == [20, 20, 15]


@pytest.mark.parametrize(
    "status, expected",
    [
        ("pending", [54, 53]),
        ("reversed", [55]),
        ("pending,reversed", [55, 54, 53]),
        ("reversed%2Cpending", [55, 54, 53]),
        ("spent", []),
        ("paid_out", []),
        ("paid_out,spent,pending", [54, 53]),
        ("nonsense", []),
        ("nonsense,pending", [54, 53]),
        ("pending,pending", [54, 53]),
        ("requested", []),
        ("'; DROP TABLE rewards; --", []),
    ],
)
def test_status(many, status, expected):
    """A word that is none matches nothing and is no error."""
    assert amounts(many.rewards(f"?status={status}")) == expected


def test_status_with_limit_and_offset(many):
    assert amounts(many.rewards("?status=available&limit=2&offset=50")) == [2, 1]
    assert amounts(many.rewards("?status=available,pending&limit=3&offset=1")) == [53, 52, 51]


def test_unknown_parameters_are_ignored(many):
    assert amounts(many.rewards("?limit=2&sort=amount&page=9")) == [55, 54]


def test_list_has_a_tag(world):
    user = world.new_user(1)
    first = user.get(REWARDS)
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = {"If-None-Match": first.headers["ETag"]}
    assert user.get(REWARDS, headers=same).status_code == 304
    world.operator.credit(user.id, 2)
    assert amounts(done(user.get(REWARDS, headers=same))["items"]) == [2, 1]


# the life of a reward


@pytest.fixture(scope="module")
def quick(new_folder):
    """A server that holds rewards for a second."""
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place, **{"referrals.hold_s": 1})
        place.require_sound()


def test_reward_unlocks_after_the_hold(quick):
    inviter = quick.new_user()
    invitee_id = quick.invited_id(inviter.me()["primary_code"])
    quick.operator.pay(invitee_id, new_payment(), 100 * UNIT)
    by_hand = quick.operator.credit(inviter.id, 5 * UNIT, available=False)
    assert by_hand["status"] == "pending"
    wait_until(lambda: inviter.balance() == (0, 15 * UNIT, 15 * UNIT), "both to unlock", 15)
    for reward in inviter.rewards():
        assert reward["status"] == "available"
        assert reward["unlocks_at"] <= reward["available_at"]
    inviter.create(15 * UNIT)


def test_what_was_reversed_never_unlocks(quick):
    user = quick.new_user()
    reversed_one = quick.operator.credit(user.id, 5, available=False)
    assert quick.operator.reverse(reversed_one["id"]).status_code == 200
    quick.operator.credit(user.id, 7, available=False)
    wait_until(lambda: user.balance() == (0, 7, 7), "the other to unlock", 15)
    assert [each["status"] for each in user.rewards()] == ["available", "reversed"]


def statuses(user):
    """Of all rewards, oldest first."""
    return [reward["status"] for reward in reversed(user.rewards())]


def test_oldest_are_taken_first(world):
    user = world.new_user(10 * UNIT, 20 * UNIT, 5 * UNIT)
    payout = user.create(15 * UNIT)
    assert statuses(user) == ["available"] * 3
    done(world.operator.move(payout["id"], "sent"))
    assert statuses(user) == ["paid_out", "available", "available"]
    done(world.operator.move(user.create(15 * UNIT)["id"], "sent"))
    assert statuses(user) == ["paid_out", "paid_out", "available"]


@pytest.mark.parametrize("end", ["cancelled by the user", "failed", "cancelled"])
def test_given_back_to_the_same_rewards(world, end):
    user = world.new_user(10 * UNIT, 20 * UNIT)
    first, second = user.create(10 * UNIT), user.create(15 * UNIT)
    if end == "cancelled by the user":
        assert user.cancel(first["id"]).status_code == 200
    else:
        done(world.operator.move(first["id"], end))
    oldest, newest = [reward["id"] for reward in reversed(user.rewards())]
    # Nobody has of the oldest any more, the second payout still has of the other.
    console_error(world.operator.reverse(newest), 409, "reward_in_use")
    third = user.create(12 * UNIT)
    console_error(world.operator.reverse(oldest), 409, "reward_in_use")
    done(world.operator.move(third["id"], "sent"))
    assert statuses(user) == ["paid_out", "available"]
    assert user.available == 3 * UNIT
    done(world.operator.move(second["id"], "failed"))
    assert user.available == 18 * UNIT
    done(world.operator.move(user.create(18 * UNIT)["id"], "sent"))
    assert statuses(user) == ["paid_out", "paid_out"]


def test_reversed_takes_it_from_balance_and_lifetime(world, user):
    pending = world.operator.credit(user.id, 3 * UNIT, available=False)
    available = world.operator.credit(user.id, 4 * UNIT)
    assert user.balance() == (3 * UNIT, 4 * UNIT, 7 * UNIT)
    assert world.operator.reverse(pending["id"]).status_code == 200
    assert user.balance() == (0, 4 * UNIT, 4 * UNIT)
    assert world.operator.reverse(available["id"]).status_code == 200
    assert user.balance() == (0, 0, 0)
    for reward in user.rewards():
        assert reward["status"] == "reversed" and reward["reversed_at"]
    console_error(world.operator.reverse(pending["id"]), 409, "reward_not_actionable")


def test_spent_on_an_invoice(world):
    user = world.new_user(4 * UNIT, 6 * UNIT, 5 * UNIT)
    assert done(world.operator.spend(user.id, 10 * UNIT, "invoice-1")) == {"ok": True}
    assert statuses(user) == ["spent", "spent", "available"]
    assert user.balance() == (0, 5 * UNIT, 15 * UNIT)
    console_error(user.request(10 * UNIT), 400, "balance_insufficient")
