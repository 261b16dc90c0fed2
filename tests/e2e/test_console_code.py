"""POST and DELETE /v1/referrals/code: a word of the user's own that invites as the uid code."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from console_client import CODE, UNIT, ConsoleWorld, done, new_email, require_time, require_uuid
from payoutd_client import console_error, new_key, parse_json
from payoutd_program import Installation

_slugs = itertools.count(1)


def new_slug():
    return f"slug-{next(_slugs):04}"


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)
        place.require_sound()


@pytest.fixture(scope="module")
def shared(world):
    return world.new_user()


@pytest.fixture
def user(world):
    return world.new_user()


def invites(world, inviter, code):
    """Does whoever signs up with the code become the inviter's?"""
    before = len(inviter.invitees("?limit=200"))
    body = {"email": new_email(), "referred_by": code}
    assert world.operator.post("/v1/admin/users", body).status_code in (201, 400)
    return len(inviter.invitees("?limit=200")) == before + 1


# POST


def test_answer(user):
    slug = new_slug()
    body = done(user.set_slug(slug))
    assert set(body) == {"code"}
    code = body["code"]
    # Written so, unlike everything else.
    assert set(code) == {"ID", "UserID", "Code", "Kind", "CreatedAt", "DisabledAt"}
    require_uuid(code.pop("ID"))
    require_time(code.pop("CreatedAt"))
    assert code == {"UserID": user.id, "Code": slug, "Kind": "custom", "DisabledAt": None}
    assert user.me()["custom_slug"] == slug


GOOD = [
    "abc",
    "a1b",
    "123",
    "a-b",
    "a--b",
    "a-b-c-d",
    "x" * 32,
    "1" * 32,
    "a" + "-" * 30 + "z",
    "007",
]


@pytest.mark.parametrize("slug", GOOD)
def test_good_slug(user, slug):
    assert done(user.set_slug(slug))["code"]["Code"] == slug


@pytest.mark.parametrize(
    "given, kept",
    [
        ("  Trimmed-One ", "trimmed-one"),
        ("UPPER-CASE", "upper-case"),
        (" aB3 ", "ab3"),
        ("  " + "Y" * 32 + "  ", "y" * 32),
    ],
)
def test_slug_is_trimmed_and_lower_cased_first(user, given, kept):
    assert done(user.set_slug(given))["code"]["Code"] == kept
    assert user.me()["custom_slug"] == kept


BAD = [
    *["", " ", "a", "ab", " ab ", "x" * 33, "x" * 1000, "-abc", "abc-", "-", "---", "--a"],
    *[
        "a b",
        "a_b",
        "a.b",
        "a/b",
        "a%20b",
        "abc!",
        "añb",
        "straße",
        "日本語",
        "abc\0",
        "a\nb",
        "аbс",
    ],
    *["a@b", "../..", "<script>", "a+b", "abc\u200b"],
]


@pytest.mark.parametrize("slug", BAD)
def test_slug_that_breaks_the_rules(shared, slug):
    before = shared.me()
    console_error(shared.set_slug(slug), 400, "slug_invalid")
    assert shared.me() == before


@pytest.mark.parametrize("slug", ["admin", "ADMIN", " Admin "])
def test_reserved_slug(shared, slug):
    before = shared.me()
    console_error(shared.set_slug(slug), 409, "slug_reserved")
    assert shared.me() == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"abc"', b'{"slug":"abc","slug":"abd"}']
)
def test_body_that_is_not_a_json_object(shared, body):
    console_error(shared.ask("POST", CODE, body), 400, "invalid_json")


def test_body_over_4096_bytes(shared):
    body = b'{"slug":"too-long-a-body"}'
    for size, status in ((4096, 200), (4097, 400)):
        assert shared.ask("POST", CODE, body + b" " * (size - len(body))).status_code == status
    done(shared.drop_slug())


def test_content_type_that_is_not_json(shared):
    headers = {"Content-Type": "text/plain"}
    response = shared.ask("POST", CODE, {"slug": new_slug()}, headers=headers)
    console_error(response, 400, "invalid_json")


@pytest.mark.parametrize("body", [{}, *[{"slug": v} for v in (None, 5, True, [], {}, ["abc"])]])
def test_slug_that_is_missing_or_no_text(shared, body):
    console_error(shared.ask("POST", CODE, body), 400, "invalid_args")


def test_unknown_fields_are_ignored(user):
    body = {"slug": new_slug(), "Kind": "uid", "UserID": "x"}
    assert done(user.ask("POST", CODE, body))["code"]["Kind"] == "custom"


def test_later_slug_replaces_the_one_before(world, user):
    first, second = new_slug(), new_slug()
    old, new = (done(user.set_slug(slug))["code"] for slug in (first, second))
    assert user.me()["custom_slug"] == second
    assert old["ID"] != new["ID"]
    assert invites(world, user, second)
    assert not invites(world, user, first)


def test_same_slug_again_changes_nothing(user):
    slug = new_slug()
    first = done(user.set_slug(slug))
    assert done(user.set_slug(slug.upper()))["code"]["Code"] == slug
    assert user.me()["custom_slug"] == slug
    assert first["code"]["Code"] == slug


# whose a slug is


def test_slug_of_another(world, user):
    other, slug = world.new_user(), new_slug()
    done(other.set_slug(slug))
    for given in (slug, slug.upper(), f" {slug} "):
        console_error(user.set_slug(given), 409, "slug_taken")
    assert user.me()["custom_slug"] is None
    assert other.me()["custom_slug"] == slug


@pytest.mark.parametrize("how", ["replaced", "deleted"])
def test_slug_that_somebody_had_stays_theirs(world, user, how):
    other, slug = world.new_user(), new_slug()
    done(other.set_slug(slug))
    done(other.set_slug(new_slug()) if how == "replaced" else other.drop_slug())
    console_error(user.set_slug(slug), 409, "slug_taken")
    assert done(other.set_slug(slug))["code"]["Code"] == slug
    assert other.me()["custom_slug"] == slug
    assert invites(world, other, slug)


def test_uid_code_of_another_is_no_slug(world, user):
    """Or invitees of one could be turned to another."""
    other = world.new_user()
    code = other.me()["primary_code"]
    for given in (code, code.upper(), code.lower()):
        assert user.set_slug(given).status_code in (400, 409)
    assert user.me()["custom_slug"] is None
    assert invites(world, other, code)


def test_slug_that_two_ask_for_at_once_is_one_s(world):
    users, slug = [world.new_user() for _ in range(6)], new_slug()
    with ThreadPoolExecutor(len(users)) as pool:
        answers = list(pool.map(lambda each: each.set_slug(slug), users))
    (winner,) = [user for user, each in zip(users, answers) if each.status_code == 200]
    for user, each in zip(users, answers):
        if user is not winner:
            console_error(each, 409, "slug_taken")
    assert [user.me()["custom_slug"] == slug for user in users].count(True) == 1


# DELETE


def test_delete(world, user):
    slug = new_slug()
    done(user.set_slug(slug))
    response = user.drop_slug()
    assert parse_json(response.text) == {"ok": True}
    assert user.me()["custom_slug"] is None
    assert not invites(world, user, slug)


def test_delete_of_none_is_no_fault(user):
    for _ in range(3):
        assert done(user.drop_slug()) == {"ok": True}
    done(user.set_slug(new_slug()))
    for _ in range(3):
        assert done(user.drop_slug()) == {"ok": True}


def test_who_was_invited_stays_invited(world, user):
    slug = new_slug()
    done(user.set_slug(slug))
    invitee_id = world.invited_id(slug)
    done(user.drop_slug())
    reward = world.operator.pay(invitee_id, new_key(), 100 * UNIT)
    assert reward["user_id"] == user.id
    assert [each["user_id"] for each in user.invitees()] == [invitee_id]


# both codes


def test_uid_code_always_works(world, user):
    code = user.me()["primary_code"]
    assert invites(world, user, code)
    done(user.set_slug(new_slug()))
    assert invites(world, user, code)
    done(user.drop_slug())
    assert invites(world, user, code)


def test_slug_invites_as_the_uid_code_does(world, user):
    slug = new_slug()
    done(user.set_slug(slug))
    assert invites(world, user, slug)
    assert world.new_invitee(slug).me()["inviter_display"]


def test_unknown_code_invites_nobody(world, user):
    assert not invites(world, user, "no-such-code-at-all")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH"])
def test_no_other_methods(shared, method):
    console_error(shared.ask(method, CODE), 405, "method_not_allowed")
