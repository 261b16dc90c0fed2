"""The audit log: a line for every call of a known token, in a chain that shows what was altered."""

import pytest

from list_model import parse_time
from operator_desk import (
    ADMIN,
    AUDIT,
    OPERATORS,
    PAYOUTS,
    UNKNOWN_UUID,
    Desk,
    answered,
    new_email,
    operator_error,
    plain,
)
from operator_routes import NOBODY, ROUTES
from payoutd_client import new_key
from payoutd_program import Installation

LINE = [
    *["number", "at", "operator", "action", "target", "outcome", "remote_address", "request_id"],
    *["detail", "hash"],
]


@pytest.fixture
def desk(installation):
    return Desk(installation, {"payouts.console_min_micro": 1})


def last(desk, count=1):
    """The newest lines, newest first, without that of this very question."""
    asking = {"X-Request-Id": new_key()}
    response = desk.first.get(AUDIT, params={"limit": count + 1}, headers=asking)
    lines = plain(answered(response))["items"]
    return [line for line in lines if line["request_id"] != asking["X-Request-Id"]][:count]


def action_of(route):
    """As the documents write the route."""
    ids = {"payout": "id", "client": "id", "reward": "id", "key": "key", "operator": "name"}
    user = "user_id" if "/referrals/" in route.path else "id"
    named = {name: f"{{{word}}}" for name, word in {**ids, "user": user}.items()}
    return f"{route.method} {route.at(**named)}"


@pytest.fixture(scope="module")
def shared(new_folder):
    with Installation(new_folder()) as place:
        desk = Desk(place)
        yield desk, desk.first.with_roles("read")


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_route_leaves_a_line(shared, route):
    """What is done, what is refused and what may not be asked."""
    desk, ann = shared
    body = {} if route.body is not None and "{" not in route.path else route.body
    for caller, name in ((desk.first, "first"), (ann, ann.name)):
        request_id = new_key()
        response = caller.post(
            route.at(**NOBODY), body, method=route.method, headers={"X-Request-Id": request_id}
        )
        (line,) = last(desk)
        assert set(line) == set(LINE)
        assert line["request_id"] == request_id
        assert line["operator"] == name
        assert line["action"] == action_of(route)
        assert line["outcome"] == response.status_code
        assert line["remote_address"] == "127.0.0.1"
        assert isinstance(line["detail"], dict)
        parse_time(line["at"])


def test_who_is_not_known_leaves_no_line(desk):
    desk.first.payouts()
    before = last(desk)[0]["number"]
    for token in (None, "x" * 40):
        operator_error(desk.stranger(token).get(PAYOUTS), 401, "admin_token_invalid")
    desk.first.payouts()
    newer = last(desk)[0]
    assert (newer["action"], newer["number"]) == (f"GET {PAYOUTS}", before + 2)


def test_the_target_is_the_id_and_the_detail_is_what_was_asked(desk):
    person = desk.referrer(1000)
    payout = person.ask(100)
    desk.first.moved(payout, "sent", tx_hash="0xfeed")
    line = last(desk, 1)[0]
    assert line["action"] == "POST /v1/admin/payouts/{id}/sent"
    assert line["target"] == payout
    assert line["detail"]["tx_hash"] == "0xfeed"


def test_secrets_are_never_in_it(desk):
    secrets = [desk.first_token]
    secrets.append(desk.first.with_roles("read").token)
    made = desk.first.done(f"{ADMIN}/clients", {"name": "x", "mode": "live"}, 201)
    secrets += [made["api_secret"], made["signing_secret"]]
    user = desk.first.done(f"{ADMIN}/users", {"email": new_email()}, 201)["user_id"]
    opened = desk.first.done(f"{ADMIN}/users/{user}/sessions", None, 201)
    secrets += [opened["session"], opened["csrf"]]
    text = desk.first.get(AUDIT).text
    assert [each for each in secrets if each in text] == []


def test_commands_leave_lines_too(desk):
    desk.place.result("operator", "create", "--name", "ann", "--role", "read")
    line = next(line for line in last(desk, 5) if line["action"].startswith("command "))
    assert line["action"] == "command operator create"
    assert "ann" in line["target"] + str(line["detail"])


def test_pages_go_back_by_number(desk):
    for _ in range(7):
        desk.first.payouts()
    page = plain(desk.first.object_at(AUDIT, limit=3))
    assert page["has_more"] is True
    numbers = [line["number"] for line in page["items"]]
    assert numbers == list(range(numbers[0], numbers[0] - 3, -1))
    older = plain(desk.first.object_at(AUDIT, limit=50, before=numbers[-1]))
    assert [line["number"] for line in older["items"]] == list(range(numbers[-1] - 1, 0, -1))
    assert older["has_more"] is False
    times = [line["at"] for line in [*page["items"], *older["items"]]]
    assert times == sorted(times, reverse=True)
    assert plain(desk.first.object_at(AUDIT, before=1)) == {"items": [], "has_more": False}


def test_reading_it_is_a_line_as_well(desk):
    desk.first.payouts()
    desk.first.audit(limit=1)
    (line,) = last(desk)
    assert line["action"] == f"GET {AUDIT}"


def test_lines_stand_after_a_restart_and_the_chain_goes_on(desk):
    desk.first.payouts()
    before = last(desk, 40)
    desk.server.stop()
    again = desk.place.serve(settings={"admin_token": desk.first_token})
    desk.first.url = again.url
    lines = last(desk, 40)
    assert lines[-len(before) :] == before
    assert [line["number"] for line in lines] == [2, 1]
    assert len({line["hash"] for line in lines}) == len(lines)
    desk.place.require_sound()


ALTERED = [
    "UPDATE audit_log SET operator = 'somebody' WHERE number = 3",
    "UPDATE audit_log SET outcome = 200 + outcome WHERE number = 3",
    "UPDATE audit_log SET detail = '{\"a\":1}' WHERE number = 3",
    "UPDATE audit_log SET at = at + 1 WHERE number = 3",
    "UPDATE audit_log SET target = target || 'x' WHERE number = 3",
    "UPDATE audit_log SET action = 'GET /' WHERE number = 3",
    "UPDATE audit_log SET remote_address = '10.0.0.1' WHERE number = 3",
    "UPDATE audit_log SET request_id = 'req_x' WHERE number = 3",
    "UPDATE audit_log SET hash = zeroblob(32) WHERE number = 3",
    "DELETE FROM audit_log WHERE number = 3",
]


@pytest.mark.parametrize("statement", ALTERED)
def test_verify_names_the_first_line_that_was_altered(desk, statement):
    for _ in range(5):
        desk.first.done(f"{ADMIN}/users", {"email": new_email()}, 201)
    desk.server.stop()
    desk.place.require_sound()
    with desk.place.edit_database() as database:
        assert database.execute(statement).rowcount == 1
    finished = desk.place.run("verify", "--json")
    assert finished.code == 1, finished
    told = finished.stdout + finished.stderr
    assert "audit" in told and "3" in told, told


@pytest.mark.parametrize("count", [1, 2, 100])
def test_verify_misses_lines_that_were_cut_off_the_end(desk, count):
    for _ in range(5):
        desk.first.payouts()
    desk.server.stop()
    with desk.place.edit_database() as database:
        (number,) = database.execute("SELECT max(number) FROM audit_log").fetchone()
        database.execute("DELETE FROM audit_log WHERE number > ?", [number - count])
    finished = desk.place.run("verify", "--json")
    assert finished.code == 1, finished
    assert "audit" in finished.stdout + finished.stderr


@pytest.mark.parametrize("query", ["limit=x", "before=x", "nonsense=1"])
def test_parameters_that_are_wrong(desk, query):
    operator_error(desk.first.get(f"{AUDIT}?{query}"), 400, "invalid_args")


def test_a_line_of_what_was_refused_names_what_was_asked(desk):
    target = f"{ADMIN}/referrals/users/{UNKNOWN_UUID}/tier"
    operator_error(desk.first.post(target, {"tier": 2}), 404, "user_not_found")
    (line,) = last(desk)
    assert (line["target"], line["outcome"]) == (UNKNOWN_UUID, 404)
    operator_error(desk.first.delete(f"{OPERATORS}/nobody"), 404, "operator_not_found")
    (line,) = last(desk)
    assert (line["target"], line["outcome"]) == ("nobody", 404)
