"""A mail server on a free loopback port that keeps what it is given, and can be told to misbehave.

    with SmtpServer() as server:
        installation.serve(settings=server.settings)
        …
        code = server.wait_for("ada@example.com").get_content()
"""

import asyncio
import email
import email.policy
import socket
import ssl
import subprocess
import threading
import warnings
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from payoutd_program import wait_until
from secret_book import BOOK

HANG = object()  # in a script: no answer at all


class Certificate(NamedTuple):
    """A certificate that nobody but itself vouches for, and its key, as PEM files."""

    certificate: str
    key: str


def make_certificate(folder, host="localhost"):
    """For a name or an address; with the `openssl` command."""
    kind = "IP" if host.replace(".", "").isdigit() else "DNS"
    made = Certificate(str(folder / f"{host}.crt"), str(folder / f"{host}.key"))
    subprocess.run(["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", f"/CN={host}",
                    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-addext", f"subjectAltName={kind}:{host}",
                    "-keyout", made.key, "-out", made.certificate],
                   check=True, capture_output=True)
    return made


class Mail(NamedTuple):
    """What arrived, after the server's own yes."""

    sender: str
    recipients: list
    raw: bytes
    signed_in_as: str  # None: nobody
    encrypted: bool

    @property
    def message(self):
        return email.message_from_bytes(self.raw, policy=email.policy.default)


class _Controller(Controller):
    """Listens on a socket that is bound already, so that its port is known and nobody else's."""

    def __init__(self, server, listener, **options):
        host, port = listener.getsockname()
        super().__init__(server, hostname=host, port=port, **options)
        self._listener = listener

    def factory(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that passwords need no TLS here
            return super().factory()

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self._listener,
                                       ssl=self.ssl_context)


class SmtpServer:
    """`tls` is "none", "starttls" or "tls"; the latter two need a certificate.

    With `users` ({name: password}) whoever does not sign in is turned away; `mechanisms` are what
    is offered for it.
    """

    def __init__(self, tls="none", certificate=None, users=None, mechanisms=("PLAIN", "LOGIN")):
        self._tls, self._certificate, self._users = tls, certificate, users
        self._script = {}
        self._lock = threading.Lock()
        self._mails = []
        self.tries = 0  # recipients that were named, taken or not
        self.sign_ins = []  # (mechanism, name) of each try, right or wrong
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.certificate, certificate.key)
        self._controller = _Controller(
            self, listener, server_hostname="mail.test",
            ssl_context=context if tls == "tls" else None,
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            authenticator=self._authenticate if users else None,
            auth_required=bool(users), auth_require_tls=False,
            auth_exclude_mechanism={"PLAIN", "LOGIN"} - set(mechanisms))

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    @property
    def settings(self):
        """payoutd's settings for this server: {"smtp.host": …}."""
        named = {"host": "localhost", "port": self.port, "tls": self._tls,
                 "from": "payoutd@example.com", "timeout_ms": 5000}
        if self._certificate:
            named["ca_file"] = self._certificate.certificate
        for name, password in (self._users or {}).items():
            named.update(username=name, password=password)
        return {f"smtp.{name}": value for name, value in named.items()}

    def answer(self, command, line, to=None):
        """From now on "MAIL", "RCPT" or "DATA" (the text's end) is answered so; `to`: only if the
        mail is for that address. None: as usual again."""
        with self._lock:
            self._script[command, to] = line

    def hang_at(self, command):
        """From now on that command, or "QUIT", is never answered."""
        self.answer(command, HANG)

    @property
    def mails(self):
        with self._lock:
            return list(self._mails)

    def mails_to(self, address):
        return [mail for mail in self.mails if address in mail.recipients]

    def wait_for(self, to, count=1):
        """The message of the count-th mail to an address, as the library `email` has it."""
        return wait_until(lambda: self.mails_to(to)[count - 1:count], f"mail to {to}")[0].message

    # What the sessions call, in the controller's thread.

    async def _said_to(self, command, recipients=()):
        """What the script has for a command; None: nothing."""
        with self._lock:
            lines = [self._script.get((command, to)) for to in [None, *recipients]]
        said = next((line for line in lines if line), None)
        if said is HANG:
            await asyncio.Event().wait()
        return said

    async def handle_MAIL(self, _server, _session, envelope, address, options):
        said = await self._said_to("MAIL")
        if not said:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return said or "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        with self._lock:
            self.tries += 1
        said = await self._said_to("RCPT", [address])
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, _server, session, envelope):
        said = await self._said_to("DATA", envelope.rcpt_tos)
        if said:
            return said
        name = session.auth_data if session.authenticated else None
        encrypted = session.ssl is not None or self._tls == "tls"
        BOOK.learn_mail(envelope.content)
        with self._lock:
            self._mails.append(Mail(envelope.mail_from, list(envelope.rcpt_tos), envelope.content,
                                    name, encrypted))
        return "250 OK"

    async def handle_QUIT(self, _server, _session, _envelope):
        return await self._said_to("QUIT") or "221 Bye"

    def _authenticate(self, _server, _session, _envelope, mechanism, data):
        name, password = data.login.decode(), data.password.decode()
        with self._lock:
            self.sign_ins.append((mechanism, name))
        right = self._users.get(name) == password
        return AuthResult(success=right, handled=False, auth_data=name)
