"""The payoutd program under test: its commands and its servers.

An Installation is a folder with one database. It runs commands on it, and starts servers on a free
port; leaving its `with` block stops them with SIGTERM and requires exit code 0. The program is the
one that the environment variable PAYOUTD_BINARY names, or build/release/payoutd of this repository.
"""

import contextlib
import csv
import io
import itertools
import json
import os
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from payoutd_client import parse_json
from secret_book import BOOK

REPOSITORY = Path(__file__).resolve().parent.parent
BINARY = Path(os.environ.get("PAYOUTD_BINARY") or REPOSITORY / "build/release/payoutd").absolute()

START_SECONDS = 30
STOP_SECONDS = 30
LISTENS = re.compile(r"payoutd listens on https?://(?:127\.0\.0\.1|0\.0\.0\.0):(\d+)\n")


def is_sanitized():
    """The program was built with a sanitizer, which changes its memory and its speed."""
    program = BINARY.read_bytes()
    return any(mark in program for mark in (b"__asan_init", b"__tsan_init"))


def clean_environment(extra=None):
    """This process's environment without any payoutd setting, and with the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAYOUTD_")}
    return {**kept, **(extra or {})}


def settings_environment(settings):
    """{"limits.header_timeout_ms": 300} → {"PAYOUTD_LIMITS_HEADER_TIMEOUT_MS": "300"}"""
    return {
        "PAYOUTD_" + name.upper().replace(".", "_"): str(value)
        for name, value in (settings or {}).items()
    }


def wait_until(condition, what, seconds=10):
    """Polls until condition() is true and returns its value; fails with `what` at the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.005)


class Finished(NamedTuple):
    """A command that has ended."""

    code: int
    stdout: str
    stderr: str

    def json(self):
        """The one JSON object that stdout consists of."""
        value = json.loads(self.stdout)
        assert isinstance(value, dict), self.stdout
        return value

    def exact_json(self):
        """The same with every number as it was written."""
        value = parse_json(self.stdout)
        assert isinstance(value, dict), self.stdout
        return value


def run_program(*arguments, env=None, timeout=120, binary=BINARY, **popen):
    BOOK.learn_settings(env or {})
    BOOK.learn_flags(arguments)
    finished = subprocess.run(
        [str(binary), *map(str, arguments)],
        env=clean_environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        **popen,
    )
    BOOK.learn_output(finished.stdout, " ".join(map(str, arguments[:2])))
    for name in BOOK.secrets_in(finished.stderr):
        raise AssertionError(f"a command's errors show a secret: {name}")
    out, err = finished.stdout.decode(), finished.stderr.decode(errors="surrogateescape")
    return Finished(finished.returncode, out, err)


def require_error(finished, code, *words):
    """The exit code, nothing but a one-line message on stderr, and each of the words in it."""
    assert finished.code == code, finished
    assert finished.stdout == ""
    (line,) = finished.stderr.splitlines()
    assert 10 < len(line) < 400
    for word in words:
        assert str(word) in line
    return line


def require_json_error(finished, code):
    """What --json adds: the reason as a word and the same message on stdout."""
    assert finished.code == code, finished
    body = finished.json()
    assert set(body) == {"error", "message"}
    assert re.fullmatch(r"[a-z][a-z0-9_]*", body["error"])
    assert body["message"] in finished.stderr
    return body


@dataclass(frozen=True)
class Client:
    """A partner API client and its credentials."""

    id: str
    mode: str
    api_key: str
    api_secret: str
    signing_secret: str
    wallets: dict = field(default_factory=dict)  # currency → wallet_id

    @property
    def flags(self):
        return ("--client", self.id)

    @property
    def headers(self):
        return {"X-API-Key": self.api_key, "X-API-Secret": self.api_secret}


@dataclass(frozen=True)
class User:
    """A console user."""

    id: str
    email: str

    @property
    def flags(self):
        return ("--user", self.id)


@dataclass(frozen=True)
class Session:
    """The values of a console user's two cookies."""

    token: str
    csrf: str
    expires_at: str


class Installation:
    """A folder with one database."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.database = self.folder / "payoutd.db"
        self.servers = []
        self._numbers = itertools.count(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.ExitStack() as stack:
            stack.callback(BOOK.read_installation, self)
            for server in self.servers:
                stack.callback(server.stop)

    @property
    def db_flags(self):
        return ("--db", f"sqlite:{self.database}")

    def run(self, *arguments, **options):
        """Runs a command on this database."""
        return run_program(*arguments, *self.db_flags, **options)

    def result(self, *arguments, **options):
        """Runs a command that must succeed; its --json result."""
        finished = self.run(*arguments, "--json", **options)
        assert finished.code == 0, finished
        return finished.json()

    def create_client(self, name="Acme", *flags):
        made = self.result("client", "create", "--name", name, *flags)
        return Client(
            id=made["client_id"],
            mode=made["mode"],
            api_key=made["api_key"],
            api_secret=made["api_secret"],
            signing_secret=made["signing_secret"],
            wallets={each["currency"]: each["wallet_id"] for each in made.get("wallets", [])},
        )

    def create_key(self, client, *flags):
        """A further key of a client, as that client with this key."""
        made = self.result("key", "create", *client.flags, *flags)
        assert (made["client_id"], made["mode"]) == (client.id, client.mode)
        return Client(
            id=client.id,
            mode=client.mode,
            api_key=made["api_key"],
            api_secret=made["api_secret"],
            signing_secret=made["signing_secret"],
        )

    def fund(self, client, *amounts, remarks=None):
        """`payoutd wallet fund`: the wallets afterwards, currency → amount as it was written."""
        flags = () if remarks is None else ("--remarks", remarks)
        finished = self.run("wallet", "fund", *client.flags, *amounts, *flags, "--json")
        assert finished.code == 0, finished
        wallets = finished.exact_json()["wallets"]
        return {each["currency"]: each["amount"] for each in wallets}

    def show(self, payout_id):
        """`payoutd payout show`, with every number as it was written."""
        finished = self.run("payout", "show", payout_id, "--json")
        assert finished.code == 0, finished
        return finished.exact_json()

    def require_sound(self):
        """`payoutd verify` finds nothing."""
        finished = self.run("verify", "--json")
        assert finished.code == 0 and finished.json()["ok"] is True, finished

    def create_user(self, email="user@example.com"):
        made = self.result("user", "create", "--email", email)
        return User(id=made["user_id"], email=made["email"])

    def create_session(self, user):
        made = self.result("session", "create", *user.flags)
        return Session(token=made["session"], csrf=made["csrf"], expires_at=made["expires_at"])

    def write_file(self, content, suffix):
        """A new file in the folder; `content` is text or bytes."""
        path = self.folder / f"rows-{next(self._numbers)}{suffix}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def write_csv(self, rows):
        return self.write_file(to_csv(rows), ".csv")

    def import_rows(self, owner, rows):
        """Imports rows (dicts of texts) that must all be good, in one CSV file."""
        return self.import_file(owner, self.write_csv(rows), len(rows))

    def import_file(self, owner, path, count):
        result = self.result("import", *owner.flags, path)
        assert result["imported"] == count, result
        return result

    def start(self, *arguments):
        """A command that runs while the test goes on; the caller waits for it."""
        return subprocess.Popen(
            [str(BINARY), *map(str, arguments), *self.db_flags],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )

    def serve(self, *flags, settings=None, port=0, host="127.0.0.1", **popen):
        flags = ("--listen", f"{host}:{port}", *flags)
        # A test asks as fast as it can; those of the limit itself set one.
        env = settings_environment({"console.rate_limit": 0, **(settings or {})})
        server = Server(self, flags, env, next(self._numbers), **popen)
        self.servers.append(server)
        return server

    def take_key_of(self, other):
        """The sealing key is in no backup: whoever puts one back brings it."""
        shutil.copy(f"{other.database}.key", f"{self.database}.key")

    @contextlib.contextmanager
    def edit_database(self):
        """The database as SQLite sees it, for planting what no command would write."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as connection:
            yield connection
            connection.commit()


def to_csv(rows):
    """CSV with a header of all keys in order of appearance; None is an empty cell."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def to_jsonl(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


class Server:
    """A running `payoutd serve`, ready when the constructor returns."""

    def __init__(self, installation, flags, env, number, **popen):
        self.log_path = installation.folder / f"server-{number}.log"
        command = [str(BINARY), "serve", *installation.db_flags, *flags]
        BOOK.learn_settings(env)
        BOOK.learn_flags(flags)
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                env=clean_environment(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                **popen,
            )
        self.exit_code = None
        try:
            self.port = self._read_port()
        except BaseException:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            raise

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _read_port(self):
        text = ""
        deadline = time.monotonic() + START_SECONDS
        while not (found := LISTENS.search(text)):
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self.process.stdout], [], [], max(left, 0))
            chunk = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not chunk:
                log = self.log_path.read_text(errors="replace")
                raise AssertionError(f"the server did not start; stdout: {text!r}, stderr: {log}")
            text += chunk.decode()
        BOOK.learn_output(text.encode(), "serve")
        return int(found.group(1))

    def log(self):
        """Every line of the log so far, parsed: each must be a JSON object."""
        text = self.log_path.read_text()
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]

    def terminate(self):
        """Asks the server to stop and does not wait."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self):
        """Ends the server as a crash would."""
        self.process.kill()
        self.exit_code = self.process.wait()
        self.process.stdout.close()

    def open_sockets(self):
        """How many sockets the server holds, the one that it listens on included."""
        files = Path(f"/proc/{self.process.pid}/fd")
        return sum(os.readlink(each).startswith("socket:") for each in files.iterdir())

    def stop(self, seconds=STOP_SECONDS):
        """Stops the server and requires a clean end; may be called again."""
        if self.exit_code is None:
            if self.process.poll() is None:
                self.terminate()
            try:
                self.exit_code = self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.exit_code = self.process.wait()
            self.process.stdout.close()
            assert self.exit_code == 0, (self.exit_code, self.log_path.read_text()[-4000:])
