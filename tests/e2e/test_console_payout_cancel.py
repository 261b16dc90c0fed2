"""POST /v1/referrals/payouts/{id}/cancel: while `requested`, and never after."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from console_client import PAYOUT_FIELDS, UNIT, ConsoleWorld, done, require_payout
from list_model import console_payout
from payoutd_client import CONSOLE_LIST, body_of, console_error
from payoutd_program import Installation, wait_until

CREDIT = 100 * UNIT


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


@pytest.fixture
def user(world):
    return world.new_user(CREDIT)


def test_cancel_answers_with_the_payout(user):
    payout = user.create(30 * UNIT)
    shown = require_payout(done(user.cancel(payout["id"])), user.id)
    assert shown["status"] == "cancelled"
    for name in PAYOUT_FIELDS - {"status"}:
        assert shown[name] == payout[name]
    assert user.payout(payout["id"]) == shown
    assert user.payouts() == [shown]


def test_money_is_available_again_at_once(user):
    payouts = [user.create(50 * UNIT) for _ in range(2)]
    assert user.balance() == (0, 0, CREDIT)
    for number, payout in enumerate(payouts, 1):
        done(user.cancel(payout["id"]))
        assert user.balance() == (0, number * 50 * UNIT, CREDIT)
    user.create(CREDIT)


def test_payout_that_the_dispatcher_has_queued_is_still_requested(world, user):
    """A rail where a person sends: it waits, and may be cancelled."""
    payout = user.create()
    target = f"/v1/admin/payouts/{payout['id']}"

    def is_queued():
        return body_of(world.operator.get(target))["status"] == "queued"

    wait_until(is_queued, "it to be queued")
    assert user.payout(payout["id"])["status"] == "requested"
    assert done(user.cancel(payout["id"]))["status"] == "cancelled"


@pytest.mark.parametrize(
    "path", [["processing"], ["sent"], ["failed"], ["cancelled"], ["processing", "sent"]]
)
def test_not_once_it_is_on_its_way_or_at_its_end(world, user, path):
    payout = user.create(30 * UNIT)
    for verb in path:
        done(world.operator.move(payout["id"], verb))
    before = user.balance(), user.payout(payout["id"])
    for _ in range(2):
        console_error(user.cancel(payout["id"]), 409, "payout_not_actionable")
    assert (user.balance(), user.payout(payout["id"])) == before


def test_second_cancel_is_refused(user):
    payout = user.create()
    shown = done(user.cancel(payout["id"]))
    console_error(user.cancel(payout["id"]), 409, "payout_not_actionable")
    assert user.payout(payout["id"]) == shown
    assert user.balance() == (0, CREDIT, CREDIT)


@pytest.mark.parametrize("status", ["requested", "processing", "sent", "failed", "cancelled"])
def test_imported_history_is_not_cancelled(world, user, status):
    """It draws on no reward, so nothing could be given back."""
    fields = {"tx_hash": "0xfeed"} if status == "sent" else {}
    if status in ("sent", "failed", "cancelled"):
        fields["completed_at"] = "2024-01-16T10:30:00Z"
    world.place.import_rows(user.user, [console_payout(status=status, **fields)])
    (payout,) = user.payouts()
    console_error(user.cancel(payout["id"]), 409, "payout_not_actionable")
    assert user.payouts() == [payout]
    assert user.balance() == (0, CREDIT, CREDIT)


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_empty_body_does_not_matter(user, body):
    payout = user.create()
    headers = {"Content-Type": "application/json"}
    response = user.ask("POST", f"{CONSOLE_LIST}/{payout['id']}/cancel", body, headers=headers)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("payout_id", ["01890000-0000-7000-8000-000000000000", "x", "%00", "1"])
def test_unknown_payout(user, payout_id):
    console_error(user.cancel(payout_id), 404, "payout_not_found")


def test_cancel_is_not_a_get(user):
    payout = user.create()
    response = user.get(f"{CONSOLE_LIST}/{payout['id']}/cancel")
    console_error(response, 405, "method_not_allowed")
    allowed = {word.strip() for word in response.headers["Allow"].split(",")}
    assert "POST" in allowed and "GET" not in allowed
    assert user.payout(payout["id"])["status"] == "requested"


def test_without_csrf_nothing_is_cancelled(user):
    payout = user.create()
    target = f"{CONSOLE_LIST}/{payout['id']}/cancel"
    console_error(user.ask("POST", target, headers={"X-CSRF-Token": None}), 403, "csrf_invalid")
    assert user.payout(payout["id"])["status"] == "requested"


@pytest.mark.parametrize("verb", ["sent", "processing", "failed"])
def test_cancel_and_operator_at_the_same_time(world, verb):
    """One of the two is done, never both: a payout that was sent is not given back."""
    user = world.new_user(200 * UNIT)
    payouts = [user.create() for _ in range(20)]
    browser = user.again()

    def cancel(payout):
        return browser.cancel(payout["id"]).status_code

    def move(payout):
        return world.operator.move(payout["id"], verb).status_code

    with ThreadPoolExecutor(2) as pool:
        cancels, moves = pool.map(lambda work: [work(payout) for payout in payouts], (cancel, move))
    assert list(zip(cancels, moves)).count((200, 409)) == cancels.count(200)
    assert list(zip(cancels, moves)).count((409, 200)) == moves.count(200)
    assert cancels.count(200) + moves.count(200) == len(payouts)
    back = cancels.count(200) + (moves.count(200) if verb == "failed" else 0)
    assert user.balance() == (0, back * 10 * UNIT, 200 * UNIT)
