"""Large payouts need the approval of another operator: docs/OPERATOR_API.md, "Four eyes"."""

import pytest

from operator_client import OperatorClient, ok, operator_error, operator_settings
from partner_writes import FundedClient
from payoutd_client import Number

LIMIT = 10_000_000  # 10.00


@pytest.fixture
def live(installation):
    settings = operator_settings(operator__four_eyes_above_micro=LIMIT)
    return FundedClient(installation, settings=settings)


@pytest.fixture
def first(live):
    return OperatorClient(live.server)


@pytest.fixture
def ada(live, first):
    return first.new_operator(live.server, "ada", "queue")


@pytest.fixture
def bob(live, first):
    return first.new_operator(live.server, "bob", "queue")


SENT = {"tx_hash": "T"}


def seen(amount_micro=20_000_000, currency="USD", **more):
    return {"amount_micro": amount_micro, "currency": currency, **more}


def large(live):
    return live.create(amount=Number("20.00"))["id"]


def require_approval(operator, payout):
    operator_error(operator.move(payout, "sent", SENT), 409, "approval_required")


def test_at_the_limit_nobody_needs_to(live, ada):
    ok(ada.move(live.create(amount=Number("10.00"))["id"], "sent", SENT))


def test_above_the_limit_another_one_does(installation, live, ada, bob):
    payout = live.create(amount=Number("10.01"))["id"]
    require_approval(ada, payout)
    assert live.partner.payout(payout)["status"] in ("created", "queued")
    ok(bob.move(payout, "approve", seen(10_010_000)))
    ok(ada.move(payout, "sent", SENT))
    (approval,) = ada.found(f"/payouts/{payout}")["approvals"]
    assert (approval["operator"], approval["amount_micro"]) == ("bob", Number("10010000"))
    assert (approval["currency"], approval["network"], approval["address"]) == ("USD", None, None)
    installation.require_sound()


def test_who_approves_may_not_send(live, first, ada, bob):
    payout = large(live)
    ok(ada.move(payout, "approve", seen()))
    require_approval(ada, payout)
    ok(bob.move(payout, "approve", seen()))
    require_approval(ada, payout)
    require_approval(bob, payout)
    ok(first.move(payout, "sent", SENT))


def test_only_sent_needs_it(live, ada):
    for verb in ("processing", "failed", "cancelled"):
        ok(ada.move(large(live), verb))
    payout = large(live)
    ok(ada.move(payout, "processing"))
    require_approval(ada, payout)


@pytest.mark.parametrize(
    "other",
    [
        seen(20_000_001),
        seen(19_999_999),
        seen(currency="EUR"),
        seen(network="TRC20"),
        seen(address="0xabc"),
    ],
)
def test_what_was_not_seen_is_not_approved(live, ada, bob, other):
    payout = large(live)
    operator_error(bob.move(payout, "approve", other), 409, "approval_mismatch")
    require_approval(ada, payout)
    assert ada.found(f"/payouts/{payout}")["approvals"] == []


@pytest.mark.parametrize(
    "change",
    ["amount_micro = amount_micro + 1", "currency = 'EUR'", "network = 'X'", "address = 'Y'"],
)
def test_approval_of_what_the_payout_is_no_more(installation, live, ada, bob, change):
    """No route changes these of a payout; whoever does it otherwise has no approval."""
    payout = large(live)
    ok(bob.move(payout, "approve", seen()))
    with installation.edit_database() as database:
        database.execute(f"UPDATE payouts SET {change} WHERE status < 5")
    require_approval(ada, payout)


def test_approval_of_a_revoked_token_does_not_count(live, first, ada, bob):
    payout = large(live)
    ok(bob.move(payout, "approve", seen()))
    assert first.delete("/operators/bob").status_code == 200
    require_approval(ada, payout)
    assert ada.found(f"/payouts/{payout}")["approvals"] == []
    ok(first.move(payout, "approve", seen()))
    ok(ada.move(payout, "sent", SENT))


def test_approval_of_the_first_token_when_it_is_no_more(installation, live, first, ada):
    payout = large(live)
    ok(first.move(payout, "approve", seen()))
    live.server.stop()
    settings = operator_settings(operator__four_eyes_above_micro=LIMIT)
    del settings["admin_token"]
    token = ada.session.headers["X-Admin-Token"]
    again = OperatorClient(installation.serve(settings=settings), token)
    require_approval(again, payout)


def test_approving_again_is_fine_and_one_row(live, ada, bob):
    payout = large(live)
    for _ in range(2):
        ok(bob.move(payout, "approve", seen()))
    assert len(ada.found(f"/payouts/{payout}")["approvals"]) == 1
    ok(ada.move(payout, "sent", SENT))
    operator_error(bob.move(payout, "approve", seen()), 409, "payout_not_actionable")


def test_approving_is_for_the_queue(live, first):
    reader = first.new_operator(live.server, "reader", "read", "money")
    operator_error(reader.move(large(live), "approve", seen()), 403, "role_required")


def test_without_the_setting_nobody_needs_to(installation):
    live = FundedClient(installation, settings=operator_settings())
    first = OperatorClient(live.server)
    payout = large(live)
    ok(first.move(payout, "approve", seen()))
    ok(first.move(payout, "sent", SENT))
