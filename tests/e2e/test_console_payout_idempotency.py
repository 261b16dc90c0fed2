"""POST /v1/referrals/payouts with an Idempotency-Key: the same request happens once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from console_client import MIN_MICRO, UNIT, ConsoleWorld, done, new_address, payout_body
from payoutd_client import CONSOLE_LIST, RawConnection, console_error, new_key, to_json
from payoutd_program import Installation


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


@pytest.fixture(scope="module")
def user(world):
    return world.new_user(1_000_000 * UNIT)


def send(user, body, key):
    return user.ask("POST", CONSOLE_LIST, body, key)


def require_replay(user, first, body, key):
    """The first answer again, byte for byte."""
    again = send(user, body, key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]


def test_same_request_again_makes_nothing(user):
    key, body = new_key(), payout_body()
    first = send(user, body, key)
    assert first.status_code == 202
    assert "Idempotent-Replayed" not in first.headers
    before = user.balance(), len(user.payouts())
    for _ in range(3):
        require_replay(user, first, body, key)
    assert (user.balance(), len(user.payouts())) == before


@pytest.mark.parametrize("end", ["cancelled by the user", "sent", "failed", "processing"])
def test_first_answer_comes_again_whatever_happened_since(world, user, end):
    key, body = new_key(), payout_body()
    first = send(user, body, key)
    payout = done(first, 202)
    if end == "cancelled by the user":
        assert user.cancel(payout["id"]).status_code == 200
    else:
        done(world.operator.move(payout["id"], end))
    require_replay(user, first, body, key)
    assert user.payout(payout["id"])["status"] == end.split()[0]


def test_key_is_known_after_a_restart(installation):
    world = ConsoleWorld(installation)
    user = world.new_user(100 * UNIT)
    key, body = new_key(), payout_body()
    first = send(user, body, key)
    assert first.status_code == 202
    world.server.stop()
    later = ConsoleWorld(installation).signed_in(user.user)
    require_replay(later, first, body, key)
    assert later.available == 90 * UNIT


def test_order_of_names_blanks_and_unknown_fields(user):
    """It is the meaning that is compared."""
    key, address = new_key(), new_address()
    first = send(user, payout_body(address=address), key)
    assert first.status_code == 202
    text = f'{{ "address" : "{address}", "network":"ethereum",\n"amount_micro":{MIN_MICRO} }}'
    require_replay(user, first, text, key)
    require_replay(user, first, {**payout_body(address=address), "of no meaning": 1}, key)


@pytest.mark.parametrize(
    "change",
    [
        {"amount_micro": MIN_MICRO + 1},
        {"network": "polygon"},
        {"address": "0x" + "cd" * 20},
        {"address": "0x" + "AB" * 20},
    ],
)
def test_key_with_another_body(user, change):
    key, body = new_key(), payout_body(address="0x" + "ab" * 20)
    first = send(user, body, key)
    assert first.status_code == 202
    before = user.balance(), len(user.payouts())
    console_error(send(user, {**body, **change}, key), 422, "idempotency_key_reused")
    assert (user.balance(), len(user.payouts())) == before
    require_replay(user, first, body, key)


KEYS = ["12345678", "k" * 256, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "pay_xyz789_1705689660"]


@pytest.mark.parametrize("key", KEYS)
def test_key_of_any_visible_characters(user, key):
    body = payout_body()
    first = send(user, body, key)
    assert first.status_code == 202, first.text
    require_replay(user, first, body, key)


def test_letter_case_of_a_key_counts(user):
    body = payout_body()
    ids = {done(send(user, body, key), 202)["id"] for key in ("Case-Of-Key", "case-of-key")}
    assert len(ids) == 2


def test_key_that_is_there_twice(user):
    """Whoever sends two means to be safe: it must not count as none."""
    body = to_json(payout_body())
    headers = {
        **user.headers,
        "Content-Type": "application/json",
        "Content-Length": len(body),
        "Idempotency-Key": "same-key\r\nIdempotency-Key: same-key",
    }
    before = user.balance()
    with RawConnection(user.server) as connection:
        response = connection.exchange(CONSOLE_LIST, method="POST", headers=headers, body=body)
    console_error(response, 400, "invalid_args")
    assert user.balance() == before


def test_keys_are_each_user_s_own(world, user):
    other, key, body = world.new_user(100 * UNIT), new_key(), payout_body()
    mine, theirs = (done(send(each, body, key), 202) for each in (user, other))
    assert mine["id"] != theirs["id"]
    assert theirs["user_id"] == other.id


def test_same_key_at_the_same_time_makes_one_payout(user):
    browsers = [user.again() for _ in range(12)]
    for each in browsers:
        each.get("/healthz")
    for _ in range(5):
        key, body = new_key(), payout_body()
        available, count = user.available, len(user.payouts())
        with ThreadPoolExecutor(len(browsers)) as pool:
            answers = list(pool.map(lambda each: send(each, body, key), browsers))
        made = [each for each in answers if each.status_code == 202]
        for each in answers:
            if each.status_code != 202:
                console_error(each, 409, "idempotency_key_in_use")
                assert int(each.headers["Retry-After"]) >= 0
        assert len({each.content for each in made}) == 1
        assert sum("Idempotent-Replayed" not in each.headers for each in made) == 1
        assert (user.available, len(user.payouts())) == (available - MIN_MICRO, count + 1)


def test_one_key_with_two_meanings_at_the_same_time(user):
    browsers = [user.again() for _ in range(8)]
    for _ in range(5):
        key, bodies = new_key(), [payout_body(), payout_body()]
        count = len(user.payouts())
        with ThreadPoolExecutor(len(browsers)) as pool:
            numbers = range(len(browsers))
            answers = list(pool.map(lambda n: send(browsers[n], bodies[n % 2], key), numbers))
        assert len({each.content for each in answers if each.status_code == 202}) == 1
        assert {each.status_code for each in answers} <= {202, 409, 422}
        assert len(user.payouts()) == count + 1
