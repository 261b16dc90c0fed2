"""Clients of a running payoutd: the partner and console APIs by requests, and raw sockets.

JSON numbers are read as the text that was sent (Number), so that 100.00 and 100.0 differ.
"""

import contextlib
import json
import re
import select
import socket
import uuid
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

import requests

from secret_book import BOOK

PARTNER_LIST = "/api/v1/payouts"
BATCH = "/api/v1/payouts/batch"
BENEFICIARIES = "/api/v1/beneficiaries"
WALLETS = "/api/v1/wallets"
TRANSACTIONS = "/api/v1/transactions"
CONSOLE_LIST = "/v1/referrals/payouts"
LISTS = [PARTNER_LIST, CONSOLE_LIST]
SESSION_COOKIE = "payoutd_session"
SECONDS = 30


class Number(NamedTuple):
    """A JSON number as it was written."""

    text: str


def _object(pairs):
    keys = [key for key, _ in pairs]
    assert len(set(keys)) == len(keys), f"repeated key in {keys}"
    return dict(pairs)


def parse_json(text):
    """Strict JSON with Number for every number; a repeated key or NaN is an error."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(
        text,
        parse_int=Number,
        parse_float=Number,
        parse_constant=refuse,
        object_pairs_hook=_object,
    )


def to_json(value):
    """JSON with every Number as it is written; text and bytes are taken for JSON already."""
    if isinstance(value, (str, bytes)):
        return value if isinstance(value, bytes) else value.encode()
    return _to_json(value).encode()


def _to_json(value):
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{_to_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_to_json, value)) + "]"
    return json.dumps(value)


def new_key():
    """An Idempotency-Key that nobody has used."""
    return f"key_{uuid.uuid4().hex}"


def by_reference(reference_id):
    return f"{PARTNER_LIST}/by-reference/{quote(reference_id, safe='')}"


def by_key(key):
    return f"/api/v1/idempotency/{quote(key, safe='')}"


def body_of(response):
    """The JSON body of a response that must be JSON."""
    assert response.headers["Content-Type"].split(";")[0].strip() == "application/json"
    return parse_json(response.content.decode())


class Page(NamedTuple):
    """One page of the partner list."""

    rows: list
    response: requests.Response

    @property
    def headers(self):
        return self.response.headers

    @property
    def total(self):
        return int(self.headers["X-Total-Count"])

    @property
    def references(self):
        return [row["reference_id"] for row in self.rows]

    @property
    def links(self):
        """rel → target of the Link header; empty without one."""
        found = re.findall(r'<([^>]*)>\s*;\s*rel="?(\w+)"?', self.headers.get("Link", ""))
        links = {rel: target for target, rel in found}
        assert len(links) == len(found), found
        return links


class Partner:
    """A client of the partner API with one set of credentials (or none)."""

    def __init__(self, server, client=None):
        self.url = server.url
        self.session = requests.Session()
        self.session.trust_env = False
        if client is not None:
            self.session.headers.update(client.headers)

    def get(self, target=PARTNER_LIST, method="GET", **options):
        return self.session.request(method, self.url + target, timeout=SECONDS, **options)

    def post(self, target=PARTNER_LIST, body=None, key=None, method="POST", **options):
        """A request with a JSON body (see to_json), or with none."""
        headers = {} if key is None else {"Idempotency-Key": key}
        if body is not None:
            headers["Content-Type"] = "application/json"
        headers.update(options.pop("headers", {}))
        data = None if body is None else to_json(body)
        return self.get(target, method, headers=headers, data=data, **options)

    def create(self, body, key=None):
        """A payout, which must be created now: 201 and no replay."""
        response = self.post(PARTNER_LIST, body, key or new_key())
        assert response.status_code == 201, response.text
        assert "Idempotent-Replayed" not in response.headers
        return body_of(response)

    def object_at(self, target):
        """One thing, which must be there."""
        response = self.get(target)
        assert response.status_code == 200, response.text
        return body_of(response)

    def payout(self, payout_id):
        return self.object_at(f"{PARTNER_LIST}/{payout_id}")

    def wallet(self, wallet_id):
        return self.object_at(f"{WALLETS}/{wallet_id}")

    def money(self, wallet_id):
        """(what can be spent, what is held) of a wallet, as they are written."""
        wallet = self.wallet(wallet_id)
        return wallet["amount"].text, wallet["held"].text

    def cancel(self, payout_id):
        return self.post(f"{PARTNER_LIST}/{payout_id}/cancel")

    def resolve(self, payout_id):
        return self.post(f"{PARTNER_LIST}/{payout_id}/resolve")

    def page(self, **params):
        """The list, which must be answered with 200."""
        return self.page_at(PARTNER_LIST, params=params)

    def page_at(self, target, **options):
        response = self.get(target, **options)
        assert response.status_code == 200, response.text
        rows = body_of(response)
        assert isinstance(rows, list), rows
        return Page(rows, response)

    def all_rows(self, **params):
        """Every row of every page, walking as the documentation says: by the headers."""
        rows, number, pages = [], 1, 1
        while number <= pages:
            page = self.page(**{"limit": 100, **params, "page": number})
            pages = int(page.headers["X-Total-Pages"])
            rows += page.rows
            number += 1
        return rows


class Console:
    """A client of the console API with one session (or none)."""

    def __init__(self, server, session=None, cookie=SESSION_COOKIE):
        self.url = server.url
        self.session = requests.Session()
        self.session.trust_env = False
        if session is not None:
            self.session.headers["Cookie"] = f"{cookie}={session.token}"

    def get(self, target=CONSOLE_LIST, method="GET", **options):
        return self.session.request(method, self.url + target, timeout=SECONDS, **options)

    def items(self, query=""):
        """The list for a raw query string, which must be answered with 200."""
        response = self.get(CONSOLE_LIST + query)
        assert response.status_code == 200, response.text
        body = body_of(response)
        assert list(body) == ["items"], body
        assert isinstance(body["items"], list), body
        return body["items"]


def partner_error(response, status, error, code, extras=()):
    """Requires a partner error of that kind and returns its body; `extras` are its other names."""
    assert response.status_code == status, (response.status_code, response.content)
    body = body_of(response)
    assert (body["error"], body["code"]) == (error, code), body
    _check_envelope(response, body)
    named = {"error", "code", "message", "request_id", *extras}
    assert set(body) - {"details"} == named, body
    return body


def unavailable(response):
    """Requires the refusal that says: nothing was done, come back later."""
    body = partner_error(response, 503, "ServiceUnavailable", "SERVICE_UNAVAILABLE")
    assert int(response.headers["Retry-After"]) >= 0
    return body


def console_error(response, status, error):
    """Requires a console error of that kind and returns its body."""
    assert response.status_code == status, (response.status_code, response.content)
    body = body_of(response)
    assert body["error"] == error, body
    _check_envelope(response, body)
    assert set(body) == {"error", "message", "request_id"}, body
    return body


def _check_envelope(response, body):
    assert isinstance(body["message"], str) and body["message"]
    assert body["request_id"] == response.headers["X-Request-Id"]


def refused_fields(response):
    """Requires the partner's validation error; field → (rule, message), one detail each."""
    body = partner_error(response, 400, "ValidationException", "E_VALIDATION_FAILURE")
    details = body["details"]
    assert details, body
    for detail in details:
        assert set(detail) == {"field", "rule", "message"}, detail
        assert detail["rule"] and detail["message"], detail
    fields = {detail["field"]: (detail["rule"], detail["message"]) for detail in details}
    assert len(fields) == len(details), details
    return fields


class Headers(list):
    """Header lines in the order received; [name] gives the only one of that name, in any case."""

    def all(self, name):
        return [value for key, value in self if key.lower() == name.lower()]

    def __getitem__(self, name):
        (value,) = self.all(name)
        return value

    def __contains__(self, name):
        return bool(self.all(name))


@dataclass
class RawResponse:
    status_code: int
    headers: Headers = field(default_factory=Headers)
    content: bytes = b""


class RawConnection:
    """One TCP connection to a server: any bytes out, responses in.

    A `narrow` one lets little be on its way, so that an answer stays with the server until read.
    `source` is the address that it comes from: each of 127.0.0.0/8 is this machine's.
    """

    def __init__(self, server, seconds=SECONDS, narrow=False, source=None):
        self.socket = socket.socket()
        self.socket.settimeout(seconds)
        if narrow:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        if source is not None:
            self.socket.bind((source, 0))
        self.socket.connect(("127.0.0.1", server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.reader.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def send_as_far_as_taken(self, data):
        """For data that the server may refuse half way: what counts is its answer."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def exchange(self, target, **options):
        self.send(request_bytes(target, **options))
        return self.response(head=options.get("method") == "HEAD")

    def response(self, head=False):
        """The next response; fails if the connection ends before a whole one was read."""
        status = int(self._line().split(b" ", 2)[1])
        headers = Headers()
        while line := self._line():
            name, _, value = line.partition(b":")
            headers.append((name.decode("ascii"), value.strip().decode("latin-1")))
        response = RawResponse(status, headers)
        if not head and status not in (204, 304):
            response.content = self._read(int(headers["Content-Length"]))
        BOOK.learn_answer(response.content, headers.all("Set-Cookie"))
        return response

    def _line(self):
        line = self.reader.readline()
        assert line.endswith(b"\r\n"), f"cut off at {line!r}"
        return line[:-2]

    def _read(self, size):
        data = self.reader.read(size)
        assert len(data) == size, f"{len(data)} bytes of {size}"
        return data

    def reader_is_ready(self, seconds):
        """Something to read comes, or the connection ends, within so many seconds."""
        return bool(select.select([self.socket], [], [], seconds)[0])

    def ended_orderly(self):
        """The server has closed, and no reset follows: over a longer way than the loopback
        interface one would have overtaken the answer."""
        if self.reader.read(1) != b"":
            return False
        reset = select.poll()
        reset.register(self.socket, 0)  # errors and hang-ups only
        return reset.poll(100) == []

    def rest(self):
        """Everything until the server closes; a reset counts as closed."""
        data = b""
        with contextlib.suppress(ConnectionResetError):
            while chunk := self.reader.read1(65536):
                data += chunk
        return data


def request_bytes(target, method="GET", headers=None, body=b"", version="1.1"):
    """A request as it goes over the wire; `target` is text or bytes and sent as it is."""
    raw_target = target if isinstance(target, bytes) else target.encode("latin-1")
    lines = [b"%s %s HTTP/%s" % (method.encode(), raw_target, version.encode())]
    for name, value in {"Host": "localhost", **(headers or {})}.items():
        if value is not None:
            raw_value = value if isinstance(value, bytes) else str(value).encode("latin-1")
            lines.append(name.encode() + b": " + raw_value)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
