"""Signed requests that write: what is signed is what is done, and it is done once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from partner_writes import payout_body
from payoutd_client import (
    BATCH,
    BENEFICIARIES,
    PARTNER_LIST,
    Number,
    Partner,
    body_of,
    new_key,
    partner_error,
    to_json,
)
from payoutd_program import Installation
from signatures import Signer


class World:
    """A client with money whose key asks for signatures, and a server."""

    def __init__(self, place):
        self.place = place
        self.client = place.create_client("Signing", "--require-signature", "--fund", "USD=100000")
        self.server = place.serve()
        self.signer = Signer(self.client)
        # Sends nothing by itself: each request has its own headers.
        self.partner = Partner(self.server)

    def headers(self, body=b"", target=PARTNER_LIST, method="POST"):
        return self.signer.headers(target, method, body)

    def send(self, headers, body, key, target=PARTNER_LIST, method="POST"):
        return self.partner.post(target, body, key, method, headers=headers)

    def send_signed(self, body=None, key=None, target=PARTNER_LIST, method="POST"):
        headers = self.headers(body or b"", target, method)
        return self.send(headers, body, key, target, method)

    def get(self, target):
        response = self.send_signed(target=target, method="GET")
        assert response.status_code == 200, response.text
        return response

    @property
    def state(self):
        """How many payouts there are, and what is held."""
        wallet = body_of(self.get("/api/v1/wallets/1"))
        return int(self.get(PARTNER_LIST).headers["X-Total-Count"]), wallet["held"].text


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


def new_body(**fields):
    return to_json(payout_body(**fields))


def require_nobody(response):
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


def test_a_signed_payout_is_created(world):
    body = new_body()
    response = world.send_signed(body, new_key())
    assert response.status_code == 201, response.text
    shown = body_of(world.get(f"{PARTNER_LIST}/{body_of(response)['id']}"))
    assert shown["amount"] == Number("10.00")


TAMPERED = {
    "a digit of the amount": lambda body: body.replace(b"10.00", b"90.00"),
    "the amount in other words": lambda body: body.replace(b"10.00", b"10.0"),
    "another beneficiary": lambda body: body.replace(b"john.doe@", b"jane.doe@"),
    "a blank": lambda body: body + b" ",
    "a field more": lambda body: body[:-1] + b',"description":"x"}',
    "no body": lambda body: b"",
    "its end lost": lambda body: body[:-1],
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_body_creates_nothing(world, name):
    body, key = new_body(), new_key()
    before = world.state
    tampered = TAMPERED[name](body)
    assert tampered != body
    require_nobody(world.send(world.headers(body), tampered, key))
    assert world.state == before
    # Neither the key nor the reference is used by it.
    created = world.send_signed(body, key)
    assert created.status_code == 201, created.text
    assert "Idempotent-Replayed" not in created.headers


def test_what_was_signed_for_another_request_creates_nothing(world):
    body, key = new_body(), new_key()
    before = world.state
    for headers in (
        world.client.headers,
        world.headers(b""),
        world.headers(body, method="PUT"),
        world.headers(body, target=BATCH),
        world.headers(body, target=PARTNER_LIST + "?page=1"),
    ):
        require_nobody(world.send(headers, body, key))
    assert world.state == before


def test_a_request_that_is_sent_again_creates_nothing(world):
    body, key = new_body(), new_key()
    headers = world.headers(body)
    first = world.send(headers, body, key)
    assert first.status_code == 201, first.text
    before = world.state
    require_nobody(world.send(headers, body, key))
    require_nobody(world.send(headers, body, new_key()))  # the key is not signed
    assert world.state == before
    # Whoever can sign gets the first answer again.
    again = world.send_signed(body, key)
    assert (again.status_code, body_of(again)) == (201, body_of(first))
    assert again.headers["Idempotent-Replayed"] == "true"
    assert world.state == before


def test_a_refused_request_has_used_its_signature(world):
    body, key = new_body(amount=Number("-1")), new_key()
    headers = world.headers(body)
    assert world.send(headers, body, key).status_code == 400
    require_nobody(world.send(headers, body, key))


def test_many_who_send_the_same_at_once_create_one(world):
    body, key = new_body(), new_key()
    headers = world.headers(body)
    count, _ = world.state
    with ThreadPoolExecutor(8) as pool:
        senders = [Partner(world.server) for _ in range(24)]
        answers = pool.map(
            lambda sender: sender.post(PARTNER_LIST, body, key, headers=headers), senders
        )
        assert sorted(each.status_code for each in answers) == [201] + [401] * 23
    assert world.state[0] == count + 1


def test_all_that_writes_is_signed(world):
    """A batch, a cancellation, and a beneficiary that comes and goes."""
    batch = to_json({"payouts": [payout_body(), payout_body()]})
    target = f"{PARTNER_LIST}/{body_of(world.send_signed(new_body(), new_key()))['id']}/cancel"
    person = to_json({"email": "a@example.com", "first_name": "A", "last_name": "B"})
    for where, body, key in (
        (BATCH, batch, new_key()),
        (target, None, None),
        (BENEFICIARIES, person, None),
    ):
        before = world.state
        require_nobody(world.send(world.client.headers, body, key, where))
        require_nobody(world.send(world.headers(b"other", where), body, key, where))
        assert world.state == before
        made = world.send_signed(body, key, where)
        assert made.status_code in (200, 201), made.text
    kept = f"{BENEFICIARIES}/{body_of(made)['id']}"
    require_nobody(world.send(world.client.headers, None, None, kept, "DELETE"))
    assert world.get(kept).status_code == 200
    assert world.send_signed(target=kept, method="DELETE").status_code in (200, 204)
    world.place.require_sound()
