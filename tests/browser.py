"""A user's browser: it keeps the cookies that the console sets, and sends them back.

A server without a mail server writes the codes to its log, where `latest_code` finds them.
"""

import contextlib
import http.client
import json
from http.cookies import SimpleCookie
from typing import NamedTuple

from payoutd_client import SECONDS, body_of
from payoutd_program import wait_until

START = "/v1/auth/email/start"
VERIFY = "/v1/auth/email/verify"
ME = "/v1/auth/me"
LOGOUT = "/v1/auth/logout"
SESSIONS = "/v1/auth/sessions"
SESSION = "payoutd_session"
CSRF = "payoutd_csrf"


class Answer(NamedTuple):
    """A response; `headers` are found in any letter case."""

    status_code: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def set_cookies(self):
        """name → (value, attributes) of what the response sets; each name once."""
        cookies = [cookie_of(line) for line in self.headers.get_all("Set-Cookie") or []]
        named = {name: (value, attributes) for name, value, attributes in cookies}
        assert len(named) == len(cookies), cookies
        return named

    @property
    def text(self):
        return self.content.decode(errors="replace")


def cookie_of(line):
    """The only cookie of a Set-Cookie line: (name, value, its attributes in lower case)."""
    ((name, morsel),) = SimpleCookie(line).items()
    given = {part.strip().partition("=")[0].lower() for part in line.split(";")[1:]}
    return name, morsel.value, {key: morsel[key] for key in given}


class Browser:
    """One browser; `jar` is name → value. `address` is where on the loopback net it stands."""

    def __init__(self, server, jar=None, address="127.0.0.1"):
        self.server = server
        self.jar = dict(jar or {})
        self.address = address

    def ask(self, method, target, body=None, headers=None, csrf=True, raw=None, cookie=None):
        """One request. `body` goes as JSON, `raw` as it is; `cookie` replaces the jar's header."""
        sent = {"User-Agent": "Browser/1.0"}
        line = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        if cookie is not None or line:
            sent["Cookie"] = line if cookie is None else cookie
        if csrf and method not in ("GET", "HEAD") and CSRF in self.jar:
            sent["X-CSRF-Token"] = self.jar[CSRF]
        data = raw if body is None else json.dumps(body)
        if data is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=SECONDS, source_address=(self.address, 0)
        )
        with contextlib.closing(connection):
            connection.request(method, target, data, sent)
            response = connection.getresponse()
            content = response.read()
        answer = Answer(response.status, response.headers, content)
        for name, (value, attributes) in answer.set_cookies.items():
            if attributes["max-age"] == "0":
                self.jar.pop(name, None)
            else:
                self.jar[name] = value
        return answer

    def get(self, target, **options):
        return self.ask("GET", target, **options)

    def post(self, target, body=None, **options):
        return self.ask("POST", target, body, **options)

    def delete(self, target, **options):
        return self.ask("DELETE", target, **options)

    def request_code(self, email):
        """The id of a request for a code, which must be answered with 200, and the code."""
        before = len(codes_for(self.server, email))
        answer = self.post(START, {"email": email})
        assert answer.status_code == 200, answer.text
        code = wait_until(lambda: codes_for(self.server, email)[before:], "the code")[0]
        return body_of(answer)["request_id"], code

    def verify(self, request_id, code, **options):
        return self.post(VERIFY, {"request_id": request_id, "code": code}, **options)

    def sign_in(self, email="user@example.com"):
        """Signs in and returns the user that the server tells of."""
        answer = self.verify(*self.request_code(email))
        assert answer.status_code == 200, answer.text
        return body_of(answer)["user"]

    def is_signed_in(self):
        status = self.get(ME).status_code
        assert status in (200, 401), status
        return status == 200


def codes_for(server, email):
    """Every code that was sent to the address, oldest first."""
    email = email.strip().lower()
    return [
        line["code"]
        for line in server.log()
        if line["event"] == "sign_in_code" and line["email"] == email
    ]


def wrong(code):
    """Six other digits."""
    return "000000" if code != "000000" else "000001"
