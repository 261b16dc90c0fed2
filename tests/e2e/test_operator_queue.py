"""What operators do with payouts: docs/OPERATOR_API.md, "The queue". Money is never sent twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from list_model import payout as history_row
from operator_client import OperatorClient, ok, operator_error, operator_settings
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
from payoutd_client import body_of

VERBS = {
    "processing": None,
    "sent": {"tx_hash": "BANK-1"},
    "failed": {"reason": "no such account"},
    "cancelled": {"reason": "asked for"},
}


@pytest.fixture
def live(installation):
    return FundedClient(installation, settings=operator_settings())


@pytest.fixture
def first(live):
    return OperatorClient(live.server)


def queued(live, **fields):
    payout = live.create(**fields)
    wait_for_status(live.partner, payout["id"], "queued")
    return payout["id"]


def sandboxed(place, settings):
    test = sandbox_client(place, settings={**settings, **operator_settings()})
    return test, OperatorClient(test.server)


def require_nothing_done(partner, payout_id, operator, verbs=VERBS):
    """Every verb is refused, and the payout stays as it is."""
    before = partner.payout(payout_id)
    for verb in verbs:
        response = operator.move(payout_id, verb, VERBS[verb])
        operator_error(response, 409, "payout_not_actionable")
    after = partner.payout(payout_id)
    assert (after["status"], after["events"]) == (before["status"], before["events"])


# each move


def test_sent(installation, live, first):
    payout = queued(live)
    ok(first.move(payout, "sent", {"tx_hash": "0xabc"}))
    shown = require_whole(live.partner.payout(payout))
    assert path_of(shown) == ["created", "queued", "completed"]
    assert shown["events"][-1]["actor_type"] == "operator"
    whole = first.found(f"/payouts/{payout}")
    assert (whole["tx_hash"], whole["note"]) == ("0xabc", None)
    assert whole["history"][-1]["actor"] == {"type": "operator", "id": "first"}
    assert live.money() == ("990.00", "0.00")
    require_nothing_done(live.partner, payout, first)
    installation.require_sound()


def test_processing_then_each_end(installation, live, first):
    money = {"sent": "completed", "failed": "failed", "cancelled": "cancelled"}
    for verb, status in money.items():
        payout = queued(live)
        ok(first.move(payout, "processing"))
        shown = live.partner.payout(payout)
        assert shown["status"] == "processing" and shown["submitted_at"]
        installation.require_sound()
        require_nothing_done(live.partner, payout, first, ["processing"])
        ok(first.move(payout, verb, VERBS[verb]))
        assert path_of(require_whole(live.partner.payout(payout))) == [
            "created", "queued", "processing", status
        ]
        require_nothing_done(live.partner, payout, first)
    assert live.money() == ("990.00", "0.00")
    installation.require_sound()


def test_failed_has_the_code_and_the_reason(live, first):
    payout = queued(live)
    ok(first.move(payout, "failed", {"reason": "Kein Konto:\n„é“"}))
    shown = require_whole(live.partner.payout(payout))
    assert (shown["failure_code"], shown["failure_reason"]) == ("other", "Kein Konto:\n„é“")
    assert first.found(f"/payouts/{payout}")["note"] == "Kein Konto:\n„é“"
    assert live.money() == ("1000.00", "0.00")


@pytest.mark.parametrize("body", [None, {}, {"reason": None}, {"reason": ""}])
@pytest.mark.parametrize("verb", ["failed", "cancelled"])
def test_reason_may_be_left_out(live, first, verb, body):
    payout = queued(live)
    ok(first.move(payout, verb, body))
    require_whole(live.partner.payout(payout))
    assert first.found(f"/payouts/{payout}")["note"] is None
    assert live.money() == ("1000.00", "0.00")


def test_cancelled_keeps_its_reason(live, first):
    payout = queued(live)
    ok(first.move(payout, "cancelled", {"reason": "asked for"}))
    whole = first.found(f"/payouts/{payout}")
    assert (whole["status"], whole["note"], whole["failure_reason"]) == (
        "cancelled", "asked for", None
    )


def test_named_by_uuid_and_below_referrals(live, first):
    for verb in VERBS:
        payout = queued(live)
        whole = first.found(f"/payouts/{payout}")
        ok(first.post(f"/referrals/payouts/{as_uuid(payout)}/{verb}", VERBS[verb]))
        assert first.found(f"/payouts/{as_uuid(payout)}")["id"] == whole["id"]


def as_uuid(payout_id):
    """pyt_ and 26 characters of Crockford base32 are 128 bits."""
    number = 0
    for letter in payout_id.removeprefix("pyt_"):
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
    return str(uuid.UUID(int=number))


def test_processing_by_hand_does_not_expire_and_is_not_dispatched(installation):
    settings = operator_settings(payouts__unsent_expiry_s=2)
    live = FundedClient(installation, settings=settings)
    first = OperatorClient(live.server)
    held, left = queued(live), queued(live)
    ok(first.move(held, "processing"))
    wait_for_status(live.partner, left, "expired")
    assert live.partner.payout(held)["status"] == "processing"
    require_nothing_done(live.partner, left, first)
    assert live.partner.cancel(held).status_code == 400
    ok(first.move(held, "sent", {"tx_hash": "late"}))
    installation.require_sound()


# what a rail has


@pytest.mark.parametrize(
    "settings, status", [(NEVER_ACCEPTING, "processing"), (NEVER_SETTLING, "settling")]
)
def test_what_a_rail_has_in_hand_is_nobodys(installation, settings, status):
    test, first = sandboxed(installation, settings)
    payout = test.create("ONE")["id"]
    wait_for_status(test.partner, payout, status)
    require_nothing_done(test.partner, payout, first)
    seen = {"amount_micro": 10_000_000, "currency": "USD"}
    operator_error(first.move(payout, "approve", seen), 409, "payout_not_actionable")
    assert test.money() == ("990.00", "10.00")
    installation.require_sound()


def test_attempt_of_unknown_outcome_is_nobodys(installation):
    test, first = sandboxed(installation, {**QUICK, "dispatch.ask_max_ms": 1000})
    payout = test.create(beneficiary_email="sandbox_timeout@example.com")["id"]
    for _ in range(20):
        response = first.move(payout, "sent", {"tx_hash": "T"})
        if response.status_code == 200:
            break
        operator_error(response, 409, "payout_not_actionable")
    shown = wait_for_status(test.partner, payout, "completed", "failed")
    by_operator = [e for e in shown["events"] if e["actor_type"] == "operator"]
    attempts = first.found(f"/payouts/{payout}")["attempts"]
    assert bool(by_operator) != bool(attempts), "one of the two has sent it"
    installation.require_sound()


@pytest.mark.parametrize("verb", VERBS)
def test_action_required(installation, verb):
    test, first = sandboxed(installation, QUICK)
    payout = test.create(beneficiary_email="sandbox_action_required@example.com")["id"]
    wait_for_status(test.partner, payout, "action_required")
    ok(first.move(payout, verb, VERBS[verb]))
    installation.require_sound()
    shown = require_whole(test.partner.payout(payout))
    tail = {
        "processing": ["processing"],
        "sent": ["processing", "completed"],
        "failed": ["failed"],
        "cancelled": ["cancelled"],
    }[verb]
    path = path_of(shown)
    assert path[path.index("action_required") + 1 :] == tail
    if verb == "processing":
        assert test.partner.cancel(payout).status_code == 400, "a person has it in hand"
        assert test.partner.resolve(payout).status_code == 400
        ok(first.move(payout, "sent", {"tx_hash": "T"}))
    sent = verb in ("processing", "sent")
    assert test.money() == ("990.00" if sent else "1000.00", "0.00")
    installation.require_sound()


def test_final_at_a_rail(installation):
    test, first = sandboxed(installation, QUICK)
    for scenario, status in [("ok", "completed"), ("fail_other", "failed")]:
        payout = test.create(beneficiary_email=f"sandbox_{scenario}@example.com")["id"]
        wait_for_status(test.partner, payout, status)
        require_nothing_done(test.partner, payout, first)


def test_imported_history(installation, live, first):
    installation.import_rows(live.client, [history_row("OLD", status="processing")])
    (row,) = first.found("/payouts", params={"reference_id": "OLD"})
    require_nothing_done(live.partner, row["id"], first)
    installation.require_sound()


# faults


@pytest.mark.parametrize("verb", [*VERBS, "approve"])
def test_ids(first, verb):
    body = VERBS.get(verb) or ({"amount_micro": 1, "currency": "USD"} if verb == "approve" else {})
    for bad in ("x", "pyt_", "018d0cab", "pyt_" + "z" * 26, "1"):
        operator_error(first.move(bad, verb, body), 400, "invalid_payout_id")
        operator_error(first.move(bad, verb, b"{"), 400, "invalid_payout_id")
    for nobody in (str(uuid.uuid4()), "pyt_" + "0" * 26):
        operator_error(first.move(nobody, verb, body), 404, "payout_not_found")


@pytest.mark.parametrize("body", [{}, {"tx_hash": None}, {"tx_hash": ""}, {"tx_hash": "  "}])
def test_tx_hash_is_required(live, first, body):
    payout = live.create()["id"]
    operator_error(first.move(payout, "sent", body), 400, "tx_hash_required", "tx_hash")
    assert live.partner.payout(payout)["status"] in ("created", "queued")


@pytest.mark.parametrize(
    "verb, body, field",
    [
        ("sent", {"tx_hash": 1}, "tx_hash"),
        ("sent", {"tx_hash": "a b"}, "tx_hash"),
        ("sent", {"tx_hash": "é"}, "tx_hash"),
        ("sent", {"tx_hash": "x" * 256}, "tx_hash"),
        ("sent", {"tx_hash": "T", "reason": "x"}, "reason"),
        ("failed", {"reason": 1}, "reason"),
        ("failed", {"reason": "\u0000"}, "reason"),
        ("failed", {"reason": "x" * 1001}, "reason"),
        ("failed", {"note": "x"}, "note"),
        ("cancelled", {"tx_hash": "T"}, "tx_hash"),
        ("processing", {"reason": "x"}, "reason"),
        ("approve", {"amount_micro": 1}, "currency"),
        ("approve", {"currency": "USD"}, "amount_micro"),
        ("approve", {"amount_micro": 0, "currency": "USD"}, "amount_micro"),
        ("approve", {"amount_micro": "1", "currency": "USD"}, "amount_micro"),
        ("approve", b'{"amount_micro":1.5,"currency":"USD"}', "amount_micro"),
        ("approve", {"amount_micro": 1, "currency": "XXQ"}, "currency"),
    ],
)
def test_bad_fields(live, first, verb, body, field):
    payout = live.create()["id"]
    operator_error(first.move(payout, verb, body), 400, "invalid_args", field)


def test_longest_tx_hash(live, first):
    payout = queued(live)
    ok(first.move(payout, "sent", {"tx_hash": "x" * 255}))
    assert first.found(f"/payouts/{payout}")["tx_hash"] == "x" * 255


@pytest.mark.parametrize("verb", ["sent", "failed", "cancelled", "processing", "approve"])
def test_bodies(live, first, verb):
    payout = live.create()["id"]
    for bad in (b"{", b"[]", b"x" * 4097, b'{"reason":"a","reason":"b"}'):
        operator_error(first.move(payout, verb, bad), 400, "invalid_json")
    plain = {"Content-Type": "text/plain"}
    response = first.post(f"/payouts/{payout}/{verb}", b"{}", headers=plain)
    operator_error(response, 415, "unsupported_media_type")
    assert live.partner.payout(payout)["status"] in ("created", "queued")


# at the same time


def test_one_of_many_operators_wins(installation, live, first):
    clients = [OperatorClient(live.server) for _ in range(8)]
    for _ in range(8):
        payout = queued(live)
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(
                pool.map(lambda c: c.move(payout, "sent", {"tx_hash": "T"}), clients)
            )
        assert sorted(each.status_code for each in answers) == [200] + [409] * 7
        assert path_of(live.partner.payout(payout))[-1] == "completed"
    assert live.money() == ("920.00", "0.00")
    installation.require_sound()


def test_operator_against_the_client(installation, live, first):
    sent = 0
    for _ in range(25):
        payout = queued(live)
        partner = live.new_partner()
        with ThreadPoolExecutor(2) as pool:
            moved = pool.submit(first.move, payout, "sent", {"tx_hash": "T"})
            cancelled = pool.submit(partner.cancel, payout)
        codes = (moved.result().status_code, cancelled.result().status_code)
        assert codes in [(200, 400), (409, 200)], codes
        sent += codes[0] == 200
    assert live.money() == (f"{1000 - 10 * sent}.00", "0.00")
    installation.require_sound()


def test_operator_against_the_dispatcher(installation):
    """Either a rail has an attempt of it or an operator has sent it; never both."""
    test, first = sandboxed(installation, QUICK)
    outcomes = set()
    for _ in range(40):
        payout = test.create()["id"]
        code = first.move(payout, "sent", {"tx_hash": "BY-HAND"}).status_code
        assert code in (200, 409)
        wait_for_status(test.partner, payout, "completed")
        whole = first.found(f"/payouts/{payout}")
        assert (whole["tx_hash"] == "BY-HAND") == (code == 200)
        assert bool(whole["attempts"]) == (code == 409)
        outcomes.add(code)
    installation.require_sound()
    body = body_of(first.get("/audit"))
    assert body["items"]
