"""What the tests of the console's money share: a server with an operator, users who are signed in,
and what must be true of everything that comes back.
"""

import itertools
import re
import uuid
from datetime import datetime

from payoutd_client import CONSOLE_LIST, SECONDS, SESSION_COOKIE, Console, Number, body_of, to_json
from payoutd_program import Session, User

ME = "/v1/referrals/me"
REWARDS = "/v1/referrals/rewards"
INVITEES = "/v1/referrals/invitees"
CODE = "/v1/referrals/code"
AUTH_ME = "/v1/auth/me"
ADMIN_PAYOUTS = "/v1/admin/referrals/payouts"
ADMIN_USERS = "/v1/admin/referrals/users"
ADMIN_REWARDS = "/v1/admin/referrals/rewards"
PAYMENTS = "/v1/admin/referrals/payments"

CSRF_COOKIE = "payoutd_csrf"
ADMIN_TOKEN = "the-operator-s-token-0123456789abcdef"
# Everything that a test asks for is served: limits have tests of their own.
ROOMY = {"console.rate_limit": 1_000_000, "operator.rate_limit": 1_000_000}

UNIT = 1_000_000  # micro-units
MIN_MICRO = 10 * UNIT  # the smallest payout, by default
HOLD_S = 14 * 24 * 3600  # how long a reward is pending, by default
# Tier → label and rate, by default.
TIERS = {1: ("regular", 1000), 2: ("influencer", 1500)}

PAYOUT_FIELDS = {"id", "user_id", "amount_micro", "network", "address", "status", "requested_at"}
REWARD_FIELDS = [
    *["id", "user_id", "invitee_id", "payment_id", "payment_micro", "rate_bps", "tier"],
    *["amount_micro", "status", "note", "created_at", "unlocks_at", "available_at", "reversed_at"],
]
INVITEE_FIELDS = ["user_id", "display_name", "signed_at", "total_paid_micro"]

_emails = itertools.count(1)
_addresses = itertools.count(1)


def new_email():
    return f"user-{next(_emails):06}@example.com"


def new_address():
    """An address for Ethereum and its like that no test has used."""
    return f"0x{'ab' * 16}{next(_addresses):08x}"


def with_whole_numbers(value):
    """JSON in which each Number is an int; one that is not written as a whole number fails."""
    if isinstance(value, Number):
        assert re.fullmatch(r"-?(0|[1-9][0-9]*)", value.text), value
        return int(value.text)
    if isinstance(value, dict):
        return {name: with_whole_numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [with_whole_numbers(each) for each in value]
    return value


def done(response, status=200):
    """The body of an answer that must have that status."""
    assert response.status_code == status, (response.status_code, response.text)
    return with_whole_numbers(body_of(response))


def require_time(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def require_uuid(text):
    assert text == str(uuid.UUID(text)), text
    return text


class Operator:
    """A client of the operator API with one token (or none)."""

    def __init__(self, server, token=ADMIN_TOKEN):
        self.console = Console(server)
        self.headers = {} if token is None else {"X-Admin-Token": token}

    def get(self, target, method="GET", **options):
        return self.console.get(target, method, headers=self.headers, **options)

    def post(self, target, body=None, key=None, method="POST"):
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["Idempotency-Key"] = key
        data = None if body is None else to_json(body)
        return self.console.get(target, method, headers=headers, data=data)

    def credit(self, user_id, amount_micro, available=True, **fields):
        """A reward by hand."""
        body = {"amount_micro": amount_micro, "available": available, **fields}
        return done(self.post(f"{ADMIN_USERS}/{user_id}/rewards", body))["reward"]

    def pay(self, invitee_id, payment_id, amount_micro):
        """Tells that an invitee has paid: the reward of whoever invited them, or None."""
        body = {"payment_id": payment_id, "invitee_id": invitee_id, "amount_micro": amount_micro}
        return done(self.post(PAYMENTS, body))["reward"]

    def move(self, payout_id, verb, **body):
        """processing, sent, failed, cancelled"""
        if verb == "sent":
            body = {"tx_hash": f"0x{'cd' * 32}", **body}
        return self.post(f"{ADMIN_PAYOUTS}/{payout_id}/{verb}", body or None)

    def unlock(self, reward_id):
        return self.post(f"{ADMIN_REWARDS}/{reward_id}/unlock")

    def reverse(self, reward_id):
        return self.post(f"{ADMIN_REWARDS}/{reward_id}/reverse")

    def spend(self, user_id, amount_micro, invoice_id):
        body = {"amount_micro": amount_micro, "invoice_id": invoice_id}
        return self.post(f"{ADMIN_USERS}/{user_id}/spend", body)

    def set_tier(self, user_id, tier):
        return done(self.post(f"{ADMIN_USERS}/{user_id}/tier", {"tier": tier}))


class SignedIn(Console):
    """A user's browser: both cookies, and the CSRF header with whatever is not GET or HEAD."""

    def __init__(self, server, user, session):
        super().__init__(server)
        self.server, self.user, self.tokens = server, user, session
        self.session.headers["Cookie"] = self.cookies

    @property
    def id(self):
        return self.user.id

    @property
    def cookies(self):
        return f"{SESSION_COOKIE}={self.tokens.token}; {CSRF_COOKIE}={self.tokens.csrf}"

    @property
    def headers(self):
        """What a raw request needs to be this user's."""
        return {"Cookie": self.cookies, "X-CSRF-Token": self.tokens.csrf}

    def again(self):
        """The same browser with connections of its own, for another thread."""
        return SignedIn(self.server, self.user, self.tokens)

    def ask(self, method, target, body=None, key=None, headers=None):
        """Any request with a JSON body (see to_json), or with none."""
        all_headers = {"X-CSRF-Token": self.tokens.csrf} if method not in ("GET", "HEAD") else {}
        if body is not None:
            all_headers["Content-Type"] = "application/json"
        if key is not None:
            all_headers["Idempotency-Key"] = key
        all_headers.update(headers or {})
        data = None if body is None else to_json(body)
        return self.session.request(
            method, self.url + target, headers=all_headers, data=data, timeout=SECONDS
        )

    # payouts

    def request(self, amount_micro=MIN_MICRO, key=None, **fields):
        """Asks for a payout; whatever the answer is."""
        return self.ask("POST", CONSOLE_LIST, payout_body(amount_micro, **fields), key)

    def create(self, amount_micro=MIN_MICRO, key=None, **fields):
        """A payout, which must be taken now: 202 and no replay."""
        response = self.request(amount_micro, key, **fields)
        assert "Idempotent-Replayed" not in response.headers
        return require_payout(done(response, 202), self.id)

    def cancel(self, payout_id):
        return self.ask("POST", f"{CONSOLE_LIST}/{payout_id}/cancel")

    def payout(self, payout_id):
        return require_payout(done(self.get(f"{CONSOLE_LIST}/{payout_id}")), self.id)

    def payouts(self):
        """All of them, newest first."""
        return with_whole_numbers(self._all(CONSOLE_LIST))

    # what the routes of referral money say

    def me(self):
        return done(self.get(ME))

    def balance(self):
        """(pending, available, lifetime) in micro-units"""
        shown = self.me()["balance"]
        names = ["pending_micro", "available_micro", "lifetime_micro"]
        assert sorted(shown) == sorted(names), shown
        return tuple(shown[name] for name in names)

    @property
    def available(self):
        return self.balance()[1]

    def listed(self, target):
        """The items of a list, which must be answered with 200."""
        body = done(self.get(target))
        assert list(body) == ["items"], body
        assert isinstance(body["items"], list), body
        return body["items"]

    def rewards(self, query=""):
        return [require_reward(each, self.id) for each in self.listed(REWARDS + query)]

    def reward(self, reward_id):
        (found,) = [each for each in self._all(REWARDS) if each["id"] == reward_id]
        return require_reward(found, self.id)

    def all_rewards(self):
        """Newest first."""
        return [require_reward(each, self.id) for each in self._all(REWARDS)]

    def invitees(self, query=""):
        return self.listed(INVITEES + query)

    def _all(self, target):
        """Every item, walking as the documentation says: until a page is short."""
        items = []
        while True:
            page = self.listed(f"{target}?limit=200&offset={len(items)}")
            items += page
            if len(page) < 200:
                return items

    def set_slug(self, slug):
        return self.ask("POST", CODE, {"slug": slug})

    def drop_slug(self):
        return self.ask("DELETE", CODE)

    def set_display_name(self, name):
        return done(self.ask("PATCH", AUTH_ME, {"display_name": name}))


class ConsoleWorld:
    """A server, its operator, and users who are signed in."""

    def __init__(self, place, **settings):
        self.place = place
        self.server = place.serve(settings={**ROOMY, "admin_token": ADMIN_TOKEN, **settings})
        self.operator = Operator(self.server)

    def new_user(self, *credits, email=None):
        """A user whom nobody has invited, with credits that are available, oldest first."""
        user = self.signed_in(self.place.create_user(email or new_email()))
        for amount_micro in credits:
            self.operator.credit(user.id, amount_micro)
        return user

    def new_invitee(self, code):
        """A user who signed up with that code."""
        email = new_email()
        body = {"email": email, "referred_by": code}
        made = done(self.operator.post("/v1/admin/users", body), 201)
        return self.signed_in(User(id=made["user_id"], email=email))

    def invited_id(self, code):
        """The id of such a user, who never signs in."""
        body = {"email": new_email(), "referred_by": code}
        return done(self.operator.post("/v1/admin/users", body), 201)["user_id"]

    def signed_in(self, user):
        return SignedIn(self.server, user, self.place.create_session(user))

    def nobody(self):
        """A browser with cookies that were never given out."""
        user = User(id=str(uuid.uuid4()), email="nobody@example.com")
        return SignedIn(self.server, user, Session("a" * 43, "b" * 43, ""))


def payout_body(amount_micro=MIN_MICRO, **fields):
    body = {"amount_micro": amount_micro, "network": "ethereum", **fields}
    return body if "address" in body else {**body, "address": new_address()}


def require_payout(payout, user_id):
    """Everything that must be true of one payout, however it came there."""
    status = payout["status"]
    names = set(PAYOUT_FIELDS)
    assert status in ("requested", "processing", "sent", "failed", "cancelled")
    if status == "sent":
        names.add("tx_hash")
    if status in ("sent", "failed", "cancelled"):
        names.add("completed_at")
    assert set(payout) - {"note"} == names, payout
    assert payout["user_id"] == user_id
    require_uuid(payout["id"])
    require_time(payout["requested_at"])
    if "completed_at" in names:
        require_time(payout["completed_at"])
        assert payout["requested_at"] <= payout["completed_at"]
    assert payout["amount_micro"] > 0
    assert payout.get("note", "something") and payout.get("tx_hash", "something")
    return payout


def require_reward(reward, user_id):
    """Everything that must be true of one reward."""
    assert set(reward) == set(REWARD_FIELDS), set(reward) ^ set(REWARD_FIELDS)
    require_uuid(reward["id"])
    assert reward["user_id"] == user_id
    assert reward["status"] in ("pending", "available", "spent", "paid_out", "reversed")
    assert reward["amount_micro"] > 0
    for name in ("created_at", "unlocks_at", "available_at", "reversed_at"):
        if reward[name] is not None:
            require_time(reward[name])
    assert reward["created_at"] and reward["unlocks_at"]
    assert (reward["reversed_at"] is not None) == (reward["status"] == "reversed")
    if reward["status"] == "pending":
        assert reward["available_at"] is None
    elif reward["status"] != "reversed":
        assert reward["created_at"] <= reward["available_at"]
    of_a_payment = ["invitee_id", "payment_id", "payment_micro", "rate_bps", "tier"]
    assert len({reward[name] is None for name in of_a_payment}) == 1, reward
    return reward
