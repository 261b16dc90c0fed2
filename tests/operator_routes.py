"""Every route of the operator API as docs/OPERATOR_API.md has it: its role and its body.

`{payout}`, `{client}`, `{user}` … in a path stand for ids; a body here is whole and right.
"""

from typing import NamedTuple

from operator_desk import ADDRESS, ADMIN, NETWORK, UNKNOWN_PAYOUT, UNKNOWN_UUID


class Route(NamedTuple):
    method: str
    path: str
    role: str | None  # None: every token may
    body: dict | None = None  # None: the route has none; {}: nothing in it is known
    required: tuple = ()

    def at(self, **ids):
        return self.path.format(**ids)

    def __str__(self):
        return f"{self.method} {self.path}"


SEEN = {"amount_micro": 5_000_000, "currency": "USD", "network": NETWORK, "address": ADDRESS}
PAYMENT = {
    "payment_id": "inv-1",
    "invitee_id": UNKNOWN_UUID,
    "amount_micro": 100,
    "currency": "USD",
}
QUEUE = [
    ("processing", {}, ()),
    ("sent", {"tx_hash": "0xabc"}, ("tx_hash",)),
    ("failed", {"reason": "no such account"}, ()),
    ("cancelled", {"reason": "not wanted"}, ()),
    ("approve", SEEN, ("amount_micro", "currency")),
]
USER, REWARD = f"{ADMIN}/referrals/users/{{user}}", f"{ADMIN}/referrals/rewards/{{reward}}"
FUND = {"currency": "USD", "amount": "1.00", "remarks": "by wire"}
CREDIT = {"amount_micro": 100, "note": "thanks", "available": True}
SPEND = {"amount_micro": 100, "invoice_id": "inv-9"}

WRITES = [
    *[
        Route("POST", f"{ADMIN}{below}/payouts/{{payout}}/{word}", "queue", body, required)
        for below in ("", "/referrals")
        for word, body, required in QUEUE
    ],
    Route("POST", f"{ADMIN}/clients/{{client}}/fund", "money", FUND, ("currency", "amount")),
    Route(
        *("POST", f"{ADMIN}/referrals/payments", "money", PAYMENT),
        ("payment_id", "invitee_id", "amount_micro"),
    ),
    Route("POST", f"{USER}/rewards", "money", CREDIT, ("amount_micro",)),
    Route("POST", f"{REWARD}/unlock", "money", {}),
    Route("POST", f"{REWARD}/reverse", "money", {"reason": "a mistake"}),
    Route("POST", f"{USER}/spend", "money", SPEND, ("amount_micro", "invoice_id")),
    Route("POST", f"{USER}/tier", "money", {"tier": 2, "note": "asked for"}, ("tier",)),
    Route(
        *("POST", f"{ADMIN}/clients", "admin", {"name": "Acme", "mode": "live"}),
        ("name", "mode"),
    ),
    Route(
        *("POST", f"{ADMIN}/clients/{{client}}/keys", "admin"),
        {"signed": False, "networks": ["127.0.0.0/8"]},
    ),
    Route(
        *("POST", f"{ADMIN}/users", "admin"),
        {"email": "somebody@example.com", "referred_by": "code"},
        ("email",),
    ),
    Route("POST", f"{ADMIN}/users/{{user}}/sessions", "admin", {}),
    Route(
        *("POST", f"{ADMIN}/operators", "admin", {"name": "ann", "roles": ["read"]}),
        ("name", "roles"),
    ),
]
DELETES = [
    Route("DELETE", f"{ADMIN}/keys/{{key}}", "admin"),
    Route("DELETE", f"{ADMIN}/users/{{user}}/sessions", "admin"),
    Route("DELETE", f"{ADMIN}/operators/{{operator}}", "admin"),
]
READS = [
    Route("GET", path, None)
    for path in [
        f"{ADMIN}/payouts",
        f"{ADMIN}/payouts/{{payout}}",
        USER,
        f"{ADMIN}/clients",
        f"{ADMIN}/clients/{{client}}/keys",
        f"{ADMIN}/users",
        f"{ADMIN}/users/{{user}}/sessions",
        f"{ADMIN}/operators",
        f"{ADMIN}/audit",
    ]
]
RETIRED = Route("POST", f"{ADMIN}/referrals/simulate-paid", None)
ROUTES = [*WRITES, *DELETES, *READS, RETIRED]

NOBODY = {
    "payout": UNKNOWN_PAYOUT,
    "client": UNKNOWN_UUID,
    "user": UNKNOWN_UUID,
    "reward": UNKNOWN_UUID,
    "key": "sk_live_unknown",
    "operator": "nobody",
}
