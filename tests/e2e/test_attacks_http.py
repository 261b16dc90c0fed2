"""What an attacker sends: each is refused, and nothing of it is taken for more than it is."""

import json
import time

import pytest

from list_model import make_book
from payoutd_client import (
    BATCH,
    CONSOLE_LIST,
    PARTNER_LIST,
    RawConnection,
    body_of,
    new_key,
    request_bytes,
)
from payoutd_program import Installation, wait_until

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
TIMEOUT_MS = 400
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@pytest.fixture(scope="module")
def hasty(new_folder):
    with Installation(new_folder()) as place:
        yield place.serve(
            settings={
                "limits.header_timeout_ms": TIMEOUT_MS,
                "limits.body_timeout_ms": TIMEOUT_MS,
                "log_level": "info",
            }
        )


# smuggling: another server in front might read these differently


def post(*lines, body=b""):
    head = [b"POST /api/v1/payouts HTTP/1.1", b"Host: x", *lines]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


SMUGGLED = {
    "length, then chunks": post(b"Content-Length: 6", b"Transfer-Encoding: chunked"),
    "chunks, then length": post(b"Transfer-Encoding: chunked", b"Content-Length: 6"),
    "unknown coding": post(b"Transfer-Encoding: xchunked"),
    "chunked is not last": post(b"Transfer-Encoding: chunked, identity"),
    "chunked twice": post(b"Transfer-Encoding: chunked, chunked"),
    "two codings": post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"),
    "gzip, then chunked": post(b"Transfer-Encoding: gzip, chunked"),
    "coding in quotes": post(b'Transfer-Encoding: "chunked"'),
    "coding behind a vertical tab": post(b"Transfer-Encoding: \x0bchunked"),
    "coding behind a NUL": post(b"Transfer-Encoding: chunked\x00"),
    "empty coding": post(b"Transfer-Encoding:"),
    "space before the colon": post(b"Transfer-Encoding : chunked"),
    "tab before the colon": post(b"Transfer-Encoding\t: chunked"),
    "folded coding": post(b"Transfer-Encoding:", b" chunked"),
    "folded name": post(b"X: y", b" Transfer-Encoding: chunked"),
    "lone CR": post(b"X: y\rTransfer-Encoding: chunked"),
    "lone LF": post(b"X: y\nTransfer-Encoding: chunked"),
    "equal lengths": post(b"Content-Length: 6", b"Content-Length: 6"),
    "listed lengths": post(b"Content-Length: 6, 6"),
    "other lengths": post(b"Content-Length: 0", b"Content-Length: 6"),
    "signed length": post(b"Content-Length: +6"),
    "hexadecimal length": post(b"Content-Length: 0x6"),
    "length with a space": post(b"Content-Length: 0 6"),
    "length of 2^64": post(b"Content-Length: 18446744073709551616"),
    "empty length": post(b"Content-Length:"),
    "chunks in HTTP/1.0": post(b"Transfer-Encoding: chunked").replace(b"HTTP/1.1", b"HTTP/1.0"),
    "two hosts": post(b"Host: y"),
    "space in the target": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "no version": b"GET /api/v1/payouts\r\nHost: x\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}
CHUNKS = {
    "negative size": b"-1\r\n\r\n",
    "signed size": b"+1\r\na\r\n0\r\n\r\n",
    "prefixed size": b"0x1\r\na\r\n0\r\n\r\n",
    "size beyond 64 bits": b"10000000000000001\r\na\r\n0\r\n\r\n",
    "size with a space": b"1 0\r\na\r\n0\r\n\r\n",
    "lone LF behind the size": b"1\na\r\n0\r\n\r\n",
    "lone LF in an extension": b"1;x=\ny\r\na\r\n0\r\n\r\n",
    "data that goes on": b"1\r\nabc\r\n0\r\n\r\n",
    "no size": b"\r\n0\r\n\r\n",
}
for name, body in CHUNKS.items():
    SMUGGLED[f"chunk: {name}"] = post(b"Transfer-Encoding: chunked", body=body)


@pytest.mark.parametrize("name", SMUGGLED)
def test_nothing_is_smuggled_behind_a_request(hasty, name):
    with RawConnection(hasty) as connection:
        connection.send_as_far_as_taken(SMUGGLED[name] + b"0\r\n\r\n" + HIDDEN)
        response = connection.response()
        assert response.status_code in (400, 413)
        assert connection.rest() == b""
    assert not [line for line in hasty.log() if "hidden" in line.get("path", "")]


def test_a_get_with_a_body_hides_no_request(surfaces):
    """The body is read as a body, so what it says is not answered."""
    headers = {**surfaces.client.headers, "Content-Length": len(HIDDEN)}
    with RawConnection(surfaces.server) as connection:
        connection.send(request_bytes(PARTNER_LIST, headers=headers, body=HIDDEN))
        assert connection.response().status_code == 200
        assert connection.exchange("/healthz").status_code == 200


# slow clients


@pytest.mark.parametrize(
    "beginning",
    [b"GET / HTTP/1.1\r\nHost: x\r\n", post(b"Content-Length: 1000")],
    ids=["head", "body"],
)
def test_a_byte_now_and_then_does_not_keep_a_connection(hasty, beginning):
    """Each byte comes long before any timeout; the whole request does not."""
    with RawConnection(hasty) as connection:
        connection.send(beginning)
        start = time.monotonic()
        while not connection.reader_is_ready(TIMEOUT_MS / 1000 / 8):
            assert time.monotonic() - start < 10 * TIMEOUT_MS / 1000
            connection.send_as_far_as_taken(b"x")
        assert connection.response().status_code == 408


# paths

NO_ROUTE = [
    "//api/v1/payouts",
    "/api//v1/payouts",
    "/api/v1/payouts/",
    "/api/v1/payouts//",
    "/api/v1/../v1/payouts",
    "/api/v1/./payouts",
    "/v1/../api/v1/payouts",
    "/healthz/../api/v1/payouts",
    "/api/v1/%2e%2e/v1/payouts",
    "/api/v1/x/%2e%2e/payouts",
    "/api/v1/payouts%00",
    "/api/v1/payouts%2f",
    "/api%2fv1%2fpayouts",
    "/api/v1/p%61youts",
    "/api/v1/payouts;a=b",
    "/api/v1/payouts#x",
    "/API/v1/payouts",
    "/api\\v1\\payouts",
    "/api/v1/payouts/..%2f..%2f..%2fetc%2fpasswd/x/y",
    "/metrics/../api/v1/payouts",
]


@pytest.mark.parametrize("path", NO_ROUTE)
def test_a_path_is_taken_as_it_is_written(surfaces, path):
    """Nothing is decoded, folded or resolved: what is no route is 404 also with good keys."""
    with RawConnection(surfaces.server) as connection:
        headers = {**surfaces.client.headers, **surfaces.cookie}
        assert connection.exchange(path, headers=headers).status_code in (400, 404)


@pytest.mark.parametrize("segment", ["%00", "%2e%2e", "..", "%2e", "..%2f", ";", "%ff", "'--"])
def test_an_id_that_is_a_trick_is_no_payout(surfaces, segment):
    with RawConnection(surfaces.server) as connection:
        response = connection.exchange(f"{PARTNER_LIST}/{segment}", headers=surfaces.client.headers)
    assert response.status_code == 404
    assert body_of(response)["error"] == "NotFound"


def test_the_host_that_a_request_names_comes_back_nowhere(surfaces):
    for target, host in [
        ("http://evil.test/api/v1/payouts?limit=5", "localhost"),
        ("/api/v1/payouts?limit=5", "evil.test"),
    ]:
        with RawConnection(surfaces.server) as connection:
            headers = {**surfaces.client.headers, "Host": host, "X-Forwarded-Host": "evil.test"}
            response = connection.exchange(target, headers=headers)
        assert response.status_code == 200
        assert "evil" not in str(list(response.headers)) + response.content.decode()


# headers and logs


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "*", "https://x\tSet-Cookie: a"])
def test_an_origin_that_is_not_allowed_comes_back_nowhere(surfaces, origin):
    with RawConnection(surfaces.server) as connection:
        headers = {**surfaces.cookie, "Origin": origin}
        response = connection.exchange(CONSOLE_LIST, headers=headers)
    assert "Access-Control-Allow-Origin" not in response.headers
    assert origin not in [value for _, value in response.headers]


LOGGED = [
    b'/a"b',
    b'/","level":"error","x":"',
    b"/\\u000a\\n",
    b"/\x1b[31mred",
    b"/\xc2\x9b31m",
    b"/\xe2\x80\xa8line",
    b"/\xff\xfe",
    b"/%0d%0a{}",
    b"/" + b"a" * 5000,
]


@pytest.mark.parametrize("path", LOGGED, ids=repr)
def test_a_log_line_stays_one_line_of_json(hasty, path):
    tag = new_key()
    headers = {
        "X-Request-Id": tag,
        "User-Agent": b'"\x1b[0m\xff","level":"error',
        "X-Forwarded-For": "1.1.1.1",
    }
    before = len(hasty.log())
    with RawConnection(hasty) as connection:
        connection.send(request_bytes(path, headers=headers))
        status = connection.response().status_code
    assert status in (400, 404)

    def new_lines():
        return hasty.log()[before:]

    (line,) = wait_until(new_lines, "the line")
    assert (line["event"], line["level"], line["status"]) == ("request", "info", status)
    raw = hasty.log_path.read_bytes().splitlines()[-1]
    assert all(byte >= 0x20 for byte in raw)
    assert json.loads(raw) == line
    assert b"\xe2\x80\xa8" not in raw and b"\xc2\x9b" not in raw


@pytest.mark.parametrize("value", [b'a"b', b"a\\b", b"{}", b"%0d%0a"])
def test_a_request_id_breaks_neither_body_nor_log(hasty, value):
    with RawConnection(hasty) as connection:
        connection.send(request_bytes("/nope", headers={"X-Request-Id": value}))
        response = connection.response()
    assert body_of(response)["request_id"] == value.decode()

    def logged():
        return [each for each in hasty.log() if each.get("request_id") == value.decode()]

    assert wait_until(logged, "the line")[0]["path"] == "/nope"


# security headers


@pytest.mark.parametrize(
    "raw",
    [
        request_bytes("/healthz"),
        request_bytes("/nope"),
        request_bytes(PARTNER_LIST),
        request_bytes(CONSOLE_LIST),
        request_bytes(CONSOLE_LIST, method="OPTIONS"),
        request_bytes(PARTNER_LIST, method="DELETE"),
        request_bytes(PARTNER_LIST, headers={"Content-Length": 10**9}),
        request_bytes("/" + "a" * 9000),
        request_bytes("/", headers={"X-Long": "a" * 20000}),
        request_bytes("/", headers={"Host": None}),
        b"GET / HTTP/1.1\r\nHost:",
    ],
    ids=lambda raw: raw[:40].decode(),
)
def test_every_answer_has_the_security_headers(hasty, raw):
    with RawConnection(hasty) as connection:
        connection.send_as_far_as_taken(raw)
        response = connection.response()
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value, response.status_code
    assert "Strict-Transport-Security" not in response.headers


def test_lists_have_the_security_headers_whether_kept_or_not(surfaces):
    for target in (PARTNER_LIST, CONSOLE_LIST):
        for _ in range(4):
            response = surfaces.at(target).get(target)
            assert response.status_code == 200
            for name, value in SECURITY_HEADERS.items():
                assert response.headers[name] == value
        unchanged = surfaces.at(target).get(
            target, headers={"If-None-Match": response.headers["ETag"]}
        )
        assert unchanged.status_code == 304
        assert unchanged.headers["X-Content-Type-Options"] == "nosniff"


# bodies


def nested(depth):
    return b'{"a":' * depth + b"1" + b"}" * depth


BODIES = {
    "deep arrays": b"[" * 1_000_000,
    "deep objects": nested(200_000),
    "deep metadata": b'{"metadata":' + nested(100_000) + b"}",
    "long number": b'{"amount":' + b"9" * 1_000_000 + b"}",
    "large exponent": b'{"amount":1e999999999}',
    "many names": b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b"}",
    "one name many times": b"{" + b",".join(b'"amount":1' for _ in range(100_000)) + b"}",
    "long text": b'{"description":"' + b"a" * 7_000_000 + b'"}',
    "many in a batch": b'{"payouts":[' + b",".join([b"{}"] * 1_000_000) + b"]}",
    "lone surrogates": b'{"description":"\\ud800\\udc00\\ud800"}',
    "not UTF-8": b'{"description":"\xff\xfe"}',
    "nothing but blanks": b" " * 1_000_000,
}


@pytest.fixture(scope="module")
def busy(new_folder):
    with Installation(new_folder()) as place:
        client = place.create_client("Acme", "--fund", "USD=1000.00")
        place.import_rows(client, make_book(2))
        yield client, place.serve()


@pytest.mark.parametrize("target", [PARTNER_LIST, BATCH])
@pytest.mark.parametrize("name", BODIES)
def test_a_monstrous_body_is_refused_in_no_time(busy, target, name):
    client, server = busy
    headers = {
        **client.headers,
        "Content-Type": "application/json",
        "Content-Length": len(BODIES[name]),
        "Idempotency-Key": new_key(),
    }
    start = time.monotonic()
    with RawConnection(server) as connection:
        response = connection.exchange(target, method="POST", headers=headers, body=BODIES[name])
    assert response.status_code == 400
    assert body_of(response)["error"] in ("SyntaxError", "ValidationException")
    assert len(response.content) < 2_000_000
    assert time.monotonic() - start < 10


def test_the_consoles_bodies_are_small(busy):
    _, server = busy
    for target, size, status in [
        (CONSOLE_LIST, 16_384, 405),
        (CONSOLE_LIST, 16_385, 413),
        ("/nope", 16_385, 413),
        ("/api/v1/nope", 16_385, 404),
    ]:
        with RawConnection(server) as connection:
            connection.send_as_far_as_taken(
                request_bytes(
                    target, method="PUT", headers={"Content-Length": size}, body=b"x" * size
                )
            )
            assert connection.response().status_code == status, (target, size)
