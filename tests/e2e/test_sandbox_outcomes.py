"""Test mode: every scenario of the sandbox rail to its end, and where the money is then.

All payouts of a world go at the same time through one server; each test looks at one of them.
"""

import time
from decimal import Decimal

import pytest

from partner_writes import (
    FINAL,
    QUICK,
    FundedClient,
    path_of,
    require_whole,
    sandbox_client,
    transaction_of,
    wait_for_status,
)
from payoutd_client import WALLETS
from payoutd_program import Installation, wait_until

CODES = [
    *["account_closed", "account_not_found", "account_blocked", "invalid_identifiers"],
    *["name_mismatch", "beneficiary_refused", "compliance_refused", "currency_not_supported"],
    *["country_not_supported", "amount_too_small", "amount_too_large", "limit_exceeded"],
    *["rail_out_of_funds", "rail_unavailable", "returned", "other"],
]
ARRIVING = [
    *["ok", "slow", "lost_answer", "lost_request", "duplicate_answer", "no_cancel", "lost_cancel"],
]
FAILING = [f"{kind}_{code}" for kind in ("fail", "refuse", "late_fail") for code in CODES]
UNFINISHED = ["action_required", "stuck"]
SCENARIOS = [*ARRIVING, *FAILING, *UNFINISHED]


class World:
    """Every scenario twice: named by the reference, and by the beneficiary's e-mail."""

    def __init__(self, place):
        self.place = place
        self.test = sandbox_client(place, fund=["USD=10000"])
        self.payouts = {}
        for scenario in SCENARIOS:
            word = f"sandbox_{scenario}"
            self.payouts[scenario, "reference"] = self.test.create(word)
            email = self.test.create(beneficiary_email=f"{word}@example.com")
            self.payouts[scenario, "e-mail"] = email

    def ended(self, scenario, place, *statuses):
        payout = self.payouts[scenario, place]
        return require_whole(wait_for_status(self.test.partner, payout["id"], *statuses))


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


named_in = pytest.mark.parametrize("place", ["reference", "e-mail"])


def without_settling(path):
    """A rail that is asked late may have settled already."""
    return [status for status in path if status != "settling"]


@named_in
@pytest.mark.parametrize("scenario", ARRIVING)
def test_arrives(world, scenario, place):
    payout = world.ended(scenario, place, *FINAL)
    assert payout["status"] == "completed"
    assert without_settling(path_of(payout)) == ["created", "queued", "processing", "completed"]
    row = transaction_of(world.test.partner, payout["id"])
    assert (row["status"], row["amount"].text) == ("COMPLETED", "10.00")
    require_entries(world.place.show(payout["id"]), "payout_paid")


@named_in
@pytest.mark.parametrize("scenario", FAILING)
def test_fails(world, scenario, place):
    payout = world.ended(scenario, place, *FINAL)
    code = scenario.removeprefix("late_").partition("_")[2]
    assert (payout["status"], payout["failure_code"]) == ("failed", code)
    assert payout["failure_reason"]
    path = path_of(payout)
    assert path[:2] == ["created", "queued"]
    if scenario.startswith("fail"):
        assert path == ["created", "queued", "processing", "failed"]
    elif scenario.startswith("late"):
        assert without_settling(path) == ["created", "queued", "processing", "failed"]
    row = transaction_of(world.test.partner, payout["id"])
    assert (row["status"], row["amount"].text) == ("FAILED", "10.00")
    require_entries(world.place.show(payout["id"]), "payout_returned")
    (listed,) = world.test.partner.page(reference_id=payout["reference_id"]).rows
    assert (listed["failure_code"], listed["failed_at"]) == (code, payout["failed_at"])


def require_entries(shown, last):
    """Held and then paid or returned, once; every entry balances."""
    assert [entry["kind"] for entry in shown["entries"]] == ["payout_held", last]
    for entry in shown["entries"]:
        sides = {"debit": Decimal(0), "credit": Decimal(0)}
        for posting in entry["postings"]:
            sides[posting["side"]] += Decimal(posting["amount"].text)
        assert sides["debit"] == sides["credit"] > 0, entry
        assert entry["currency"] == "USD"


@named_in
def test_needs_action(world, place):
    payout = world.ended("action_required", place, "action_required")
    assert path_of(payout)[:3] == ["created", "queued", "processing"]
    assert transaction_of(world.test.partner, payout["id"])["status"] == "PENDING"


@named_in
def test_stuck_stays_on_its_way_with_its_money_held(world, place):
    payout = world.ended("stuck", place, "processing", "settling")
    entries = world.place.show(payout["id"])["entries"]
    assert [entry["kind"] for entry in entries] == ["payout_held"]
    assert transaction_of(world.test.partner, payout["id"])["status"] == "PENDING"


def test_money_is_where_the_payouts_say(world):
    """Two each of what arrives are gone, two each of what is unfinished held, all else is back."""

    def all_ended():
        statuses = [each["status"] for each in world.test.partner.all_rows()]
        return sum(each in FINAL for each in statuses) == 2 * len(ARRIVING + FAILING)

    wait_until(all_ended, "all that can end to have ended", 30)
    for scenario in UNFINISHED:
        world.ended(scenario, "reference", "processing", "settling", "action_required")
    gone, held = 20 * len(ARRIVING), 20 * len(UNFINISHED)
    assert world.test.money() == (f"{10000 - gone - held}.00", f"{held}.00")
    world.place.require_sound()


@pytest.mark.parametrize("scenario", [*ARRIVING, *FAILING])
def test_one_attempt_is_enough(world, scenario):
    """Whatever was lost on the way, nothing is ever sent under a second key."""
    payout = world.ended(scenario, "reference", *FINAL)
    (attempt,) = world.place.show(payout["id"])["attempts"]
    assert set(attempt) >= {"number", "key", "rail", "state", "submissions"}
    assert (attempt["number"].text, attempt["rail"]) == ("1", "sandbox")
    if scenario == "lost_request":
        assert int(attempt["submissions"].text) >= 2
    elif scenario in ("ok", "slow", "duplicate_answer"):
        assert attempt["submissions"].text == "1"


def test_keys_of_attempts_are_never_shared(world):
    keys = []
    for scenario in ARRIVING:
        for place in ("reference", "e-mail"):
            payout = world.ended(scenario, place, *FINAL)
            keys += [each["key"] for each in world.place.show(payout["id"])["attempts"]]
    assert len(keys) == len(set(keys)) == 2 * len(ARRIVING)


# in time


def test_each_status_is_seen_when_the_rail_takes_its_time(installation):
    settings = {**QUICK, "sandbox.accept_ms": 400, "sandbox.settle_ms": 400}
    test = sandbox_client(installation, settings=settings)
    start = time.monotonic()
    good, bad = test.create("sandbox_ok"), test.create("sandbox_late_fail_returned")
    for payout, final in ((good, "completed"), (bad, "failed")):
        wait_for_status(test.partner, payout["id"], "processing", "settling", final)
        shown = require_whole(wait_for_status(test.partner, payout["id"], final))
        assert path_of(shown) == ["created", "queued", "processing", "settling", final]
    assert time.monotonic() - start >= 0.6
    assert test.money() == ("990.00", "0.00")


def test_slow_is_slower_than_ok(installation):
    test = sandbox_client(installation, settings={**QUICK, "sandbox.slow_ms": 1500})
    slow = test.create("sandbox_slow")
    quick = test.create("sandbox_ok")
    wait_for_status(test.partner, quick["id"], "completed")
    assert test.partner.payout(slow["id"])["status"] != "completed"
    wait_for_status(test.partner, slow["id"], "completed")


def test_payouts_go_on_after_the_server_was_started_again(installation):
    """What was on its way when the server stopped is asked about, not sent again."""
    settings = {**QUICK, "sandbox.accept_ms": 300}
    test = sandbox_client(installation, settings=settings)
    words = ["ok", "fail_other", "lost_answer", "lost_request", "duplicate_answer"]
    payouts = {word: test.create(f"sandbox_{word}") for word in words}
    test.server.stop()
    test.server = installation.serve(settings=settings)
    test.partner = test.new_partner()
    for word, payout in payouts.items():
        final = "failed" if word == "fail_other" else "completed"
        require_whole(wait_for_status(test.partner, payout["id"], final))
        assert len(installation.show(payout["id"])["attempts"]) == 1
    assert test.money() == ("960.00", "0.00")
    installation.require_sound()


def test_live_clients_never_meet_the_sandbox(installation):
    live = FundedClient(installation, settings=QUICK)
    test = sandbox_client(installation, server=live.server, name="Test")
    waiting = [live.create("sandbox_ok"), live.create(beneficiary_email="sandbox_ok@example.com")]
    wait_for_status(test.partner, test.create("sandbox_ok")["id"], "completed")
    for payout in waiting:
        shown = wait_for_status(live.partner, payout["id"], "queued")
        assert path_of(shown) == ["created", "queued"]
        assert installation.show(payout["id"])["attempts"] == []
    wallets = live.partner.page_at(WALLETS).rows
    assert [(each["amount"].text, each["held"].text) for each in wallets] == [("980.00", "20.00")]
