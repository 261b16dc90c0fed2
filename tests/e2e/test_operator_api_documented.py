"""The operator API sentence by sentence: tokens, roles, errors, bodies, and the routes that the
console's documents name. Payouts, referrals, people and the audit log have files of their own.
"""

import re

import pytest

from operator_desk import (
    ADDRESS,
    ADMIN,
    BODY_MAX,
    NETWORK,
    OPERATORS,
    PAYOUTS,
    ROLES,
    UNKNOWN_PAYOUT,
    UNKNOWN_UUID,
    Desk,
    Operator,
    answered,
    new_source,
    new_token,
    operator_error,
    plain,
)
from operator_routes import NOBODY, READS, RETIRED, ROUTES, WRITES
from payoutd_client import RawConnection, body_of
from payoutd_program import Installation, require_error

LATER = "/v1/admin/referrals"


class World:
    """A desk with one of everything; nothing here changes them."""

    def __init__(self, place):
        self.desk = Desk(place, {"payouts.console_min_micro": 1_000_000})
        self.first, self.server = self.desk.first, self.desk.server
        self.user = self.desk.referrer(50_000_000)
        self.client = place.create_client("Acme", "--fund", "USD=10")
        self.payout = self.user.ask(5_000_000)
        self.reward = plain(self.first.credit(self.user.id, 100))["id"]
        self.ids = {
            "payout": self.payout,
            "client": self.client.id,
            "user": self.user.id,
            "reward": self.reward,
            "key": "sk_live_unknown",
            "operator": "nobody",
        }

    def state(self):
        """What a refused request must leave as it was."""
        return [
            self.first.object_at(f"{PAYOUTS}/{self.payout}"),
            self.user.me(),
            self.user.rewards(),
            *[self.first.object_at(f"{ADMIN}/{each}") for each in ("clients", "users")],
            self.first.object_at(OPERATORS),
        ]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


def ask(caller, route, ids, body=None):
    target = route.at(**ids)
    return caller.post(target, route.body if body is None else body, method=route.method)


# tokens


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_without_a_right_token_every_route_is_the_same_401(world, route):
    answers = []
    source = new_source()
    for token in (None, "", new_token(), world.desk.first_token[:-1], "nonsense"):
        caller = Operator(world.server, token, source)
        response = ask(caller, route, world.ids)
        operator_error(response, 401, "admin_token_invalid")
        answers.append((body_of(response)["message"], sorted(response.headers)))
    assert len({str(each) for each in answers}) == 1, answers


def test_a_token_twice_is_no_token(world):
    token = world.desk.first_token
    for values in (f"{token}\r\nX-Admin-Token: {token}", f"{token}, {token}"):
        with RawConnection(world.server, source=new_source()) as connection:
            response = connection.exchange(PAYOUTS, headers={"X-Admin-Token": values})
        operator_error(response, 401, "admin_token_invalid")


@pytest.fixture(scope="module")
def closed(new_folder):
    """A server where nobody is an operator."""
    with Installation(new_folder()) as place:
        yield place, place.serve()


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_while_there_is_no_token_everything_is_closed(closed, route):
    _, server = closed
    source = new_source()
    for token in (None, new_token()):
        caller = Operator(server, token, source)
        operator_error(ask(caller, route, NOBODY), 401, "admin_token_unset")


def test_the_first_token_of_the_command_line_opens_and_the_last_revoked_closes(installation):
    server = installation.serve()
    flags = ("--name", "ann", "--role", "read", "--role", "admin")
    made = installation.result("operator", "create", *flags)
    assert set(made) == {"name", "token", "roles"}
    assert (made["name"], sorted(made["roles"])) == ("ann", ["admin", "read"])
    ann = Operator(server, made["token"])
    assert answered(ann.get(PAYOUTS), kind=list) == []
    operator_error(Operator(server, new_token()).get(PAYOUTS), 401, "admin_token_invalid")
    assert answered(ann.delete(f"{OPERATORS}/ann")) == {"ok": True}
    operator_error(ann.get(PAYOUTS), 401, "admin_token_unset")


@pytest.mark.parametrize("token", ["short", "x" * 31])
def test_a_first_token_that_is_too_short_refuses_to_start(installation, token):
    finished = installation.run("serve", env={"PAYOUTD_ADMIN_TOKEN": token}, timeout=20)
    assert token not in require_error(finished, 2, "ADMIN_TOKEN")


def test_there_is_no_cors(installation):
    settings = {"console.origins": "https://app.example.com"}
    desk = Desk(installation, settings)
    origin = {"Origin": "https://app.example.com"}
    for method in ("GET", "OPTIONS"):
        asked = {**origin, "Access-Control-Request-Method": "GET"}
        response = desk.first.get(PAYOUTS, method, headers=asked)
        assert not [name for name in response.headers if name.lower().startswith("access-control")]


# roles


@pytest.mark.parametrize("role", [*ROLES, "first"])
@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_route_needs_its_role_or_admin(world, route, role):
    """Whoever may is told what else is wrong: the ids are nobody's, or the body is empty."""
    caller = world.first if role == "first" else world.desk.operator(role)
    body = {} if route.body is not None and "{" not in route.path else None
    response = ask(caller, route, NOBODY, body)
    if route.role in (None, role) or role in ("admin", "first"):
        assert response.status_code not in (401, 403, 415, 429), response.text
        assert response.status_code < 500
    else:
        named = operator_error(response, 403, "role_required", extras=role_extras(response))
        assert route.role in str(named)


def role_extras(response):
    return {"role"} & set(body_of(response))


def test_a_revoked_token_is_refused_from_the_next_request_on(world):
    ann = world.first.with_roles("read", "queue")
    assert ann.payouts().response.status_code == 200
    assert answered(world.first.delete(f"{OPERATORS}/{ann.name}")) == {"ok": True}
    ann = Operator(world.server, ann.token, new_source())
    operator_error(ann.get(PAYOUTS), 401, "admin_token_invalid")
    operator_error(ann.move(world.payout, "processing"), 401, "admin_token_invalid")


# bodies


@pytest.mark.parametrize("route", WRITES, ids=str)
@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b'"text"', b"5", b"null", b"\xff\xfe", b"{} {}", b'{"a":1,"a":2}', b"{'a':1}"],
    ids=repr,
)
def test_a_body_that_is_no_json_object(world, route, data):
    operator_error(ask(world.first, route, world.ids, data), 400, "invalid_json")


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_a_body_over_its_size(world, route):
    for size, too_large in ((BODY_MAX + 1, True), (100_000, True), (BODY_MAX, False)):
        data = b'{"nonsense":1' + b" " * (size - 14) + b"}"
        assert len(data) == size
        response = ask(world.first, route, world.ids, data)
        operator_error(response, 400, "invalid_json" if too_large else "invalid_args")


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_a_body_of_another_type(world, route):
    for name in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp"):
        headers = {"Content-Type": name}
        response = world.first.post(route.at(**world.ids), route.body, headers=headers)
        operator_error(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_an_unknown_field_is_named(world, route):
    before = world.state()
    for name in ("nonsense", "Amount_micro", "ok"):
        response = ask(world.first, route, world.ids, {**route.body, name: 1})
        assert operator_error(response, 400, "invalid_args", field=name)
    assert world.state() == before


# A field whose fault has a name of its own beside invalid_args.
OWN_NAMES = {
    "tx_hash": "tx_hash_required",
    "tier": "invalid_tier",
    "email": "invalid_email",
    "invitee_id": "invalid_user_id",
}
FIELDS = [(route, name) for route in WRITES for name in route.body]


def refused_field(response, name):
    error = body_of(response)["error"]
    assert error in ("invalid_args", OWN_NAMES.get(name)), (error, name)
    body = operator_error(response, 400, error)
    if error == "invalid_args":
        assert body.get("field") == name, body


@pytest.mark.parametrize("route, name", FIELDS, ids=str)
def test_a_field_of_the_wrong_type_is_named(world, route, name):
    before = world.state()
    right = route.body[name]
    wrong = [{"a": 1}, {}, "text" if isinstance(right, list) else ["text"]]
    wrong += [True, 1.5, "5"] if isinstance(right, int) and not isinstance(right, bool) else [7]
    if name == "available" or name == "signed":
        wrong = [{}, "true", 1]
    if name == "amount":
        wrong.remove(7)  # a number is right there
    for value in wrong:
        refused_field(ask(world.first, route, world.ids, {**route.body, name: value}), name)
    assert world.state() == before


@pytest.mark.parametrize("route", [each for each in WRITES if each.required], ids=str)
def test_a_required_field_that_is_missing_is_named(world, route):
    for name in route.required:
        for body in (
            {key: value for key, value in route.body.items() if key != name},
            {**route.body, name: None},
        ):
            response = ask(world.first, route, world.ids, body)
            refused_field(response, name)
            if name == "tx_hash" and "tx_hash" not in body:
                operator_error(response, 400, "tx_hash_required")


MONEY_FIELDS = [(route, name) for route, name in FIELDS if name == "amount_micro"]


@pytest.mark.parametrize("route, name", MONEY_FIELDS, ids=str)
@pytest.mark.parametrize("value", [0, -1, 10**19, -(10**30)])
def test_amounts_are_whole_numbers_above_zero(world, route, name, value):
    before = world.state()
    refused_field(ask(world.first, route, world.ids, {**route.body, name: value}), name)
    assert world.state() == before


# the routes and errors that the console's documents name

SENT = {"tx_hash": "0xabc"}
REFERENCE = [
    (f"{LATER}/payouts/nonsense/sent", SENT, 400, "invalid_payout_id"),
    (f"{LATER}/payouts/{UNKNOWN_UUID}x/sent", SENT, 400, "invalid_payout_id"),
    (f"{LATER}/payouts/{UNKNOWN_PAYOUT[:-1]}/sent", SENT, 400, "invalid_payout_id"),
    (f"{LATER}/payouts/{UNKNOWN_UUID}/sent", SENT, 404, "payout_not_found"),
    (f"{LATER}/payouts/{UNKNOWN_PAYOUT}/sent", SENT, 404, "payout_not_found"),
    (f"{LATER}/payouts/{{payout}}/sent", {}, 400, "tx_hash_required"),
    (f"{LATER}/payouts/{{payout}}/sent", {"tx_hash": ""}, 400, "tx_hash_required"),
    (f"{LATER}/payouts/nonsense/failed", {}, 400, "invalid_payout_id"),
    (f"{LATER}/payouts/{UNKNOWN_UUID}/failed", {}, 404, "payout_not_found"),
    (f"{LATER}/users/nonsense/tier", {"tier": 1}, 400, "invalid_user_id"),
    (f"{LATER}/users/{UNKNOWN_UUID}/tier", {"tier": 1}, 404, "user_not_found"),
    (f"{LATER}/users/{{client}}/tier", {"tier": 1}, 404, "user_not_found"),
    (f"{LATER}/users/{{user}}/tier", {"tier": 99}, 400, "invalid_tier"),
    (f"{LATER}/users/{{user}}/tier", {"tier": 0}, 400, "invalid_tier"),
    (f"{LATER}/users/{{user}}/tier", {"tier": -1}, 400, "invalid_tier"),
    (f"{LATER}/rewards/{UNKNOWN_UUID}/unlock", None, 404, "reward_not_found"),
    (f"{LATER}/rewards/{UNKNOWN_UUID}/reverse", None, 404, "reward_not_found"),
    (f"{LATER}/users/{UNKNOWN_UUID}/rewards", {"amount_micro": 1}, 404, "user_not_found"),
    (
        *(f"{LATER}/users/{UNKNOWN_UUID}/spend", {"amount_micro": 1, "invoice_id": "i"}),
        *(404, "user_not_found"),
    ),
    (
        *(f"{ADMIN}/clients/{UNKNOWN_UUID}/fund", {"currency": "USD", "amount": 1}),
        *(404, "client_not_found"),
    ),
    (
        *(f"{ADMIN}/clients/{{user}}/fund", {"currency": "USD", "amount": 1}),
        *(404, "client_not_found"),
    ),
    (f"{ADMIN}/clients/{UNKNOWN_UUID}/keys", {}, 404, "client_not_found"),
    (f"{ADMIN}/users/{UNKNOWN_UUID}/sessions", None, 404, "user_not_found"),
]


@pytest.mark.parametrize("target, body, status, error", REFERENCE)
def test_what_cannot_be_done_says_why(world, target, body, status, error):
    before = world.state()
    operator_error(world.first.post(target.format(**world.ids), body), status, error)
    assert world.state() == before


@pytest.mark.parametrize(
    "target, status, error",
    [
        (f"{LATER}/users/nonsense", 400, "invalid_user_id"),
        (f"{LATER}/users/{UNKNOWN_UUID}", 404, "user_not_found"),
        (f"{LATER}/users/{{client}}", 404, "user_not_found"),
        (f"{PAYOUTS}/nonsense", 400, "invalid_payout_id"),
        (f"{PAYOUTS}/{UNKNOWN_UUID}", 404, "payout_not_found"),
        (f"{PAYOUTS}/{UNKNOWN_PAYOUT}", 404, "payout_not_found"),
        (f"{ADMIN}/clients/{UNKNOWN_UUID}/keys", 404, "client_not_found"),
        (f"{ADMIN}/users/{UNKNOWN_UUID}/sessions", 404, "user_not_found"),
    ],
)
def test_what_is_not_there_says_so(world, target, status, error):
    operator_error(world.first.get(target.format(**world.ids)), status, error)


@pytest.mark.parametrize("body", [None, b"", b"not json", {"user_id": "x"}], ids=repr)
def test_the_retired_route_is_gone_whatever_is_sent(world, body):
    """The body is ignored; whoever has no token is told that first."""
    for role in ROLES:
        told = answered(world.desk.operator(role).post(RETIRED.path, body), 410)
        assert told["error"] == "endpoint_retired"
        assert told["reason"] == "billing_bridge_active"
    operator_error(world.desk.stranger().post(RETIRED.path, body), 401, "admin_token_invalid")


def test_head_answers_as_get_and_other_methods_are_named(world):
    for route in READS:
        got = world.first.get(route.at(**world.ids))
        head = world.first.get(route.at(**world.ids), "HEAD")
        assert (head.status_code, head.content) == (got.status_code, b"")
        refused = world.first.get(route.at(**world.ids), "PUT")
        operator_error(refused, 405, "method_not_allowed")
        assert "GET" in refused.headers["Allow"]
    operator_error(world.first.get(f"{ADMIN}/nothing/here"), 404, "not_found")


def test_a_payout_has_two_names_here(world):
    whole = world.first.payout(world.payout)
    assert whole["id"] != world.payout
    assert re.fullmatch("pyt_[0-9a-z]{26}", whole["id"])
    assert world.first.payout(whole["id"]) == whole
    assert (whole["network"], whole["address"]) == (NETWORK, ADDRESS)
