"""The command line: results for people and programs, help, exit codes and messages of errors.

Imports, settings, generate, verify and unusable databases have files of their own.
"""

import hashlib
import json
import os
import re
import uuid
from datetime import datetime, timedelta, timezone

import pytest

from list_model import parse_time, payout
from payoutd_client import Console, Partner
from payoutd_program import (
    Installation,
    User,
    require_error,
    require_json_error,
    run_program,
)

COMMANDS = [
    ("serve",),
    ("client", "create"),
    ("user", "create"),
    ("session", "create"),
    ("key", "create"),
    ("key", "list"),
    ("key", "revoke"),
    ("import",),
    ("generate",),
    ("verify",),
]
UNKNOWN_ID = "0190f3c2-7b7e-7cc0-98c4-dc0c0c07398f"


# help


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_of_every_command_has_an_example(command):
    finished = run_program(*command, "--help")
    assert (finished.code, finished.stderr) == (0, "")
    assert "example" in finished.stdout.lower()
    lines = [line.strip().removeprefix("$ ") for line in finished.stdout.splitlines()]
    examples = [line for line in lines if line.startswith(f"payoutd {' '.join(command)}")]
    assert any("[" not in line and "OPTIONS" not in line for line in examples), lines
    assert "--db" in finished.stdout


def test_help_names_every_command():
    finished = run_program("--help")
    assert finished.code == 0
    for command in COMMANDS:
        assert re.search(rf"\b{command[0]}\b", finished.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("frobnicate",),
        ("--frobnicate",),
        ("client",),
        ("client", "frobnicate"),
        ("client", "create"),
        ("client", "create", "--name"),
        ("client", "create", "--name", "x", "--frobnicate"),
        ("user", "create"),
        ("session", "create"),
        ("client", "create", "--name", "x", "--allow-ip", ""),
        ("key",),
        ("key", "create"),
        ("key", "create", "--client", UNKNOWN_ID, "--allow-ip"),
        ("key", "list"),
        ("key", "revoke"),
        ("key", "revoke", "one", "two"),
        ("import", "x.csv"),
        ("import", "--client", UNKNOWN_ID),
        ("import", "--client", UNKNOWN_ID, "--user", UNKNOWN_ID, "x.csv"),
        ("generate", "--client", UNKNOWN_ID),
        ("generate", "--count", "5"),
        ("generate", "--client", UNKNOWN_ID, "--count", "many"),
        ("generate", "--client", UNKNOWN_ID, "--count", "-1"),
        ("verify", "extra"),
        ("serve", "--listen", "nowhere"),
        ("serve", "--listen", "127.0.0.1:99999"),
        ("serve", "--db", "oracle:x"),
    ],
    ids=" ".join,
)
def test_bad_command_line_is_exit_code_2(arguments, tmp_path):
    finished = run_program(*arguments, cwd=tmp_path, timeout=20)
    assert finished.code == 2, finished
    assert finished.stderr.strip()
    assert list(tmp_path.iterdir()) == [], "left something behind"


@pytest.mark.parametrize(
    "arguments",
    [
        ("client", "create"),
        ("client", "create", "--name", "x", "--frobnicate"),
        ("user", "create"),
        ("session", "create"),
        ("import", "--client", UNKNOWN_ID),
        ("generate", "--client", UNKNOWN_ID, "--count", "many"),
        ("verify", "extra"),
    ],
    ids=" ".join,
)
def test_bad_command_line_is_told_as_json_too(arguments, tmp_path):
    require_json_error(run_program(*arguments, "--json", cwd=tmp_path, timeout=20), 2)


def test_bad_setting_is_told_as_json_too(installation):
    finished = installation.run("verify", "--json", env={"PAYOUTD_THREADS": "x"})
    require_json_error(finished, 2)


def test_json_errors_are_utf_8_whatever_was_typed(installation):
    client = installation.create_client()
    name = os.fsdecode(b"missing-\xff.csv")
    finished = installation.run("import", *client.flags, name, "--json")
    assert finished.code == 1
    assert set(finished.json()) == {"error", "message"}


# client create


def test_client_create_as_json(installation):
    made = installation.result("client", "create", "--name", "Äcme & Söhne")
    assert set(made) == {
        *("client_id", "name", "mode", "wallets"),
        *("api_key", "api_secret", "signing_secret"),
    }
    assert str(uuid.UUID(made["client_id"])) == made["client_id"]
    assert (made["name"], made["mode"], made["wallets"]) == ("Äcme & Söhne", "live", [])
    assert re.fullmatch(r"sk_live_[A-Za-z0-9]{16,}", made["api_key"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{40}", made["api_secret"])
    assert re.fullmatch(r"whsec_[A-Za-z0-9_+/=-]{32,}", made["signing_secret"])


def test_client_create_for_test_mode(installation):
    made = installation.result("client", "create", "--name", "Sandbox", "--test")
    assert made["mode"] == "test"
    assert made["api_key"].startswith("sk_test_")


def test_client_create_for_people_prints_all_that_is_needed(installation):
    finished = installation.run("client", "create", "--name", "Acme")
    assert (finished.code, finished.stderr) == (0, "")
    key = re.search(r"sk_live_\w+", finished.stdout).group()
    (secret,) = re.findall(r"(?<![\w-])[A-Za-z0-9_-]{40}(?![\w-])", finished.stdout)
    assert "whsec_" in finished.stdout
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}", finished.stdout)
    with pytest.raises(json.JSONDecodeError):
        json.loads(finished.stdout)
    headers = {"X-API-Key": key, "X-API-Secret": secret}
    assert Partner(installation.serve()).get(headers=headers).status_code == 200


def test_two_clients_may_share_a_name_and_nothing_else(installation):
    one, two = (installation.result("client", "create", "--name", "Same") for _ in range(2))
    for name in ("client_id", "api_key", "api_secret", "signing_secret"):
        assert one[name] != two[name]


def test_secrets_are_not_in_the_database(installation):
    client = installation.create_client()
    session = installation.create_session(installation.create_user())
    stored = b"".join(path.read_bytes() for path in installation.folder.iterdir())
    assert client.api_key.encode() in stored
    for secret in (client.api_secret, client.signing_secret, session.token):
        assert secret.encode() not in stored
    with installation.edit_database() as database:
        hashes = database.execute(
            "SELECT secret_hash, token_hash FROM api_keys, sessions"
        ).fetchone()
    secrets = (client.api_secret, session.token)
    assert hashes == tuple(hashlib.sha256(text.encode()).digest() for text in secrets)


# user create, session create


def test_user_create(installation):
    made = installation.result("user", "create", "--email", "ann@example.com")
    assert set(made) == {"user_id", "email"}
    assert str(uuid.UUID(made["user_id"])) == made["user_id"]
    assert made["email"] == "ann@example.com"


def test_user_begins_with_a_credit(installation):
    made = installation.result(
        "user", "create", "--email", "ann@example.com", "--credit-micro", "12345678"
    )
    assert set(made) == {"user_id", "email"}
    user = User(made["user_id"], made["email"])
    console = Console(installation.serve(), installation.create_session(user))
    me = console.get("/v1/referrals/me").json()
    assert me["balance"] == {
        "pending_micro": 0, "available_micro": 12345678, "lifetime_micro": 12345678
    }
    (reward,) = console.get("/v1/referrals/rewards").json()["items"]
    assert (reward["status"], reward["amount_micro"]) == ("available", 12345678)
    assert reward["note"] is None and reward["invitee_id"] is None
    installation.require_sound()


@pytest.mark.parametrize(
    "micro", ["0", "-1", "1.5", "1e6", "ten", "", "1000000000000000001", "99999999999999999999"]
)
def test_bad_credit_makes_no_user(installation, micro):
    words = ("user", "create", "--email", "ann@example.com", f"--credit-micro={micro}")
    finished = installation.run(*words)
    require_error(finished, 2)
    assert installation.create_user("ann@example.com")


def test_user_is_invited_by_a_code(installation):
    inviter = installation.create_user("ann@example.com")
    console = Console(installation.serve(), installation.create_session(inviter))
    code = console.get("/v1/referrals/me").json()["primary_code"]
    made = installation.result(
        "user", "create", "--email", "ben@example.com", "--referred-by", code
    )
    (invitee,) = console.get("/v1/referrals/invitees").json()["items"]
    assert invitee["user_id"] == made["user_id"]
    assert invitee["total_paid_micro"] == 0
    words = ("user", "create", "--email", "eve@example.com", "--referred-by", "nobody-has-this")
    require_error(installation.run(*words), 1, "nobody-has-this")
    assert installation.create_user("eve@example.com"), "the refused one was not made"


def test_email_is_kept_in_lower_case_and_taken_in_any_case(installation):
    assert installation.create_user("Ann@Example.COM").email == "ann@example.com"
    for email in ("ann@example.com", "ANN@EXAMPLE.COM"):
        require_error(installation.run("user", "create", "--email", email), 1, "ann@example.com")
    finished = installation.run("user", "create", "--email", "ann@example.com", "--json")
    require_json_error(finished, 1)


@pytest.mark.parametrize("email", ["", "ann", "ann@", "@example.com", "a b@c.de", "a@b@c.de"])
def test_bad_email_is_refused(installation, email):
    finished = installation.run("user", "create", "--email", email)
    assert finished.code in (1, 2), finished
    require_error(finished, finished.code)
    assert installation.run("user", "create", "--email", email, "--json").code == finished.code


def test_user_create_for_people(installation):
    finished = installation.run("user", "create", "--email", "ann@example.com")
    assert (finished.code, finished.stderr) == (0, "")
    user_id = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", finished.stdout).group()
    session = installation.result("session", "create", "--user", user_id)
    assert session["session"]


def test_session_create(installation):
    user = installation.create_user()
    made = installation.result("session", "create", *user.flags)
    assert set(made) == {"session", "csrf", "expires_at"}
    assert len(made["session"]) >= 32 and len(made["csrf"]) >= 16
    assert made["session"] != made["csrf"]
    lifetime = parse_time(made["expires_at"]) - datetime.now(timezone.utc)
    assert timedelta(days=30, minutes=-5) < lifetime <= timedelta(days=30)


def test_session_create_for_people(installation):
    user = installation.create_user()
    finished = installation.run("session", "create", *user.flags)
    assert (finished.code, finished.stderr) == (0, "")
    server = installation.serve()
    words = re.findall(r"[\w-]{20,}", finished.stdout)
    cookies = [{"Cookie": f"payoutd_session={word}"} for word in words]
    assert [Console(server).get(headers=each).status_code for each in cookies].count(200) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("session", "create", "--user", UNKNOWN_ID),
        ("generate", "--client", UNKNOWN_ID, "--count", "1"),
        ("generate", "--user", UNKNOWN_ID, "--count", "1"),
    ],
    ids=" ".join,
)
def test_unknown_owner_is_refused_by_name(installation, arguments):
    installation.create_user()
    require_error(installation.run(*arguments), 1, UNKNOWN_ID)
    require_json_error(installation.run(*arguments, "--json"), 1)


def test_client_and_user_are_not_each_other(installation):
    client, user = installation.create_client(), installation.create_user()
    path = installation.write_csv([payout("x")])
    for arguments in (
        ("session", "create", "--user", client.id),
        ("generate", "--client", user.id, "--count", "1"),
        ("generate", "--user", client.id, "--count", "1"),
        ("import", "--client", user.id, path),
        ("import", "--user", client.id, path),
    ):
        require_error(installation.run(*arguments), 1)


# the default database, and commands beside a running server


def test_default_database_is_below_the_current_folder(tmp_path):
    (tmp_path / "var").mkdir()
    finished = run_program("client", "create", "--name", "x", cwd=tmp_path)
    assert finished.code == 0
    assert (tmp_path / "var" / "payoutd.db").is_file()


def test_commands_work_while_a_server_runs(installation):
    installation.serve()
    client, user = installation.create_client(), installation.create_user()
    installation.create_session(user)
    installation.import_rows(client, [payout("x")])
    assert installation.result("generate", *client.flags, "--count", "5") == {"generated": 5}
    assert installation.result("verify")["payouts"] == 6


def test_first_commands_on_a_fresh_folder_may_come_at_the_same_time(installation):
    for number in range(10):
        place = Installation(installation.folder / str(number))
        place.folder.mkdir()
        running = [place.start("client", "create", "--name", f"c{n}", "--json") for n in range(8)]
        made = []
        for process in running:
            with process:
                out = process.stdout.read()
            assert process.returncode == 0, out
            made.append(json.loads(out)["client_id"])
        assert len(set(made)) == 8
        assert place.result("verify")["owners"] == 8
