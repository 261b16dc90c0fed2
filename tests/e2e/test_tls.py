"""TLS of its own: what it speaks, what it refuses to start with, and new certificates."""

import http.client
import signal
import socket
import ssl
import threading
import warnings

import pytest

from certificates import install, make_certificate
from payoutd_client import PARTNER_LIST
from payoutd_program import Installation, require_error, wait_until


class World:
    def __init__(self, place):
        self.certificate = make_certificate(place.folder)
        self.client = place.create_client()
        self.server = place.serve(settings=self.certificate.settings)


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


def connect(server, context):
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    return context.wrap_socket(plain, server_hostname="localhost")


def ask(server, certificate, target="/healthz", headers=None):
    connection = http.client.HTTPSConnection(
        "127.0.0.1", server.port, timeout=30, context=certificate.context()
    )
    connection.request("GET", target, headers=headers or {})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def common_name(server, context):
    with connect(server, context) as made:
        return dict(part[0] for part in made.getpeercert()["subject"])["commonName"]


# what it speaks


@pytest.mark.parametrize("target, status", [(PARTNER_LIST, 200), ("/healthz", 200), ("/no", 404)])
def test_every_answer_asks_for_tls_from_now_on(world, target, status):
    response = ask(world.server, world.certificate, target, world.client.headers)
    assert response.status == status
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_versions_ciphers_and_protocol(world):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = world.certificate.context(maximum_version=version)
        context.set_alpn_protocols(["h2", "http/1.1"])
        with connect(world.server, context) as made:
            assert made.selected_alpn_protocol() == "http/1.1"
            assert "GCM" in made.cipher()[0] or "CHACHA20" in made.cipher()[0]
            assert made.compression() is None


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_old_versions_are_refused(world, version):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context = world.certificate.context()
        context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="(?i)protocol.version|unsupported"):
        connect(world.server, context)


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"])
def test_weak_ciphers_are_refused(world, ciphers):
    context = world.certificate.context(maximum_version=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="(?i)handshake.failure"):
        connect(world.server, context)


def test_a_session_is_taken_up_again(world):
    context = world.certificate.context(maximum_version=ssl.TLSVersion.TLSv1_2)
    with connect(world.server, context) as first:
        session = first.session
    plain = socket.create_connection(("127.0.0.1", world.server.port), timeout=30)
    with context.wrap_socket(plain, server_hostname="localhost", session=session) as second:
        assert second.session_reused


@pytest.mark.parametrize(
    "text", [b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", b"\r\n" * 20, b"\x16\x03\x01\xff\xff" * 9]
)
def test_who_speaks_something_else_gets_an_end_and_no_reset(world, text):
    with socket.create_connection(("127.0.0.1", world.server.port), timeout=30) as plain:
        plain.sendall(text)
        plain.shutdown(socket.SHUT_WR)
        answer = plain.recv(4096)
        # Nothing, or TLS's own word that this is not TLS.
        assert answer == b"" or (answer[0] == 21 and len(answer) == 7)
    assert ask(world.server, world.certificate).status == 200


def test_a_handshake_that_stalls_is_ended(installation):
    certificate = make_certificate(installation.folder)
    settings = {**certificate.settings, "limits.header_timeout_ms": 200}
    server = installation.serve(settings=settings)
    for beginning in (b"", b"\x16\x03\x01\x02\x00\x01"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain:
            plain.sendall(beginning)
            assert plain.recv(1) == b""


def test_handshakes_count_as_connections(installation):
    certificate = make_certificate(installation.folder)
    server = installation.serve(settings={**certificate.settings, "limits.connections_max": 1})
    with socket.create_connection(("127.0.0.1", server.port), timeout=30):
        refused = ask(server, certificate)
        assert refused.status == 503
        assert refused.headers["Retry-After"]
    wait_until(lambda: ask(server, certificate).status == 200, "the place to be free")


# what it does not start with


def not_started(installation, settings, *words):
    env = {"PAYOUTD_" + k.upper().replace(".", "_"): str(v) for k, v in settings.items()}
    return require_error(installation.run("serve", "--listen", "127.0.0.1:0", env=env), 2, *words)


def test_files_that_do_not_serve_are_named_with_their_setting(installation):
    good = make_certificate(installation.folder, "good")
    other = make_certificate(installation.folder, "other")
    text = installation.folder / "text"
    text.write_text("no PEM\n")
    text.chmod(0o600)
    missing = installation.folder / "missing"
    certificate, key = "tls.certificate_file", "tls.key_file"
    for settings, words in [
        ({certificate: good.certificate}, [key, "both"]),
        ({key: good.key}, [certificate, "both"]),
        ({certificate: missing, key: good.key}, [certificate, missing]),
        ({certificate: text, key: good.key}, [certificate, text]),
        ({certificate: good.certificate, key: missing}, [key, missing]),
        ({certificate: good.certificate, key: text}, [key, text]),
        ({certificate: good.certificate, key: other.key}, [key, other.key, "not that of"]),
    ]:
        not_started(installation, settings, *words)
    good.key.chmod(0o640)
    not_started(installation, good.settings, key, "chmod 600")


# new certificates


def test_a_new_certificate_is_taken_without_a_failed_request(installation):
    """Connections that are open go on with the old one."""
    first = make_certificate(installation.folder, "first")
    second = make_certificate(installation.folder, "second")
    place = make_certificate(installation.folder, "place")
    install(first, place)
    server = installation.serve(settings=place.settings)
    context = first.context()
    context.load_verify_locations(second.certificate)
    kept = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=context)
    kept.request("GET", "/healthz")
    assert kept.getresponse().read()

    stop, asked, failures = threading.Event(), [0] * 4, []

    def load(place_in_list):
        while not stop.is_set():
            try:
                connection = http.client.HTTPSConnection(
                    "127.0.0.1", server.port, timeout=30, context=context
                )
                for _ in range(3):
                    connection.request("GET", "/healthz")
                    assert connection.getresponse().read() == b'{"status":"ok"}'
                connection.close()
                asked[place_in_list] += 1
            except Exception as failure:
                failures.append(failure)

    threads = [threading.Thread(target=load, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for n, certificate in enumerate([second, first, second]):
        install(certificate, place)
        server.process.send_signal(signal.SIGHUP)
        name = certificate.certificate.stem
        wait_until(lambda sought=name: common_name(server, context) == sought, name)
        enough = sum(asked) + 20
        wait_until(lambda count=enough: sum(asked) > count, f"requests after change {n}")
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    kept.request("GET", "/healthz")
    assert kept.getresponse().read() == b'{"status":"ok"}'
    kept.close()
    reloads = [each["event"] for each in server.log() if "tls" in each["event"]]
    assert reloads == ["tls_reloaded"] * 3


def test_a_bad_new_certificate_is_logged_and_the_old_one_stays(installation):
    first = make_certificate(installation.folder, "first")
    other = make_certificate(installation.folder, "other")
    place = make_certificate(installation.folder, "place")
    install(first, place)
    server = installation.serve(settings=place.settings)

    def failed(count):
        lines = [each for each in server.log() if each["event"] == "tls_reload_failed"]
        return lines if len(lines) == count else None

    place.key.write_bytes(other.key.read_bytes())
    server.process.send_signal(signal.SIGHUP)
    (line,) = wait_until(lambda: failed(1), "the failure")
    assert line["level"] == "error"
    assert line["reason"] == "key_mismatch"
    assert "tls.key_file" in line["message"]
    place.key.chmod(0o644)
    server.process.send_signal(signal.SIGHUP)
    assert "chmod 600" in wait_until(lambda: failed(2), "the failure")[1]["message"]
    assert common_name(server, first.context()) == "first"
    install(other, place)
    server.process.send_signal(signal.SIGHUP)
    wait_until(lambda: "tls_reloaded" in [each["event"] for each in server.log()], "the change")
    assert common_name(server, other.context()) == "other"
