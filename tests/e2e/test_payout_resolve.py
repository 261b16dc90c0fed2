"""POST /api/v1/payouts/{id}/resolve: what needs action goes its way again, or expires."""

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
    wait_for_status,
)
from payoutd_client import PARTNER_LIST, body_of, partner_error

REFUSAL = "payout does not require action"


def in_need(test, **fields):
    """A payout that has come to action_required."""
    if not fields:
        fields = {"beneficiary_email": "sandbox_action_required@example.com"}
    payout = test.create(**fields)
    shown = wait_for_status(test.partner, payout["id"], "action_required")
    return require_whole(shown)


def require_refused(partner, payout_id):
    error = partner_error(partner.resolve(payout_id), 400, "BadRequest", "BAD_REQUEST")
    assert error["message"] == REFUSAL


def test_way_to_action_required(installation):
    test = sandbox_client(installation)
    payout = in_need(test, reference_id="sandbox_action_required")
    assert path_of(payout)[:3] == ["created", "queued", "processing"]
    assert payout["events"][-1]["actor_type"] in ("rail", "system")
    assert test.money() == ("990.00", "10.00"), "the money stays held"
    assert test.partner.page(status="action_required").references == ["sandbox_action_required"]


def test_resolved_payout_is_queued_and_sent_under_another_key(installation):
    test = sandbox_client(installation)
    payout = in_need(test)
    response = test.partner.resolve(payout["id"])
    assert response.status_code == 200, response.text
    assert response.headers["ETag"]
    resolved = require_whole(body_of(response))
    assert (resolved["id"], resolved["status"]) == (payout["id"], "queued")
    last = resolved["events"][-1]
    assert (last["from_status"], last["to_status"]) == ("action_required", "queued")
    assert last["actor_type"] == "client"

    shown = require_whole(wait_for_status(test.partner, payout["id"], "completed"))
    assert path_of(shown).count("queued") == 2
    assert test.money() == ("990.00", "0.00")
    attempts = installation.show(payout["id"])["attempts"]
    assert [each["number"].text for each in attempts] == ["1", "2"]
    assert len({each["key"] for each in attempts}) == 2
    installation.require_sound()


def test_resolve_takes_no_body(installation):
    test = sandbox_client(installation)
    payout = in_need(test)
    response = test.partner.get(
        f"{PARTNER_LIST}/{payout['id']}/resolve", method="POST", data=b"{", headers={"X": "y"}
    )
    assert (response.status_code, body_of(response)["status"]) == (200, "queued")


def test_only_from_action_required(installation):
    live = FundedClient(installation)
    waiting = live.create()
    require_refused(live.partner, waiting["id"])
    wait_for_status(live.partner, waiting["id"], "queued")
    require_refused(live.partner, waiting["id"])
    assert live.partner.cancel(waiting["id"]).status_code == 200
    require_refused(live.partner, waiting["id"])


@pytest.mark.parametrize(
    "settings, reference, status",
    [
        (NEVER_ACCEPTING, "sandbox_ok", "processing"),
        (NEVER_SETTLING, "sandbox_ok", "settling"),
        (QUICK, "sandbox_ok", "completed"),
        (QUICK, "sandbox_fail_other", "failed"),
    ],
)
def test_not_from(installation, settings, reference, status):
    test = sandbox_client(installation, settings=settings)
    payout = test.create(reference)
    before = wait_for_status(test.partner, payout["id"], status)
    require_refused(test.partner, payout["id"])
    assert test.partner.payout(payout["id"]) == before


def test_one_of_many_resolves_wins(installation):
    test = sandbox_client(installation, settings={**QUICK, "sandbox.accept_ms": 500})
    payout = in_need(test)
    partners = [test.new_partner() for _ in range(8)]
    with ThreadPoolExecutor(len(partners)) as pool:
        answers = list(pool.map(lambda each: each.resolve(payout["id"]), partners))
    assert sorted(each.status_code for each in answers) == [200] + [400] * 7


def test_resolve_or_cancel_wins(installation):
    test = sandbox_client(installation)
    for _ in range(5):
        payout = in_need(test, beneficiary_email="sandbox_action_required@example.com")
        one, other = test.new_partner(), test.new_partner()
        with ThreadPoolExecutor(2) as pool:
            resolving = pool.submit(one.resolve, payout["id"])
            cancelling = pool.submit(other.cancel, payout["id"])
        codes = (resolving.result().status_code, cancelling.result().status_code)
        assert codes in ((200, 400), (400, 200), (200, 200)), codes
        if codes[1] == 200:
            assert test.partner.payout(payout["id"])["status"] == "cancelled"
        require_whole(test.partner.payout(payout["id"]))
    installation.require_sound()


def test_what_nobody_resolves_expires(installation):
    settings = {**QUICK, "payouts.action_expiry_s": 1}
    test = sandbox_client(installation, settings=settings)
    payout = test.create("sandbox_action_required")
    shown = require_whole(wait_for_status(test.partner, payout["id"], "expired"))
    assert path_of(shown)[-2:] == ["action_required", "expired"]
    assert test.money() == ("1000.00", "0.00")
    require_refused(test.partner, payout["id"])
    installation.require_sound()
