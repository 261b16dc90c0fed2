"""The same Idempotency-Key, or the same reference, from many connections at the same time."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from partner_writes import FundedClient, new_reference
from payoutd_client import PARTNER_LIST, body_of, new_key, partner_error
from payoutd_program import Installation


@pytest.fixture(scope="module")
def acme(new_folder):
    with Installation(new_folder()) as place:
        yield FundedClient(place, fund=["USD=100000"])


def at_once(acme, count, request):
    """What request(partner, number) gives from `count` threads, each with a connection."""
    partners = [acme.new_partner() for _ in range(count)]
    for partner in partners:
        partner.get("/healthz")
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(request, partners, range(count)))


def test_same_key_at_the_same_time_makes_one_payout(acme):
    for _ in range(10):
        key, body = new_key(), acme.body()
        money = acme.money()
        answers = at_once(acme, 12, lambda partner, _: partner.post(PARTNER_LIST, body, key))
        made = [each for each in answers if each.status_code == 201]
        for each in answers:
            if each.status_code != 201:
                partner_error(each, 409, "IdempotencyException", "IDEMPOTENCY_KEY_IN_USE")
                assert int(each.headers["Retry-After"]) >= 0
        assert len({each.content for each in made}) == 1
        assert sum("Idempotent-Replayed" not in each.headers for each in made) == 1
        assert acme.partner.page(reference_id=body["reference_id"]).total == 1
        assert Decimal(money[0]) - Decimal(acme.money()[0]) == 10
        again = acme.partner.post(PARTNER_LIST, body, key)
        assert (again.status_code, again.content) == (201, made[0].content)
        assert again.headers["Idempotent-Replayed"] == "true"
        for each in at_once(acme, 12, lambda partner, _: partner.post(PARTNER_LIST, body, key)):
            assert (each.status_code, each.content) == (201, made[0].content)


def test_same_reference_at_the_same_time_makes_one_payout(acme):
    for _ in range(10):
        reference = new_reference()
        answers = at_once(
            acme, 12, lambda partner, _: partner.post(PARTNER_LIST, acme.body(reference), new_key())
        )
        (made,) = [each for each in answers if each.status_code == 201]
        for each in answers:
            if each is not made:
                error = partner_error(each, 409, "Conflict", "DUPLICATE_REFERENCE", ["payout_id"])
                assert error["payout_id"] == body_of(made)["id"]
        assert acme.partner.page(reference_id=reference).total == 1


def test_one_key_with_two_meanings_at_the_same_time(acme):
    for _ in range(10):
        key, bodies = new_key(), [acme.body(), acme.body()]
        answers = at_once(
            acme, 8, lambda partner, number: partner.post(PARTNER_LIST, bodies[number % 2], key)
        )
        made = {each.content for each in answers if each.status_code == 201}
        assert len(made) == 1
        assert {each.status_code for each in answers} <= {201, 409, 422}
        total = sum(acme.partner.page(reference_id=b["reference_id"]).total for b in bodies)
        assert total == 1
