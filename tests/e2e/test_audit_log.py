"""The audit log: every call of a known token, unalterable. docs/OPERATOR_API.md."""

import shutil

import pytest

from operator_client import OperatorClient, operator_error, operator_settings
from partner_writes import FundedClient
from payoutd_client import Number
from payoutd_program import Installation


@pytest.fixture
def live(installation):
    return FundedClient(installation, settings=operator_settings())


@pytest.fixture
def first(live):
    return OperatorClient(live.server)


FIELDS = {
    *["number", "at", "operator", "action", "target", "outcome", "remote_address", "request_id"],
    *["detail", "hash"],
}


def test_every_call_is_a_line(installation, live, first):
    payout = live.create()["id"]
    before = int(first.audit(limit=1)[0]["number"].text)
    queue = first.new_operator(live.server, "ada", "queue")
    calls = [
        (queue.get("/payouts?status=created,queued"), "GET /v1/admin/payouts", ""),
        (queue.get("/audit"), "GET /v1/admin/audit", ""),
        (queue.post("/payouts/x/sent", {}), "POST /v1/admin/payouts/{id}/sent", "x"),
        (queue.move(payout, "sent", b"{"), "POST /v1/admin/payouts/{id}/sent", payout),
        (queue.move(payout, "sent", {"tx_hash": "T1"}), "POST /v1/admin/payouts/{id}/sent", payout),
        (queue.move(payout, "failed"), "POST /v1/admin/payouts/{id}/failed", payout),
        (queue.delete("/operators/ada"), "DELETE /v1/admin/operators/{name}", "ada"),
        (queue.post("/referrals/simulate-paid"), "POST /v1/admin/referrals/simulate-paid", ""),
    ]
    assert [each.status_code for each, *_ in calls] == [200, 200, 400, 400, 200, 409, 403, 410]
    lines = [each for each in first.audit(limit=100) if int(each["number"].text) > before][::-1]
    assert lines[0]["action"] == "GET /v1/admin/audit" and lines[0]["operator"] == "first"
    assert lines[1]["action"] == "POST /v1/admin/operators"
    assert lines[1]["detail"] == {"name": "ada", "roles": ["queue"]}
    assert len(lines) == len(calls) + 2
    mine = [each for each in lines if each["operator"] == "ada"]
    assert len(mine) == len(calls)
    for line, (response, action, target) in zip(mine, calls, strict=True):
        assert set(line) == FIELDS
        assert (line["action"], line["target"]) == (action, target)
        assert line["outcome"] == Number(str(response.status_code))
        assert line["request_id"] == response.headers["X-Request-Id"]
        assert line["remote_address"] == "127.0.0.1"
    assert mine[4]["detail"] == {"tx_hash": "T1"}
    assert mine[0]["detail"] == {"query": "status=created,queued"}
    installation.require_sound()


def test_unknown_tokens_have_no_lines(live, first):
    OperatorClient(live.server, "wrong").get("/operators")
    OperatorClient(live.server, None).get("/operators")
    assert {each["operator"] for each in first.audit(limit=100)} <= {"first", "command line"}


def test_pages(first):
    for _ in range(6):
        first.get("/operators")
    newest = first.found("/audit", params={"limit": 3})
    numbers = [int(each["number"].text) for each in newest["items"]]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) == 3 and newest["has_more"]
    older = first.found("/audit", params={"limit": 100, "before": numbers[-1]})
    rest = [int(each["number"].text) for each in older["items"]]
    assert rest == list(range(numbers[-1] - 1, 0, -1)) and older["has_more"] is False
    for query, field in [("limit=0", "limit"), ("before=x", "before"), ("page=1", "page")]:
        operator_error(first.get(f"/audit?{query}"), 400, "invalid_args", field)


def test_commands_are_lines(installation):
    client = installation.create_client("Acme", "--fund", "USD=1")
    key = installation.create_key(client)
    installation.run("key", "revoke", key.api_key)
    installation.fund(client, "USD=5", remarks="gift")
    installation.result("fee", "set", *client.flags, "USD=0.30")
    user = installation.create_user()
    installation.create_session(user)
    installation.result("operator", "create", "--name", "ada", "--role", "queue")
    installation.result("operator", "revoke", "--name", "ada")
    assert installation.run("operator", "revoke", "--name", "nobody").code == 1
    lines = installation.result("audit", "--limit", "100")["items"][::-1]
    assert [(each["action"], each["target"]) for each in lines] == [
        ("command client create", ""),
        ("command key create", client.id),
        ("command key revoke", key.api_key),
        ("command wallet fund", client.id),
        ("command fee set", client.id),
        ("command user create", ""),
        ("command session create", user.id),
        ("command operator create", ""),
        ("command operator revoke", "ada"),
    ]
    assert {(each["operator"], each["outcome"]) for each in lines} == {("command line", 200)}
    assert lines[3]["detail"] == {"amounts": "USD=5", "remarks": "gift"}
    text = installation.run("audit", "--limit", "2").stdout
    assert len(text.splitlines()) == 2 and "command operator revoke" in text
    installation.require_sound()


def test_who_begins_with_a_credit_has_it_in_the_line(installation):
    words = ["user", "create", "--email", "a@x.test", "--credit-micro", "7"]
    installation.result(*words)
    (line,) = installation.result("audit", "--limit", "1")["items"]
    assert line["detail"] == {"email": "a@x.test", "credit_micro": "7"}


# planted


@pytest.fixture(scope="module")
def whole(new_folder):
    with Installation(new_folder()) as place:
        live = FundedClient(place, settings=operator_settings())
        first = OperatorClient(live.server)
        for _ in range(5):
            first.move(live.create()["id"], "sent", {"tx_hash": "T"})
        live.server.stop()
        place.require_sound()
        yield place


@pytest.fixture
def place(whole, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(whole.folder, folder)
    return Installation(folder)


LAST = "(SELECT max(number) FROM audit_log)"
PLANTED = {
    **{
        f"altered {column}": (
            f"UPDATE audit_log SET {column} = {value} WHERE number = 3",
            "line 3 ",
        )
        for column, value in {
            "at": "at + 1",
            "operator": "'other'",
            "action": "action || ' '",
            "target": "'x'",
            "outcome": "500",
            "remote_address": "'1.2.3.4'",
            "request_id": "''",
            "detail": "'{}'",
            "hash": "randomblob(32)",
        }.items()
    },
    "first line": ("UPDATE audit_log SET target = 'x' WHERE number = 1", "line 1 "),
    "last line": (f"UPDATE audit_log SET target = 'x' WHERE number = {LAST}", "line 6 "),
    "a line lost": ("DELETE FROM audit_log WHERE number = 4", "line 4 is missing"),
    "the first lost": ("DELETE FROM audit_log WHERE number = 1", "line 1 is missing"),
    "two swapped": (
        """UPDATE audit_log SET target = (SELECT target FROM audit_log b
        WHERE b.number = 5 - audit_log.number) WHERE number IN (2, 3)""",
        "line 2 ",
    ),
    "the end cut off": ("DELETE FROM audit_log WHERE number > 4", "from 5 to 6 are missing"),
    "all cut off": ("DELETE FROM audit_log", "from 1 to 6 are missing"),
    "the head set back": ("UPDATE audit_head SET number = 5", "lines behind its last, 5"),
    "the head's hash": ("UPDATE audit_head SET hash = zeroblob(32)", "line 6, its last"),
    "the head lost": ("DELETE FROM audit_head", "the head of the audit log is missing"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_damage_is_named(place, name):
    statement, expected = PLANTED[name]
    with place.edit_database() as database:
        assert database.execute(statement).rowcount > 0
    finished = place.run("verify", "--json")
    assert finished.code == 1, finished
    (breach,) = finished.json()["breaches"]
    assert breach.startswith("the audit log: ") and expected in breach


def test_log_that_cannot_be_written_lets_nothing_happen(installation, live, first):
    payout = live.create()["id"]
    first.get("/operators")
    with installation.edit_database() as database:
        database.execute(
            """CREATE TRIGGER full BEFORE INSERT ON audit_log
            BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"""
        )
    for response in (
        first.move(payout, "sent", {"tx_hash": "T"}),
        first.get("/operators"),
        first.post("/operators", {"name": "ada", "roles": ["read"]}),
        first.move("x", "sent"),
    ):
        operator_error(response, 503, "overloaded")
        assert response.headers["Retry-After"]
    with installation.edit_database() as database:
        database.execute("DROP TRIGGER full")
    assert live.partner.payout(payout)["status"] in ("created", "queued")
    assert first.found("/operators")["items"] == []
    assert first.move(payout, "sent", {"tx_hash": "T"}).status_code == 200
    installation.require_sound()
