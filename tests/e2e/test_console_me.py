"""GET /v1/referrals/me: a user's codes, tier and balance."""

import pytest

from console_client import ME, TIERS, UNIT, ConsoleWorld, done
from payoutd_client import body_of, console_error
from payoutd_program import Installation, User

FIELDS = {
    *["primary_code", "custom_slug", "tier", "tier_label", "rate_bps", "paid_invitees"],
    *["balance", "inviter_display"],
}


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


@pytest.fixture
def user(world):
    return world.new_user()


def test_new_user(user):
    me = user.me()
    assert set(me) == FIELDS
    assert isinstance(me.pop("primary_code"), str)
    assert me == {
        "custom_slug": None,
        "tier": 1,
        "tier_label": "regular",
        "rate_bps": 1000,
        "paid_invitees": 0,
        "balance": {"pending_micro": 0, "available_micro": 0, "lifetime_micro": 0},
        "inviter_display": None,
    }


def test_nulls_are_explicit(user):
    me = body_of(user.get(ME))
    assert me["custom_slug"] is None and me["inviter_display"] is None
    assert {"custom_slug", "inviter_display"} <= set(me)


def test_primary_code_never_changes(world, user):
    code = user.me()["primary_code"]
    assert code and code == code.strip()
    done(user.set_slug("my-own-slug"))
    world.operator.set_tier(user.id, 2)
    done(user.drop_slug())
    assert user.me()["primary_code"] == code


def test_primary_codes_are_each_user_s_own(world):
    codes = {world.new_user().me()["primary_code"] for _ in range(10)}
    assert len(codes) == 10


@pytest.mark.parametrize("tier", TIERS)
def test_tier_is_what_an_operator_set(world, user, tier):
    world.operator.set_tier(user.id, tier)
    me = user.me()
    assert (me["tier"], (me["tier_label"], me["rate_bps"])) == (tier, TIERS[tier])


def test_tier_is_never_raised_by_itself(world, user):
    code = user.me()["primary_code"]
    for number in range(20):
        world.operator.pay(world.invited_id(code), f"{user.id}-{number}", 10_000 * UNIT)
    assert user.me()["tier"] == 1


def test_paid_invitees_counts_whoever_has_paid_once(world, user):
    code = user.me()["primary_code"]
    invitees = [world.invited_id(code) for _ in range(3)]
    assert user.me()["paid_invitees"] == 0
    for number, (invitee, count) in enumerate([(0, 1), (0, 1), (2, 2)]):
        world.operator.pay(invitees[invitee], f"{user.id}-{number}", 100)
        assert user.me()["paid_invitees"] == count


def test_inviter(world, user):
    invitee = world.new_invitee(user.me()["primary_code"])
    shown = invitee.me()["inviter_display"]
    assert shown and user.user.email not in shown and "@" not in shown
    user.set_display_name("Ann Inviter")
    assert invitee.me()["inviter_display"] == "Ann Inviter"
    assert user.me()["inviter_display"] is None


# the balance


def test_balance_through_a_life(world, user):
    """pending and available are what is there now; lifetime is all that was ever credited."""
    operator = world.operator
    code = user.me()["primary_code"]
    reward = operator.pay(world.invited_id(code), f"{user.id}-0", 200 * UNIT)
    assert user.balance() == (20 * UNIT, 0, 20 * UNIT)
    assert operator.unlock(reward["id"]).status_code == 200
    assert user.balance() == (0, 20 * UNIT, 20 * UNIT)
    operator.credit(user.id, 30 * UNIT)
    assert user.balance() == (0, 50 * UNIT, 50 * UNIT)
    first, second = user.create(15 * UNIT), user.create(10 * UNIT)
    assert user.balance() == (0, 25 * UNIT, 50 * UNIT)
    done(operator.move(first["id"], "sent"))
    done(operator.move(second["id"], "failed"))
    assert user.balance() == (0, 35 * UNIT, 50 * UNIT)
    late = operator.credit(user.id, 8 * UNIT)
    assert user.balance() == (0, 43 * UNIT, 58 * UNIT)
    assert operator.reverse(late["id"]).status_code == 200
    assert user.balance() == (0, 35 * UNIT, 50 * UNIT)


def test_operator_sees_the_same(world, user):
    world.operator.credit(user.id, 30 * UNIT)
    world.operator.credit(user.id, 5 * UNIT, available=False)
    user.create(12 * UNIT)
    shown = done(world.operator.get(f"/v1/admin/referrals/users/{user.id}"))
    me = user.me()
    for name in FIELDS - {"inviter_display", "balance"}:
        assert shown[name] == me[name], name
    assert tuple(user.balance()) == (5 * UNIT, 18 * UNIT, 35 * UNIT)


def test_credit_at_creation(world):
    """`payoutd user create --credit-micro`"""
    made = world.place.result(
        "user", "create", "--email", "rich@example.com", "--credit-micro", 25 * UNIT
    )
    user = world.signed_in(User(id=made["user_id"], email="rich@example.com"))
    assert user.balance() == (0, 25 * UNIT, 25 * UNIT)
    user.create(25 * UNIT)


def test_big_sums_are_exact(world, user):
    big = 9_007_199_254_740_993  # 2^53 + 1: no binary floating-point number
    world.operator.credit(user.id, big)
    assert user.balance() == (0, big, big)
    world.operator.credit(user.id, 1)
    assert user.balance() == (0, big + 1, big + 1)


# answers


def test_me_has_a_tag(world, user):
    first = user.get(ME)
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = {"If-None-Match": first.headers["ETag"]}
    assert user.get(ME, headers=same).status_code == 304
    world.operator.credit(user.id, UNIT)
    assert done(user.get(ME, headers=same))["balance"]["available_micro"] == UNIT


def test_tag_changes_with_whatever_is_shown(world, user):
    invitee_id = world.invited_id(user.me()["primary_code"])
    changes = [
        lambda: done(user.set_slug("tag-of-me")),
        lambda: world.operator.set_tier(user.id, 2),
        lambda: world.operator.pay(invitee_id, f"{user.id}-0", 100),
        lambda: done(user.drop_slug()),
    ]
    for change in changes:
        tag = user.get(ME).headers["ETag"]
        change()
        assert user.get(ME, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("name", ["me", "rewards", "invitees"])
def test_head(user, name):
    target = f"/v1/referrals/{name}"
    head, get = user.get(target, "HEAD"), user.get(target)
    assert (head.status_code, head.content) == (200, b"")
    for header in ("Content-Length", "Content-Type", "ETag"):
        assert head.headers[header] == get.headers[header]


@pytest.mark.parametrize("name", ["me", "rewards", "invitees"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_read(user, name, method):
    response = user.ask(method, f"/v1/referrals/{name}")
    console_error(response, 405, "method_not_allowed")
    allowed = {word.strip() for word in response.headers["Allow"].split(",")}
    assert {"GET", "HEAD"} <= allowed and method not in allowed
