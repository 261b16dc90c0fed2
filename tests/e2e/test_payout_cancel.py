"""POST /api/v1/payouts/{id}/cancel: from which statuses, and where the money goes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from partner_writes import (
    NEVER_ACCEPTING,
    NEVER_SETTLING,
    QUICK,
    FundedClient,
    path_of,
    require_whole,
    sandbox_client,
    transaction_of,
    wait_for_status,
)
from payoutd_client import PARTNER_LIST, Number, body_of, partner_error, unavailable
from payoutd_program import Installation, wait_until

NOT_NOW = "payout cannot be cancelled in current status"


@pytest.fixture(scope="module")
def live(new_folder):
    """On the manual rail, with fees: payouts are queued and wait."""
    with Installation(new_folder()) as place:
        yield FundedClient(place, "--fee", "USD=0+150", fund=["USD=10000"])


def cancelled(partner, payout_id):
    """Cancels what can be cancelled; the answer, which is what GET shows then."""
    response = partner.cancel(payout_id)
    assert response.status_code == 200, response.text
    payout = require_whole(body_of(response))
    assert (payout["status"], payout["id"]) == ("cancelled", payout_id)
    assert partner.payout(payout_id) == payout
    return payout


def require_refused(partner, payout_id):
    before = partner.payout(payout_id)
    error = partner_error(partner.cancel(payout_id), 400, "BadRequest", "BAD_REQUEST")
    assert error["message"] == NOT_NOW
    after = partner.payout(payout_id)
    if after["status"] == before["status"]:
        assert after == before
    return after


# the sample


def test_sample_of_the_documentation(installation):
    live = FundedClient(installation, "--fee", "USD=0+150")
    made = live.create("PAY_2024_001", amount=Number("100.00"), beneficiary_country="US")
    assert live.money() == ("898.50", "101.50")
    payout = cancelled(live.partner, made["id"])
    assert payout["status"] == "cancelled"
    assert (payout["fees"].text, payout["total_amount"].text) == ("1.50", "101.50")
    assert payout["cancelled_at"] is not None
    first, *_, last = payout["events"]
    assert first == {
        "event_type": "status_change",
        "from_status": None,
        "to_status": "created",
        "actor_type": "system",
        "message": "Payout created",
        "created_at": made["created_at"],
    }
    assert last.pop("from_status") in ("created", "queued")
    assert last == {
        "event_type": "status_change",
        "to_status": "cancelled",
        "actor_type": "client",
        "message": "Payout cancelled by client",
        "created_at": payout["cancelled_at"],
    }
    assert live.money() == ("1000.00", "0.00")


# statuses from which it works


def test_just_created_or_queued(live):
    for _ in range(30):
        money = live.money()
        payout = live.create()
        assert path_of(cancelled(live.partner, payout["id"]))[-1] == "cancelled"
        assert live.money() == money


def test_live_and_queued(live):
    money = live.money()
    payout = live.create()
    wait_for_status(live.partner, payout["id"], "queued")
    shown = cancelled(live.partner, payout["id"])
    assert path_of(shown) == ["created", "queued", "cancelled"]
    assert live.money() == money
    row = transaction_of(live.partner, payout["id"])
    assert (row["transaction_type"], row["status"], row["amount"].text) == (
        "DEBIT",
        "FAILED",
        "10.15",
    )
    (listed,) = live.partner.page(reference_id=payout["reference_id"]).rows
    assert (listed["status"], listed["cancelled_at"]) == ("cancelled", shown["cancelled_at"])


@pytest.mark.parametrize("reference", ["sandbox_ok", "sandbox_stuck", "sandbox_fail_other"])
def test_processing_in_the_sandbox_that_has_sent_nothing(installation, reference):
    test = sandbox_client(installation, settings=NEVER_ACCEPTING)
    payout = test.create(reference)
    wait_for_status(test.partner, payout["id"], "processing")
    # Until the sandbox has it, nobody can say that it was not sent.
    wait_until(lambda: test.partner.cancel(payout["id"]).status_code == 200, "cancelled")
    shown = require_whole(test.partner.payout(payout["id"]))
    assert shown["status"] == "cancelled"
    assert path_of(shown) == ["created", "queued", "processing", "cancelled"]
    assert shown["events"][-1]["actor_type"] == "client"
    assert test.money() == ("1000.00", "0.00")
    installation.require_sound()


def test_action_required(installation):
    test = sandbox_client(installation)
    payout = test.create("sandbox_action_required")
    wait_for_status(test.partner, payout["id"], "action_required")
    assert test.money() == ("990.00", "10.00")
    cancelled(test.partner, payout["id"])
    assert test.money() == ("1000.00", "0.00")
    installation.require_sound()


# statuses from which it does not


def test_second_cancel_is_refused(live):
    payout = live.create()
    first = cancelled(live.partner, payout["id"])
    money = live.money()
    assert require_refused(live.partner, payout["id"]) == first
    assert live.money() == money


@pytest.fixture(scope="module")
def quick(new_folder):
    with Installation(new_folder()) as place:
        yield sandbox_client(place)


@pytest.mark.parametrize(
    "email, final", [("sandbox_ok", "completed"), ("sandbox_fail_other", "failed")]
)
def test_final(quick, email, final):
    payout = quick.create(beneficiary_email=f"{email}@example.com")
    wait_for_status(quick.partner, payout["id"], final)
    money = quick.money()
    assert require_refused(quick.partner, payout["id"])["status"] == final
    assert quick.money() == money


def test_expired(installation):
    live = FundedClient(installation, settings={"payouts.unsent_expiry_s": 1})
    payout = live.create()
    shown = require_whole(wait_for_status(live.partner, payout["id"], "expired"))
    assert path_of(shown) == ["created", "queued", "expired"]
    assert live.money() == ("1000.00", "0.00")
    assert require_refused(live.partner, payout["id"]) == shown
    installation.require_sound()


def test_settling(installation):
    test = sandbox_client(installation, settings=NEVER_SETTLING)
    payout = test.create()
    wait_for_status(test.partner, payout["id"], "settling")
    assert require_refused(test.partner, payout["id"])["status"] == "settling"
    assert test.money() == ("990.00", "10.00")


def test_processing_at_a_rail_that_cannot_cancel(installation):
    test = sandbox_client(installation, settings={**QUICK, "sandbox.accept_ms": 1000})
    payout = test.create("sandbox_no_cancel")
    wait_for_status(test.partner, payout["id"], "processing")
    require_refused(test.partner, payout["id"])
    shown = require_whole(wait_for_status(test.partner, payout["id"], "completed"))
    assert "cancelled" not in path_of(shown)
    assert test.money() == ("990.00", "0.00")


def test_cancel_whose_answer_is_lost(installation):
    """503, because nobody knows whether it was cancelled; then the rail says that it was."""
    test = sandbox_client(installation, settings={**QUICK, "sandbox.accept_ms": 5000})
    payout = test.create("sandbox_lost_cancel")
    wait_for_status(test.partner, payout["id"], "processing")
    unavailable(test.partner.cancel(payout["id"]))
    shown = require_whole(wait_for_status(test.partner, payout["id"], "cancelled"))
    assert path_of(shown) == ["created", "queued", "processing", "cancelled"]
    assert test.money() == ("1000.00", "0.00")
    require_refused(test.partner, payout["id"])
    installation.require_sound()


# the request itself


@pytest.mark.parametrize(
    "options",
    [
        {"data": b"{", "headers": {"Content-Type": "application/json"}},
        {"data": b"reason=none", "headers": {"Content-Type": "text/plain"}},
        {"data": b"\xff" * 1000},
        {"headers": {"Idempotency-Key": "x"}},
        {"headers": {"Content-Type": "application/json"}},
    ],
)
def test_body_is_not_looked_at(live, options):
    payout = live.create()
    response = live.partner.get(f"{PARTNER_LIST}/{payout['id']}/cancel", method="POST", **options)
    assert (response.status_code, body_of(response)["status"]) == (200, "cancelled")


def test_headers_of_the_answer(live):
    payout = live.create()
    response = live.partner.cancel(payout["id"])
    assert response.headers["ETag"]
    assert response.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    again = live.partner.get(
        f"{PARTNER_LIST}/{payout['id']}", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_list_shows_it_at_once(live):
    for _ in range(20):
        payout = live.create()
        cancelled(live.partner, payout["id"])
        query = {"reference_id": payout["reference_id"]}
        assert live.partner.page(status="cancelled", **query).total == 1
        assert live.partner.page(status="created,queued", **query).total == 0


# at the same time


def test_one_of_many_cancels_wins(live):
    for _ in range(10):
        money = live.money()
        payout = live.create()
        partners = [live.new_partner() for _ in range(8)]
        with ThreadPoolExecutor(len(partners)) as pool:
            answers = list(pool.map(lambda each: each.cancel(payout["id"]), partners))
        assert sorted(each.status_code for each in answers) == [200] + [400] * 7
        assert live.money() == money
        require_whole(live.partner.payout(payout["id"]))


def test_cancels_against_a_quick_rail(installation):
    """Whoever comes first, the payout ends once and the money is in one place."""
    test = sandbox_client(installation, settings={**QUICK, "sandbox.accept_ms": 20})
    payouts = [test.create(amount=1)["id"] for _ in range(60)]
    with ThreadPoolExecutor(4) as pool:
        partners = [test.new_partner() for _ in payouts]
        codes = list(pool.map(lambda p, each: p.cancel(each).status_code, partners, payouts))
    assert set(codes) <= {200, 400}
    sent = 0
    for payout_id, code in zip(payouts, codes, strict=True):
        final = "cancelled" if code == 200 else "completed"
        require_whole(wait_for_status(test.partner, payout_id, final))
        sent += code != 200
    wait_until(lambda: test.money()[1] == "0.00", "nothing to be held")
    assert test.money() == (f"{1000 - sent}.00", "0.00")
    installation.require_sound()
