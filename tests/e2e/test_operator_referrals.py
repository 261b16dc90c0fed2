"""Referral money in operators' hands: payments and their rewards, credits, invoices, tiers."""

from datetime import timedelta

import pytest

from list_model import parse_time
from operator_desk import (
    PAYMENTS,
    REWARDS,
    UNKNOWN_UUID,
    USERS,
    Desk,
    answered,
    new_email,
    operator_error,
    plain,
)
from payoutd_client import CONSOLE_LIST, Number, new_key
from payoutd_program import Installation

HOLD = timedelta(days=14)
REWARD_FIELDS = [
    *["id", "user_id", "invitee_id", "payment_id", "payment_micro", "rate_bps", "tier"],
    *["amount_micro", "status", "note", "created_at", "unlocks_at", "available_at", "reversed_at"],
]


@pytest.fixture(scope="module")
def desk(new_folder):
    with Installation(new_folder()) as place:
        yield Desk(place, {"payouts.console_min_micro": 1})
        place.require_sound()


@pytest.fixture(scope="module")
def money(desk):
    """Who may move money and nothing else."""
    return desk.operator("money")


@pytest.fixture
def pair(desk):
    """A user and the id of somebody whom the user has invited."""
    inviter = desk.referrer()
    return inviter, desk.invitee(inviter)


_numbers = iter(range(1, 100_000))


def new_payment():
    return f"invoice-{next(_numbers)}"


def held(reward):
    return parse_time(reward["unlocks_at"]) - parse_time(reward["created_at"])


# payments


def test_a_payment_of_an_invitee_is_a_pending_reward_of_the_inviter(money, pair):
    inviter, invitee = pair
    payment = new_payment()
    reward = plain(money.pay(payment, invitee, 20_000_000))
    assert set(reward) == set(REWARD_FIELDS)
    expected = {
        "user_id": inviter.id,
        "invitee_id": invitee,
        "payment_id": payment,
        "payment_micro": 20_000_000,
        "rate_bps": 1000,
        "tier": 1,
        "amount_micro": 2_000_000,
        "status": "pending",
        "note": None,
        "available_at": None,
        "reversed_at": None,
    }
    assert {name: reward[name] for name in expected} == expected
    assert held(reward) == HOLD
    assert inviter.rewards() == [reward]
    assert inviter.balance() == (2_000_000, 0, 2_000_000)
    assert inviter.me()["paid_invitees"] == 1
    (shown,) = inviter.invitees()
    assert (shown["user_id"], shown["total_paid_micro"]) == (invitee, 20_000_000)


@pytest.mark.parametrize(
    "paid, rate, reward",
    [
        (10_000_000, 1000, 1_000_000),
        (5, 1000, 0),  # 0.5: half to even
        (15, 1000, 2),  # 1.5
        (25, 1000, 2),  # 2.5
        (35, 1000, 4),  # 3.5
        (14, 1000, 1),
        (16, 1000, 2),
        (10, 1500, 2),  # 1.5
        (30, 1500, 4),  # 4.5
        (7, 1500, 1),  # 1.05
        (999_999_999_999, 1500, 150_000_000_000),  # 149999999999.85
        (9_000_000_000_000_000, 1500, 1_350_000_000_000_000),
    ],
)
def test_a_reward_is_rounded_half_to_even(money, pair, paid, rate, reward):
    inviter, invitee = pair
    if rate == 1500:
        money.done(f"{USERS}/{inviter.id}/tier", {"tier": 2})
    made = money.pay(new_payment(), invitee, paid)
    if reward == 0:
        assert made is None, "a reward of nothing is none"
    else:
        assert plain(made["amount_micro"]) == reward
        assert plain(made["rate_bps"]) == rate
    assert inviter.balance() == (reward, 0, reward)


def test_rate_and_tier_are_those_of_the_time_of_the_reward(money, pair):
    inviter, invitee = pair
    old = money.pay(new_payment(), invitee, 10_000_000)
    money.done(f"{USERS}/{inviter.id}/tier", {"tier": 2})
    new = money.pay(new_payment(), invitee, 10_000_000)
    money.done(f"{USERS}/{inviter.id}/tier", {"tier": 1})
    found = [(each["tier"], each["rate_bps"], each["amount_micro"]) for each in inviter.rewards()]
    assert found == [(2, 1500, 1_500_000), (1, 1000, 1_000_000)]
    assert [each["id"] for each in inviter.rewards()] == [new["id"], old["id"]]


def test_the_same_payment_again_is_the_same_answer_and_no_second_reward(money, pair):
    inviter, invitee = pair
    payment = new_payment()
    first = money.pay(payment, invitee, 20_000_000)
    for key in (None, new_key()):
        body = {"payment_id": payment, "invitee_id": invitee, "amount_micro": 20_000_000}
        again = answered(money.post(PAYMENTS, body, key))
        assert again == {"reward": first}
    assert inviter.balance() == (2_000_000, 0, 2_000_000)
    (shown,) = inviter.invitees()
    assert shown["total_paid_micro"] == 20_000_000


def test_the_same_payment_with_other_content_is_refused(desk, money, pair):
    inviter, invitee = pair
    payment = new_payment()
    money.pay(payment, invitee, 20_000_000)
    other = desk.invitee(inviter)
    right = {"payment_id": payment, "invitee_id": invitee, "amount_micro": 20_000_000}
    for changed in ({"amount_micro": 20_000_001}, {"invitee_id": other}):
        operator_error(money.post(PAYMENTS, {**right, **changed}), 409, "payment_differs")
    assert inviter.balance() == (2_000_000, 0, 2_000_000)


def test_a_payment_of_somebody_whom_nobody_invited_is_no_reward(desk, money):
    alone = desk.referrer()
    payment = new_payment()
    assert money.pay(payment, alone.id, 20_000_000) is None
    assert money.pay(payment, alone.id, 20_000_000) is None
    body = {"payment_id": payment, "invitee_id": alone.id, "amount_micro": 1}
    operator_error(money.post(PAYMENTS, body), 409, "payment_differs")
    assert alone.balance() == (0, 0, 0)


@pytest.mark.parametrize(
    "changed, status, error",
    [
        ({"currency": "EUR"}, 400, "invalid_args"),
        ({"currency": "usd"}, 400, "invalid_args"),
        ({"invitee_id": UNKNOWN_UUID}, 404, "user_not_found"),
        ({"payment_id": ""}, 400, "invalid_args"),
    ],
)
def test_a_payment_that_cannot_be(money, pair, changed, status, error):
    inviter, invitee = pair
    body = {"payment_id": new_payment(), "invitee_id": invitee, "amount_micro": 100}
    operator_error(money.post(PAYMENTS, {**body, **changed}), status, error)
    assert inviter.balance() == (0, 0, 0)


def test_the_console_s_currency_may_be_named(money, pair):
    assert money.pay(new_payment(), pair[1], 10, currency="USD")["status"] == "pending"


# credits by hand


def test_a_credit_is_pending_like_others_or_available_at_once(desk, money):
    person = desk.referrer()
    pending = plain(money.credit(person.id, 300, note="a prize"))
    assert (pending["status"], pending["note"], pending["available_at"]) == (
        *("pending", "a prize", None),
    )
    assert held(pending) == HOLD
    ready = plain(money.credit(person.id, 200, available=True))
    assert (ready["status"], ready["note"]) == ("available", None)
    assert ready["available_at"] is not None
    nothing = ["invitee_id", "payment_id", "payment_micro", "rate_bps", "tier"]
    assert {each[name] for each in (pending, ready) for name in nothing} == {None}
    assert person.rewards() == [ready, pending]
    assert person.balance() == (300, 200, 500)


def test_a_credit_happens_once_for_a_key(desk, money):
    person, key = desk.referrer(), new_key()
    target, body = f"{USERS}/{person.id}/rewards", {"amount_micro": 7, "available": True}
    first = money.post(target, body, key)
    again = money.post(target, body, key)
    assert answered(again) == answered(first)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    reused = money.post(target, {**body, "amount_micro": 8}, key)
    operator_error(reused, 422, "idempotency_key_reused")
    assert person.balance() == (0, 7, 7)
    other = desk.first.post(target, body, key)
    assert answered(other)["reward"]["id"] != answered(first)["reward"]["id"]
    assert person.balance() == (0, 14, 14), "the key is the operator's own"


# unlock


def test_unlocking_makes_a_reward_available_at_once(money, pair):
    inviter, invitee = pair
    reward = money.pay(new_payment(), invitee, 20_000_000)
    unlocked = plain(money.done(f"{REWARDS}/{reward['id']}/unlock"))["reward"]
    assert (unlocked["id"], unlocked["status"]) == (reward["id"], "available")
    assert parse_time(unlocked["available_at"]) < parse_time(unlocked["unlocks_at"])
    assert inviter.rewards() == [unlocked]
    assert inviter.balance() == (0, 2_000_000, 2_000_000)
    operator_error(money.post(f"{REWARDS}/{reward['id']}/unlock"), 409, "reward_not_actionable")
    assert inviter.balance() == (0, 2_000_000, 2_000_000)


# reverse


def test_a_pending_reward_is_reversed(money, pair):
    inviter, invitee = pair
    reward = money.pay(new_payment(), invitee, 20_000_000)
    answered(money.post(f"{REWARDS}/{reward['id']}/reverse", {"reason": "charged back"}))
    (shown,) = inviter.rewards()
    assert shown["status"] == "reversed"
    assert shown["reversed_at"] is not None
    assert inviter.balance() == (0, 0, 0)
    for word in ("reverse", "unlock"):
        again = money.post(f"{REWARDS}/{reward['id']}/{word}")
        operator_error(again, 409, "reward_not_actionable")


def test_an_untouched_available_reward_is_reversed(desk, money):
    person = desk.referrer()
    reward = money.credit(person.id, 500, available=True)
    money.done(f"{REWARDS}/{reward['id']}/reverse")
    assert person.balance() == (0, 0, 0)


def test_a_reward_that_a_payout_has_taken_of_is_in_use(desk, money):
    person = desk.referrer()
    reward = money.credit(person.id, 500, available=True)
    later = money.credit(person.id, 500, available=True)
    payout = person.ask(200)
    operator_error(money.post(f"{REWARDS}/{reward['id']}/reverse"), 409, "reward_in_use")
    money.done(f"{REWARDS}/{later['id']}/reverse")
    assert person.balance() == (0, 300, 500)
    assert person.cancel(payout).status_code == 200
    money.done(f"{REWARDS}/{reward['id']}/reverse")
    assert person.balance() == (0, 0, 0)


def test_a_reward_that_is_partly_paid_out_stays_in_use(desk, money):
    person = desk.referrer()
    reward = money.credit(person.id, 500, available=True)
    desk.first.moved(person.ask(200), "sent", tx_hash="0xabc")
    operator_error(money.post(f"{REWARDS}/{reward['id']}/reverse"), 409, "reward_in_use")
    desk.first.moved(person.ask(300), "sent", tx_hash="0xdef")
    (shown,) = person.rewards()
    assert shown["status"] == "paid_out"
    operator_error(money.post(f"{REWARDS}/{reward['id']}/reverse"), 409, "reward_not_actionable")
    assert person.balance() == (0, 0, 500)


# spend


def test_spending_takes_the_oldest_rewards_first(desk, money):
    person = desk.referrer()
    for amount in (100, 200, 300):
        money.credit(person.id, amount, available=True)
    body = {"amount_micro": 250, "invoice_id": new_payment()}
    assert money.done(f"{USERS}/{person.id}/spend", body) == {"ok": True}
    newest_first = [each["status"] for each in person.rewards()]
    assert newest_first == ["available", "available", "spent"]
    assert person.balance() == (0, 350, 600)
    operator_error(person.try_to_ask(351), 400, "balance_insufficient")


def test_an_invoice_is_covered_once(desk, money):
    person = desk.referrer(1000)
    target, body = f"{USERS}/{person.id}/spend", {"amount_micro": 300, "invoice_id": new_payment()}
    money.done(target, body)
    for amount in (300, 1):
        again = money.post(target, {**body, "amount_micro": amount})
        operator_error(again, 409, "invoice_already_covered")
    assert person.balance()[1] == 700


def test_more_than_is_available_cannot_be_spent(desk, money):
    person = desk.referrer(1000)
    money.credit(person.id, 5000)  # pending
    person.ask(400)
    target = f"{USERS}/{person.id}/spend"
    body = {"amount_micro": 601, "invoice_id": new_payment()}
    operator_error(money.post(target, body), 400, "balance_insufficient")
    assert person.balance() == (5000, 600, 6000)
    money.done(target, {**body, "amount_micro": 600})
    assert person.balance() == (5000, 0, 6000)


# tier


def test_a_tier_is_set_shown_and_written_down(desk, money):
    person = desk.referrer()
    target = f"{USERS}/{person.id}/tier"
    told = plain(money.done(target, {"tier": 2, "note": "many readers"}))
    assert told == {"old_tier": 1, "new_tier": 2}
    shown = person.me()
    assert (shown["tier"], shown["tier_label"], shown["rate_bps"]) == (2, "influencer", 1500)
    assert plain(money.done(target, {"tier": 2})) == {"old_tier": 2, "new_tier": 2}
    for tier in (0, 3, 2**31):
        operator_error(money.post(target, {"tier": tier}), 400, "invalid_tier")
    assert person.me()["tier"] == 2
    lines = [line for line in desk.first.audit(limit=10) if line["action"].endswith("/tier")]
    assert {line["target"] for line in lines} == {person.id}
    assert [plain(line["outcome"]) for line in lines] == [400, 400, 400, 200, 200]
    assert "many readers" in str(lines[-1]["detail"])
    rows = desk.first.user(person.id)["recent_attributions"]
    assert {row["kind"] for row in rows} == {"tier_changed"}


# what a user looks like to an operator


def test_a_user_as_operators_see_it(desk, money, pair):
    inviter, invitee = pair
    money.pay(new_payment(), invitee, 20_000_000)
    money.pay(new_payment(), invitee, 10_000_000)
    money.credit(inviter.id, 70, available=True)
    shown = plain(desk.operator("read").user(inviter.id))
    named = ["user_id", "email", "tier", "tier_label", "rate_bps", "primary_code", "custom_slug"]
    assert set(shown) == {*named, "paid_invitees", "balance", "recent_attributions"}
    assert (shown["user_id"], shown["email"]) == (inviter.id, inviter.email)
    mine = inviter.me()
    for name in set(shown) & set(mine):
        assert shown[name] == mine[name], name
    rows = shown["recent_attributions"]
    assert [row["kind"] for row in rows] == ["first_paid", "signup"]
    for row in rows:
        assert set(row) == {"kind", "at", "invitee_id", "detail"}
        assert row["invitee_id"] == invitee


def test_a_user_without_a_history_has_an_empty_one(desk):
    assert desk.first.user(desk.referrer().id)["recent_attributions"] == []


def test_recent_attributions_are_the_last_fifty(desk, money):
    person = desk.referrer()
    for number in range(55):
        money.done(f"{USERS}/{person.id}/tier", {"tier": 1 + (number + 1) % 2})
    rows = desk.first.user(person.id)["recent_attributions"]
    assert len(rows) == 50
    assert {row["kind"] for row in rows} == {"tier_changed"}
    times = [row["at"] for row in rows]
    assert times == sorted(times, reverse=True)


def test_a_user_cannot_be_invited_by_a_code_that_is_nobody_s(desk):
    body = {"email": new_email(), "referred_by": "no-such-code-at-all"}
    made = desk.first.post("/v1/admin/users", body)
    operator_error(made, 400, "invalid_args", field="referred_by")
    assert person_count(desk, body["email"]) == 0


def person_count(desk, email):
    found = desk.first.object_at("/v1/admin/users", email=email)
    assert found["total"] == Number(str(len(found["items"])))
    return len(found["items"])


def test_a_credit_can_be_asked_for_by_its_user_alone(desk, money):
    rich, poor = desk.referrer(1000), desk.referrer()
    refused = poor.try_to_ask(1)
    operator_error(refused, 400, "balance_insufficient")
    assert rich.ask(1000)
    assert answered(poor.get(CONSOLE_LIST))["items"] == []
