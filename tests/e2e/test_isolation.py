"""Contract §1, isolation: no request can see or infer what belongs to another owner.

Two clients, a test-mode client and two users share one database and server; each has payouts with
a word of its own in every text.
"""

import statistics
import time

import pytest

from list_model import console_payout, payout
from payoutd_client import (
    CONSOLE_LIST,
    PARTNER_LIST,
    SESSION_COOKIE,
    Console,
    Partner,
    RawConnection,
    console_error,
    partner_error,
    request_bytes,
)
from payoutd_program import Installation

CLIENTS = ["alpha", "beta", "sandbox"]
USERS = ["ann", "bob"]
COUNTS = {"alpha": 3, "beta": 3, "sandbox": 2, "ann": 3, "bob": 3}


class World:
    def __init__(self, place):
        self.clients = {
            name: place.create_client(name, *(["--test"] if name == "sandbox" else []))
            for name in CLIENTS
        }
        self.users = {name: place.create_user(f"{name}@example.com") for name in USERS}
        for name, client in self.clients.items():
            email = f"{name}@example.com"
            rows = [payout(f"SHARED-{n}", beneficiary_email=email) for n in range(COUNTS[name] - 1)]
            place.import_rows(client, [*rows, payout(f"only-{name}", description=name)])
        for name, user in self.users.items():
            place.import_rows(user, [console_payout(note=name)] * COUNTS[name])
        self.sessions = {name: place.create_session(user) for name, user in self.users.items()}
        self.server = place.serve()
        self.partners = {name: Partner(self.server, each) for name, each in self.clients.items()}
        self.consoles = {name: Console(self.server, each) for name, each in self.sessions.items()}

    def anonymous(self, target, headers):
        return Partner(self.server).get(target, headers=headers)


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


# lists


@pytest.mark.parametrize("name", CLIENTS)
def test_client_sees_its_own_payouts_only(world, name):
    page = world.partners[name].page(limit=100)
    assert page.total == len(page.rows) == COUNTS[name]
    assert f"only-{name}" in page.references
    for other in {*CLIENTS, *USERS} - {name}:
        assert other not in page.response.text


@pytest.mark.parametrize("name", USERS)
def test_user_sees_its_own_payouts_only(world, name):
    items = world.consoles[name].items()
    assert [item["note"] for item in items] == [name] * COUNTS[name]
    assert {item["user_id"] for item in items} == {world.users[name].id}


def test_ids_are_not_shared(world):
    ids = [row["id"] for each in world.partners.values() for row in each.page().rows]
    assert len(ids) == len(set(ids)) == sum(COUNTS[name] for name in CLIENTS)


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("other", CLIENTS)
def test_filters_do_not_reach_into_another_client(world, name, other):
    page = world.partners[name]
    expected = 1 if name == other else 0
    assert page.page(search=f"only-{other}").total == expected
    assert page.page(reference_id=f"only-{other}").total == expected
    assert page.page(search=f"{other}@example").total == (COUNTS[name] - 1) * expected


def test_same_reference_is_free_for_every_client(world):
    for name in CLIENTS:
        assert world.partners[name].page(reference_id="SHARED-0").total == 1


def test_test_and_live_keys_say_which_they_are(world):
    assert world.clients["sandbox"].mode == "test"
    assert world.clients["sandbox"].api_key.startswith("sk_test_")
    for name in ("alpha", "beta"):
        assert world.clients[name].mode == "live"
        assert world.clients[name].api_key.startswith("sk_live_")


# a tag of one owner means nothing to another, or a shared browser would show old rows


def test_tag_of_another_owner_is_never_not_modified(world):
    for target, owners in ((PARTNER_LIST, world.partners), (CONSOLE_LIST, world.consoles)):
        for name, owner in owners.items():
            tag = owner.get(target).headers["ETag"]
            for other_name, other in owners.items():
                status = other.get(target, headers={"If-None-Match": tag}).status_code
                assert status == (304 if other_name == name else 200), (name, other_name)


# credentials of one surface on the other


def test_session_cookie_does_nothing_on_the_partner_surface(world):
    token = world.sessions["ann"].token
    for headers in (
        {"Cookie": f"{SESSION_COOKIE}={token}"},
        {"X-API-Key": token, "X-API-Secret": token},
        {"X-API-Key": world.clients["alpha"].api_key, "Cookie": f"{SESSION_COOKIE}={token}"},
        {"X-API-Key": world.clients["alpha"].api_key, "X-API-Secret": token},
    ):
        response = world.anonymous(PARTNER_LIST, headers)
        partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


def test_api_key_does_nothing_on_the_console_surface(world):
    client = world.clients["alpha"]
    for headers in (
        client.headers,
        {"Cookie": f"{SESSION_COOKIE}={client.api_key}"},
        {"Cookie": f"{SESSION_COOKIE}={client.api_secret}"},
        {"Authorization": f"Bearer {client.api_secret}"},
        {"Authorization": f"Bearer {world.sessions['ann'].token}"},
    ):
        console_error(world.anonymous(CONSOLE_LIST, headers), 401, "unauthenticated")


def test_added_credentials_of_the_other_surface_change_nothing(world):
    both = {
        **world.clients["alpha"].headers,
        "Cookie": f"{SESSION_COOKIE}={world.sessions['bob'].token}",
    }
    assert "only-alpha" in world.anonymous(PARTNER_LIST, both).text
    assert '"note":"bob"' in world.anonymous(CONSOLE_LIST, both).text.replace(" ", "")


# wrong credentials


def wrong_credentials(world):
    alpha, beta = world.clients["alpha"], world.clients["beta"]
    key, secret = alpha.api_key, alpha.api_secret
    return {
        "secret of another client": (key, beta.api_secret),
        "secret in the other case": (key, secret.swapcase()),
        "secret cut by one": (key, secret[:-1]),
        "secret with one more": (key, secret + "a"),
        "last character changed": (key, secret[:-1] + ("a" if secret[-1] != "a" else "b")),
        "key as secret": (key, key),
        "signing secret": (key, alpha.signing_secret),
        "empty secret": (key, ""),
        "key in upper case": (key.upper(), secret),
        "key cut by one": (key[:-1], secret),
        "key of the other mode": (key.replace("sk_live_", "sk_test_"), secret),
        "unknown key": (key[:8] + "a" * (len(key) - 8), secret),
        "no shape of a key": ("hello", secret),
        "empty key": ("", secret),
        "sql": ("' OR 1=1 --", secret),
        "letters beyond ascii": ("sk_live_é", "sécret"),
        "very long": ("sk_live_" + "a" * 5000, "b" * 5000),
    }


def test_every_wrong_credential_gets_the_same_answer(world):
    """Byte for byte, apart from the date: what is wrong must not show."""
    answers = {}
    for name, (key, secret) in wrong_credentials(world).items():
        headers = {
            "X-API-Key": key.encode(),
            "X-API-Secret": secret.encode(),
            "X-Request-Id": "same",
        }
        with RawConnection(world.server) as connection:
            response = connection.exchange(PARTNER_LIST, headers=headers)
        partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
        lines = tuple(sorted(line for line in response.headers if line[0].lower() != "date"))
        answers[name] = (lines, response.content)
    assert len(set(answers.values())) == 1, answers


def test_unknown_key_and_wrong_secret_take_about_the_same_time(world):
    """Only a sanity check: a hash of a memory-hard kind on one side alone would show."""
    wrong = wrong_credentials(world)
    pairs = [wrong["unknown key"], wrong["secret cut by one"]]
    requests = [
        request_bytes(PARTNER_LIST, headers={"X-API-Key": key, "X-API-Secret": secret})
        for key, secret in pairs
    ]
    seconds = [[], []]
    with RawConnection(world.server) as connection:
        for number in range(1200):
            start = time.perf_counter()
            connection.send(requests[number % 2])
            assert connection.response().status_code == 401
            seconds[number % 2].append(time.perf_counter() - start)
    slow, fast = sorted(map(statistics.median, seconds), reverse=True)
    assert slow < 2 * fast


# revoked and expired, while the server runs


@pytest.fixture
def changing(installation):
    return World(installation), installation


def test_revoked_key_is_unknown_at_once(changing):
    world, installation = changing
    assert world.partners["alpha"].page().rows
    with installation.edit_database() as database:
        statement = "UPDATE api_keys SET revoked_at = created_at WHERE api_key = ?"
        assert database.execute(statement, [world.clients["alpha"].api_key]).rowcount == 1
    revoked = world.partners["alpha"].get(headers={"X-Request-Id": "same"})
    unknown = world.anonymous(PARTNER_LIST, {"X-Request-Id": "same"})
    partner_error(revoked, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
    assert revoked.content == unknown.content
    assert world.partners["beta"].page().rows


@pytest.mark.parametrize(
    "change", ["revoked_at = created_at", "expires_at = {now} - 1000000", "expires_at = 0"]
)
def test_revoked_or_expired_session_is_unauthenticated_at_once(changing, change):
    world, installation = changing
    assert world.consoles["ann"].items() and world.consoles["bob"].items()
    now = time.time_ns() // 1000
    with installation.edit_database() as database:
        statement = f"""UPDATE sessions SET {change.format(now=now)} WHERE owner_key =
            (SELECT owner_key FROM owners WHERE name = 'ann@example.com')"""
        assert database.execute(statement).rowcount == 1
    console_error(world.consoles["ann"].get(), 401, "unauthenticated")
    assert world.consoles["bob"].items()


def test_session_that_has_not_expired_yet_works(changing):
    world, installation = changing
    with installation.edit_database() as database:
        database.execute("UPDATE sessions SET expires_at = ?", [time.time_ns() // 1000 + 10**8])
    assert world.consoles["ann"].items()
