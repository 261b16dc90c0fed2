"""The SMTP mailer against a real mail server: what arrives, what is refused, what is safe."""

import socket
import subprocess
import threading
import time

import pytest

from payoutd_program import BINARY
from smtp_server import SmtpServer, make_certificate

PROBE = BINARY.parent / "src/mail/send_mail_probe"
TO = "ada@example.org"
TEXT = """It is 123456.

.
..dots
Grüße, und ein langer Satz, der nicht in eine Zeile passt: äöü, 5 € = fünf Euro, und so weiter.
"""


def send(server, **changes):
    """Runs the probe; its one line. A name that is changed to None is left out."""
    words = {name.removeprefix("smtp."): value for name, value in server.settings.items()}
    words.update(to=TO, subject="Your code", body=TEXT)
    words.update(changes)
    done = subprocess.run(
        [PROBE, *(f"{name}={value}" for name, value in words.items() if value is not None)],
        capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout.strip()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def other_certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("other"))


@pytest.fixture
def server():
    with SmtpServer() as started:
        yield started


def test_a_mail_arrives_as_it_was_written(server):
    subject = "Ihr Zugangscode für payoutd: 123456, gültig für zehn Minuten"
    assert send(server, subject=subject) == "sent"
    mail, = server.mails
    assert (mail.sender, mail.recipients) == ("payoutd@example.com", [TO])
    message = server.wait_for(TO)
    assert message["From"] == "payoutd@example.com"
    assert message["To"] == TO
    assert message["Subject"] == subject
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == TEXT
    assert message["Message-ID"].endswith("@example.com>")
    assert abs(message["Date"].datetime.timestamp() - time.time()) < 60
    assert not message.defects
    lines = mail.raw.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 78 for line in lines)


def test_each_mail_has_an_id_of_its_own(server):
    assert send(server) == send(server) == "sent"
    assert len({mail.message["Message-ID"] for mail in server.mails}) == 2


@pytest.mark.parametrize("command, line, said", [
    ("RCPT", "550 5.1.1 nobody of that name", "refused mail_refused"),
    ("RCPT", "553 5.1.3 what a name", "refused mail_refused"),
    ("DATA", "554 5.7.1 looks like spam", "refused mail_refused"),
    ("RCPT", "450 4.2.1 not now", "unavailable mail_unavailable"),
    ("RCPT", "421 4.3.2 closing", "unavailable mail_unavailable"),
    ("DATA", "451 4.3.0 disk", "unavailable mail_unavailable"),
    # Neither the address's fault nor the mail's.
    ("MAIL", "550 5.7.1 not from you", "unavailable mail_unavailable"),
    ("MAIL", "451 4.3.0 not now", "unavailable mail_unavailable"),
])
def test_what_the_server_says_is_told_apart(server, command, line, said):
    server.answer(command, line)
    told = send(server)
    assert told.startswith(said)
    assert line[:3] in told and TO not in told
    assert server.mails == []
    server.answer(command, None)
    assert send(server) == "sent"


def test_only_one_address_is_refused(server):
    server.answer("RCPT", "550 5.1.1 nobody", to="nobody@example.org")
    assert send(server, to="nobody@example.org").startswith("refused mail_refused")
    assert send(server) == "sent"


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_is_given_up(server, command):
    server.hang_at(command)
    begin = time.monotonic()
    assert send(server, timeout_ms=500).startswith("unavailable mail_unavailable")
    assert 0.5 <= time.monotonic() - begin < 4


def test_a_goodbye_that_hangs_does_not_unsend_the_mail(server):
    server.hang_at("QUIT")
    begin = time.monotonic()
    assert send(server, timeout_ms=500) == "sent"
    assert time.monotonic() - begin < 4
    assert len(server.mails) == 1


class Stub:
    """A server of a few lines: says its greeting and no more, or less; or agrees to every line,
    after so many seconds each."""

    def __init__(self, greeting, then_close=False, agrees_after=None):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._greeting, self._then_close = greeting, then_close
        self._agrees_after = agrees_after
        self._open = []
        self.settings = {"smtp.host": "localhost", "smtp.from": "payoutd@example.com",
                         "smtp.port": self._listener.getsockname()[1], "smtp.tls": "none",
                         "smtp.timeout_ms": 500}
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        connection, _ = self._listener.accept()
        connection.sendall(self._greeting)
        if self._then_close:
            connection.close()
        else:
            self._open.append(connection)
        while self._agrees_after and (said := connection.recv(65536)):
            time.sleep(self._agrees_after)
            connection.sendall(b"354 go on\r\n" if said == b"DATA\r\n" else b"250 OK\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._thread.join()
        for each in [*self._open, self._listener]:
            each.close()


@pytest.mark.parametrize("tls", ["none", "tls"])
@pytest.mark.parametrize("greeting, then_close", [
    (b"", False), (b"", True), (b"220 mail.test\r\n", False), (b"220 mail.test\r\n", True),
    (b"554 no\r\n", True), (b"421 busy\r\n", True), (b"HTTP/1.1 400 Bad Request\r\n\r\n", True),
])
def test_who_does_not_speak_smtp_is_unavailable(greeting, then_close, tls):
    with Stub(greeting, then_close) as stub:
        begin = time.monotonic()
        assert send(stub, tls=tls).startswith("unavailable mail_unavailable")
        assert time.monotonic() - begin < 4


def test_a_server_that_is_always_just_in_time_is_given_up_too():
    with Stub(b"220 mail.test\r\n", agrees_after=0.6) as stub:
        assert send(stub, timeout_ms=1000).startswith("unavailable mail_unavailable")


def test_nobody_there_is_unavailable(server):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    for host in ("localhost", "127.0.0.1", "::1"):
        told = send(server, host=host, port=free)
        assert told.startswith("unavailable mail_unavailable") and host in told
    assert send(server, host="nowhere.invalid").startswith("unavailable mail_unavailable")


@pytest.mark.parametrize("changes, reason", [
    ({"to": "ada@example.org>\r\nRCPT TO:<eve@example.org"}, "mail_address_invalid"),
    ({"to": "ada@example.org\nBcc: eve@example.org"}, "mail_address_invalid"),
    ({"to": "ada@example.org,eve@example.org"}, "mail_address_invalid"),
    ({"subject": "Hello\r\nBcc: eve@example.org"}, "mail_subject_invalid"),
])
def test_nothing_is_smuggled_in(server, changes, reason):
    assert send(server, **changes).startswith(f"refused {reason}")
    assert (server.mails, server.tries) == ([], 0)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_is_vouched_for_is_trusted(certificate, tls):
    with SmtpServer(tls=tls, certificate=certificate) as server:
        assert send(server) == "sent"
        assert server.mails[0].encrypted


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not(certificate, other_certificate, tls):
    with SmtpServer(tls=tls, certificate=certificate) as server:
        for ca_file in (None, other_certificate.certificate, "/nowhere/ca.pem"):
            told = send(server, ca_file=ca_file)
            assert told.startswith("unavailable mail_unavailable")
            assert "certificate" in told
        assert (server.mails, server.tries) == ([], 0)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_of_another_name_is_not_trusted(tmp_path, tls):
    elsewhere = make_certificate(tmp_path, "mail.example.com")
    with SmtpServer(tls=tls, certificate=elsewhere) as server:
        assert send(server).startswith("unavailable mail_unavailable")
        assert (server.mails, server.tries) == ([], 0)


def test_a_certificate_may_be_an_address_s(tmp_path):
    with SmtpServer(tls="tls", certificate=make_certificate(tmp_path, "127.0.0.1")) as server:
        assert send(server, host="127.0.0.1") == "sent"
        assert send(server, host="localhost").startswith("unavailable mail_unavailable")


def test_without_starttls_nothing_is_said_in_the_clear():
    with SmtpServer(users={"payoutd": "secret"}) as server:
        assert send(server, tls="starttls").startswith("unavailable mail_unavailable")
        assert (server.mails, server.tries, server.sign_ins) == ([], 0, [])


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
def test_signs_in(certificate, mechanism, tls):
    secured = certificate if tls != "none" else None
    with SmtpServer(tls=tls, certificate=secured, users={"payoutd": "s3cret pässword"},
                    mechanisms=[mechanism]) as server:
        assert send(server) == "sent"
        assert server.mails[0].signed_in_as == "payoutd"
        assert server.sign_ins == [(mechanism, "payoutd")]


def test_a_wrong_password_refuses_no_mail(certificate):
    with SmtpServer(tls="starttls", certificate=certificate, users={"payoutd": "right"}) as server:
        told = send(server, password="wrong-password")
        assert told.startswith("unavailable mail_unavailable")
        assert "wrong-password" not in told
        assert send(server, username=None, password=None).startswith("unavailable mail_unavailable")
        assert (server.mails, server.tries) == ([], 0)


def test_addresses_beyond_ascii_arrive_where_the_server_takes_them(server):
    assert send(server, to="päivi@example.org") == "sent"
    assert server.wait_for("päivi@example.org")["To"] == "päivi@example.org"


def test_the_environment_s_proxy_is_not_for_mails(server, monkeypatch):
    for name in ("all_proxy", "ALL_PROXY", "smtp_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert send(server) == "sent"
