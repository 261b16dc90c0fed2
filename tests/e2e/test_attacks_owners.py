"""Attacks on what is another's: on each surface a foreign id is answered exactly as an unknown one,
and the credentials of one surface are nothing on the others.
"""

import uuid

import pytest

from operator_desk import (
    ADDRESS,
    ADMIN,
    NETWORK,
    PAYOUTS,
    UNKNOWN_PAYOUT,
    UNKNOWN_UUID,
    Desk,
    Operator,
    answered,
    operator_error,
    plain,
)
from operator_routes import NOBODY, ROUTES
from partner_writes import LEFT_OUT, FundedClient, wait_for_status
from payoutd_client import (
    BENEFICIARIES,
    CONSOLE_LIST,
    PARTNER_LIST,
    SESSION_COOKIE,
    TRANSACTIONS,
    WALLETS,
    Partner,
    body_of,
    by_key,
    by_reference,
    console_error,
    new_key,
    partner_error,
)
from payoutd_program import Installation

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
SESSIONS = "/v1/auth/sessions"
UNKNOWN_BENEFICIARY = "ben_" + "0" * 26


def to_uuid(public_id):
    """pyt_… → the UUID of the same payout"""
    number = 0
    for character in public_id.removeprefix("pyt_"):
        number = number * 32 + CROCKFORD.index(character)
    return str(uuid.UUID(int=number))


def to_public(id):
    """The UUID of a payout → pyt_…"""
    number, text = uuid.UUID(id).int, ""
    for _ in range(26):
        number, digit = divmod(number, 32)
        text = CROCKFORD[digit] + text
    return f"pyt_{text}"


class World:
    """Ann and Alpha ask; Bob and Beta have what is asked for."""

    def __init__(self, place):
        self.place = place
        self.desk = Desk(place, {"payouts.console_min_micro": 1})
        server = self.server = self.desk.server
        self.ann, self.bob = self.desk.referrer(1000), self.desk.referrer(1000)
        self.ann_payout, self.bob_payout = self.ann.ask(10), self.bob.ask(20)
        self.alpha = FundedClient(place, fund=["USD=100"], server=server, name="Alpha")
        self.beta = FundedClient(place, fund=["USD=100", "EUR=7"], server=server, name="Beta")
        self.key = new_key()
        person = {"email": "p@example.com", "first_name": "P", "last_name": "Q"}
        self.beneficiary = body_of(self.beta.partner.post(BENEFICIARIES, person))["id"]
        self.beta_payout = self.beta.create("BETA", key=self.key)["id"]
        self.alpha_payout = self.alpha.create("ALPHA")["id"]
        wait_for_status(self.beta.partner, self.beta_payout, "queued")  # where it rests

    def bob_session(self):
        (session,) = answered(self.bob.get(SESSIONS))["items"]
        return session["id"]

    def everything(self):
        """What Bob and Beta see of theirs."""
        listed = [PARTNER_LIST, WALLETS, TRANSACTIONS, BENEFICIARIES]
        return [
            self.bob.payout(self.bob_payout),
            self.bob.balance(),
            self.bob_session(),
            self.beta.partner.payout(self.beta_payout)["status"],
            *[self.beta.partner.get(each).headers["X-Total-Count"] for each in listed],
            self.beta.money(),
        ]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)
        place.require_sound()


def answer_of(response):
    """All of an answer that must not differ."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    for passing in ("date", "ratelimit"):
        headers.pop(passing, None)
    return response.status_code, response.content, headers


SAME = {"X-Request-Id": "same"}

# method, target, what of another stands in it, the error that an unknown one gives
CONSOLE = [
    ("GET", CONSOLE_LIST + "/{}", "bob_payout", "payout_not_found"),
    ("POST", CONSOLE_LIST + "/{}/cancel", "bob_payout", "payout_not_found"),
    ("GET", CONSOLE_LIST + "/{}", "beta_uuid", "payout_not_found"),
    ("POST", CONSOLE_LIST + "/{}/cancel", "beta_uuid", "payout_not_found"),
    ("GET", CONSOLE_LIST + "/{}", "bob_id", "payout_not_found"),
    ("DELETE", SESSIONS + "/{}", "bob_session", "session_not_found"),
    ("DELETE", SESSIONS + "/{}", "ann_payout", "session_not_found"),
]


def foreign_ids(world):
    return {
        "bob_payout": world.bob_payout,
        "ann_payout": world.ann_payout,
        "bob_id": world.bob.id,
        "bob_session": world.bob_session(),
        "beta_uuid": to_uuid(world.beta_payout),
        "beta_payout": world.beta_payout,
        "bob_public": to_public(world.bob_payout),
        "beneficiary": world.beneficiary,
        "beneficiary_as_payout": world.beneficiary.replace("ben_", "pyt_"),
        "payout_as_beneficiary": world.beta_payout.replace("pyt_", "ben_"),
        "wallet": "2",
        "key": world.key,
        "reference": "BETA",
    }


@pytest.mark.parametrize("method, target, foreign, error", CONSOLE, ids=str)
def test_a_user_s_foreign_id_is_an_unknown_one(world, method, target, foreign, error):
    before = world.everything()
    answers = []
    for id in (foreign_ids(world)[foreign], UNKNOWN_UUID):
        response = world.ann.get(target.format(id), method, headers=SAME)
        console_error(response, 404, error)
        answers.append(answer_of(response))
    assert answers[0] == answers[1]
    assert world.everything() == before


PARTNER = [
    ("GET", PARTNER_LIST + "/{}", "beta_payout", UNKNOWN_PAYOUT),
    ("GET", PARTNER_LIST + "/{}", "bob_public", UNKNOWN_PAYOUT),
    ("GET", PARTNER_LIST + "/{}", "beneficiary_as_payout", UNKNOWN_PAYOUT),
    ("POST", PARTNER_LIST + "/{}/cancel", "beta_payout", UNKNOWN_PAYOUT),
    ("POST", PARTNER_LIST + "/{}/cancel", "bob_public", UNKNOWN_PAYOUT),
    ("POST", PARTNER_LIST + "/{}/resolve", "beta_payout", UNKNOWN_PAYOUT),
    ("GET", BENEFICIARIES + "/{}", "beneficiary", UNKNOWN_BENEFICIARY),
    ("GET", BENEFICIARIES + "/{}", "payout_as_beneficiary", UNKNOWN_BENEFICIARY),
    ("DELETE", BENEFICIARIES + "/{}", "beneficiary", UNKNOWN_BENEFICIARY),
    ("GET", WALLETS + "/{}", "wallet", "99"),
    ("GET", by_key("{}").replace("%7B%7D", "{}"), "key", "nobody-s-key"),
    ("GET", by_reference("{}").replace("%7B%7D", "{}"), "reference", "NOBODY"),
]


@pytest.mark.parametrize("method, target, foreign, unknown", PARTNER, ids=str)
def test_a_client_s_foreign_id_is_an_unknown_one(world, method, target, foreign, unknown):
    before = world.everything()
    answers = []
    for id in (foreign_ids(world)[foreign], unknown):
        response = world.alpha.partner.get(target.format(id), method=method, headers=SAME)
        partner_error(response, 404, "NotFound", "NOT_FOUND")
        answers.append(answer_of(response))
    assert answers[0] == answers[1]
    assert world.everything() == before


@pytest.mark.parametrize(
    "field, foreign, unknown",
    [("wallet_id", 2, 99), ("beneficiary_id", "beneficiary", UNKNOWN_BENEFICIARY)],
)
def test_paying_with_what_is_another_s(world, field, foreign, unknown):
    before = world.everything()
    inline = ["beneficiary_email", "beneficiary_first_name", "beneficiary_last_name"]
    left_out = dict.fromkeys(inline, LEFT_OUT) if field == "beneficiary_id" else {}
    answers = []
    for value in (foreign_ids(world).get(foreign, foreign), unknown):
        currency = "EUR" if field == "wallet_id" else "USD"
        body = {**world.alpha.body("FOREIGN", **left_out), "currency": currency, field: value}
        response = world.alpha.partner.post(PARTNER_LIST, body, new_key(), headers=SAME)
        assert response.status_code == 400
        answers.append(answer_of(response))
    assert answers[0] == answers[1]
    assert world.everything() == before


def test_another_s_idempotency_key_is_nothing_but_a_name(world):
    """Users', clients' and operators' keys do not know of each other."""
    key = new_key()
    bodies = {"amount_micro": 5, "network": NETWORK, "address": ADDRESS}
    made = [each.post(CONSOLE_LIST, bodies, key) for each in (world.bob, world.ann)]
    assert [answered(each, 202)["user_id"] for each in made] == [world.bob.id, world.ann.id]
    both = (world.alpha, world.beta)
    clients = [each.partner.post(PARTNER_LIST, each.body(), key) for each in both]
    assert [each.status_code for each in clients] == [201, 201]
    told = world.desk.first.post(
        f"{ADMIN}/clients/{world.alpha.client.id}/fund", {"currency": "USD", "amount": "1"}, key
    )
    assert told.status_code == 200
    assert not [each for each in [*made, *clients, told] if "Idempotent-Replayed" in each.headers]
    partner_error(world.alpha.partner.get(by_key(world.key)), 404, "NotFound", "NOT_FOUND")


def test_a_tag_of_another_is_never_not_modified(world):
    for target in (f"{CONSOLE_LIST}/{world.ann_payout}", "/v1/referrals/me", SESSIONS):
        asked = world.bob.get(target if world.ann_payout not in target else CONSOLE_LIST)
        tag = asked.headers.get("ETag")
        if tag is not None:
            assert world.ann.get(target, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "nonsense",
    [
        *["0", "-1", "null", "undefined", "*", "%00", "%2e%2e", "..%2F..%2Fclients", "%C3%A9"],
        *["' OR '1'='1", "1;DROP TABLE payouts", "{id}", "a" * 2000, UNKNOWN_UUID.upper() + "0"],
        *[f"{{{UNKNOWN_UUID}}}", UNKNOWN_UUID.replace("-", ""), "pyt_", "pyt_" + "z" * 26],
    ],
)
def test_nonsense_for_an_id_is_refused_and_harmless(world, nonsense):
    before = world.everything()
    ids = dict.fromkeys(NOBODY, nonsense)
    for route in ROUTES:
        if "{" in route.path:
            response = world.desk.first.post(route.at(**ids), route.body, method=route.method)
            assert response.status_code in (400, 404, 405), (route, response.text)
            operator_error(response, response.status_code, body_of(response)["error"])
    for method, target, _, _ in CONSOLE:
        console_error_of(world.ann.get(target.format(nonsense), method))
    for method, target, _, _ in PARTNER:
        response = world.alpha.partner.get(target.format(nonsense), method=method)
        assert response.status_code in (400, 404, 405), (target, response.text)
    assert world.everything() == before


def console_error_of(response):
    assert response.status_code in (400, 404, 405), response.text
    console_error(response, response.status_code, body_of(response)["error"])


@pytest.mark.parametrize("kind", ["client as user", "user as client"])
def test_an_owner_of_the_other_kind_is_an_unknown_one_to_operators(world, kind):
    wrong = world.alpha.client.id if kind == "client as user" else world.ann.id
    name = kind.split()[-1]
    for route in ROUTES:
        if f"{{{name}}}" in route.path and "/payouts" not in route.path:
            answers = []
            for id in (wrong, UNKNOWN_UUID):
                target = route.at(**{**NOBODY, name: id})
                response = world.desk.first.post(
                    target, route.body, method=route.method, headers=SAME
                )
                operator_error(response, 404, f"{name}_not_found")
                answers.append(answer_of(response))
            assert answers[0] == answers[1], route


# credentials on the wrong surface


def credentials(world):
    """What proves something on one surface, as it would be sent to each."""
    session, csrf = world.ann.cookies.token, world.ann.cookies.csrf
    token, client = world.desk.first_token, world.alpha.client
    cookies = {"Cookie": f"{SESSION_COOKIE}={session}; payoutd_csrf={csrf}", "X-CSRF-Token": csrf}
    return {
        "partner": client.headers,
        "console": cookies,
        "operator": {"X-Admin-Token": token},
        "secret as token": {"X-Admin-Token": client.api_secret},
        "session as token": {"X-Admin-Token": session},
        "csrf as token": {"X-Admin-Token": csrf},
        "token as session": {"Cookie": f"{SESSION_COOKIE}={token}", "X-CSRF-Token": csrf},
        "secret as session": {"Cookie": f"{SESSION_COOKIE}={client.api_secret}"},
        "csrf as session": {"Cookie": f"{SESSION_COOKIE}={csrf}; payoutd_csrf={csrf}"},
        "token as key": {"X-API-Key": token, "X-API-Secret": token},
        "token as secret": {**client.headers, "X-API-Secret": token},
        "session as secret": {**client.headers, "X-API-Secret": session},
        "bearer of all": {"Authorization": f"Bearer {token} {session} {client.api_secret}"},
        "bearer token": {"Authorization": f"Bearer {token}"},
        "bearer session": {"Authorization": f"Bearer {session}"},
        "basic": {"Authorization": f"Basic {client.api_secret}"},
        "token in the query": {},
    }


SURFACES = {
    "partner": [
        ("GET", PARTNER_LIST),
        ("POST", PARTNER_LIST),
        ("GET", WALLETS),
        ("POST", BENEFICIARIES),
        ("GET", f"{PARTNER_LIST}/{UNKNOWN_PAYOUT}"),
    ],
    "console": [
        ("GET", CONSOLE_LIST),
        ("POST", CONSOLE_LIST),
        ("GET", "/v1/referrals/me"),
        ("POST", "/v1/referrals/code"),
        ("GET", "/v1/auth/me"),
        ("DELETE", f"{SESSIONS}/{UNKNOWN_UUID}"),
    ],
    "operator": [
        ("GET", PAYOUTS),
        ("POST", f"{PAYOUTS}/{UNKNOWN_UUID}/sent"),
        ("POST", f"{ADMIN}/operators"),
        ("GET", f"{ADMIN}/audit"),
    ],
}
NAMES = [
    *["partner", "console", "operator", "secret as token", "session as token", "csrf as token"],
    *["token as session", "secret as session", "csrf as session", "token as key"],
    *["token as secret", "session as secret", "bearer of all", "bearer token", "bearer session"],
    *["basic", "token in the query"],
]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", NAMES)
def test_credentials_of_one_surface_are_nothing_on_another(world, surface, name):
    every = credentials(world)
    assert set(every) == set(NAMES)
    caller = world.desk.stranger()
    for method, target in SURFACES[surface]:
        query = ""
        if name == "token in the query":
            query = f"?token={world.desk.first_token}&session={world.ann.cookies.token}"
        options = {"method": method, "headers": every[name]}
        response = caller.post(target + query, {} if method == "POST" else None, **options)
        if name == surface:
            assert response.status_code != 401, (method, target)
        elif surface == "partner":
            partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
        elif surface == "console":
            console_error(response, 401, "unauthenticated")
        else:
            operator_error(response, 401, "admin_token_invalid")


def test_all_credentials_at_once_are_each_surface_s_own(world):
    every = credentials(world)
    together = {**every["partner"], **every["console"], **every["operator"]}
    caller = Operator(world.server)
    rows = answered(caller.get(PARTNER_LIST, headers=together), kind=list)
    assert "ALPHA" in {row["reference_id"] for row in rows}
    items = plain(answered(caller.get(CONSOLE_LIST, headers=together)))["items"]
    assert {item["user_id"] for item in items} == {world.ann.id}
    assert len(answered(caller.get(PAYOUTS, headers=together), kind=list)) > len(rows)
    assert Partner(world.server).get(headers={}).status_code == 401
