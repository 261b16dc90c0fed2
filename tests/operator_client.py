"""Clients of the operator API, and the settings of a server that has one."""

import requests

from payoutd_client import Partner, body_of, parse_json, to_json

FIRST_TOKEN = "first-token-0123456789-0123456789-ab"
SECONDS = 30


def operator_settings(**more):
    """Of a server whose first operator has FIRST_TOKEN."""
    return {"admin_token": FIRST_TOKEN, **{k.replace("__", "."): v for k, v in more.items()}}


class OperatorClient:
    """One token (or none) below /v1/admin."""

    def __init__(self, server, token=FIRST_TOKEN):
        self.url = server.url
        self.session = requests.Session()
        self.session.trust_env = False
        if token is not None:
            self.session.headers["X-Admin-Token"] = token

    def ask(self, method, target, body=None, key=None, headers=None, **options):
        headers = dict(headers or {})
        if key is not None:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        data = None if body is None else to_json(body)
        url = f"{self.url}/v1/admin{target}"
        return self.session.request(
            method, url, data=data, headers=headers, timeout=SECONDS, **options
        )

    def get(self, target, **options):
        return self.ask("GET", target, **options)

    def post(self, target, body=None, key=None, **options):
        return self.ask("POST", target, body, key, **options)

    def delete(self, target, **options):
        return self.ask("DELETE", target, **options)

    def made(self, target, body, key=None):
        """What must be created: 201."""
        response = self.post(target, body, key)
        assert response.status_code == 201, response.text
        return body_of(response)

    def found(self, target, **options):
        """What must be there: 200."""
        response = self.get(target, **options)
        assert response.status_code == 200, response.text
        return body_of(response)

    def new_operator(self, server, name, *roles):
        """Another operator's client."""
        made = self.made("/operators", {"name": name, "roles": list(roles)})
        assert (made["name"], made["roles"]) == (name, list(roles))
        return OperatorClient(server, made["token"])

    def move(self, payout_id, verb, body=None):
        return self.post(f"/payouts/{payout_id}/{verb}", body)

    def audit(self, **params):
        """The log's lines, newest first."""
        return self.found("/audit", params=params)["items"]


def ok(response):
    """Requires 200 {"ok":true}."""
    assert (response.status_code, parse_json(response.text)) == (200, {"ok": True}), response.text


def operator_error(response, status, tag, field=None):
    """Requires an error of that kind and returns its body."""
    assert response.status_code == status, (response.status_code, response.text)
    body = body_of(response)
    assert body["error"] == tag, body
    assert set(body) == {"error", "message", "request_id"} | ({"field"} if field else set()), body
    assert body.get("field") == field, body
    assert body["message"] and body["request_id"] == response.headers["X-Request-Id"]
    return body


def partner_of(server, made):
    """The partner API's client of what POST /v1/admin/clients has made."""

    class Made:
        headers = {"X-API-Key": made["api_key"], "X-API-Secret": made["api_secret"]}

    return Partner(server, Made)
