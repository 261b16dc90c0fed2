"""No secret is ever in a log: the book that watches over the whole suite finds what is planted.

That nothing is found anywhere else is what every run of the suite proves at its end.
"""

import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from payoutd_client import SESSION_COOKIE, Console, Partner, RawConnection
from payoutd_program import BINARY, REPOSITORY, clean_environment
from secret_book import BOOK, SecretBook

TOKEN = "Zx91f0554b0c5657a9dc1c9846f4628a61eeefa6849"
WITH_DASHES = "-".join(["a1b2c3d4", "e5f6a7b8", "c9d0e1f2"])


@pytest.fixture
def book():
    return SecretBook()


def found_in(book, line):
    return list(book.secrets_in(line.encode()))


SECRETS = [TOKEN, f"whsec_{TOKEN}", f"{TOKEN}+/=", WITH_DASHES, "correct horse battery"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "line",
    [
        '{{"event":"x","cookie":"payoutd_session={0}; theme=dark"}}',
        '{{"event":"x","header":"X-Admin-Token: {0}"}}',
        '{{"path":"/v1/admin?token={0}&limit=5"}}',
        "{0}",
        "terminate called after throwing: {0}, aborting",
        '{{"request_id":"req_6gb0p2pmxg9ma64fpz5s16et8z","detail":{{"password":"{0}"}}}}',
    ],
)
def test_a_planted_secret_is_found_wherever_it_stands(book, secret, line):
    book.learn("the secret", secret)
    assert found_in(book, line.format(secret)) == ["the secret"]


@pytest.mark.parametrize("secret", SECRETS)
def test_what_only_resembles_a_secret_is_none(book, secret):
    book.learn("the secret", secret)
    for other in (secret[:-1], secret[1:], secret.swapcase(), secret[::-1], "req_" + "0" * 26):
        assert found_in(book, f'{{"word":"{other}"}}') == []


def test_a_leak_is_told_with_its_line_however_long_the_log_is(book, tmp_path):
    book.learn("the secret", TOKEN)
    lines = [f'{{"event":"request","number":{number}}}\n' for number in range(100_000)]
    lines[70_000] = f'{{"event":"oops","token":"{TOKEN}"}}\n'
    log = tmp_path / "server-1.log"
    log.write_text("".join(lines))
    book.read_log(log)
    assert [str(leak) for leak in book.leaks] == [f"{log}:70001 shows a secret: the secret"]


@pytest.mark.parametrize(
    "line, shown",
    [
        ('{"code":"123456"}', True),
        ('{"message":"the code is 123456."}', True),
        ('{"path":"/v1?code=123456&x=1"}', True),
        ("not JSON: 123456", True),
        ('{"duration_us":123456}', False),
        ('{"time":"2026-11-20T17:02:21.123456Z"}', False),
        ('{"id":"01a1f9e8-123456-7df7"}', False),
        ('{"word":"91234567"}', False),
    ],
)
def test_a_code_is_found_in_texts_and_a_number_is_no_code(book, line, shown):
    book.learn_code("123456")
    assert bool(found_in(book, line)) == shown


def test_the_code_in_a_mail_is_learnt(book):
    head = b"Message-ID: <111111@example.com>\r\nSubject: Sign in\r\n\r\n"
    book.learn_mail(head + b"Your code is 654321.\r\nIt works for 10 minutes, until 12:00.\r\n")
    assert found_in(book, '{"message":"sent 654321"}') == ["code of a sign-in"]
    assert found_in(book, '{"message":"111111 and 10"}') == []


@pytest.mark.parametrize(
    "settings, count",
    [
        ({"PAYOUTD_ADMIN_TOKEN": TOKEN}, 1),
        ({"PAYOUTD_SEAL_KEY": TOKEN, "PAYOUTD_THREADS": "2"}, 1),
        ({"mail": {"smtp_password": TOKEN, "host": "mail.example.com"}}, 1),
        ({"mail": {"smtp": f"smtps://mailer:{TOKEN}@mail.example.com"}}, 1),
        ({"PAYOUTD_SEAL_KEY_FILE": "/var/lib/payoutd/payoutd.key"}, 0),
        ({"PAYOUTD_SEAL_KEY": "short"}, 0),
    ],
)
def test_secrets_of_settings_are_learnt(book, settings, count):
    book.learn_settings(settings)
    assert len(book) == count
    assert bool(found_in(book, f"{TOKEN}")) == bool(count)


# the book of this very run knows what the program makes


def names_of(secret):
    return list(BOOK.secrets_in(secret.encode()))


def test_what_commands_print_is_learnt(installation):
    client, user = installation.create_client(), installation.create_user()
    session = installation.create_session(user)
    for secret in (client.api_secret, client.signing_secret, session.token, session.csrf):
        assert len(names_of(secret)) == 1
    assert names_of(client.api_key) == [], "a key is no secret: logs name it"
    for_people = installation.run("key", "create", *client.flags).stdout
    printed = re.findall(r"^(?:api_secret|signing_secret)\s+(\S+)", for_people, re.MULTILINE)
    assert [len(names_of(each)) for each in printed] == [1, 1]


def test_seal_keys_and_settings_files_are_learnt(installation):
    installation.create_client()
    password = secrets.token_hex(16)
    path = installation.write_file(f'[mail]\nsmtp_password = "{password}"', ".toml")
    installation.run("verify", "--config", path)
    assert names_of(password) == ["smtp_password"]
    BOOK.read_installation(installation)
    (key,) = installation.folder.glob("*.key")
    assert names_of(key.read_text().strip())


@pytest.mark.parametrize("client", ["requests", "a raw socket"])
def test_what_answers_show_is_learnt(installation, client):
    """From a server that is none of ours: it answers with the names that ours use."""
    token, cookie = secrets.token_hex(20), secrets.token_hex(20)
    body = f'{{"name":"x","token":"{token}"}}'
    answer = (
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
        f"Set-Cookie: a=; Path=/\r\nSet-Cookie: {SESSION_COOKIE}={cookie}; Path=/; HttpOnly\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    )
    with one_answer(answer) as server:
        if client == "requests":
            assert Partner(server).post("/anything").status_code == 201
        else:
            with RawConnection(server) as connection:
                assert connection.exchange("/anything").status_code == 201
    assert names_of(token) == ["token of an answer"]
    assert names_of(cookie) == [f"cookie {SESSION_COOKIE}"]


class one_answer:  # noqa: N801: reads as what it does
    """A server that gives one answer to whoever comes first."""

    def __init__(self, answer):
        program = (
            "import socket, sys\n"
            "s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True)\n"
            "c, _ = s.accept(); c.recv(65536); c.sendall(sys.argv[1].encode()); c.close()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, answer], stdout=subprocess.PIPE, text=True
        )
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


# the whole way: a run whose tests all pass fails if a log shows a secret

PLANTING = '''
from payoutd_client import Console, Partner
from payoutd_program import Installation

def test_that_passes(tmp_path):
    with Installation(tmp_path) as place:
        client, session = place.create_client(), place.create_session(place.create_user())
        server = place.serve()
        assert Partner(server, client).get().status_code == 200
        assert Console(server, session).get().status_code == 200
        server.stop()
        with server.log_path.open("a") as log:
            log.write({planted} + "\\n")

def test_another_that_passes():
    pass
'''


@pytest.mark.parametrize(
    "planted, name, processes",
    [
        ("client.api_secret", "api_secret of client create", []),
        ("'token=' + session.csrf", "csrf of session create", ["-n", "2"]),
        ("place.folder.joinpath('payoutd.db.key').read_text()", "seal key payoutd.db.key", []),
        ("client.api_key", None, ["-n", "2"]),
    ],
)
def test_a_run_fails_for_a_planted_secret_and_names_it(tmp_path, planted, name, processes):
    file = tmp_path / "test_planting.py"
    file.write_text(PLANTING.format(planted=planted))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "secret_hooks"]
    finished = subprocess.run(
        [*command, *processes, f"--rootdir={tmp_path}", f"--basetemp={tmp_path / 'base'}", file],
        env={
            **clean_environment({"PAYOUTD_BINARY": str(BINARY)}),
            "PYTHONPATH": str(REPOSITORY / "tests"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "2 passed" in finished.stdout, finished
    if name is None:
        assert finished.returncode == 0, finished
    else:
        assert finished.returncode == 1, finished
        (line,) = [line for line in finished.stdout.splitlines() if "shows a secret" in line]
        assert re.search(rf"server-\d+\.log:\d+ shows a secret: {re.escape(name)}$", line)
        assert Path(line.split(":")[0]).name.startswith("server-")


def test_nothing_that_callers_send_is_logged_at_debug(installation):
    """The most talkative log, and callers whose credentials are wrong in every way."""
    client, user = installation.create_client(), installation.create_user()
    session = installation.create_session(user)
    server = installation.serve(settings={"log_level": "debug"})
    wrong = SecretBook()
    sent = [secrets.token_hex(20) for _ in range(6)]
    for number, each in enumerate(sent):
        wrong.learn(f"what was sent, {number}", each)
    Partner(server).get(headers={"X-API-Key": client.api_key, "X-API-Secret": sent[0]})
    Partner(server).get(headers={**client.headers, "Authorization": f"Bearer {sent[1]}"})
    Console(server).get(headers={"Cookie": f"{SESSION_COOKIE}={sent[2]}"})
    Console(server, session).get(headers={"X-CSRF-Token": sent[3]})
    Partner(server).get("/v1/admin/payouts", headers={"X-Admin-Token": sent[4]})
    Partner(server).post("/v1/auth/email/verify", {"request_id": "x", "code": sent[5]})
    server.stop()
    wrong.read_log(server.log_path)
    assert wrong.leaks == []
