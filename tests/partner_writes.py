"""What the tests of the partner API's writes share: a client with money, bodies to send, and what
must be true of every payout that comes back.
"""

import itertools
from datetime import datetime
from decimal import Decimal

from payoutd_client import TRANSACTIONS, Number, Partner
from payoutd_program import wait_until

LEFT_OUT = object()  # a field that is not sent; None is sent as null

PAYOUT_FIELDS = [
    *["id", "reference_id", "status", "amount", "currency", "fees", "total_amount", "wallet_id"],
    *["beneficiary_id", "beneficiary", "failure_code", "failure_reason", "description"],
    *["metadata", "notify_beneficiary", "created_at", "updated_at", "queued_at", "submitted_at"],
    *["completed_at", "failed_at", "cancelled_at", "expired_at", "events"],
]
EVENT_FIELDS = ["event_type", "from_status", "to_status", "actor_type", "message", "created_at"]
BENEFICIARY_FIELDS = ["email", "first_name", "last_name", "country", "phone"]
ACTORS = ["system", "client", "user", "operator", "rail"]

# Contract §2: the allowed moves.
MOVES = {
    None: ["created"],
    "created": ["queued", "processing", "completed", "failed", "cancelled", "expired"],
    "queued": ["processing", "completed", "failed", "cancelled", "expired"],
    "processing": ["settling", "action_required", "completed", "failed", "cancelled"],
    "settling": ["action_required", "completed", "failed"],
    "action_required": ["queued", "processing", "settling", "cancelled", "failed", "expired"],
}
FINAL = ["completed", "failed", "cancelled", "expired"]
TIME_OF = {
    "created": "created_at",
    "queued": "queued_at",
    "processing": "submitted_at",
    **{status: f"{status}_at" for status in FINAL},
}

# A sandbox that takes no time.
QUICK = {
    "sandbox.accept_ms": 5,
    "sandbox.settle_ms": 5,
    "sandbox.slow_ms": 30,
    "dispatch.ask_first_ms": 20,
    "dispatch.ask_max_ms": 100,
}
# One where payouts stay `processing`, and one where they stay `settling`.
NEVER_ACCEPTING = {**QUICK, "sandbox.accept_ms": 600_000}
NEVER_SETTLING = {**QUICK, "sandbox.settle_ms": 600_000}

_references = itertools.count(1)


def new_reference():
    return f"PAY_{next(_references):06}"


def payout_body(**fields):
    """A payout with everything required and `fields` on top; LEFT_OUT is not sent."""
    body = {
        "reference_id": new_reference(),
        "wallet_id": 1,
        "amount": Number("10.00"),
        "currency": "USD",
        "beneficiary_email": "john.doe@example.com",
        "beneficiary_first_name": "John",
        "beneficiary_last_name": "Doe",
        **fields,
    }
    return {name: value for name, value in body.items() if value is not LEFT_OUT}


class FundedClient:
    """A client with wallets, a server, and the client's means to ask it."""

    def __init__(self, place, *flags, fund=("USD=1000",), settings=None, server=None, name="Acme"):
        self.place = place
        funds = [word for amount in fund for word in ("--fund", amount)]
        self.client = place.create_client(name, *flags, *funds)
        self.server = server or place.serve(settings=settings)
        self.partner = Partner(self.server, self.client)

    def body(self, reference_id=None, currency="USD", **fields):
        """A payout from the wallet of that currency."""
        fields = {"wallet_id": self.client.wallets[currency], "currency": currency, **fields}
        return payout_body(reference_id=reference_id or new_reference(), **fields)

    def create(self, reference_id=None, key=None, **fields):
        return self.partner.create(self.body(reference_id, **fields), key)

    def money(self, currency="USD"):
        """(what can be spent, what is held), as they are written."""
        return self.partner.money(self.client.wallets[currency])

    def new_partner(self):
        """Another connection pool with the same credentials, for another thread."""
        return Partner(self.server, self.client)


def sandbox_client(place, *, fund=("USD=1000",), settings=None, server=None, name="Acme"):
    """A test-mode client, whose payouts go to the sandbox rail."""
    settings = settings or QUICK
    return FundedClient(place, "--test", fund=fund, settings=settings, server=server, name=name)


def wait_for_status(partner, payout_id, *statuses, seconds=20):
    """The payout once it has one of the statuses."""
    seen = {}

    def there():
        shown = partner.payout(payout_id)
        seen["last"] = shown["status"]
        return shown if shown["status"] in statuses else None

    try:
        return wait_until(there, f"{payout_id} to be {' or '.join(statuses)}", seconds)
    except AssertionError as error:
        raise AssertionError(f"{error}; it is {seen.get('last')}") from None


def path_of(payout):
    """The statuses that a payout has gone through, from its events."""
    return [event["to_status"] for event in payout["events"]]


def transaction_of(partner, payout_id):
    """The one transaction of a payout."""
    rows = partner.page_at(TRANSACTIONS, params={"limit": 10000}).rows
    (found,) = [row for row in rows if row["payout_id"] == payout_id]
    return found


def require_whole(payout):
    """Everything that must be true of one payout as GET shows it, however it came there."""
    assert set(payout) == set(PAYOUT_FIELDS), set(payout) ^ set(PAYOUT_FIELDS)
    assert set(payout["beneficiary"]) == set(BENEFICIARY_FIELDS)
    amount, fees = Decimal(payout["amount"].text), Decimal(payout["fees"].text)
    assert Decimal(payout["total_amount"].text) == amount + fees
    _require_path(payout)
    reached = {TIME_OF[status] for status in path_of(payout) if status in TIME_OF}
    assert {name for name in TIME_OF.values() if payout[name] is not None} == reached
    for name in reached | {"updated_at"}:
        datetime.strptime(payout[name], "%Y-%m-%dT%H:%M:%SZ")
        assert payout["created_at"] <= payout[name] <= payout["updated_at"], (name, payout)
    failed = payout["status"] == "failed"
    assert (payout["failure_code"] is not None) == failed
    assert (payout["failure_reason"] is not None) == failed
    return payout


def _require_path(payout):
    before = None
    for event in payout["events"]:
        assert set(event) == set(EVENT_FIELDS), event
        assert event["event_type"] == "status_change"
        assert event["from_status"] == before
        assert event["to_status"] in MOVES[before], payout["events"]
        assert event["actor_type"] in ACTORS
        assert event["message"]
        before = event["to_status"]
    assert payout["status"] == before
    times = [event["created_at"] for event in payout["events"]]
    assert times == sorted(times)
    assert times[0] == payout["created_at"]
