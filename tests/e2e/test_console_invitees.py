"""GET /v1/referrals/invitees: whom a user has invited, and what of them is shown."""

import pytest

from console_client import INVITEE_FIELDS, INVITEES, UNIT, ConsoleWorld, done, require_time
from payoutd_client import body_of
from payoutd_program import Installation


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


@pytest.fixture
def inviter(world):
    inviter = world.new_user()
    inviter.code = inviter.me()["primary_code"]
    return inviter


def ids(invitees):
    return [each["user_id"] for each in invitees]


def test_none_is_an_empty_array(inviter):
    assert body_of(inviter.get(INVITEES)) == {"items": []}


def test_invitee(world, inviter):
    invitee_id = world.invited_id(inviter.code)
    (shown,) = inviter.invitees()
    assert set(shown) == set(INVITEE_FIELDS)
    require_time(shown.pop("signed_at"))
    name = f"User {invitee_id[-8:]}"
    assert shown == {"user_id": invitee_id, "display_name": name, "total_paid_micro": 0}


def test_sign_up_is_when_the_user_was_made(world, inviter):
    invitee = world.new_invitee(inviter.code)
    (shown,) = inviter.invitees()
    assert shown["signed_at"] == done(invitee.get("/v1/auth/me"))["user"]["created_at"]


def test_chosen_name_is_shown(world, inviter):
    invitee = world.new_invitee(inviter.code)
    for name in ("Ann", "Zoë 🦊", "<b>&\"'"):
        invitee.set_display_name(name)
        assert inviter.invitees()[0]["display_name"] == name
    invitee.set_display_name(None)
    assert inviter.invitees()[0]["display_name"] == f"User {invitee.id[-8:]}"


def test_mail_address_is_never_shown(world, inviter):
    invitee = world.new_invitee(inviter.code)
    world.operator.pay(invitee.id, f"mail-{invitee.id}", UNIT)
    for target in (INVITEES, "/v1/referrals/rewards", "/v1/referrals/me"):
        text = inviter.get(target).text
        assert invitee.user.email not in text and "@" not in text


def test_total_is_all_that_the_invitee_paid(world, inviter):
    """What was paid, not what came of it."""
    first, second = (world.invited_id(inviter.code) for _ in range(2))
    for number, (invitee_id, amount) in enumerate([(first, 7), (second, UNIT), (first, 35)]):
        world.operator.pay(invitee_id, f"{inviter.id}-{number}", amount)
    world.operator.pay(first, f"{inviter.id}-0", 7)  # told again
    totals = {each["user_id"]: each["total_paid_micro"] for each in inviter.invitees()}
    assert totals == {first: 42, second: UNIT}


def test_reversed_reward_does_not_change_what_was_paid(world, inviter):
    invitee_id = world.invited_id(inviter.code)
    reward = world.operator.pay(invitee_id, f"{inviter.id}-0", 100 * UNIT)
    assert world.operator.reverse(reward["id"]).status_code == 200
    assert inviter.invitees()[0]["total_paid_micro"] == 100 * UNIT


def test_only_one_s_own(world, inviter):
    """Whoever an invitee invites is the invitee's."""
    invitee = world.new_invitee(inviter.code)
    grandchild_id = world.invited_id(invitee.me()["primary_code"])
    assert ids(inviter.invitees()) == [invitee.id]
    assert ids(invitee.invitees()) == [grandchild_id]
    world.operator.pay(grandchild_id, f"{inviter.id}-0", 100 * UNIT)
    assert inviter.rewards() == []
    assert len(invitee.rewards()) == 1


# order and pages


@pytest.fixture(scope="module")
def many(world):
    """A user with 52 invitees; `all_ids`, latest sign-up first."""
    inviter = world.new_user()
    code = inviter.me()["primary_code"]
    inviter.all_ids = [world.invited_id(code) for _ in range(52)][::-1]
    return inviter


def test_latest_sign_up_first(many):
    assert ids(many.invitees("?limit=200")) == many.all_ids
    times = [each["signed_at"] for each in many.invitees("?limit=200")]
    assert times == sorted(times, reverse=True)


def test_payments_do_not_change_the_order(world, many):
    world.operator.pay(many.all_ids[-1], f"{many.id}-0", 100 * UNIT)
    assert ids(many.invitees("?limit=200")) == many.all_ids


@pytest.mark.parametrize("query, size", [("", 50), ("?limit=1", 1), ("?limit=51", 51)])
def test_limit(many, query, size):
    assert ids(many.invitees(query)) == many.all_ids[:size]


@pytest.mark.parametrize(
    "limit", ["0", "201", "500", "-1", "abc", "", "1.5", "1e1", "5x", "9" * 30, "%00"]
)
def test_limit_out_of_range_or_no_number_is_ignored(many, limit):
    assert ids(many.invitees(f"?limit={limit}")) == many.all_ids[:50]


@pytest.mark.parametrize("offset", ["-1", "abc", "", "1.5", "1e1", "5x", "%00"])
def test_offset_that_is_no_number_from_zero_on_is_ignored(many, offset):
    assert ids(many.invitees(f"?limit=3&offset={offset}")) == many.all_ids[:3]


@pytest.mark.parametrize("offset", [0, 1, 51, 52, 10**9, 10**30])
def test_offset(many, offset):
    assert ids(many.invitees(f"?limit=1&offset={offset}")) == many.all_ids[offset : offset + 1]


def test_pages_until_one_is_short(many):
    pages = [ids(many.invitees(f"?limit=20&offset={offset}")) for offset in (0, 20, 40)]
    assert sum(pages, []) == many.all_ids


def test_unknown_parameters_are_ignored(many):
    assert ids(many.invitees("?limit=2&sort=name&status=x")) == many.all_ids[:2]


def test_list_has_a_tag(world, inviter):
    first_id = world.invited_id(inviter.code)
    first = inviter.get(INVITEES)
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = {"If-None-Match": first.headers["ETag"]}
    assert inviter.get(INVITEES, headers=same).status_code == 304
    second_id = world.invited_id(inviter.code)
    later = inviter.get(INVITEES, headers=same)
    assert ids(done(later)["items"]) == [second_id, first_id]


def test_tag_changes_with_a_name_that_an_invitee_chose(world, inviter):
    """The invitee's write, not the inviter's own: an old name must not be served from a cache."""
    invitee = world.new_invitee(inviter.code)
    tag = inviter.get(INVITEES).headers["ETag"]
    invitee.set_display_name("New Name")
    later = inviter.get(INVITEES, headers={"If-None-Match": tag})
    assert done(later)["items"][0]["display_name"] == "New Name"
