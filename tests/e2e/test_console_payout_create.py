"""POST /v1/referrals/payouts: what is answered, what is reserved, and what comes back.

Refusals are in test_console_payout_faults.py and _order.py, addresses in _addresses.py, the
Idempotency-Key in _idempotency.py, cancelling in test_console_payout_cancel.py.
"""

import pytest

from console_client import (
    MIN_MICRO,
    PAYOUT_FIELDS,
    UNIT,
    ConsoleWorld,
    done,
    new_address,
    payout_body,
    require_payout,
)
from payoutd_client import CONSOLE_LIST, body_of, console_error, parse_json, to_json
from payoutd_program import Installation, wait_until

UNKNOWN = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


@pytest.fixture(scope="module")
def rich(world):
    """A user whose money never ends in this file."""
    return world.new_user(1_000_000 * UNIT)


# the answer


def test_answer_is_202_with_the_payout(rich):
    address = new_address()
    response = rich.request(25 * UNIT, address=address)
    payout = done(response, 202)
    assert set(payout) == PAYOUT_FIELDS
    require_payout(payout, rich.id)
    expected = [rich.id, 25 * UNIT, "ethereum", address, "requested"]
    names = ["user_id", "amount_micro", "network", "address", "status"]
    assert [payout[name] for name in names] == expected


def test_unset_fields_are_left_out_not_null(rich):
    payout = body_of(rich.request())
    for name in ("tx_hash", "note", "completed_at"):
        assert name not in payout


def test_amount_is_written_as_a_whole_number(rich):
    assert body_of(rich.request(25_000_001))["amount_micro"].text == "25000001"


def test_location_names_the_payout(rich):
    response = rich.request()
    payout = done(response, 202)
    assert response.headers["Location"] == f"{CONSOLE_LIST}/{payout['id']}"
    assert done(rich.get(response.headers["Location"])) == payout


def test_list_shows_it_at_once_and_first(rich):
    for _ in range(5):
        payout = rich.create()
        assert rich.listed(f"{CONSOLE_LIST}?limit=1") == [payout]


def test_two_requests_are_two_payouts(rich):
    body = payout_body()
    first, second = (done(rich.ask("POST", CONSOLE_LIST, body), 202) for _ in range(2))
    assert first["id"] != second["id"]


def test_unknown_fields_are_ignored(rich):
    body = {**payout_body(), "status": "sent", "user_id": UNKNOWN, "note": "mine", "x": [1]}
    payout = done(rich.ask("POST", CONSOLE_LIST, body), 202)
    assert require_payout(payout, rich.id)["status"] == "requested"
    assert "note" not in payout


@pytest.mark.parametrize("blanks", ["", " \n\t"])
def test_order_and_blanks_do_not_count(rich, blanks):
    address = new_address()
    text = f'{{{blanks}"address":"{address}","amount_micro":{blanks}10000000,"network":"base"}}'
    payout = done(rich.ask("POST", CONSOLE_LIST, blanks + text + blanks), 202)
    assert (payout["address"], payout["network"]) == (address, "base")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_content_type_with_parameters(rich, content_type):
    headers = {"Content-Type": content_type}
    response = rich.ask("POST", CONSOLE_LIST, payout_body(), headers=headers)
    assert response.status_code == 202, response.text


def test_body_of_exactly_4096_bytes(rich):
    body = to_json(payout_body())
    padded = body + b" " * (4096 - len(body))
    assert rich.ask("POST", CONSOLE_LIST, padded).status_code == 202


def test_request_id_is_echoed(rich):
    headers = {"X-Request-Id": "my-own"}
    response = rich.ask("POST", CONSOLE_LIST, payout_body(), headers=headers)
    assert response.headers["X-Request-Id"] == "my-own"


# amounts: from the minimum to the balance, both included


def test_minimum_and_balance_are_the_ends(world):
    user = world.new_user(25 * UNIT)
    for amount, tag in [
        (MIN_MICRO - 1, "payout_below_min"),
        (25 * UNIT + 1, "balance_insufficient"),
    ]:
        console_error(user.request(amount), 400, tag)
    assert user.balance() == (0, 25 * UNIT, 25 * UNIT)
    user.create(MIN_MICRO)
    console_error(user.request(15 * UNIT + 1), 400, "balance_insufficient")
    user.create(15 * UNIT)
    assert user.balance() == (0, 0, 25 * UNIT)
    console_error(user.request(MIN_MICRO), 400, "balance_insufficient")
    assert len(user.payouts()) == 2


def test_minimum_is_a_setting(installation):
    world = ConsoleWorld(installation, **{"payouts.console_min_micro": 1})
    user = world.new_user(3)
    user.create(1)
    user.create(2)
    console_error(user.request(1), 400, "balance_insufficient")


def test_several_credits_are_one_balance(world):
    user = world.new_user(4 * UNIT, 5 * UNIT, 6 * UNIT)
    user.create(15 * UNIT)
    assert user.balance() == (0, 0, 15 * UNIT)


def test_pending_rewards_cannot_be_asked_for(world):
    user = world.new_user(10 * UNIT)
    reward = world.operator.credit(user.id, 30 * UNIT, available=False)
    assert user.balance() == (30 * UNIT, 10 * UNIT, 40 * UNIT)
    console_error(user.request(11 * UNIT), 400, "balance_insufficient")
    assert world.operator.unlock(reward["id"]).status_code == 200
    user.create(40 * UNIT)


def test_nobody_s_money(world):
    user = world.new_user()
    assert user.balance() == (0, 0, 0)
    console_error(user.request(), 400, "balance_insufficient")
    assert user.payouts() == []


# the reservation


def test_what_is_asked_for_is_no_longer_available(world):
    user = world.new_user(100 * UNIT)
    user.create(30 * UNIT)
    assert user.balance() == (0, 70 * UNIT, 100 * UNIT)
    user.create(20 * UNIT)
    assert user.balance() == (0, 50 * UNIT, 100 * UNIT)


@pytest.mark.parametrize("before", [[], ["processing"]])
def test_failed_gives_it_back(world, before):
    user = world.new_user(100 * UNIT)
    payout = user.create(30 * UNIT)
    for verb in before:
        assert done(world.operator.move(payout["id"], verb)) == {"ok": True}
        assert user.balance() == (0, 70 * UNIT, 100 * UNIT)
    assert done(world.operator.move(payout["id"], "failed", reason="no such account"))
    assert user.balance() == (0, 100 * UNIT, 100 * UNIT)
    shown = user.payout(payout["id"])
    assert (shown["status"], shown["note"]) == ("failed", "no such account")
    user.create(100 * UNIT)


def test_failed_without_a_reason_has_no_note(world):
    user = world.new_user(100 * UNIT)
    payout = user.create()
    done(world.operator.move(payout["id"], "failed"))
    shown = user.payout(payout["id"])
    assert shown["status"] == "failed" and shown.get("note") != ""


def test_operator_s_cancel_gives_it_back(world):
    user = world.new_user(100 * UNIT)
    payout = user.create(30 * UNIT)
    done(world.operator.move(payout["id"], "cancelled", reason="asked for by mail"))
    assert user.balance() == (0, 100 * UNIT, 100 * UNIT)
    shown = user.payout(payout["id"])
    assert (shown["status"], shown["note"]) == ("cancelled", "asked for by mail")


@pytest.mark.parametrize("before", [[], ["processing"]])
def test_sent_keeps_it(world, before):
    user = world.new_user(100 * UNIT)
    payout = user.create(30 * UNIT)
    for verb in before:
        done(world.operator.move(payout["id"], verb))
    done(world.operator.move(payout["id"], "sent", tx_hash="0xfeed"))
    assert user.balance() == (0, 70 * UNIT, 100 * UNIT)
    shown = user.payout(payout["id"])
    assert (shown["status"], shown["tx_hash"]) == ("sent", "0xfeed")
    assert "note" not in shown
    assert user.payouts() == [shown]


def test_life_of_a_payout_as_its_user_sees_it(world):
    user = world.new_user(100 * UNIT)
    payout = user.create()
    assert user.payout(payout["id"])["status"] == "requested"
    done(world.operator.move(payout["id"], "processing"))
    shown = user.payout(payout["id"])
    assert shown["status"] == "processing"
    assert {name: shown[name] for name in PAYOUT_FIELDS - {"status"}} == {
        name: payout[name] for name in PAYOUT_FIELDS - {"status"}
    }
    done(world.operator.move(payout["id"], "sent"))
    assert user.payout(payout["id"])["status"] == "sent"


# one payout


def wait_until_queued(world, payout):
    """From then on nothing changes by itself; its user sees `requested` before and after."""
    desk = f"/v1/admin/payouts/{payout['id']}"
    wait_until(lambda: world.operator.get(desk).json()["status"] == "queued", "it to be queued")


def test_detail_has_a_tag(world):
    user = world.new_user(100 * UNIT)
    payout = user.create()
    target = f"{CONSOLE_LIST}/{payout['id']}"
    wait_until_queued(world, payout)
    first = user.get(target)
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = {"If-None-Match": first.headers["ETag"]}
    assert user.get(target, headers=same).status_code == 304
    assert done(user.cancel(payout["id"]))["status"] == "cancelled"
    later = user.get(target, headers=same)
    assert parse_json(later.text)["status"] == "cancelled"
    assert later.headers["ETag"] != first.headers["ETag"]


def test_head_of_a_payout(world, rich):
    payout = rich.create()
    wait_until_queued(world, payout)
    target = f"{CONSOLE_LIST}/{payout['id']}"
    head, get = rich.get(target, "HEAD"), rich.get(target)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("payout_id", [UNKNOWN, "x", "1", UNKNOWN[:-1], "pyt_" + "0" * 26, "%00"])
def test_payout_that_is_not_there(rich, payout_id):
    console_error(rich.get(f"{CONSOLE_LIST}/{payout_id}"), 404, "payout_not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_methods(rich, method):
    target = f"{CONSOLE_LIST}/{rich.create()['id']}"
    response = rich.ask(method, target)
    console_error(response, 405, "method_not_allowed")
    assert {"GET", "HEAD"} <= {word.strip() for word in response.headers["Allow"].split(",")}


# what nobody sends


def test_what_nobody_sends_is_cancelled_and_given_back(installation):
    world = ConsoleWorld(installation, **{"payouts.unsent_expiry_s": 1})
    user = world.new_user(100 * UNIT)
    payout = user.create(30 * UNIT)
    wait_until(lambda: user.payout(payout["id"])["status"] == "cancelled", "it to expire", 20)
    assert user.balance() == (0, 100 * UNIT, 100 * UNIT)
    installation.require_sound()
