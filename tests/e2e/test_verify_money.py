"""payoutd verify on money: nothing to say after a busy time, whatever happened in it.

Planted breaches are in test_verify_planted.py; those of the rows of payouts in test_verify.py.
"""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from list_model import make_book
from partner_writes import QUICK, FundedClient, require_whole, sandbox_client
from payoutd_client import (
    BATCH,
    BENEFICIARIES,
    PARTNER_LIST,
    Number,
    new_key,
)
from payoutd_program import wait_until

SEEDS = [1, 2]
WORDS = [
    *["ok", "fail_other", "refuse_name_mismatch", "late_fail_returned", "action_required", "slow"],
    *["lost_answer", "lost_request", "duplicate_answer", "no_cancel", "lost_cancel"],
]


class BusyTime:
    """Clients that do everything that can be done, each thread by its own dice."""

    def __init__(self, place, seed):
        self.place, self.seed = place, seed
        funds = ["USD=500", "JPY=50000", "KWD=100"]
        flags = ("--test", "--fee", "USD=0.30+150", "--fee", "KWD=0.001+25")
        settings = {**QUICK, "sandbox.accept_ms": 15, "payouts.action_expiry_s": 1}
        test = FundedClient(place, *flags, fund=funds, settings=settings)
        self.live = FundedClient(place, *flags[1:], fund=funds, server=test.server, name="Live")
        self.clients = [test, self.live]

    def run(self):
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(self.work, range(6)))

    def work(self, number):
        dice = random.Random(f"{self.seed}/{number}")
        client = self.clients[number % 2]
        partner, made, sent = client.new_partner(), [], []
        for _ in range(60):
            action = dice.choice(["create"] * 5 + ["cancel", "resolve", "batch", "repeat", "fund"])
            if action == "create":
                body, key = self.body(client, dice), new_key()
                response = partner.post(PARTNER_LIST, body, key)
                if response.status_code == 201:
                    made.append(response.json()["id"])
                    sent.append((body, key, response.content))
            elif action == "cancel" and made:
                partner.cancel(dice.choice(made))
            elif action == "resolve" and made:
                partner.resolve(dice.choice(made))
            elif action == "batch":
                bodies = [self.body(client, dice) for _ in range(dice.randrange(1, 8))]
                batch = {"payouts": bodies, "atomic": dice.random() < 0.5}
                response = partner.post(BATCH, batch, new_key())
                assert response.status_code in (200, 201, 422), response.text
            elif action == "repeat" and sent:
                body, key, content = dice.choice(sent)
                assert partner.post(PARTNER_LIST, body, key).content == content
            elif action == "fund" and dice.random() < 0.2:
                self.place.fund(client.client, "USD=10", "KWD=0.5")

    def body(self, client, dice):
        currency = dice.choice(["USD", "USD", "JPY", "KWD"])
        amount = {"USD": f"{dice.randrange(1, 4000)}e-2", "JPY": str(dice.randrange(1, 3000))}
        email = f"sandbox_{dice.choice(WORDS)}@example.com"
        number = Number(amount.get(currency, f"{dice.randrange(1, 9000)}e-3"))
        return client.body(currency=currency, amount=number, beneficiary_email=email)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_wrong_after_a_busy_time(installation, seed):
    busy = BusyTime(installation, seed)
    busy.run()
    installation.require_sound()  # with payouts on their way
    test, live = busy.clients
    wait_until(
        lambda: all(test.money(each)[1].strip("0.") == "" for each in ("USD", "JPY", "KWD")),
        "nothing to be held by the sandbox's payouts",
        30,
    )
    installation.require_sound()
    for client in busy.clients:
        for row in client.partner.all_rows():
            require_whole(client.partner.payout(row["id"]))
        require_balances(client)


def require_balances(client):
    """What was funded is spendable, held or paid; nothing else."""
    rows = client.partner.page_at("/api/v1/transactions", params={"limit": 10000}).rows
    for currency in ("USD", "JPY", "KWD"):
        spendable, held = (int(text.replace(".", "")) for text in client.money(currency))
        sums = dict.fromkeys(["CREDIT", "PENDING", "COMPLETED", "FAILED"], 0)
        for row in rows:
            if row["currency"] == currency:
                kind = "CREDIT" if row["transaction_type"] == "CREDIT" else row["status"]
                sums[kind] += int(row["amount"].text.replace(".", ""))
        assert held == sums["PENDING"]
        assert spendable == sums["CREDIT"] - sums["PENDING"] - sums["COMPLETED"]


def test_nothing_is_wrong_beside_imported_history(installation):
    acme = FundedClient(installation)
    installation.import_rows(acme.client, make_book(30))
    acme.create()
    assert (
        acme.partner.post(
            BENEFICIARIES, {"email": "a@b.c", "first_name": "A", "last_name": "B"}
        ).status_code
        == 201
    )
    result = installation.result("verify")
    assert (result["ok"], result["payouts"], result["breach_count"]) == (True, 31, 0)


def test_nothing_is_wrong_while_the_server_runs_and_after(installation):
    test = sandbox_client(installation)
    for number in range(30):
        test.create(amount=Number("1.00"))
        if number % 10 == 0:
            installation.require_sound()
    test.server.stop()
    installation.require_sound()
