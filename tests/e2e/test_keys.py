"""API keys: made, shown and revoked by command, while a server runs."""

import re
import uuid

import pytest

from list_model import make_book, parse_time
from payoutd_client import PARTNER_LIST, Partner, RawConnection
from signatures import Signer
from payoutd_program import require_error, require_json_error

UNKNOWN_ID = "0190f3c2-7b7e-7cc0-98c4-dc0c0c07398f"


def test_key_create_as_json(installation):
    for flags, prefix in (([], "sk_live_"), (["--test"], "sk_test_")):
        client = installation.create_client("Acme", *flags)
        made = installation.result("key", "create", *client.flags)
        assert set(made) == {"client_id", "mode", "api_key", "api_secret", "signing_secret"}
        assert (made["client_id"], made["mode"]) == (client.id, client.mode)
        assert re.fullmatch(prefix + r"[A-Za-z0-9]{16,}", made["api_key"])
        assert re.fullmatch(r"[A-Za-z0-9_-]{40}", made["api_secret"])
        assert re.fullmatch(r"whsec_[A-Za-z0-9_+/=-]{32,}", made["signing_secret"])
        for name in ("api_key", "api_secret", "signing_secret"):
            assert made[name] != getattr(client, name)


def test_key_create_for_people_prints_all_that_is_needed(installation):
    client = installation.create_client()
    finished = installation.run("key", "create", *client.flags)
    assert (finished.code, finished.stderr) == (0, "")
    key = re.search(r"sk_live_\w+", finished.stdout).group()
    (secret,) = re.findall(r"(?<![\w-])[A-Za-z0-9_-]{40}(?![\w-])", finished.stdout)
    assert "whsec_" in finished.stdout
    headers = {"X-API-Key": key, "X-API-Secret": secret}
    assert Partner(installation.serve()).get(headers=headers).status_code == 200


def test_a_new_key_works_at_once_beside_the_old_one_and_sees_the_same(installation):
    client = installation.create_client()
    installation.import_rows(client, make_book(4))
    server = installation.serve()
    old = Partner(server, client)
    assert old.page().total == 4
    key = installation.create_key(client)
    assert Partner(server, key).page().rows == old.page().rows
    mixed = {"X-API-Key": key.api_key, "X-API-Secret": client.api_secret}
    assert Partner(server).get(headers=mixed).status_code == 401


def test_a_revoked_key_is_refused_from_the_next_request_on(installation):
    client = installation.create_client()
    key = installation.create_key(client)
    server = installation.serve()
    with RawConnection(server) as connection:

        def status(headers):
            return connection.exchange(PARTNER_LIST, headers=headers).status_code

        assert [status(client.headers), status(key.headers)] == [200, 200]
        assert installation.result("key", "revoke", client.api_key) == {"revoked": client.api_key}
        assert [status(client.headers), status(key.headers)] == [401, 200]
    reasons = [line["reason"] for line in server.log() if line.get("event") == "client_refused"]
    assert reasons == ["key_revoked"]


def test_a_revoked_key_does_not_come_back(installation):
    client = installation.create_client()
    installation.result("key", "revoke", client.api_key)
    (before,) = installation.result("key", "list", *client.flags)["keys"]
    finished = installation.run("key", "revoke", client.api_key)
    assert (finished.code, finished.stdout) == (0, f"{client.api_key} is revoked\n")
    assert installation.result("key", "list", *client.flags)["keys"] == [before]
    assert Partner(installation.serve(), client).get().status_code == 401


def test_key_list_as_json(installation):
    client = installation.create_client()
    installation.create_client("Other")
    flags = ("--require-signature", "--allow-ip", "203.0.113.0/24", "--allow-ip", "2001:DB8::/32")
    key = installation.create_key(client, *flags)
    installation.result("key", "revoke", key.api_key)
    first, second = installation.result("key", "list", *client.flags)["keys"]
    assert first == {
        "api_key": client.api_key,
        "signature_required": False,
        "allowed_networks": [],
        "created_at": first["created_at"],
        "revoked_at": None,
    }
    assert second == {
        "api_key": key.api_key,
        "signature_required": True,
        "allowed_networks": ["203.0.113.0/24", "2001:db8::/32"],
        "created_at": second["created_at"],
        "revoked_at": second["revoked_at"],
    }
    times = [first["created_at"], second["created_at"], second["revoked_at"]]
    assert times == sorted(times, key=parse_time)


def test_key_list_for_people(installation):
    client = installation.create_client("Acme", "--require-signature", "--allow-ip", "10.0.0.0/8")
    finished = installation.run("key", "list", *client.flags)
    (line,) = finished.stdout.splitlines()
    assert line.startswith(client.api_key)
    assert line.endswith("signed  from 10.0.0.0/8")
    installation.result("key", "revoke", client.api_key)
    assert "revoked 2" in installation.run("key", "list", *client.flags).stdout


def test_flags_of_client_create_are_its_first_keys(installation):
    client = installation.create_client("Acme", "--require-signature", "--allow-ip", "127.0.0.0/8")
    server = installation.serve()
    assert Partner(server, client).get().status_code == 401
    headers = Signer(client).headers()
    assert Partner(server).get(headers=headers).status_code == 200
    key = installation.create_key(client)
    assert Partner(server, key).get().status_code == 200, "a further key has flags of its own"


@pytest.mark.parametrize("command", ["create", "list"])
def test_there_must_be_such_a_client(installation, command):
    installation.create_client()
    user = installation.create_user()
    for id in (UNKNOWN_ID, user.id, "nonsense", str(uuid.uuid4())):
        require_error(installation.run("key", command, "--client", id), 1, id)
        require_json_error(installation.run("key", command, "--client", id, "--json"), 1)


def test_an_unknown_key_cannot_be_revoked(installation):
    client = installation.create_client()
    for key in ("sk_live_unknown", client.api_key.lower(), client.api_key + "x", "%"):
        require_error(installation.run("key", "revoke", key), 1, "no such API key")
    error = require_json_error(installation.run("key", "revoke", "x", "--json"), 1)
    assert error["error"] == "key_not_found"
    assert Partner(installation.serve(), client).get().status_code == 200


def test_keys_need_a_database(installation):
    for arguments in (("create", "--client", UNKNOWN_ID), ("list", "--client", UNKNOWN_ID)):
        assert installation.run("key", *arguments).code == 3
    assert installation.run("key", "revoke", "x").code == 3
    assert list(installation.folder.iterdir()) == []


def test_secrets_of_a_key_are_neither_in_the_database_nor_in_the_log(installation):
    client = installation.create_client()
    key = installation.create_key(client, "--require-signature")
    server = installation.serve(settings={"log_level": "debug"})
    Partner(server).get(headers=Signer(key).headers())
    Partner(server).get(headers=key.headers)
    server.stop()
    stored = b"".join(path.read_bytes() for path in installation.folder.iterdir())
    assert key.api_key.encode() in stored
    for secret in (key.api_secret, key.signing_secret):
        assert secret.encode() not in stored
