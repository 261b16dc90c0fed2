"""Users' payouts in operators' hands: what each step does to the payout and to the balance, four
eyes, and who wins when two act at once.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from list_model import console_payout
from operator_desk import (
    ADDRESS,
    ADMIN,
    PAYOUTS,
    Desk,
    Operator,
    answered,
    operator_error,
    plain,
)
from payoutd_program import Installation

CREDIT = 100_000_000
ASKED = 30_000_000
LEFT = CREDIT - ASKED
BOTH_PLACES = [PAYOUTS, f"{ADMIN}/referrals/payouts"]


@pytest.fixture(scope="module")
def desk(new_folder):
    with Installation(new_folder()) as place:
        yield Desk(place, {"payouts.console_min_micro": 1})
        place.require_sound()


@pytest.fixture(scope="module")
def queue(desk):
    """Who may act on payouts and nothing else."""
    return desk.operator("queue")


@pytest.fixture
def asked(desk):
    """A user with a payout that is asked for, and its id."""
    person = desk.referrer(CREDIT)
    return person, person.ask(ASKED)


def require_at_its_end(queue, payout_id):
    """Whatever is said of it now, it is not actionable any more."""
    for word, body in (
        ("processing", {}),
        ("sent", {"tx_hash": "0xother"}),
        ("sent", {"tx_hash": "0xabc"}),
        ("failed", {"reason": "again"}),
        ("cancelled", {}),
    ):
        operator_error(queue.move(payout_id, word, **body), 409, "payout_not_actionable")


# each step, and what the user sees of it


def test_what_is_asked_for_is_taken_from_what_is_available(asked):
    person, payout_id = asked
    assert person.balance() == (0, LEFT, CREDIT)
    shown = person.payout(payout_id)
    assert shown["status"] == "requested"
    assert not {"tx_hash", "note", "completed_at"} & set(shown)


@pytest.mark.parametrize("below", BOTH_PLACES)
@pytest.mark.parametrize("first", [[], ["processing"]], ids=["at once", "in hand first"])
def test_sent(queue, asked, below, first):
    person, payout_id = asked
    for word in first:
        queue.moved(payout_id, word)
        assert person.payout(payout_id)["status"] == "processing"
        assert person.balance() == (0, LEFT, CREDIT)
    told = queue.post(f"{below}/{payout_id}/sent", {"tx_hash": "0xabc"})
    assert answered(told) == {"ok": True}
    shown = person.payout(payout_id)
    assert (shown["status"], shown["tx_hash"]) == ("sent", "0xabc")
    assert "note" not in shown
    assert shown["completed_at"] >= shown["requested_at"]
    assert person.balance() == (0, LEFT, CREDIT)
    require_at_its_end(queue, payout_id)
    assert person.payout(payout_id) == shown
    operator_error(person.cancel(payout_id), 409, "payout_not_actionable")


@pytest.mark.parametrize("below", BOTH_PLACES)
@pytest.mark.parametrize("word", ["failed", "cancelled"])
@pytest.mark.parametrize("first", [[], ["processing"]], ids=["at once", "in hand first"])
def test_failed_and_cancelled_give_the_money_back(queue, asked, below, word, first):
    person, payout_id = asked
    for each in first:
        queue.moved(payout_id, each)
    told = queue.post(f"{below}/{payout_id}/{word}", {"reason": "the chain is closed"})
    assert answered(told) == {"ok": True}
    shown = person.payout(payout_id)
    assert (shown["status"], shown["note"]) == (word, "the chain is closed")
    assert "tx_hash" not in shown
    assert shown["completed_at"] >= shown["requested_at"]
    assert person.balance() == (0, CREDIT, CREDIT)
    require_at_its_end(queue, payout_id)
    assert person.payout(payout_id) == shown
    assert person.ask(CREDIT), "what came back can be asked for again, whole"


@pytest.mark.parametrize("word", ["failed", "cancelled"])
@pytest.mark.parametrize("body", [None, {}, {"reason": None}], ids=repr)
def test_a_reason_may_be_left_out(queue, asked, word, body):
    person, payout_id = asked
    assert queue.post(f"{PAYOUTS}/{payout_id}/{word}", body).status_code == 200
    shown = person.payout(payout_id)
    assert shown["status"] == word
    assert "note" not in shown or word == "failed"


def test_processing(queue, asked):
    person, payout_id = asked
    queue.moved(payout_id, "processing")
    assert person.payout(payout_id)["status"] == "processing"
    assert "completed_at" not in person.payout(payout_id)
    operator_error(queue.move(payout_id, "processing"), 409, "payout_not_actionable")
    operator_error(person.cancel(payout_id), 409, "payout_not_actionable")
    assert person.balance() == (0, LEFT, CREDIT)


def test_rewards_are_paid_out_oldest_first(desk, queue):
    person = desk.referrer()
    for amount in (100, 200, 300):
        desk.first.credit(person.id, amount, available=True)
    queue.moved(person.ask(250), "sent", tx_hash="0x1")
    assert [each["status"] for each in person.rewards()] == ["available", "available", "paid_out"]
    failing = person.ask(350)
    assert person.balance() == (0, 0, 600)
    queue.moved(failing, "failed")
    assert person.balance() == (0, 350, 600)
    queue.moved(person.ask(350), "sent", tx_hash="0x2")
    assert {each["status"] for each in person.rewards()} == {"paid_out"}


@pytest.mark.parametrize(
    "tx_hash, good",
    [
        ("x", True),
        ("0x" + "f" * 253, True),
        ("bank-reference/2024:1", True),
        ("0x" + "f" * 254, False),
        ("two words", False),
        ("tab\there", False),
        ("é", False),
        (" ", False),
    ],
)
def test_a_hash_is_up_to_255_visible_characters(queue, asked, tx_hash, good):
    person, payout_id = asked
    told = queue.move(payout_id, "sent", tx_hash=tx_hash)
    if good:
        assert answered(told) == {"ok": True}
        assert person.payout(payout_id)["tx_hash"] == tx_hash
    else:
        assert told.status_code == 400, told.text
        assert person.payout(payout_id)["status"] == "requested"


def test_imported_history_is_nobody_s_to_act_on(desk, queue):
    person = desk.referrer()
    rows = [console_payout(status=status) for status in ("requested", "processing")]
    desk.place.import_rows(person.user, rows)
    for item in answered(person.get("/v1/referrals/payouts"))["items"]:
        for word, body in (("processing", {}), ("sent", {"tx_hash": "0x1"}), ("failed", {})):
            told = queue.move(item["id"], word, **body)
            operator_error(told, 409, "payout_not_actionable")


# what staff sees


def test_staff_sees_whose_it_is_and_all_that_happened(desk, queue, asked):
    person, payout_id = asked
    queue.moved(payout_id, "processing")
    queue.moved(payout_id, "sent", tx_hash="0xabc")
    page = desk.operator("read").payouts(owner=person.id)
    (row,) = page.rows
    assert page.total == 1
    assert {name: row["owner"][name] for name in ("id", "kind", "name")} == {
        "id": person.id,
        "kind": "user",
        "name": person.email,
    }
    assert (row["status"], row["tx_hash"], row["address"]) == ("completed", "0xabc", ADDRESS)
    whole = desk.operator("read").payout(payout_id)
    assert {"history", "attempts", "entries", "approvals"} <= set(whole)
    path = [(each["from"], each["to"]) for each in whole["history"]]
    assert path[0][0] is None and path[-1][1] == "completed"
    assert [to for _, to in path[:-1]] == [before for before, _ in path[1:]]
    assert queue.name in str(whole["history"][-1]["actor"])
    assert whole["approvals"] == []


# four eyes

LIMIT = 50_000_000


@pytest.fixture(scope="module")
def careful(new_folder):
    """A desk where more than LIMIT needs the approval of another."""
    with Installation(new_folder()) as place:
        settings = {"operator.four_eyes_above_micro": LIMIT, "payouts.console_min_micro": 1}
        yield Desk(place, settings)
        place.require_sound()


@pytest.fixture
def large(careful):
    """A user with a payout that one alone may not send."""
    person = careful.referrer(4 * LIMIT)
    return person, person.ask(LIMIT + 1)


def sent(operator, payout_id):
    return operator.move(payout_id, "sent", tx_hash="0xabc")


def test_up_to_the_limit_one_may_send_alone(careful):
    person = careful.referrer(LIMIT)
    assert answered(sent(careful.first, person.ask(LIMIT))) == {"ok": True}


def test_above_it_another_must_have_approved(careful, large):
    person, payout_id = large
    ann, bob = careful.first.with_roles("queue"), careful.first.with_roles("queue")
    operator_error(sent(ann, payout_id), 409, "approval_required")
    assert answered(ann.approve(payout_id, LIMIT + 1)) == {"ok": True}
    operator_error(sent(ann, payout_id), 409, "approval_required")
    assert person.payout(payout_id)["status"] == "requested"
    (approval,) = careful.first.payout(payout_id)["approvals"]
    assert ann.name in str(approval)
    assert answered(sent(bob, payout_id)) == {"ok": True}
    assert person.payout(payout_id)["status"] == "sent"


@pytest.mark.parametrize(
    "seen",
    [
        {"amount_micro": LIMIT},
        {"amount_micro": LIMIT + 2},
        {"currency": "EUR"},
        {"network": "polygon"},
        {"address": "0x" + "ac" * 20},
        {"address": ADDRESS[:-1]},
        {"network": None, "address": None},
        {"address": None},
    ],
    ids=repr,
)
def test_who_has_seen_something_else_has_approved_of_nothing(careful, large, seen):
    person, payout_id = large
    ann, bob = careful.operator("queue"), careful.first
    told = ann.approve(payout_id, **{"amount_micro": LIMIT + 1, **seen})
    operator_error(told, 409, "approval_mismatch")
    operator_error(sent(bob, payout_id), 409, "approval_required")
    assert person.payout(payout_id)["status"] == "requested"
    assert bob.payout(payout_id)["approvals"] == []


def test_the_approval_of_a_revoked_token_does_not_count(careful, large):
    _, payout_id = large
    ann = careful.first.with_roles("queue")
    assert answered(ann.approve(payout_id, LIMIT + 1)) == {"ok": True}
    assert answered(careful.first.delete(f"{ADMIN}/operators/{ann.name}")) == {"ok": True}
    operator_error(sent(careful.operator("queue"), payout_id), 409, "approval_required")


def test_failing_and_cancelling_need_no_second_pair_of_eyes(careful):
    person = careful.referrer(4 * LIMIT)
    careful.first.moved(person.ask(LIMIT + 1), "failed")
    careful.first.moved(person.ask(LIMIT + 1), "cancelled")
    assert person.balance() == (0, 4 * LIMIT, 4 * LIMIT)


def test_what_is_at_its_end_is_not_approved(careful, large):
    _, payout_id = large
    careful.first.moved(payout_id, "cancelled")
    told = careful.operator("queue").approve(payout_id, LIMIT + 1)
    operator_error(told, 409, "payout_not_actionable")


# two at once


def race(*requests):
    """The answers to calls that all begin together."""
    gate = threading.Barrier(len(requests))

    def run(request):
        gate.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(run, requests))


def as_others(operator, count):
    """The same operator on connections of their own."""
    return [Operator(operator.server, operator.token) for _ in range(count)]


@pytest.mark.parametrize("turn", range(5))
def test_of_many_who_send_one_does(desk, queue, turn):
    person = desk.referrer(CREDIT)
    payout_id = person.ask(ASKED)
    callers = as_others(queue, 4) + as_others(desk.first, 4)
    answers = race(
        *[
            lambda each=each, number=number: each.move(payout_id, "sent", tx_hash=f"0x{number}")
            for number, each in enumerate(callers)
        ]
    )
    (winner,) = [n for n, each in enumerate(answers) if each.status_code == 200]
    for number, each in enumerate(answers):
        if number != winner:
            operator_error(each, 409, "payout_not_actionable")
    assert person.payout(payout_id)["tx_hash"] == f"0x{winner}"
    assert person.balance() == (0, LEFT, CREDIT)


ENDINGS = {"sent": LEFT, "failed": CREDIT, "cancelled": CREDIT}


@pytest.mark.parametrize("turn", range(5))
def test_of_sent_failed_and_the_user_s_cancel_one_wins(desk, queue, turn):
    person = desk.referrer(CREDIT)
    payout_id = person.ask(ASKED)
    ann, bob = as_others(queue, 2)
    session = person.new_session()
    answers = race(
        lambda: ann.move(payout_id, "sent", tx_hash="0xabc"),
        lambda: bob.move(payout_id, "failed", reason="lost"),
        lambda: person.cancel(payout_id, session=session),
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    (winner,) = [n for n, each in enumerate(answers) if each.status_code == 200]
    ending = list(ENDINGS)[winner]
    shown = person.payout(payout_id)
    assert shown["status"] == ending
    assert person.balance() == (0, ENDINGS[ending], CREDIT)
    assert ("tx_hash" in shown) == (ending == "sent")
    last = desk.first.payout(payout_id)["history"]
    assert len([each for each in last if each["to"] in ("completed", "failed", "cancelled")]) == 1


def test_one_balance_for_many_who_ask_and_spend(desk):
    """Ten times as much is asked for as there is."""
    person = desk.referrer(10)
    target = f"{ADMIN}/referrals/users/{person.id}/spend"
    staff = as_others(desk.first, 10)
    sessions = [person.new_session() for _ in range(10)]
    asks = [lambda each=each: person.try_to_ask(5, session=each) for each in sessions]
    spends = [
        lambda n=n, each=each: each.post(target, {"amount_micro": 5, "invoice_id": f"r-{n}"})
        for n, each in enumerate(staff)
    ]
    answers = race(*asks, *spends)
    done = [each for each in answers if each.status_code in (200, 202)]
    for each in answers:
        if each not in done:
            operator_error(each, 400, "balance_insufficient")
    assert len(done) == 2
    assert person.balance() == (0, 0, 10)
    assert plain(desk.first.user(person.id))["balance"]["available_micro"] == 0
