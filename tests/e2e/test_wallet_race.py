"""Two hundred connections race for one wallet with money for exactly half of their payouts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from partner_writes import QUICK, FundedClient, new_reference, sandbox_client
from payoutd_client import (
    BATCH,
    PARTNER_LIST,
    Number,
    Partner,
    RawConnection,
    body_of,
    new_key,
    to_json,
)
from payoutd_program import wait_until

RACERS = 200


def race(racers, request):
    """What each request(number) gives; all of them start together."""
    gate = threading.Barrier(racers)

    def run(number):
        return request(number, gate)

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(run, range(racers)))


def posted(acme, target, body, gate):
    """One answer on a connection of its own; the request goes out when all racers are ready."""
    data = to_json(body)
    headers = {
        **acme.client.headers,
        "Content-Type": "application/json",
        "Content-Length": len(data),
        "Idempotency-Key": new_key(),
    }
    with RawConnection(acme.server) as connection:
        gate.wait()
        return connection.exchange(target, method="POST", headers=headers, body=data)


def require_insufficient(response):
    assert response.status_code == 400, (response.status_code, response.content)
    body = body_of(response)
    assert (body["error"], body["code"]) == ("InsufficientFunds", "INSUFFICIENT_FUNDS")


@pytest.mark.parametrize(
    "currency, fee, amount, total",
    [
        ("USD", "0+0", "1.00", "1.00"),
        ("USD", "0.30+150", "10.00", "10.45"),
        ("JPY", "1+0", "99", "100"),
        ("KWD", "0+0", "0.001", "0.001"),
    ],
)
def test_exactly_half_succeed(installation, currency, fee, amount, total):
    money = Decimal(total) * (RACERS // 2)
    acme = FundedClient(installation, "--fee", f"{currency}={fee}", fund=[f"{currency}={money}"])

    def create(_, gate):
        body = acme.body(new_reference(), currency=currency, amount=Number(amount))
        return posted(acme, PARTNER_LIST, body, gate)

    answers = race(RACERS, create)
    made = [each for each in answers if each.status_code == 201]
    for each in answers:
        if each.status_code != 201:
            require_insufficient(each)
    assert len(made) == RACERS // 2
    assert len({body_of(each)["id"] for each in made}) == RACERS // 2
    assert acme.partner.page().total == RACERS // 2
    spendable, held = map(Decimal, acme.money(currency))
    assert (spendable, held) == (0, money)
    installation.require_sound()


def test_amounts_of_all_sizes_never_take_more_than_there_is(installation):
    acme = FundedClient(installation, fund=["USD=500"])

    def create(number, gate):
        return posted(acme, PARTNER_LIST, acme.body(amount=1 + number % 23), gate)

    answers = race(RACERS, create)
    taken = Decimal(0)
    for each in answers:
        if each.status_code == 201:
            taken += Decimal(body_of(each)["total_amount"].text)
        else:
            require_insufficient(each)
    spendable, held = map(Decimal, acme.money())
    assert (spendable, held) == (500 - taken, taken)
    assert spendable < 23, "a payout that fits was refused although its money was there"


def test_wallets_do_not_touch_each_other(installation):
    """One server, four clients with two wallets each, all racing at once."""
    first = FundedClient(installation, fund=["USD=25", "EUR=25"])
    clients = [first]
    for name in ("Second", "Third", "Fourth"):
        funds = ["USD=25", "EUR=25"]
        clients.append(FundedClient(installation, fund=funds, server=first.server, name=name))

    def create(number, gate):
        acme, currency = clients[number % 4], ("USD", "EUR")[number // 4 % 2]
        return posted(acme, PARTNER_LIST, acme.body(currency=currency, amount=2), gate)

    answers = race(RACERS, create)
    assert sum(each.status_code == 201 for each in answers) == 8 * 12
    for acme in clients:
        for currency in ("USD", "EUR"):
            assert acme.money(currency) == ("1.00", "24.00")
    installation.require_sound()


def test_batches_race_too(installation):
    acme = FundedClient(installation, fund=["USD=100"])

    def create(number, gate):
        bodies = [acme.body(amount=1) for _ in range(10)]
        return posted(acme, BATCH, {"payouts": bodies, "atomic": number % 2 == 0}, gate)

    answers = race(40, create)
    created = 0
    for each in answers:
        assert each.status_code in (200, 201, 422), each.content
        if each.status_code != 422:
            created += int(body_of(each)["created"].text)
    assert created == 100
    assert acme.money() == ("0.00", "100.00")
    installation.require_sound()


def test_money_that_comes_back_can_be_spent_again(installation):
    """Creates, cancels and failures of a quick rail against each other: not a cent is lost."""
    test = sandbox_client(
        installation, fund=["USD=40"], settings={**QUICK, "sandbox.accept_ms": 20}
    )
    words = [
        "sandbox_ok",
        "sandbox_fail_other",
        "sandbox_refuse_other",
        "sandbox_late_fail_returned",
    ]
    created = []

    def work(number):
        partner = Partner(test.server, test.client)
        for turn in range(25):
            email = f"{words[(number + turn) % 4]}@example.com"
            body = test.body(amount=Number("0.50"), beneficiary_email=email)
            response = partner.post(PARTNER_LIST, body, new_key())
            if response.status_code != 201:
                require_insufficient(response)
                continue
            payout_id = body_of(response)["id"]
            created.append(payout_id)
            if turn % 3 == 0:
                assert partner.cancel(payout_id).status_code in (200, 400)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    wait_until(lambda: test.money()[1] == "0.00", "nothing to be held", 30)
    rows = test.partner.all_rows()
    assert sorted(row["id"] for row in rows) == sorted(created)
    sent = sum(Decimal(r["total_amount"].text) for r in rows if r["status"] == "completed")
    assert test.money() == (str(40 - sent), "0.00")
    assert sent > 0
    installation.require_sound()
