"""The operator API as staff asks it, and a user with a session whom operators give money to."""

import itertools
import secrets

import requests
from requests.adapters import HTTPAdapter

from payoutd_client import (
    CONSOLE_LIST,
    SECONDS,
    SESSION_COOKIE,
    Number,
    Page,
    body_of,
    new_key,
    to_json,
)

ADMIN = "/v1/admin"
PAYOUTS = f"{ADMIN}/payouts"
USERS = f"{ADMIN}/referrals/users"
REWARDS = f"{ADMIN}/referrals/rewards"
PAYMENTS = f"{ADMIN}/referrals/payments"
OPERATORS = f"{ADMIN}/operators"
AUDIT = f"{ADMIN}/audit"
ROLES = ["read", "queue", "money", "admin"]

NETWORK = "ethereum"
ADDRESS = "0x" + "ab" * 20
UNKNOWN_UUID = "01a00000-0000-7000-8000-000000000000"
UNKNOWN_PAYOUT = "pyt_" + "0" * 26
BODY_MAX = 4096

_addresses = itertools.count(1)
_emails = itertools.count(1)


def new_token():
    """One that nobody has."""
    return secrets.token_hex(20)


def new_source():
    """An address of this machine that no request has come from: refused ones count for theirs."""
    number = next(_addresses)
    return f"127.{64 + number // 62500 % 64}.{number // 250 % 250 + 1}.{number % 250 + 2}"


class _FromSource(HTTPAdapter):
    def __init__(self, source):
        self.source = source
        super().__init__()

    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, source_address=(self.source, 0), **options)


class Operator:
    """A caller of the operator API with one token (or none), from one address."""

    def __init__(self, server, token=None, source=None):
        self.server, self.url, self.token = server, server.url, token
        self.session = requests.Session()
        self.session.trust_env = False
        if token is not None:
            self.session.headers["X-Admin-Token"] = token
        if source is not None:
            self.session.mount("http://", _FromSource(source))

    def get(self, target, method="GET", **options):
        return self.session.request(method, self.url + target, timeout=SECONDS, **options)

    def post(self, target, body=None, key=None, method="POST", **options):
        """A request with a JSON body (see to_json), or with none."""
        headers = {} if key is None else {"Idempotency-Key": key}
        if body is not None:
            headers["Content-Type"] = "application/json"
        headers.update(options.pop("headers", {}))
        data = None if body is None else to_json(body)
        return self.get(target, method, headers=headers, data=data, **options)

    def delete(self, target, **options):
        return self.get(target, "DELETE", **options)

    def object_at(self, target, **params):
        return answered(self.get(target, params=params))

    def done(self, target, body=None, status=200, key=None):
        """The answer to something that must be done now."""
        response = self.post(target, body, key)
        assert "Idempotent-Replayed" not in response.headers
        return answered(response, status)

    def with_roles(self, *roles, name=None):
        """A new operator, made by this one."""
        name = name or f"{'-'.join(roles) or 'none'}-{secrets.token_hex(4)}"
        made = self.done(OPERATORS, {"name": name, "roles": list(roles)}, 201)
        assert made["name"] == name
        operator = Operator(self.server, made["token"])
        operator.name = name
        return operator

    def payouts(self, **params):
        response = self.get(PAYOUTS, params=params)
        return Page(answered(response, kind=list), response)

    def payout(self, payout_id):
        return self.object_at(f"{PAYOUTS}/{payout_id}")

    def move(self, payout_id, word, **body):
        """A step in the queue: processing, sent, failed, cancelled or approve."""
        return self.post(f"{PAYOUTS}/{payout_id}/{word}", body)

    def moved(self, payout_id, word, **body):
        """One that must succeed."""
        assert answered(self.move(payout_id, word, **body)) == {"ok": True}

    def approve(self, payout_id, amount_micro, **body):
        """What the operator has seen: by default what `Referrer.ask` asks for."""
        seen = {"currency": "USD", "network": NETWORK, "address": ADDRESS, **body}
        return self.move(payout_id, "approve", amount_micro=amount_micro, **seen)

    def credit(self, user_id, amount_micro, **body):
        """A reward by hand."""
        body = {"amount_micro": amount_micro, **body}
        return self.done(f"{USERS}/{user_id}/rewards", body)["reward"]

    def pay(self, payment_id, invitee_id, amount_micro, **body):
        """Tells that an invitee has paid; the reward or None."""
        named = {"payment_id": payment_id, "invitee_id": invitee_id}
        answer = answered(self.post(PAYMENTS, {**named, "amount_micro": amount_micro, **body}))
        assert list(answer) == ["reward"], answer
        return answer["reward"]

    def user(self, user_id):
        return self.object_at(f"{USERS}/{user_id}")

    def audit(self, **params):
        """Lines of the audit log, newest first."""
        return self.object_at(AUDIT, **params)["items"]


def answered(response, status=200, kind=dict):
    """The JSON body of an answer with that status."""
    assert response.status_code == status, (response.status_code, response.text)
    body = body_of(response)
    assert isinstance(body, kind), body
    return body


def operator_error(response, status, error, field=None, extras=()):
    """Requires an operator error of that kind and returns its body."""
    assert response.status_code == status, (response.status_code, response.text)
    body = body_of(response)
    assert body["error"] == error, body
    assert isinstance(body["message"], str) and body["message"]
    assert body["request_id"] == response.headers["X-Request-Id"]
    named = {"error", "message", "request_id", *extras}
    assert set(body) - {"field"} == named, body
    if field is not None:
        assert body.get("field") == field, body
    return body


def plain(value):
    """JSON whose numbers are whole, with each as an int."""
    if isinstance(value, Number):
        return int(value.text)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def new_email():
    return f"person{next(_emails)}.{secrets.token_hex(3)}@example.com"


class Referrer:
    """A user of the console with a session: asks for payouts of rewards."""

    def __init__(self, place, server, user=None):
        self.user = user or place.create_user(new_email())
        self.id, self.email, self.server = self.user.id, self.user.email, server
        self.cookies = place.create_session(self.user)
        self.session = self.new_session()

    def new_session(self):
        """Another connection pool with the same cookies, for another thread."""
        session = requests.Session()
        session.trust_env = False
        cookies = f"{SESSION_COOKIE}={self.cookies.token}; payoutd_csrf={self.cookies.csrf}"
        session.headers.update({"Cookie": cookies, "X-CSRF-Token": self.cookies.csrf})
        return session

    def get(self, target, method="GET", session=None, **options):
        session = session or self.session
        return session.request(method, self.server.url + target, timeout=SECONDS, **options)

    def post(self, target, body=None, key=None, **options):
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        data = to_json({} if body is None else body)
        return self.get(target, "POST", headers=headers, data=data, **options)

    def try_to_ask(self, amount_micro, network=NETWORK, address=ADDRESS, **options):
        body = {"amount_micro": amount_micro, "network": network, "address": address}
        return self.post(CONSOLE_LIST, body, new_key(), **options)

    def ask(self, amount_micro, **options):
        """The id of a payout that must be accepted."""
        return answered(self.try_to_ask(amount_micro, **options), 202)["id"]

    def cancel(self, payout_id, **options):
        return self.post(f"{CONSOLE_LIST}/{payout_id}/cancel", **options)

    def payout(self, payout_id):
        """The payout as the user's list shows it."""
        items = answered(self.get(CONSOLE_LIST))["items"]
        (found,) = [item for item in items if item["id"] == payout_id]
        return plain(found)

    def me(self):
        return plain(answered(self.get("/v1/referrals/me")))

    def balance(self):
        """(pending, available, lifetime) in micro-units."""
        balance = self.me()["balance"]
        return tuple(balance[f"{word}_micro"] for word in ("pending", "available", "lifetime"))

    def rewards(self, query=""):
        return plain(answered(self.get("/v1/referrals/rewards" + query))["items"])

    def invitees(self):
        return plain(answered(self.get("/v1/referrals/invitees"))["items"])


class Desk:
    """A server with a first operator, and the means to make more people."""

    def __init__(self, place, settings=None):
        self.place = place
        self.first_token = new_token()
        # A module asks one server more often than a person would.
        limits = {"operator.rate_limit": 100_000, "console.rate_limit": 100_000}
        every = {"admin_token": self.first_token, **limits, **(settings or {})}
        self.server = place.serve(settings=every)
        self.first = Operator(self.server, self.first_token)
        self._by_roles = {}

    def operator(self, *roles):
        """The operator who has just these roles; the same one each time."""
        if roles not in self._by_roles:
            self._by_roles[roles] = self.first.with_roles(*roles)
        return self._by_roles[roles]

    def stranger(self, token=None):
        """A caller from an address of its own."""
        return Operator(self.server, token, new_source())

    def referrer(self, credit_micro=0):
        """A user with so much to ask for."""
        person = Referrer(self.place, self.server)
        if credit_micro:
            self.first.credit(person.id, credit_micro, available=True)
        return person

    def invitee(self, inviter):
        """The id of a new user whom `inviter` has invited."""
        code = inviter.me()["primary_code"]
        body = {"email": new_email(), "referred_by": code}
        return self.first.done(f"{ADMIN}/users", body, 201)["user_id"]
