"""payoutd verify on what users earn: every planted breach is named.

Breaches are planted by SQL into copies of one database, in which rewards and payouts of users have
every status. Those of payouts and clients' money are in test_verify_planted.py.
"""

import re
import shutil

import pytest

from payoutd_client import Console
from payoutd_program import Installation

TOKEN = "a-token-of-at-least-thirty-two-characters"
SETTINGS = {"admin_token": TOKEN, "operator.rate_limit": 0}
ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"
UNIT = 1_000_000


class Money:
    """Ada, whom the others were invited by, and the operator."""

    def __init__(self, place, server, ada):
        self.place, self.server, self.ada = place, server, ada
        self.session = place.create_session(ada)
        self.console = Console(server)
        self.console.session.headers["Cookie"] = (
            f"payoutd_session={self.session.token}; payoutd_csrf={self.session.csrf}"
        )
        self.console.session.headers["X-CSRF-Token"] = self.session.csrf

    def operate(self, path, **body):
        response = Console(self.server).get(
            f"/v1/admin/{path}", "POST", headers={"X-Admin-Token": TOKEN}, json=body
        )
        assert response.status_code == 200, response.text
        return response.json()

    def credit(self, units, available=True):
        path = f"referrals/users/{self.ada.id}/rewards"
        return self.operate(path, amount_micro=units * UNIT, available=available)["reward"]["id"]

    def request(self, units):
        body = {"amount_micro": units * UNIT, "network": "ethereum", "address": ADDRESS}
        response = self.console.get(method="POST", json=body)
        assert response.status_code == 202, response.text
        return response.json()["id"]

    def cancel(self, payout):
        response = self.console.get(f"/v1/referrals/payouts/{payout}/cancel", "POST")
        assert response.status_code == 200, response.text

    def send(self, payout):
        self.operate(f"payouts/{payout}/sent", tx_hash="0x1")


def code_of(place, server, user):
    """By which the user invites others."""
    session = place.create_session(user)
    return Console(server, session).get("/v1/referrals/me").json()["primary_code"]


@pytest.fixture(scope="module")
def whole(new_folder):
    """A folder with a database in which nothing is wrong and nobody works."""
    with Installation(new_folder()) as place:
        made = place.result("user", "create", "--email", "ada@x.test", "--credit-micro", 30 * UNIT)
        ada = type("User", (), {"id": made["user_id"], "flags": ("--user", made["user_id"])})
        server = place.serve(settings=SETTINGS)
        invites = ("--referred-by", code_of(place, server, ada))
        friends = [
            place.result("user", "create", "--email", f"{name}@x.test", *invites)["user_id"]
            for name in ("bob", "eve")
        ]
        money = Money(place, server, ada)
        money.send(money.request(30))  # reward 1, whole
        money.credit(20)  # 2: spent
        money.operate(f"referrals/users/{ada.id}/spend", amount_micro=20 * UNIT, invoice_id="INV_1")
        money.credit(40)  # 3: something reserved, something free
        money.request(15)
        money.cancel(money.request(10))
        for available in (False, True):  # 4 and 5
            reward = money.credit(12, available)
            money.operate(f"referrals/rewards/{reward}/reverse", reason="mistaken")
        for number, friend in enumerate(friends):  # 6 and 7
            told = {"payment_id": f"pay-{number}", "invitee_id": friend, "amount_micro": 50 * UNIT}
            reward = money.operate("referrals/payments", **told)["reward"]["id"]
        money.operate(f"referrals/rewards/{reward}/unlock")
        tiny = {"payment_id": "pay-2", "invitee_id": friends[0], "amount_micro": 2}
        money.operate("referrals/payments", **tiny)
        money.operate(f"referrals/users/{ada.id}/tier", tier=2)
        server.stop()
        place.require_sound()
        yield place


@pytest.fixture
def place(whole, tmp_path):
    """A copy to spoil."""
    folder = tmp_path / "copy"
    shutil.copytree(whole.folder, folder)
    return Installation(folder)


ADA = "owner_key = (SELECT owner_key FROM owners WHERE name = 'ada@x.test')"
PAID, SPENT, OPEN, REVERSED, TAKEN_BACK, PENDING, UNLOCKED = range(1, 8)  # rewards
PAYOUT_PAID, PAYOUT_OPEN, PAYOUT_CANCELLED = range(3)
CREDITED_PURPOSE, UNLOCKED_PURPOSE, REVERSED_PURPOSE, SPENT_PURPOSE = range(5, 9)


def reward(number, change):
    return f"UPDATE rewards SET {change} WHERE {ADA} AND number = {number}"


def use(payout, change):
    return f"UPDATE reward_uses SET {change} WHERE {ADA} AND payout_number = {payout}"


def count(name, change="+ 1"):
    return f"UPDATE owners SET {name} = {name} {change} WHERE {ADA}"


def entry(purpose, number=None):
    """The entry of a reward, or of the one spending."""
    of = f"AND reward_number = {number}" if number else ""
    return f"(SELECT number FROM entries WHERE {ADA} AND purpose = {purpose} {of})"


def entry_is(purpose, number, change):
    return f"UPDATE entries SET {change} WHERE {ADA} AND number = {entry(purpose, number)}"


def money_is(purpose, number, change):
    return f"""UPDATE postings SET {change} WHERE {ADA}
        AND entry_number = {entry(purpose, number)}"""


def account(kind, counter, by):
    return f"""UPDATE accounts SET {counter} = CAST(CAST({counter} AS INTEGER) + {by} AS TEXT)
        WHERE {ADA} AND kind = {kind}"""


def once_more(purpose, number=None):
    following = f"(SELECT entry_count + 1 FROM owners WHERE {ADA})"
    return [
        f"""INSERT INTO postings SELECT owner_key, {following}, position, account, side, currency,
            amount_micro FROM postings WHERE {ADA} AND entry_number = {entry(purpose, number)}""",
        f"""INSERT INTO entries SELECT owner_key, {following}, purpose, currency, amount_micro,
            payout_number, resolves, created_at, remarks, reward_number
            FROM entries WHERE {ADA} AND number = {entry(purpose, number)}""",
        count("entry_count"),
    ]


# Name → statements, and what one of the sentences must say.
PLANTED = {
    "gap in the rewards": ([reward(PENDING, "number = 9")], r"reward 7 stands where 6 is expected"),
    "rewards lost": ([count("reward_count")], r"rewards are not numbered up to their count"),
    "parts are not the whole": (
        [reward(OPEN, "free_micro = free_micro - 1")],
        r"a reward's parts are not the whole",
    ),
    "reversed with parts": (
        [reward(REVERSED, "free_micro = 1")],
        r"a reward's parts are not the whole",
    ),
    "pending and used": (
        [reward(PENDING, "free_micro = free_micro - 1, paid_micro = 1")],
        r"reward 6 is pending, which its parts do not agree with",
    ),
    "available and used up": (
        [reward(PAID, "status = 1")],
        r"reward 1 is available, which its parts do not agree with",
    ),
    "paid out and something left": (
        [reward(OPEN, "status = 3")],
        r"reward 3 is paid_out, which its parts do not agree with",
    ),
    "spent by nobody": (
        [reward(PAID, "status = 2")],
        r"reward 1 is spent, which its parts do not agree with",
    ),
    "paid out by nobody": (
        [reward(SPENT, "status = 3")],
        r"reward 2 is paid_out, which its parts do not agree with",
    ),
    "available since never": (
        [reward(OPEN, "available_at = NULL")],
        r"reward 3 is available at times that belong to another",
    ),
    "pending and available": (
        [reward(PENDING, "available_at = unlocks_at")],
        r"reward 6 is pending at times that belong to another",
    ),
    "reversed never": (
        [reward(TAKEN_BACK, "reversed_at = NULL")],
        r"reward 5 is reversed at times that belong to another",
    ),
    "before its creation": (
        [reward(PENDING, "unlocks_at = created_at - 1")],
        r"reward 6 was something before it was created",
    ),
    "half an origin": (
        [reward(PENDING, "rate_bps = NULL")],
        r"reward 6 knows half of where it comes from",
    ),
    "another rate": (
        [reward(PENDING, "rate_bps = 1001")],
        r"reward 6 is not its rate of what was paid",
    ),
    "payment lost": (
        ["DELETE FROM payments WHERE payment_id = 'pay-0'"],
        r"reward 6 comes of a payment that was not rewarded with it",
    ),
    "payment rewarded twice": (
        [reward(PENDING, "payment_id = 'pay-1'")],
        r"reward 6 comes of a payment that was not rewarded with it",
    ),
    "payment of another reward": (
        ["UPDATE payments SET reward_number = 1 WHERE payment_id = 'pay-0'"],
        r"the payment pay-0 names a reward that is not its",
    ),
    "reward id twice": (
        [reward(PENDING, f"id = (SELECT id FROM rewards WHERE {ADA} AND number = 1)")],
        r"the reward id [-0-9a-f]+ is used twice",
    ),
    "reward of no invitee": (
        [reward(PENDING, "invitee_number = 3")],
        r"reward 6 comes of an invitee that does not exist",
    ),
    "use a micro off": (
        [use(PAYOUT_OPEN, "amount_micro = amount_micro - 1")],
        r"payout number 1 has taken another sum of rewards",
    ),
    "cancelled payout's use a micro off": (
        [use(PAYOUT_CANCELLED, "amount_micro = amount_micro - 1")],
        r"payout number 2 has taken another sum of rewards",
    ),
    "uses lost": (
        [f"DELETE FROM reward_uses WHERE {ADA} AND payout_number = {PAYOUT_PAID}"],
        r"payout number 0 has taken another sum of rewards",
    ),
    "use of no reward": (
        [use(PAYOUT_OPEN, "reward_number = 99")],
        r"payout number 1 has taken of reward 99, and one of them does not exist",
    ),
    "use by no payout": (
        [use(PAYOUT_OPEN, "payout_number = 99")],
        r"payout number 99 has taken of reward 3, and one of them does not exist",
    ),
    "reserved of another": (
        [use(PAYOUT_OPEN, f"reward_number = {UNLOCKED}")],
        r"reward 7 reserves another part than open payouts have taken",
    ),
    "given back and still reserved": (
        [reward(OPEN, "free_micro = free_micro - 1, reserved_micro = reserved_micro + 1")],
        r"reward 3 reserves another part than open payouts have taken",
    ),
    "paid of another": (
        [use(PAYOUT_PAID, f"reward_number = {UNLOCKED}")],
        r"reward 1 has paid another part than completed payouts have taken",
    ),
    "spent more than invoices": (
        [reward(OPEN, "free_micro = free_micro - 1, spent_micro = 1")],
        r"rewards in USD have spent another sum than invoices took",
    ),
    "wallet is not what is free": (
        [reward(OPEN, "free_micro = free_micro - 1, spent_micro = 1")],
        r"the wallet in USD is not what is free of available rewards",
    ),
    "wallet holds another sum": (
        [reward(OPEN, "free_micro = free_micro - 1, reserved_micro = reserved_micro + 1")],
        r"the wallet in USD holds another sum than rewards reserve",
    ),
    "pending account": (
        [account(5, "credits_posted", 1)],
        r"the pending_rewards account in USD is not the sum of pending rewards",
    ),
    "spending a micro off": (
        [f"UPDATE spendings SET amount_micro = amount_micro + 1 WHERE {ADA}"],
        r"the spending on an invoice and its entry \d+ are about different money",
    ),
    "spending lost": ([f"DELETE FROM spendings WHERE {ADA}"], r"entry \d+ paid no invoice"),
    "spending of another entry": (
        [f"UPDATE spendings SET entry_number = 1 WHERE {ADA}"],
        r"a spending on an invoice has no entry",
    ),
    "two invoices of one entry": (
        [
            f"""INSERT INTO spendings SELECT owner_key, 'INV_2', amount_micro, entry_number,
            created_at FROM spendings WHERE {ADA}"""
        ],
        r"entry \d+ paid two invoices",
    ),
    "spent twice": (once_more(SPENT_PURPOSE), r"entry \d+ paid no invoice"),
    "spending of a reward": (
        [entry_is(SPENT_PURPOSE, None, "reward_number = 1")],
        r"entry \d+ belongs to a reward and must not",
    ),
    "hold of a reward": (
        [f"UPDATE entries SET reward_number = 1 WHERE {ADA} AND purpose = 1"],
        r"entry \d+ belongs to a reward and must not",
    ),
    "credit of a payout": (
        [entry_is(CREDITED_PURPOSE, OPEN, "payout_number = 1")],
        r"entry \d+ belongs to a payout and must not",
    ),
    "credit of nothing": (
        [entry_is(CREDITED_PURPOSE, OPEN, "reward_number = NULL")],
        r"entry \d+ belongs to no reward",
    ),
    "credit of another": (
        [entry_is(CREDITED_PURPOSE, OPEN, f"reward_number = {PENDING}")],
        r"reward 6 was credited 2 times",
    ),
    "credited twice": (once_more(CREDITED_PURPOSE, PENDING), r"reward 6 was credited 2 times"),
    "never credited": (
        [entry_is(CREDITED_PURPOSE, PENDING, f"reward_number = {OPEN}")],
        r"reward 6 was credited 0 times",
    ),
    "unlocked twice": (once_more(UNLOCKED_PURPOSE, OPEN), r"reward 3 was unlocked 2 times"),
    "unlocked while pending": (
        [entry_is(UNLOCKED_PURPOSE, OPEN, f"reward_number = {PENDING}")],
        r"reward 6 was unlocked 1 times",
    ),
    "reversed twice": (once_more(REVERSED_PURPOSE, REVERSED), r"reward 4 was reversed 2 times"),
    "reversed and there": (
        [entry_is(REVERSED_PURPOSE, REVERSED, f"reward_number = {OPEN}")],
        r"reward 3 was reversed 1 times",
    ),
    "credited a micro off": (
        [money_is(CREDITED_PURPOSE, PENDING, "amount_micro = amount_micro + 1")],
        r"reward 6 and its entry \d+ are about different money",
    ),
    "reversed from the wrong account": (
        [money_is(REVERSED_PURPOSE, REVERSED, "account = 0") + " AND side = 0"],
        r"reward 4 and its entry \d+ are about different money",
    ),
    "unlocked to nowhere": (
        [money_is(UNLOCKED_PURPOSE, OPEN, "account = 6") + " AND side = 1"],
        r"reward 3 and its entry \d+ are about different money",
    ),
    "gap in the invitees": (
        [f"UPDATE invitees SET number = 3 WHERE {ADA} AND number = 2"],
        r"invitee 3 stands where 2 is expected",
    ),
    "invitees lost": ([count("invitee_count")], r"invitees are not numbered up to their count"),
    "invitee of another": (
        ["UPDATE profiles SET invitee_number = 2 WHERE invitee_number = 1"],
        r"invitee 1 does not know who invited it",
    ),
    "invitee of nobody": (
        ["UPDATE profiles SET inviter_key = NULL, invitee_number = NULL WHERE invitee_number = 1"],
        r"invitee 1 does not know who invited it",
    ),
    "paid less than was rewarded": (
        [f"UPDATE invitees SET total_paid_micro = '49999999' WHERE {ADA} AND number = 1"],
        r"invitee 1 has paid less than was rewarded",
    ),
    "fewer payments than rewards": (
        [f"UPDATE invitees SET payments = 0 WHERE {ADA} AND number = 2"],
        r"invitee 2 has paid something by no payment",
    ),
    "gap in the attributions": (
        [f"UPDATE attributions SET number = 99 WHERE {ADA} AND number = 2"],
        r"attribution 3 stands where 2 is expected",
    ),
    "attributions lost": ([count("attribution_count")], r"attributions are not numbered up to"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_breach_is_named(place, name):
    statements, expected = PLANTED[name]
    with place.edit_database() as database:
        for statement in statements:
            changed = database.execute(statement).rowcount
            assert changed != 0, statement
        (owner,) = database.execute(f"SELECT lower(hex(id)) FROM owners WHERE {ADA}").fetchone()
    finished = place.run("verify", "--json")
    assert finished.code == 1, finished
    breaches = finished.json()["breaches"]
    assert any(re.search(expected, each) for each in breaches), breaches
    for each in breaches:
        assert owner in each.replace("-", "") or each.startswith("the database: "), each


def test_every_kind_of_reward_and_payout_is_there_and_sound(place):
    with place.edit_database() as database:
        statuses = f"SELECT status FROM rewards WHERE {ADA} ORDER BY number"
        assert [row[0] for row in database.execute(statuses)] == [3, 2, 1, 4, 4, 0, 1]
        statuses = f"SELECT status FROM payouts WHERE {ADA} ORDER BY number"
        found = [row[0] for row in database.execute(statuses)]
        assert found in ([5, 0, 7], [5, 1, 7]), found
    place.require_sound()
