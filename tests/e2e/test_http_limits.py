"""Contract §1: what is too large, too slow or too much: 413, 414, 431, 408, 503.

Sizes and times are made small by settings, so that nothing here takes long.
"""

import re
import resource
import select
import time

import pytest

from list_model import console_payout
from payoutd_client import (
    CONSOLE_LIST,
    PARTNER_LIST,
    RawConnection,
    body_of,
    parse_json,
    request_bytes,
)
from payoutd_program import Installation, wait_until

SURFACES = [PARTNER_LIST, CONSOLE_LIST, "/nope"]
any_surface = pytest.mark.parametrize("target", SURFACES)
BODY_MAX = 1000
TARGET_MAX = 8 << 10
HEADER_MAX = 16 << 10
TIMEOUT_MS = 400


@pytest.fixture(scope="module")
def tight(new_folder):
    with Installation(new_folder()) as place:
        yield place.serve(settings={"limits.body_bytes_max": BODY_MAX})


@pytest.fixture(scope="module")
def hasty(new_folder):
    names = ("header_timeout_ms", "body_timeout_ms", "idle_timeout_ms", "write_timeout_ms")
    with Installation(new_folder()) as place:
        yield place.serve(settings={f"limits.{name}": TIMEOUT_MS for name in names})


def require_fault(response, target, status, partner_name):
    """The fault in the envelope of the surface that the target belongs to."""
    assert response.status_code == status
    body = body_of(response)
    assert body["message"]
    assert body["request_id"] == response.headers["X-Request-Id"]
    if target.startswith("/api/v1/"):
        assert set(body) == {"error", "code", "message", "request_id"}
        assert body["error"] == partner_name
        assert re.fullmatch(r"[A-Z][A-Z_]+", body["code"])
    else:
        assert set(body) == {"error", "message", "request_id"}
        assert re.fullmatch(r"[a-z][a-z_]+", body["error"])


# size


@any_surface
def test_body_at_the_limit_is_taken(tight, target):
    with RawConnection(tight) as connection:
        body = b"x" * BODY_MAX
        response = connection.exchange(target, headers={"Content-Length": BODY_MAX}, body=body)
    assert response.status_code in (401, 404)


@any_surface
@pytest.mark.parametrize("length", [BODY_MAX + 1, 10**9, 2**63 - 1])
def test_declared_body_over_the_limit_is_413(tight, target, length):
    with RawConnection(tight) as connection:
        connection.send(request_bytes(target, headers={"Content-Length": length}))
        require_fault(connection.response(), target, 413, "PayloadTooLarge")


@any_surface
def test_sent_body_over_the_limit_is_413_and_the_answer_arrives(tight, target):
    with RawConnection(tight) as connection:
        size = 2_000_000
        connection.send_as_far_as_taken(
            request_bytes(target, headers={"Content-Length": size}, body=b"x" * size)
        )
        require_fault(connection.response(), target, 413, "PayloadTooLarge")


@any_surface
def test_chunked_body_over_the_limit_is_413(tight, target):
    chunks = b"64\r\n" + b"x" * 100 + b"\r\n"
    with RawConnection(tight) as connection:
        connection.send_as_far_as_taken(
            request_bytes(target, headers={"Transfer-Encoding": "chunked"}, body=chunks * 500)
        )
        require_fault(connection.response(), target, 413, "PayloadTooLarge")
        assert connection.ended_orderly()


def target_of_length(path, length):
    return path + "?x=" + "a" * (length - len(path) - 3)


@any_surface
def test_target_at_the_limit_is_taken(tight, target):
    with RawConnection(tight) as connection:
        response = connection.exchange(target_of_length(target, TARGET_MAX))
    assert response.status_code in (401, 404)


@any_surface
@pytest.mark.parametrize("length", [TARGET_MAX + 1, HEADER_MAX + 1, 100_000])
def test_target_over_the_limit_is_414(tight, target, length):
    with RawConnection(tight) as connection:
        connection.send_as_far_as_taken(request_bytes(target_of_length(target, length)))
        require_fault(connection.response(), target, 414, "UriTooLong")
        assert connection.ended_orderly()


@any_surface
def test_headers_below_the_limit_are_taken(tight, target):
    with RawConnection(tight) as connection:
        response = connection.exchange(target, headers={"X-Long": "a" * (HEADER_MAX - 1000)})
    assert response.status_code in (401, 404)


@any_surface
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Long": "a" * HEADER_MAX},
        {"X-Long": "a" * 1_000_000},
        {f"X-Many-{n}": "a" * 20 for n in range(1000)},
        {"Cookie": "payoutd_session=" + "a" * 50_000},
    ],
    ids=["long", "very long", "many", "cookie"],
)
def test_headers_over_the_limit_are_431(tight, target, headers):
    with RawConnection(tight) as connection:
        connection.send_as_far_as_taken(request_bytes(target, headers=headers))
        require_fault(connection.response(), target, 431, "RequestHeaderFieldsTooLarge")


def test_request_line_without_end_is_refused(tight):
    with RawConnection(tight) as connection:
        connection.send_as_far_as_taken(b"a" * 1_000_000)
        assert connection.response().status_code in (400, 414, 431)


def test_client_that_waits_for_100_continue_is_answered(tight):
    options = {"headers": {"Content-Length": 5, "Expect": "100-continue"}}
    with RawConnection(tight, seconds=5) as connection:
        connection.send(request_bytes("/healthz", **options))
        first = connection.reader.peek(12)
        assert first.startswith((b"HTTP/1.1 100", b"HTTP/1.1 200", b"HTTP/1.1 417"))


# time


@any_surface
def test_stalled_headers_are_408(hasty, target):
    with RawConnection(hasty) as connection:
        start = time.monotonic()
        connection.send(request_bytes(target)[:-2])
        require_fault(connection.response(), target, 408, "RequestTimeout")
        assert time.monotonic() - start > TIMEOUT_MS / 1000 * 0.9
        assert connection.rest() == b""


@any_surface
def test_stalled_body_is_408(hasty, target):
    with RawConnection(hasty) as connection:
        connection.send(request_bytes(target, headers={"Content-Length": 10}, body=b"12345"))
        require_fault(connection.response(), target, 408, "RequestTimeout")
        assert connection.rest() == b""


def test_half_a_request_line_is_408(hasty):
    with RawConnection(hasty) as connection:
        connection.send(b"GET /api/v1/pay")
        assert connection.response().status_code == 408
        assert connection.rest() == b""


def test_dripping_headers_do_not_extend_the_time(hasty):
    with RawConnection(hasty) as connection:
        start = time.monotonic()
        connection.send(b"GET /healthz HTTP/1.1\r\n")
        while not select.select([connection.socket], [], [], 0.05)[0]:
            assert time.monotonic() - start < 10, "kept for ever"
            connection.send_as_far_as_taken(b"X: y\r\n")
        assert connection.response().status_code == 408


def test_idle_connection_is_closed_without_a_word(hasty):
    with RawConnection(hasty) as fresh, RawConnection(hasty) as used:
        assert used.exchange("/healthz").status_code == 200
        start = time.monotonic()
        assert used.rest() == b""
        assert fresh.rest() == b""
        assert time.monotonic() - start > TIMEOUT_MS / 1000 * 0.5


@pytest.fixture
def long_answer(installation):
    """A server that soon gives up on writing, and a request with a long answer."""
    user = installation.create_user()
    installation.import_rows(user, [console_payout(note="n" * 500)] * 200)
    session = installation.create_session(user)
    server = installation.serve(settings={"limits.write_timeout_ms": TIMEOUT_MS})
    headers = {"Cookie": f"payoutd_session={session.token}"}
    return server, request_bytes(CONSOLE_LIST + "?limit=200", headers=headers)


def test_client_that_reads_slowly_is_served(long_answer):
    server, request = long_answer
    with RawConnection(server, narrow=True) as connection:
        connection.send(request)
        pause, beginning = TIMEOUT_MS / 1000 / 4, b""
        slow_until = time.monotonic() + 6 * TIMEOUT_MS / 1000
        while time.monotonic() < slow_until:
            beginning += connection.socket.recv(1024)
            time.sleep(pause)  # the slowness that is tested, not a wait for something
        head, _, body = beginning.partition(b"\r\n\r\n")
        size = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        assert len(body) < size / 2, "the answer was not long enough to be read slowly"
        body += connection.reader.read(size - len(body))
    assert len(parse_json(body.decode())["items"]) == 200


def test_client_that_never_reads_loses_its_connection(long_answer):
    server, request = long_answer
    before, count = server.open_sockets(), 20
    with RawConnection(server, narrow=True) as connection:
        connection.send(request * count)
        assert connection.reader.peek(1)  # the first answer has begun, and nothing more is read
        wait_until(lambda: server.open_sockets() == before, "the server to close it")
        assert len(connection.rest()) < count * 100_000


# number


def test_one_connection_too_many_is_503_and_a_free_place_is_used_again(installation):
    server = installation.serve(settings={"limits.connections_max": 5})
    kept = [RawConnection(server) for _ in range(5)]
    for connection in kept:
        assert connection.exchange("/healthz").status_code == 200
    with RawConnection(server) as sixth:
        response = sixth.response()
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) >= 1
        assert body_of(response)["error"]
        assert sixth.rest() == b""
    for connection in kept:
        assert connection.exchange("/healthz").status_code == 200
    kept.pop().close()

    def served():
        with RawConnection(server) as again:
            again.send_as_far_as_taken(request_bytes("/healthz"))
            return again.response().status_code == 200

    wait_until(served, "a free place")
    for connection in kept:
        connection.close()


def test_1000_idle_connections_disturb_nobody(installation):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard == resource.RLIM_INFINITY or hard >= 4096, "needs 4,096 file descriptors"
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    try:
        server = installation.serve()
        connections = [RawConnection(server) for _ in range(1000)]
        for connection in connections:
            assert connection.exchange("/healthz").status_code == 200
        start = time.monotonic()
        with RawConnection(server) as another:
            assert another.exchange("/nope").status_code == 404
        assert time.monotonic() - start < 2
        for connection in connections:
            assert connection.exchange("/nope").status_code == 404
            connection.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
