"""Stopping: SIGTERM finishes what runs and exits 0; a crash loses nothing."""

import contextlib
import socket
import time

import pytest

from list_model import console_payout, payout, references
from payoutd_client import CONSOLE_LIST, Console, Partner, RawConnection, body_of, request_bytes
from payoutd_program import run_program, wait_until

LARGE_QUERY = CONSOLE_LIST + "?limit=200"
NOTE = "n" * 500


@pytest.fixture
def large(installation):
    """Starts a server with a console list that does not fit into socket buffers, and asks for it
    over a connection that has read nothing yet."""
    user = installation.create_user()
    installation.import_rows(user, [console_payout(note=NOTE)] * 200)
    session = installation.create_session(user)
    request = request_bytes(LARGE_QUERY, headers={"Cookie": f"payoutd_session={session.token}"})

    @contextlib.contextmanager
    def start(**settings):
        server = installation.serve(settings=settings)
        with RawConnection(server, narrow=True) as connection:
            connection.send(request)
            assert connection.reader.peek(1)  # the answer has begun
            yield server, connection

    return start


def refuses_connections(server):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", server.port)) != 0


def test_request_in_flight_is_answered_whole(large):
    with large() as (server, connection):
        server.terminate()
        wait_until(lambda: refuses_connections(server), "the server to accept no more")
        assert server.process.poll() is None, "ended while an answer was on its way"
        response = connection.response()
        assert response.status_code == 200
        assert [item["note"] for item in body_of(response)["items"]] == [NOTE] * 200
        assert connection.rest() == b""
    server.stop(seconds=10)


def test_idle_connections_do_not_delay_the_end(installation):
    server = installation.serve()
    connections = [RawConnection(server) for _ in range(20)]
    for connection in connections[:10]:
        assert connection.exchange("/healthz").status_code == 200
    start = time.monotonic()
    server.terminate()
    for connection in connections:
        assert connection.rest() == b""
        connection.close()
    server.stop(seconds=5)
    assert time.monotonic() - start < 5


def test_client_that_never_reads_is_cut_at_the_stop_timeout(large):
    with large(**{"limits.stop_timeout_ms": 500}) as (server, _):
        start = time.monotonic()
        server.stop(seconds=10)
        assert time.monotonic() - start < 5


def test_half_sent_request_is_cut_at_the_stop_timeout(installation):
    server = installation.serve(settings={"limits.stop_timeout_ms": 500})
    with RawConnection(server) as connection:
        connection.send(b"GET /healthz HTTP/1.1\r\n")
        server.stop(seconds=5)


def test_second_sigterm_does_no_harm(large):
    with large() as (server, connection):
        server.terminate()
        server.terminate()
        assert connection.response().status_code == 200
        server.stop(seconds=10)


def test_port_can_be_used_again_at_once(installation):
    first = installation.serve()
    with RawConnection(first) as connection:
        assert connection.exchange("/healthz").status_code == 200
        first.stop()
    second = installation.serve(port=first.port)
    assert second.port == first.port
    assert Partner(second).get("/healthz").status_code == 200


def test_port_in_use_is_refused_by_name(installation):
    first = installation.serve()
    finished = installation.run("serve", "--listen", f"127.0.0.1:{first.port}", timeout=20)
    assert finished.code in (1, 2)
    assert str(first.port) in finished.stderr


def test_nothing_acknowledged_is_lost_by_a_crash(installation):
    client, user = installation.create_client(), installation.create_user()
    session = installation.create_session(user)
    server = installation.serve()
    rows = []
    for number in range(5):
        rows.append(payout(f"p{number}"))
        installation.import_rows(client, rows[-1:])
    installation.import_rows(user, [console_payout()])
    assert Partner(server, client).page().total == 5
    server.kill()
    again = installation.serve()
    assert Partner(again, client).page(sort_order="ASC").references == references(rows)
    assert len(Console(again, session).items()) == 1
    assert installation.result("verify")["ok"] is True


def test_serve_needs_its_database_folder(tmp_path):
    finished = run_program("serve", "--db", f"sqlite:{tmp_path}/missing/x.db", timeout=20)
    assert finished.code == 3
