"""Isolation of the console: nothing of one user can be seen, used or changed by another, and no
other surface's credentials mean anything there.

Two users have the same amounts, names and keys in one database. What is foreign is answered
exactly as what is unknown.
"""

import statistics
import time

import pytest

from console_client import (
    ADMIN_TOKEN,
    AUTH_ME,
    CODE,
    CSRF_COOKIE,
    INVITEES,
    ME,
    REWARDS,
    UNIT,
    ConsoleWorld,
    Operator,
    done,
    payout_body,
)
from payoutd_client import (
    CONSOLE_LIST,
    PARTNER_LIST,
    SESSION_COOKIE,
    WALLETS,
    Console,
    Partner,
    RawConnection,
    console_error,
    partner_error,
    request_bytes,
)
from payoutd_program import Installation

SESSIONS = "/v1/auth/sessions"
EVENTS = "/v1/events"
UNKNOWN = "01890000-0000-7000-8000-000000000000"
NAMES = ["ann", "bob"]
KEY = "the-same-key"

# Every console route that is somebody's, with a body that would be good.
ROUTES = [
    ("GET", ME, None),
    ("GET", REWARDS, None),
    ("GET", INVITEES, None),
    ("GET", CONSOLE_LIST, None),
    ("GET", f"{CONSOLE_LIST}/{{id}}", None),
    ("POST", CONSOLE_LIST, payout_body()),
    ("POST", f"{CONSOLE_LIST}/{{id}}/cancel", None),
    ("POST", CODE, {"slug": "taken-over"}),
    ("DELETE", CODE, None),
    ("GET", AUTH_ME, None),
    ("PATCH", AUTH_ME, {"display_name": "taken over"}),
    ("GET", SESSIONS, None),
    ("DELETE", f"{SESSIONS}/{UNKNOWN}", None),
]


class World(ConsoleWorld):
    def __init__(self, place):
        super().__init__(place)
        self.users, self.payouts, self.invitees = {}, {}, {}
        for name in NAMES:
            user = self.new_user(100 * UNIT, email=f"{name}@example.com")
            done(user.set_slug(f"slug-of-{name}"))
            user.set_display_name(f"Display-{name}")
            self.invitees[name] = self.invited_id(f"slug-of-{name}")
            self.operator.pay(self.invitees[name], f"paid-by-{name}", 100 * UNIT)
            self.payouts[name] = user.create(key=KEY)
            self.users[name] = user
        self.client = place.create_client("Acme", "--fund", "USD=100")

    def snapshot(self, name):
        """All that a user can see of themselves."""
        user = self.users[name]
        lists = [user.listed(target) for target in (REWARDS, INVITEES, CONSOLE_LIST)]
        return [user.me(), done(user.get(AUTH_ME)), *lists]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)
        place.require_sound()


@pytest.fixture(params=[("ann", "bob"), ("bob", "ann")], ids="-asks-for-".join)
def pair(request):
    return request.param


@pytest.fixture(autouse=True)
def nothing_changes(world):
    before = [world.snapshot(name) for name in NAMES]
    yield
    assert [world.snapshot(name) for name in NAMES] == before


def without_date(response):
    return {key.lower(): value for key, value in response.headers.items() if key.lower() != "date"}


# another user's ids


def test_foreign_is_as_unknown(world, pair):
    asker, other = pair
    foreign = world.payouts[other]["id"]
    session = done(world.users[other].get(SESSIONS))["items"][0]["id"]
    for method, target, own, tag in [
        ("GET", f"{CONSOLE_LIST}/{{}}", foreign, "payout_not_found"),
        ("HEAD", f"{CONSOLE_LIST}/{{}}", foreign, None),
        ("POST", f"{CONSOLE_LIST}/{{}}/cancel", foreign, "payout_not_found"),
        ("DELETE", f"{SESSIONS}/{{}}", session, "session_not_found"),
    ]:
        answers = []
        for thing in (own, UNKNOWN):
            headers = {"X-Request-Id": "same"}
            response = world.users[asker].ask(method, target.format(thing), headers=headers)
            assert response.status_code == 404
            if tag:
                console_error(response, 404, tag)
            headers = without_date(response)
            for name in list(headers):
                if name.startswith("ratelimit"):
                    headers.pop(name)
            answers.append((response.content, headers))
        assert answers[0] == answers[1], target


def test_tag_of_a_foreign_payout_is_no_way_to_learn_of_it(world, pair):
    asker, other = pair
    target = f"{CONSOLE_LIST}/{world.payouts[other]['id']}"
    tag = world.users[other].get(target).headers["ETag"]
    for value in (tag, "*"):
        response = world.users[asker].get(target, headers={"If-None-Match": value})
        console_error(response, 404, "payout_not_found")


def test_foreign_and_unknown_take_about_the_same_time(world):
    """Only a sanity check: looking at the payout before its owner would show."""
    ann, targets = world.users["ann"], [world.payouts["bob"]["id"], UNKNOWN]
    requests = [
        request_bytes(f"{CONSOLE_LIST}/{each}", headers={"Cookie": ann.cookies}) for each in targets
    ]
    seconds = [[], []]
    with RawConnection(world.server) as connection:
        for number in range(600):
            start = time.perf_counter()
            connection.send(requests[number % 2])
            assert connection.response().status_code == 404
            seconds[number % 2].append(time.perf_counter() - start)
    slow, fast = sorted(map(statistics.median, seconds), reverse=True)
    assert slow < 2 * fast


def test_no_answer_shows_anything_of_another(world, pair):
    asker, other = pair
    user, payout = world.users[other], world.payouts[other]
    words = [user.id, user.user.email, user.me()["primary_code"], world.invitees[other]]
    words += [payout["id"], payout["address"]]
    words += [f"{word}-{other}" for word in ("slug-of", "Display", "paid-by")]
    for target in (ME, REWARDS, INVITEES, CONSOLE_LIST, AUTH_ME, SESSIONS):
        text = world.users[asker].get(target).text
        for word in words:
            assert word not in text, (target, word)


@pytest.mark.parametrize("target", [ME, REWARDS, INVITEES, CONSOLE_LIST])
def test_tag_of_another_user_is_never_not_modified(world, pair, target):
    asker, other = pair
    tag = world.users[other].get(target).headers["ETag"]
    response = world.users[asker].get(target, headers={"If-None-Match": tag})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "parameter", ["user_id", "owner", "user", "UserID", "owner_id", "invitee_id"]
)
def test_no_parameter_names_another_user(world, pair, parameter):
    asker, other = (world.users[name] for name in pair)
    for target in (ME, REWARDS, INVITEES, CONSOLE_LIST):
        named = asker.get(f"{target}?{parameter}={other.id}")
        assert named.content == asker.get(target).content


def test_body_does_not_name_another_user(installation):
    """Whoever is signed in pays."""
    elsewhere = ConsoleWorld(installation)
    ann, bob = (elsewhere.new_user(100 * UNIT) for _ in range(2))
    payout = done(ann.ask("POST", CONSOLE_LIST, {**payout_body(), "user_id": bob.id}), 202)
    assert payout["user_id"] == ann.id
    assert (ann.available, bob.available) == (90 * UNIT, 100 * UNIT)


# the CSRF token of another session


def test_csrf_token_of_another_session(world, pair):
    asker, other = (world.users[name] for name in pair)
    for cookie in (asker.tokens.csrf, other.tokens.csrf):
        headers = {
            "Cookie": f"{SESSION_COOKIE}={asker.tokens.token}; {CSRF_COOKIE}={cookie}",
            "X-CSRF-Token": other.tokens.csrf,
        }
        response = asker.ask("POST", CONSOLE_LIST, payout_body(), headers=headers)
        console_error(response, 403, "csrf_invalid")


# no session, and credentials of other surfaces


def credentials(world):
    """Everything that is no session of the console, by name."""
    ann, client = world.users["ann"], world.client
    csrf = {"X-CSRF-Token": ann.tokens.csrf}
    return {
        "nothing": {},
        "csrf alone": {"Cookie": f"{CSRF_COOKIE}={ann.tokens.csrf}", **csrf},
        "key and secret": client.headers,
        "operator token": {"X-Admin-Token": ADMIN_TOKEN},
        "bearer session": {"Authorization": f"Bearer {ann.tokens.token}", **csrf},
        "bearer operator": {"Authorization": f"Bearer {ADMIN_TOKEN}"},
        "session in a header": {"X-Session": ann.tokens.token, SESSION_COOKIE: ann.tokens.token},
        "secret as session": {"Cookie": f"{SESSION_COOKIE}={client.api_secret}"},
        "operator token as session": {"Cookie": f"{SESSION_COOKIE}={ADMIN_TOKEN}"},
        "csrf token as session": {"Cookie": f"{SESSION_COOKIE}={ann.tokens.csrf}", **csrf},
        "user id as session": {"Cookie": f"{SESSION_COOKIE}={ann.id}"},
    }


@pytest.mark.parametrize("method, target, body", ROUTES)
def test_without_a_session_every_route_is_closed(world, method, target, body):
    """In the same words for whatever was sent instead, and whether the payout is there or not."""
    contents = set()
    for headers in credentials(world).values():
        for payout_id in (world.payouts["ann"]["id"], UNKNOWN):
            stranger = Partner(world.server)
            headers = {**headers, "X-Request-Id": "same"}
            options = {"method": method, "headers": headers}
            response = stranger.post(target.format(id=payout_id), body, **options)
            console_error(response, 401, "unauthenticated")
            contents.add(response.content)
    assert len(contents) == 1


@pytest.mark.parametrize("target", [EVENTS])
def test_events_without_a_session(world, target):
    response = Console(world.server).get(target)
    assert response.status_code in (401, 404)


def test_session_in_the_query_is_none(world):
    token = world.users["ann"].tokens.token
    for query in (f"?{SESSION_COOKIE}={token}", f"?session={token}", f"?token={token}"):
        console_error(Console(world.server).get(ME + query), 401, "unauthenticated")


def test_session_opens_neither_partner_nor_operator_routes(world):
    ann = world.users["ann"]
    for target in (PARTNER_LIST, WALLETS):
        response = ann.get(target)
        partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
    for method, target in [
        ("GET", "/v1/admin/payouts"),
        ("GET", f"/v1/admin/referrals/users/{ann.id}"),
        ("POST", f"/v1/admin/payouts/{world.payouts['ann']['id']}/sent"),
        ("POST", f"/v1/admin/referrals/users/{ann.id}/rewards"),
    ]:
        response = ann.ask(method, target, {} if method == "POST" else None)
        console_error(response, 401, "admin_token_invalid")
    response = Operator(world.server, ann.tokens.token).get("/v1/admin/payouts")
    console_error(response, 401, "admin_token_invalid")


def test_session_beside_an_operator_token_is_still_the_user_s(world):
    """The stronger credential does not leak into the weaker surface."""
    ann = world.users["ann"]
    target = f"{CONSOLE_LIST}/{world.payouts['bob']['id']}"
    response = ann.get(target, headers={"X-Admin-Token": ADMIN_TOKEN, **world.client.headers})
    console_error(response, 404, "payout_not_found")
