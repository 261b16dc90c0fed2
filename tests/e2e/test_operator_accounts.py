"""Clients, wallets, keys, users and sessions as operators keep them: docs/OPERATOR_API.md."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from operator_client import (
    OperatorClient,
    ok,
    operator_error,
    operator_settings,
    partner_of,
)
from payoutd_client import Console, Number, body_of, new_key, partner_error
from payoutd_program import Session


@pytest.fixture
def server(installation):
    return installation.serve(settings=operator_settings())


@pytest.fixture
def first(server):
    return OperatorClient(server)


def new_client(first, name="Acme", mode="live"):
    return first.made("/clients", {"name": name, "mode": mode})


# money


def test_fund(installation, server, first):
    client = new_client(first)
    wallet = body_of(
        first.post(f"/clients/{client['client_id']}/fund", {"currency": "USD", "amount": "12.50"})
    )
    partner = partner_of(server, client)
    assert partner.wallet(1) == wallet
    assert (wallet["amount"].text, wallet["held"].text) == ("12.50", "0.00")
    body = {"currency": "usd", "amount": Number("1e2"), "remarks": "gift"}
    wallet = body_of(first.post(f"/clients/{client['client_id']}/fund", body))
    assert wallet["amount"].text == "112.50"
    (newest, _) = partner.page_at("/api/v1/transactions").rows
    assert (newest["remarks"], newest["amount"].text) == ("gift", "100.00")
    installation.require_sound()


@pytest.mark.parametrize(
    "body, field",
    [
        ({"amount": "1"}, "currency"),
        ({"currency": "USD"}, "amount"),
        ({"currency": "USD", "amount": 0}, "amount"),
        ({"currency": "USD", "amount": "-1"}, "amount"),
        ({"currency": "USD", "amount": "1.001"}, "amount"),
        ({"currency": "JPY", "amount": "1.5"}, "amount"),
        ({"currency": "USD", "amount": "x"}, "amount"),
        ({"currency": "USD", "amount": True}, "amount"),
        ({"currency": "USD", "amount": "1000000000000.01"}, "amount"),
        ({"currency": "QQQ", "amount": "1"}, "currency"),
        ({"currency": 1, "amount": "1"}, "currency"),
        ({"currency": "USD", "amount": "1", "remarks": "x" * 256}, "remarks"),
        ({"currency": "USD", "amount": "1", "wallet_id": 1}, "wallet_id"),
    ],
)
def test_bad_fundings(installation, first, body, field):
    client = new_client(first)
    target = f"/clients/{client['client_id']}/fund"
    operator_error(first.post(target, body), 400, "invalid_args", field)
    installation.require_sound()


def test_fund_nobody(installation, first):
    body = {"currency": "USD", "amount": "1"}
    user = first.made("/users", {"email": "a@example.com"})["user_id"]
    for nobody in (str(uuid.uuid4()), user, "x"):
        operator_error(first.post(f"/clients/{nobody}/fund", body), 404, "client_not_found")


def test_funding_happens_once_under_a_key(installation, server, first):
    client = new_client(first)
    target = f"/clients/{client['client_id']}/fund"
    key = new_key()
    body = {"currency": "USD", "amount": "5"}
    clients = [OperatorClient(server) for _ in range(6)]
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda each: each.post(target, body, key), clients))
    assert {each.status_code for each in answers} == {200}
    assert len({each.content for each in answers}) == 1
    replayed = [each.headers.get("Idempotent-Replayed") for each in answers]
    assert sorted(replayed, key=str) == [None] + ["true"] * 5
    other = {"currency": "USD", "amount": "6"}
    operator_error(first.post(target, other, key), 422, "idempotency_key_reused")
    second = new_client(first, "Other")
    elsewhere = f"/clients/{second['client_id']}/fund"
    operator_error(first.post(elsewhere, body, key), 422, "idempotency_key_reused")
    assert partner_of(server, client).wallet(1)["amount"].text == "5.00"
    assert body_of(first.post(target, body))["amount"].text == "10.00", "without a key: again"
    installation.require_sound()


# clients and keys


def test_client_works_at_once(server, first):
    for mode in ("live", "test"):
        made = new_client(first, f"Of {mode}", mode)
        assert set(made) == {"client_id", "mode", "api_key", "api_secret", "signing_secret"}
        assert made["api_key"].startswith(f"sk_{mode}_")
        assert partner_of(server, made).page().total == 0
    page = first.found("/clients")
    assert page["total"] == Number("2")
    newest = page["items"][0]
    assert set(newest) == {"id", "name", "mode", "created_at"}
    assert (newest["name"], newest["mode"]) == ("Of test", "test")


def test_same_key_shows_the_same_secrets(first):
    key = new_key()
    body = {"name": "Acme", "mode": "live"}
    made, again = first.made("/clients", body, key), first.made("/clients", body, key)
    assert made == again
    assert first.found("/clients")["total"] == Number("1")


@pytest.mark.parametrize(
    "body, field",
    [
        ({"name": "Acme"}, "mode"),
        ({"mode": "live"}, "name"),
        ({"name": "", "mode": "live"}, "name"),
        ({"name": "x" * 256, "mode": "live"}, "name"),
        ({"name": "a\nb", "mode": "live"}, "name"),
        ({"name": "Acme", "mode": "Live"}, "mode"),
        ({"name": "Acme", "mode": "live", "id": 1}, "id"),
    ],
)
def test_bad_clients(first, body, field):
    operator_error(first.post("/clients", body), 400, "invalid_args", field)


def test_pages(first):
    for n in range(5):
        new_client(first, f"Client {n}")
    names = [each["name"] for each in first.found("/clients")["items"]]
    assert names == [f"Client {n}" for n in (4, 3, 2, 1, 0)]
    page = first.found("/clients", params={"limit": 2, "offset": 3})
    assert [each["name"] for each in page["items"]] == names[3:]
    assert page["total"] == Number("5")
    assert first.found("/clients", params={"offset": 9})["items"] == []
    assert len(first.found("/clients", params={"limit": 1000, "offset": 0})["items"]) == 5
    for query, field in [("limit=0", "limit"), ("offset=-1", "offset"), ("email=x", "email")]:
        operator_error(first.get(f"/clients?{query}"), 400, "invalid_args", field)


def test_keys(server, first):
    client = new_client(first)
    target = f"/clients/{client['client_id']}/keys"
    plain = first.made(target, {})
    without_body = first.post(target)
    assert without_body.status_code == 201
    guarded = first.made(target, {"signed": True, "networks": ["203.0.113.0/24", "2001:db8::/32"]})
    assert partner_of(server, plain).page().total == 0
    assert partner_of(server, guarded).get().status_code == 401
    rows = first.found(target)["items"]
    assert len(rows) == 4
    assert set(rows[0]) == {"api_key", "signed", "networks", "created_at", "revoked_at"}
    by_key = {row["api_key"]: row for row in rows}
    assert by_key[guarded["api_key"]]["signed"] is True
    assert by_key[guarded["api_key"]]["networks"] == ["203.0.113.0/24", "2001:db8::/32"]
    assert "secret" not in first.get(target).text
    ok(first.delete(f"/keys/{plain['api_key']}"))
    ok(first.delete(f"/keys/{plain['api_key']}"))
    refused = partner_of(server, plain).get()
    partner_error(refused, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
    assert partner_of(server, client).page().total == 0
    operator_error(first.delete("/keys/sk_live_nobody"), 404, "key_not_found")


@pytest.mark.parametrize(
    "body, field",
    [
        ({"signed": "yes"}, "signed"),
        ({"networks": "10.0.0.0/8"}, "networks"),
        ({"networks": ["10.0.0.1/8"]}, "networks"),
        ({"networks": ["a,b"]}, "networks"),
        ({"networks": [""]}, "networks"),
        ({"networks": [1]}, "networks"),
        ({"mode": "test"}, "mode"),
    ],
)
def test_bad_keys(first, body, field):
    client = new_client(first)
    target = f"/clients/{client['client_id']}/keys"
    operator_error(first.post(target, body), 400, "invalid_args", field)
    assert len(first.found(target)["items"]) == 1


def test_keys_of_nobody(first):
    for nobody in (str(uuid.uuid4()), "x"):
        operator_error(first.get(f"/clients/{nobody}/keys"), 404, "client_not_found")
        operator_error(first.post(f"/clients/{nobody}/keys", {}), 404, "client_not_found")


# users and sessions


def test_users(first):
    made = first.made("/users", {"email": " Ada@Example.com "})
    assert set(made) == {"user_id"}
    other = first.made("/users", {"email": "bob@example.com"})
    page = first.found("/users")
    assert page["total"] == Number("2")
    assert [each["id"] for each in page["items"]] == [other["user_id"], made["user_id"]]
    assert set(page["items"][0]) == {"id", "email", "created_at"}
    found = first.found("/users", params={"email": "ADA@example.com"})
    assert [each["email"] for each in found["items"]] == ["ada@example.com"]
    assert found["total"] == Number("1")
    for nobody in ("ada@example", "da@example.com", "%"):
        assert first.found("/users", params={"email": nobody})["total"] == Number("0")
    taken = first.post("/users", {"email": "ada@EXAMPLE.com"})
    operator_error(taken, 409, "email_taken")


@pytest.mark.parametrize("email", ["x", "@", "a@b@c", "a b@c", "x" * 300 + "@example.com"])
def test_bad_addresses(first, email):
    operator_error(first.post("/users", {"email": email}), 400, "invalid_email", "email")


@pytest.mark.parametrize(
    "body, field", [({}, "email"), ({"email": 1}, "email"), ({"email": "a@b.c", "x": 1}, "x")]
)
def test_bad_users(first, body, field):
    operator_error(first.post("/users", body), 400, "invalid_args", field)


def test_code_that_is_nobodys(first):
    body = {"email": "a@example.com", "referred_by": "NOBODY"}
    operator_error(first.post("/users", body), 400, "invalid_args", "referred_by")
    assert first.found("/users")["total"] == Number("0")


def test_sessions(server, first):
    user = first.made("/users", {"email": "ada@example.com"})["user_id"]
    other = first.made("/users", {"email": "bob@example.com"})["user_id"]
    made = [first.made(f"/users/{who}/sessions", None) for who in (user, user, other)]
    assert set(made[0]) == {"session", "csrf", "expires_at"}
    consoles = [
        Console(server, Session(each["session"], each["csrf"], each["expires_at"]))
        for each in made
    ]
    assert [each.get().status_code for each in consoles] == [200] * 3
    revoked = first.delete(f"/users/{user}/sessions")
    assert (revoked.status_code, revoked.json()) == (200, {"revoked": 2})
    assert [each.get().status_code for each in consoles] == [401, 401, 200]
    assert first.delete(f"/users/{user}/sessions").json() == {"revoked": 0}


def test_sessions_of_nobody(first):
    client = new_client(first)["client_id"]
    for nobody in (str(uuid.uuid4()), client):
        operator_error(first.post(f"/users/{nobody}/sessions"), 404, "user_not_found")
        operator_error(first.delete(f"/users/{nobody}/sessions"), 404, "user_not_found")
    operator_error(first.post("/users/x/sessions"), 400, "invalid_user_id")
    operator_error(first.delete("/users/x/sessions"), 400, "invalid_user_id")
