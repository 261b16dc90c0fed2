"""Two servers on one database: what one has written the other sees at once, and together they do
everything once.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from partner_writes import QUICK, FundedClient, new_reference, require_whole, sandbox_client
from payoutd_client import (
    BENEFICIARIES,
    PARTNER_LIST,
    TRANSACTIONS,
    Partner,
    body_of,
    by_key,
    by_reference,
    new_key,
)
from payoutd_program import wait_until
from sandbox_book import read_book, require_sent_once


@pytest.fixture
def live(installation):
    live = FundedClient(installation)
    live.other = Partner(installation.serve(), live.client)
    return live


def test_write_on_one_is_read_on_the_other(live):
    one, other = live.partner, live.other
    for number in range(1, 31):
        key = new_key()
        payout = one.create(live.body(amount=1), key)
        assert other.payout(payout["id"])["reference_id"] == payout["reference_id"]
        assert other.object_at(by_reference(payout["reference_id"]))["id"] == payout["id"]
        assert other.object_at(by_key(key))["payouts"][0]["id"] == payout["id"]
        assert other.page(limit=1).references == [payout["reference_id"]]
        assert other.money(1) == (f"{1000 - number}.00", f"{number}.00")
        row = other.page_at(TRANSACTIONS, params={"limit": 1}).rows[0]
        assert row["payout_id"] == payout["id"]
        one, other = other, one


def test_cancel_on_one_of_what_the_other_created(live):
    for _ in range(20):
        payout = live.create()
        assert live.other.cancel(payout["id"]).status_code == 200
        assert live.partner.payout(payout["id"])["status"] == "cancelled"
        assert live.partner.cancel(payout["id"]).status_code == 400
    assert live.money() == ("1000.00", "0.00")


def test_repeat_on_the_other_is_a_replay(live):
    key, body = new_key(), live.body()
    first = live.partner.post(PARTNER_LIST, body, key)
    again = live.other.post(PARTNER_LIST, body, key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert live.other.post(PARTNER_LIST, live.body(), key).status_code == 422


def test_beneficiary_deleted_on_one_is_gone_on_the_other(live):
    person = {"email": "a@b.c", "first_name": "A", "last_name": "B"}
    saved = body_of(live.partner.post(BENEFICIARIES, person))
    target = f"{BENEFICIARIES}/{saved['id']}"
    assert live.other.object_at(target) == saved
    assert live.other.get(target, method="DELETE").status_code == 204
    assert live.partner.get(target).status_code == 404


def test_same_key_on_both_at_the_same_time_makes_one_payout(live):
    for _ in range(15):
        key, body = new_key(), live.body(amount=1)
        partners = [live.new_partner(), live.other, live.new_partner()]

        def send(partner, key=key, body=body):
            return partner.post(PARTNER_LIST, body, key)

        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(send, partners))
        made = [each for each in answers if each.status_code == 201]
        assert {each.status_code for each in answers} <= {201, 409}
        assert len({each.content for each in made}) == 1
        assert sum("Idempotent-Replayed" not in each.headers for each in made) == 1
        assert live.partner.page(reference_id=body["reference_id"]).total == 1
    live.place.require_sound()


def test_race_for_one_wallet_over_both(installation):
    live = FundedClient(installation, fund=["USD=50"])
    servers = [live.server, installation.serve()]

    def create(number):
        partner = Partner(servers[number % 2], live.client)
        return partner.post(PARTNER_LIST, live.body(new_reference(), amount=1), new_key())

    with ThreadPoolExecutor(20) as pool:
        codes = [each.status_code for each in pool.map(create, range(100))]
    assert (codes.count(201), codes.count(400)) == (50, 50)
    assert live.money() == ("0.00", "50.00")
    installation.require_sound()


def test_two_dispatchers_send_each_payout_once(installation):
    settings = {**QUICK, "sandbox.accept_ms": 20}
    test = sandbox_client(installation, settings=settings)
    others = [Partner(installation.serve(settings=settings), test.client), test.partner]
    words = ["ok", "lost_answer", "lost_request", "fail_other", "action_required", "slow"]
    made = []
    for number in range(120):
        email = f"sandbox_{words[number % len(words)]}@example.com"
        body = test.body(amount=1, beneficiary_email=email)
        made.append(others[number % 2].create(body)["id"])
    open_ones = {"status": "created,queued,processing,settling"}
    wait_until(lambda: test.partner.page(**open_ones).total == 0, "every payout to end", 30)
    rows = test.partner.all_rows()
    require_sent_once(read_book(installation.database), rows)
    for payout_id in made:
        require_whole(test.partner.payout(payout_id))
        assert len(installation.show(payout_id)["attempts"]) == 1
    sent = sum(row["status"] == "completed" for row in rows)
    waiting = sum(row["status"] == "action_required" for row in rows)
    assert (sent, waiting) == (80, 20)
    assert tuple(map(Decimal, test.money())) == (1000 - sent - waiting, waiting)
    installation.require_sound()
