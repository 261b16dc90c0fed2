"""Clients, keys, users, sessions and operators, made and ended by the operator API at once."""

import pytest

from list_model import parse_time
from operator_desk import (
    ADDRESS,
    ADMIN,
    NETWORK,
    OPERATORS,
    PAYOUTS,
    ROLES,
    Desk,
    Operator,
    answered,
    new_email,
    new_source,
    operator_error,
    plain,
)
from payoutd_client import Partner, new_key
from payoutd_program import Client, Installation
from signatures import Signer

CLIENTS, USERS, KEYS = f"{ADMIN}/clients", f"{ADMIN}/users", f"{ADMIN}/keys"


@pytest.fixture(scope="module")
def desk(new_folder):
    with Installation(new_folder()) as place:
        yield Desk(place)


@pytest.fixture(scope="module")
def admin(desk):
    return desk.operator("admin")


def client_of(made, mode="live"):
    credentials = [made[name] for name in ("api_key", "api_secret", "signing_secret")]
    return Client(made["client_id"], mode, *credentials)


def cookies_of(made):
    return {"Cookie": f"payoutd_session={made['session']}"}


# clients and keys


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_new_client_works_at_once(desk, admin, mode):
    made = admin.done(CLIENTS, {"name": "Globex", "mode": mode}, 201)
    assert {"client_id", "api_key", "api_secret", "signing_secret"} <= set(made)
    assert made["api_key"].startswith(f"sk_{mode}_")
    assert Partner(desk.server, client_of(made)).page().total == 0
    listed = admin.object_at(CLIENTS, limit=200)["items"]
    (row,) = [each for each in listed if each["id"] == made["client_id"]]
    assert set(row) == {"id", "name", "mode", "created_at"}
    assert (row["name"], row["mode"]) == ("Globex", mode)


def test_clients_are_listed_in_pages_with_their_number(desk, admin):
    for number in range(3):
        admin.done(CLIENTS, {"name": f"Page {number}", "mode": "live"}, 201)
    everything = plain(desk.operator("read").object_at(CLIENTS, limit=200))
    assert everything["total"] == len(everything["items"])
    two = plain(admin.object_at(CLIENTS, limit=2, offset=1))
    assert two["items"] == everything["items"][1:3]
    assert two["total"] == everything["total"]
    assert plain(admin.object_at(CLIENTS, offset=100_000))["items"] == []


@pytest.mark.parametrize(
    "body", [{"name": "", "mode": "live"}, {"name": "x", "mode": "LIVE"}, {"name": "x", "mode": ""}]
)
def test_a_client_needs_a_name_and_a_mode(admin, body):
    before = admin.object_at(CLIENTS)["total"]
    operator_error(admin.post(CLIENTS, body), 400, "invalid_args")
    assert admin.object_at(CLIENTS)["total"] == before


def test_making_a_client_again_with_its_key_shows_the_same_secrets(desk, admin):
    key, body = new_key(), {"name": "Once", "mode": "live"}
    first = admin.post(CLIENTS, body, key)
    again = admin.post(CLIENTS, body, key)
    assert answered(first, 201) == answered(again, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    for target, other in ((CLIENTS, {**body, "name": "Twice"}), (USERS, {"email": new_email()})):
        operator_error(admin.post(target, other, key), 422, "idempotency_key_reused")
    names = [each["name"] for each in admin.object_at(CLIENTS, limit=200)["items"]]
    assert names.count("Once") == 1 and "Twice" not in names


@pytest.mark.parametrize("key", ["short", "x" * 257, "two words here", "schlüssel"])
def test_idempotency_keys_are_as_on_the_console(admin, key):
    headers = {"Idempotency-Key": key.encode("latin-1")}
    response = admin.post(CLIENTS, {"name": "x", "mode": "live"}, headers=headers)
    operator_error(response, 400, "invalid_args")


def test_a_further_key_of_a_client(desk, admin):
    client = desk.place.create_client()
    target = f"{CLIENTS}/{client.id}/keys"
    plain_key = client_of({"client_id": client.id, **admin.done(target, {}, 201)})
    assert Partner(desk.server, plain_key).get().status_code == 200
    signed = client_of({"client_id": client.id, **admin.done(target, {"signed": True}, 201)})
    assert Partner(desk.server, signed).get().status_code == 401
    assert Partner(desk.server).get(headers=Signer(signed).headers()).status_code == 200
    far = admin.done(target, {"networks": ["203.0.113.0/24"]}, 201)
    assert Partner(desk.server, client_of({"client_id": client.id, **far})).get().status_code == 401
    text = admin.get(target).text
    for key in (client, plain_key, signed):
        assert key.api_key in text
        assert key.api_secret not in text and key.signing_secret not in text
    assert far["api_secret"] not in text


@pytest.mark.parametrize("networks", [["nonsense"], ["10.0.0.1/8"], ["10.0.0.0/33"], [""], [5]])
def test_networks_of_a_key_are_checked(desk, admin, networks):
    target = f"{CLIENTS}/{desk.place.create_client().id}/keys"
    operator_error(admin.post(target, {"networks": networks}), 400, "invalid_args", "networks")


def test_a_revoked_key_is_refused_from_the_next_request_on(desk, admin):
    client = desk.place.create_client()
    partner = Partner(desk.server, client)
    assert partner.get().status_code == 200
    assert answered(admin.delete(f"{KEYS}/{client.api_key}")) == {"ok": True}
    assert partner.get().status_code == 401
    for unknown in ("sk_live_unknown", client.api_key.lower(), client.id):
        operator_error(admin.delete(f"{KEYS}/{unknown}"), 404, "key_not_found")


# money of clients


@pytest.mark.parametrize(
    "currency, amount, shown",
    [
        ("USD", "1.00", "1.00"),
        ("USD", "0.01", "0.01"),
        ("JPY", "7", "7"),
        ("KWD", "0.001", "0.001"),
        ("EUR", "1234567.8", "1234567.80"),
    ],
)
@pytest.mark.parametrize("kind", ["text", "number"])
def test_funding_a_client(desk, currency, amount, shown, kind):
    client = desk.place.create_client()
    target, written = f"{CLIENTS}/{client.id}/fund", f'"{amount}"' if kind == "text" else amount
    body = f'{{"currency":"{currency}","amount":{written},"remarks":"by wire"}}'
    wallet = desk.operator("money").done(target, body)
    assert wallet["currency"] == currency
    assert wallet["amount"].text == shown
    partner = Partner(desk.server, client)
    assert partner.wallet(1)["amount"].text == shown


@pytest.mark.parametrize(
    "body, field",
    [
        ('{"currency":"USD","amount":"0"}', "amount"),
        ('{"currency":"USD","amount":"-1"}', "amount"),
        ('{"currency":"USD","amount":-0.01}', "amount"),
        ('{"currency":"USD","amount":"1.001"}', "amount"),
        ('{"currency":"USD","amount":1.001}', "amount"),
        ('{"currency":"JPY","amount":1.5}', "amount"),
        ('{"currency":"USD","amount":"1,5"}', "amount"),
        ('{"currency":"USD","amount":""}', "amount"),
        ('{"currency":"USD","amount":"99999999999999999999"}', "amount"),
        ('{"currency":"ABC","amount":"1"}', "currency"),
        ('{"currency":"","amount":"1"}', "currency"),
    ],
)
def test_what_cannot_be_funded(desk, body, field):
    client = desk.place.create_client()
    response = desk.first.post(f"{CLIENTS}/{client.id}/fund", body)
    operator_error(response, 400, "invalid_args", field=field)
    assert Partner(desk.server, client).page_at("/api/v1/wallets").total == 0


def test_funding_happens_once_for_a_key(desk):
    client, key = desk.place.create_client(), new_key()
    target, body = f"{CLIENTS}/{client.id}/fund", {"currency": "USD", "amount": "5.00"}
    answers = [desk.first.post(target, body, key) for _ in range(3)]
    assert len({each.text for each in answers}) == 1
    assert [each.headers.get("Idempotent-Replayed") for each in answers] == [None, "true", "true"]
    assert Partner(desk.server, client).wallet(1)["amount"].text == "5.00"
    other = {**body, "amount": "5.01"}
    operator_error(desk.first.post(target, other, key), 422, "idempotency_key_reused")


# users and their sessions


def test_a_new_user_and_who_invited_it(desk, admin):
    inviter, email = desk.referrer(), new_email()
    body = {"email": f" {email.upper()} ", "referred_by": inviter.me()["primary_code"]}
    user_id = admin.done(USERS, body, 201)["user_id"]
    found = plain(admin.object_at(USERS, email=email))
    (row,) = found["items"]
    assert (found["total"], row["id"], row["email"]) == (1, user_id, email)
    assert set(row) == {"id", "email", "created_at"}
    assert [each["user_id"] for each in inviter.invitees()] == [user_id]
    operator_error(admin.post(USERS, {"email": email}), 409, "email_taken")
    assert plain(admin.object_at(USERS, email=email[:-1])) == {"items": [], "total": 0}


@pytest.mark.parametrize(
    "email", ["nobody", "a@", "@b.example", "a b@c.example", "a@b@c.example"]
)
def test_an_address_that_is_none(admin, email):
    operator_error(admin.post(USERS, {"email": email}), 400, "invalid_email")


def test_a_session_for_a_user_works_and_ends_at_once(desk, admin):
    user_id = admin.done(USERS, {"email": new_email()}, 201)["user_id"]
    target = f"{USERS}/{user_id}/sessions"
    made = [admin.done(target, None, 201) for _ in range(2)]
    assert {tuple(sorted(each)) for each in made} == {("csrf", "expires_at", "session")}
    caller = Operator(desk.server)
    for each in made:
        assert caller.get("/v1/referrals/payouts", headers=cookies_of(each)).status_code == 200
        response = caller.get("/v1/auth/me", headers=cookies_of(each))
        assert answered(response)["provider"] == "operator"
    text = desk.operator("read").get(target).text
    rows = desk.operator("read").object_at(target)["items"]
    assert len(rows) == 2
    for each in made:
        assert each["session"] not in text and each["csrf"] not in text
    assert plain(answered(admin.delete(target))) == {"revoked": 2}
    for each in made:
        response = caller.get("/v1/referrals/payouts", headers=cookies_of(each))
        operator_error(response, 401, "unauthenticated")
    assert plain(answered(admin.delete(target))) == {"revoked": 0}
    assert admin.object_at(target)["items"] == []


def test_csrf_of_such_a_session_is_right(desk, admin):
    person = desk.referrer(20_000_000)
    made = admin.done(f"{USERS}/{person.id}/sessions", None, 201)
    body = {"amount_micro": 20_000_000, "network": NETWORK, "address": ADDRESS}
    cookies = {"Cookie": f"payoutd_session={made['session']}; payoutd_csrf={made['csrf']}"}
    caller = Operator(desk.server)
    for csrf, status in ((None, 403), ("x" * 43, 403), (made["csrf"], 202)):
        headers = {**cookies, **({"X-CSRF-Token": csrf} if csrf else {})}
        response = caller.post("/v1/referrals/payouts", body, headers=headers)
        assert response.status_code == status, response.text


# operators


def test_a_new_operator(desk, admin):
    body = {"name": "Ann.B_c-9", "roles": ["queue", "read"]}
    made = admin.done(OPERATORS, body, 201)
    assert set(made) == {"name", "token", "roles"}
    assert len(made["token"]) >= 32
    ann = Operator(desk.server, made["token"])
    assert ann.payouts().response.status_code == 200
    text = ann.get(OPERATORS).text
    assert made["token"] not in text and desk.first_token not in text
    rows = ann.object_at(OPERATORS)["items"]
    (row,) = [each for each in rows if each["name"] == "Ann.B_c-9"]
    assert set(row) == {"name", "roles", "created_at", "revoked_at"}
    assert (sorted(row["roles"]), row["revoked_at"]) == (["queue", "read"], None)
    operator_error(admin.post(OPERATORS, body), 409, "operator_exists")
    assert answered(admin.delete(f"{OPERATORS}/Ann.B_c-9")) == {"ok": True}
    rows = admin.object_at(OPERATORS)["items"]
    (row,) = [each for each in rows if each["name"] == "Ann.B_c-9"]
    assert parse_time(row["created_at"]) <= parse_time(row["revoked_at"])
    operator_error(admin.post(OPERATORS, body), 409, "operator_exists")
    ann = Operator(desk.server, made["token"], new_source())
    operator_error(ann.get(PAYOUTS), 401, "admin_token_invalid")


@pytest.mark.parametrize(
    "name", ["", "first", "two words", "a" * 65, "ann/bob", "é", "ann\n", "ann@example.com"]
)
def test_names_that_no_operator_may_have(admin, name):
    response = admin.post(OPERATORS, {"name": name, "roles": ["read"]})
    operator_error(response, 400, "invalid_args", field="name")
    assert name not in [row["name"] for row in admin.object_at(OPERATORS)["items"]]


@pytest.mark.parametrize("roles", [["nonsense"], ["READ"], ["read", "root"], [""], [1]])
def test_roles_that_nobody_may_have(admin, roles):
    response = admin.post(OPERATORS, {"name": "nobody-has-it", "roles": roles})
    operator_error(response, 400, "invalid_args", field="roles")
    assert "nobody-has-it" not in [row["name"] for row in admin.object_at(OPERATORS)["items"]]


@pytest.mark.parametrize("name", ["nobody", "first", "%00", "..%2Fann"])
def test_an_operator_that_cannot_be_ended(desk, admin, name):
    response = admin.delete(f"{OPERATORS}/{name}")
    assert response.status_code in (400, 404, 409), response.text
    assert desk.first.payouts().response.status_code == 200


def test_the_first_token_is_never_shown(desk):
    for target in (OPERATORS, f"{ADMIN}/audit"):
        assert desk.first_token not in desk.first.get(target).text


def test_every_role_may_be_had_at_once(desk, admin):
    made = admin.done(OPERATORS, {"name": "everything", "roles": ROLES}, 201)
    assert sorted(made["roles"]) == sorted(ROLES)


def test_operators_made_by_command_and_by_the_api_are_the_same(desk, admin):
    made = desk.place.result("operator", "create", "--name", "by-command", "--role", "queue")
    caller = Operator(desk.server, made["token"])
    assert caller.payouts().response.status_code == 200
    assert caller.post(CLIENTS, {"name": "x", "mode": "live"}).status_code == 403
    names = [row["name"] for row in admin.object_at(OPERATORS)["items"]]
    assert names.count("by-command") == 1
    again = desk.place.run("operator", "create", "--name", "by-command", "--role", "read")
    assert again.code == 1 and again.stdout == "" and again.stderr
