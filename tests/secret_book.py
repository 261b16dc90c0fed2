"""Every secret that the suite's programs were given or made, and which logs show one.

One book for each process of tests. It learns secrets from what commands print, from answers and
from settings, as they pass by (payoutd_program.py, payoutd_client.py, secret_hooks.py): a test need
not think of it. When an installation is left, all logs of its servers are read; what was found
fails the run at its end and names the file and the secret.
"""

import contextlib
import json
import re
import tomllib
from collections import defaultdict
from typing import NamedTuple

NAMES = "api_secret|signing_secret|session|csrf|token|secret"
IN_JSON = re.compile(rf'"({NAMES})"\s*:\s*"([^"]{{16,}})"'.encode())
FOR_PEOPLE = re.compile(rf"^\s*({NAMES})\s+(\S{{16,}})".encode(), re.MULTILINE)
IN_EXAMPLE = re.compile(rb"(X-API-Secret|X-Admin-Token|payoutd_session)(?:: |=)([\w+/=.-]{16,})")
COOKIE = re.compile(r"([^=;]+)=([^;]{16,})")
OF_SETTING = re.compile(r"(?i)(TOKEN|SECRET|PASSWORD|SEAL_KEY)$")
IN_URL = re.compile(r"\w+://[^/@:]+:([^/@]+)@")
SEAL_KEY = re.compile(r"([0-9a-fA-F]{64})\s*")
SETTING_MIN = 12  # what is shorter is a wrong value that a test tries
ANSWER_BYTES_MAX = 4096  # secrets are shown in small answers
LINES_BYTES = 1 << 20
RUN = re.compile(rb"[A-Za-z0-9]{20,}")  # tokens have one; of all else in a log few things do


class Leak(NamedTuple):
    """A secret that a log shows."""

    file: str
    line: int
    secret: str

    def __str__(self):
        return f"{self.file}:{self.line} shows a secret: {self.secret}"


class SecretBook:
    """What is secret, by the name that a leak is reported with."""

    def __init__(self):
        self._by_run = defaultdict(dict)  # the longest run of letters and digits → {secret: name}
        self._short = {}  # those without a long one; each is looked for by itself
        self._codes = {}
        self.leaks = []

    def __len__(self):
        return sum(map(len, self._by_run.values())) + len(self._short) + len(self._codes)

    def learn(self, name, secret):
        data = secret if isinstance(secret, bytes) else secret.encode()
        runs = RUN.findall(data)
        if runs:
            self._by_run[max(runs, key=len)].setdefault(data, name)
        else:
            assert len(data) >= 6, f"{name} is too short to be told from other words"
            self._short.setdefault(data, name)

    def learn_code(self, code):
        """A code of six digits, which must not be in any text of a log; numbers do not count."""
        assert re.fullmatch(r"\d{6}", code), code
        self._codes[code] = "code of a sign-in"

    def learn_mail(self, content):
        """A mail to a user; what has six digits in its text is a code."""
        _, _, text = content.partition(b"\r\n\r\n")
        for code in re.findall(rb"(?<![\w.-])\d{6}(?![\w-])", text):
            self.learn_code(code.decode())

    def learn_output(self, data, command):
        """What a command printed, as JSON, for people or as something to paste."""
        for pattern in (IN_JSON, FOR_PEOPLE, IN_EXAMPLE):
            for name, secret in pattern.findall(data):
                self.learn(f"{name.decode()} of {command}", secret)

    def learn_answer(self, content, cookies):
        """An answer's body and the values of its Set-Cookie headers."""
        if len(content) <= ANSWER_BYTES_MAX:
            for name, secret in IN_JSON.findall(content):
                self.learn(f"{name.decode()} of an answer", secret)
        for line in cookies:
            if found := COOKIE.match(line):
                self.learn(f"cookie {found[1].strip()}", found[2])

    def learn_settings(self, settings):
        """Environment variables, or a settings file's tables."""
        for name, value in settings.items():
            if isinstance(value, dict):
                self.learn_settings(value)
            elif isinstance(value, str) and len(value) >= SETTING_MIN:
                if OF_SETTING.search(name):
                    self.learn(name, value)
                elif found := IN_URL.match(value):
                    self.learn(name, found[1])

    def learn_flags(self, flags):
        """The settings file that a command line names."""
        words = list(map(str, flags))
        if "--config" in words[:-1]:
            with contextlib.suppress(OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
                with open(words[words.index("--config") + 1], "rb") as file:
                    self.learn_settings(tomllib.load(file))

    def secrets_in(self, line):
        """The names of the secrets that a line shows."""
        for run in RUN.findall(line):
            if run in self._by_run:
                yield from (name for each, name in self._by_run[run].items() if each in line)
        yield from (name for each, name in self._short.items() if each in line)
        if any(code.encode() in line for code in self._codes):
            yield from self._codes_in(line)

    def _codes_in(self, line):
        try:
            texts = [str(each) for each in json.loads(line).values() if not isinstance(each, int)]
        except (ValueError, AttributeError):
            texts = [line.decode(errors="replace")]
        for code, name in self._codes.items():
            if any(re.search(rf"(?<![\w.-]){code}(?![\w-])", text) for text in texts):
                yield name

    def read_log(self, path):
        """Remembers every secret that a log shows. Many lines are looked through at once."""
        before = 0
        with path.open("rb") as log:
            while lines := log.readlines(LINES_BYTES):
                if any(self.secrets_in(b"".join(lines))):
                    for number, line in enumerate(lines, before + 1):
                        found = self.secrets_in(line)
                        self.leaks += [Leak(str(path), number, name) for name in found]
                before += len(lines)

    def read_installation(self, place):
        """All logs of an installation whose servers have ended; a log that is gone is a fault."""
        for path in place.folder.glob("*.key"):
            if key := SEAL_KEY.fullmatch(path.read_text(errors="replace")):
                self.learn(f"seal key {path.name}", key[1])
        for server in place.servers:
            self.read_log(server.log_path)


BOOK = SecretBook()
