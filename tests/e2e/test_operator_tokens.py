"""Operators' tokens, their roles, and what the gate refuses: docs/OPERATOR_API.md."""

import pytest

from operator_client import FIRST_TOKEN, OperatorClient, operator_error, operator_settings
from payoutd_client import body_of, new_key, parse_json
from payoutd_program import require_error, require_json_error

PAYOUT = "018d0cab-c440-7000-8000-000000000000"
# A route of each role, with what it answers who may use it.
ROUTES = {
    "read": ("GET", "/operators", None, 200),
    "queue": ("POST", f"/payouts/{PAYOUT}/failed", None, 404),
    "money": ("POST", f"/clients/{PAYOUT}/fund", {"currency": "USD", "amount": "1"}, 404),
    "admin": ("DELETE", "/operators/nobody", None, 404),
}


@pytest.fixture
def server(installation):
    return installation.serve(settings=operator_settings())


@pytest.fixture
def first(server):
    return OperatorClient(server)


def test_closed_while_there_is_no_token(installation):
    server = installation.serve()
    for token in (None, "", FIRST_TOKEN):
        operator_error(OperatorClient(server, token).get("/operators"), 401, "admin_token_unset")
    made = installation.result("operator", "create", "--name", "ada", "--role", "read")
    operator_error(OperatorClient(server).get("/operators"), 401, "admin_token_invalid")
    ada = OperatorClient(server, made["token"])
    assert ada.get("/operators").status_code == 200
    installation.result("operator", "revoke", "--name", "ada")
    operator_error(ada.get("/operators"), 401, "admin_token_unset")


@pytest.mark.parametrize(
    "token", [None, "", "x", FIRST_TOKEN[:-1], FIRST_TOKEN + "x", FIRST_TOKEN.upper(), "adm_" * 11]
)
def test_wrong_token(server, token):
    operator_error(OperatorClient(server, token).get("/operators"), 401, "admin_token_invalid")


def test_token_given_twice_is_none(server):
    from payoutd_client import RawConnection

    with RawConnection(server) as raw:
        raw.send(
            b"GET /v1/admin/operators HTTP/1.1\r\nHost: x\r\n"
            + b"X-Admin-Token: %s\r\n" % FIRST_TOKEN.encode() * 2
            + b"\r\n"
        )
        assert raw.response().status_code == 401


def test_short_token_refuses_to_start(installation):
    finished = installation.run("serve", env={"PAYOUTD_ADMIN_TOKEN": "x" * 31})
    assert finished.code == 2 and "admin_token" in finished.stderr
    assert "x" * 31 not in finished.stderr


@pytest.mark.parametrize("role", ROUTES)
def test_what_each_role_may(server, first, role):
    client = first.new_operator(server, f"only-{role}", role)
    for needed, (method, target, body, status) in ROUTES.items():
        response = client.ask(method, target, body)
        if needed in ("read", role) or role == "admin":
            assert response.status_code == status, (needed, response.text)
        else:
            error = operator_error(response, 403, "role_required")
            assert needed in error["message"]


def test_roles_add_up(server, first):
    client = first.new_operator(server, "both", "queue", "money")
    for needed, (method, target, body, status) in ROUTES.items():
        expected = 403 if needed == "admin" else status
        assert client.ask(method, target, body).status_code == expected


def test_role_comes_before_path_and_body(server, first):
    reader = first.new_operator(server, "reader", "read")
    response = reader.post("/payouts/nonsense/sent", b"{", headers={"Content-Type": "text/plain"})
    operator_error(response, 403, "role_required")


def test_token_comes_before_everything(server):
    stranger = OperatorClient(server, "nobody")
    operator_error(stranger.post("/payouts/x/sent", b"{"), 401, "admin_token_invalid")
    operator_error(stranger.post("/referrals/simulate-paid"), 401, "admin_token_invalid")


def test_made_listed_and_revoked(server, first):
    made = first.made("/operators", {"name": "ada.b_c-1", "roles": ["money", "queue"]})
    assert set(made) == {"name", "token", "roles"}
    assert made["token"].startswith("adm_") and len(made["token"]) == 44
    assert made["roles"] == ["queue", "money"]
    ada = OperatorClient(server, made["token"])
    (row,) = ada.found("/operators")["items"]
    assert set(row) == {"name", "roles", "created_at", "revoked_at"}
    assert (row["name"], row["roles"], row["revoked_at"]) == (
        "ada.b_c-1", ["queue", "money"], None
    )
    assert first.delete("/operators/ada.b_c-1").json() == {"ok": True}
    operator_error(ada.get("/operators"), 401, "admin_token_invalid")
    (row,) = first.found("/operators")["items"]
    revoked_at = row["revoked_at"]
    assert revoked_at is not None
    assert first.delete("/operators/ada.b_c-1").status_code == 200
    assert first.found("/operators")["items"][0]["revoked_at"] == revoked_at
    body = {"name": "ada.b_c-1", "roles": ["read"]}
    operator_error(first.post("/operators", body), 409, "operator_exists")
    for nobody in ("nobody", "first"):
        operator_error(first.delete(f"/operators/{nobody}"), 404, "operator_not_found")


def test_token_is_nowhere_in_the_database(installation, server, first):
    token = first.made("/operators", {"name": "ada", "roles": ["read"]}, new_key())["token"]
    server.stop()
    content = b"".join(each.read_bytes() for each in installation.folder.glob("payoutd.db*"))
    assert token.encode() not in content and FIRST_TOKEN.encode() not in content
    assert b"ada" in content


@pytest.mark.parametrize(
    "body, field",
    [
        ({"name": "ada"}, "roles"),
        ({"roles": ["read"]}, "name"),
        ({"name": "ada", "roles": []}, "roles"),
        ({"name": "ada", "roles": ["reader"]}, "roles"),
        ({"name": "ada", "roles": [1]}, "roles"),
        ({"name": "ada", "roles": "read"}, "roles"),
        ({"name": "first", "roles": ["read"]}, "name"),
        ({"name": "", "roles": ["read"]}, "name"),
        ({"name": "a b", "roles": ["read"]}, "name"),
        ({"name": "x" * 65, "roles": ["read"]}, "name"),
        ({"name": "é", "roles": ["read"]}, "name"),
        ({"name": "ada", "roles": ["read"], "token": "mine"}, "token"),
    ],
)
def test_bad_operator(first, body, field):
    operator_error(first.post("/operators", body), 400, "invalid_args", field)
    assert first.found("/operators")["items"] == []


@pytest.mark.parametrize(
    "body, options, status, tag",
    [
        (b"", {}, 400, "invalid_json"),
        (b"{", {}, 400, "invalid_json"),
        (b"[]", {}, 400, "invalid_json"),
        (b'{"name":"a","name":"b"}', {}, 400, "invalid_json"),
        (b'{"name":"' + b"x" * 4096 + b'"}', {}, 400, "invalid_json"),
        (b"{}", {"headers": {"Content-Type": "text/plain"}}, 415, "unsupported_media_type"),
    ],
)
def test_bodies_that_are_none(first, body, options, status, tag):
    operator_error(first.post("/operators", body, **options), status, tag)


def test_rate_limit_of_each_token(installation):
    settings = operator_settings(operator__rate_limit=5, operator__rate_limit_window_s=3600)
    server = installation.serve(settings=settings)
    first = OperatorClient(server)
    other = first.new_operator(server, "other", "read")
    codes = [first.get("/operators").status_code for _ in range(6)]
    assert codes == [200] * 4 + [429] * 2
    refused = first.get("/operators")
    operator_error(refused, 429, "rate_limited")
    assert int(refused.headers["Retry-After"]) > 0
    assert other.get("/operators").status_code == 200


def test_rate_limit_of_strangers(server, first):
    stranger = OperatorClient(server, "wrong")
    codes = [stranger.get("/operators").status_code for _ in range(12)]
    assert codes[:10] == [401] * 10 and codes[-1] == 429
    assert first.get("/operators").status_code == 200, "a right token is no stranger's"


def test_wrong_tokens_are_logged_without_the_token(server):
    OperatorClient(server, "wrong-token-of-somebody").get("/operators")
    (line,) = [each for each in server.log() if each["event"] == "operator_refused"]
    assert (line["reason"], line["remote_address"]) == ("admin_token_invalid", "127.0.0.1")
    assert "wrong-token-of-somebody" not in server.log_path.read_text()


def test_no_cors_and_no_cache(server, first):
    response = first.get("/operators", headers={"Origin": "https://app.example.com"})
    assert not [name for name in response.headers if name.lower().startswith("access-control")]
    assert response.headers["Cache-Control"] == "no-store"
    assert first.ask("OPTIONS", "/operators").status_code == 405


def test_same_key_gives_the_same_answer(server, first):
    key = new_key()
    body = {"name": "ada", "roles": ["read"]}
    made = first.post("/operators", body, key)
    again = first.post("/operators", {"roles": ["read"], "name": "ada"}, key)
    assert (again.status_code, again.content) == (201, made.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in made.headers
    other = {"name": "bob", "roles": ["read"]}
    operator_error(first.post("/operators", other, key), 422, "idempotency_key_reused")
    admin = first.new_operator(server, "admin", "admin")
    assert admin.post("/operators", other, key).status_code == 201, "a key is its operator's own"
    for bad in ("short", "x" * 257, "with a blank"):
        operator_error(first.post("/operators", other, bad), 400, "invalid_args")


def test_refused_request_does_not_use_up_its_key(first):
    key = new_key()
    bad = {"name": "first", "roles": ["read"]}
    operator_error(first.post("/operators", bad, key), 400, "invalid_args", "name")
    assert first.post("/operators", {"name": "ada", "roles": ["read"]}, key).status_code == 201


def test_retired_endpoint(server, first):
    reader = first.new_operator(server, "reader", "read")
    for body in (None, {"a": 1}, b"{"):
        response = reader.post("/referrals/simulate-paid", body)
        assert response.status_code == 410
        assert parse_json(response.text) == {
            "error": "endpoint_retired", "reason": "billing_bridge_active"
        }


def test_commands(installation):
    made = installation.result(
        "operator", "create", "--name", "ada", "--role", "queue", "--role", "money"
    )
    assert made["roles"] == ["queue", "money"] and made["token"].startswith("adm_")
    again = ("operator", "create", "--name", "ada", "--role", "read")
    assert require_json_error(installation.run(*again, "--json"), 1)["error"] == "operator_exists"
    require_error(installation.run("operator", "create", "--name", "bob", "--role", "king"), 1)
    require_error(installation.run("operator", "create", "--name", "first", "--role", "read"), 1)
    require_error(installation.run("operator", "create", "--name", "bob"), 2)
    (row,) = installation.result("operator", "list")["operators"]
    assert (row["name"], row["roles"], row["revoked_at"]) == ("ada", ["queue", "money"], None)
    assert "ada" in installation.run("operator", "list").stdout
    require_error(installation.run("operator", "revoke", "--name", "bob"), 1)
    assert installation.result("operator", "revoke", "--name", "ada") == {"revoked": "ada"}
    assert installation.result("operator", "list")["operators"][0]["revoked_at"]


def test_body_of_an_answer_is_json(first):
    assert body_of(first.get("/nowhere"))["error"] == "not_found"
