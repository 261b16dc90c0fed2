"""Isolation of writes: nothing of one client can be seen, used or changed by another.

A live client, its test-mode twin and a stranger have the same references, keys and amounts in one
database. What is foreign is answered exactly as what is unknown.
"""

import pytest

from partner_writes import LEFT_OUT, QUICK, FundedClient, sandbox_client, wait_for_status
from payoutd_client import (
    BENEFICIARIES,
    PARTNER_LIST,
    TRANSACTIONS,
    WALLETS,
    Number,
    body_of,
    by_key,
    by_reference,
    new_key,
    partner_error,
    refused_fields,
)
from payoutd_program import Installation

NAMES = ["live", "twin", "stranger"]
UNKNOWN = "0" * 26
KEY = "the-same-key"


class World:
    def __init__(self, place):
        live = FundedClient(place, fund=["USD=100", "EUR=100"], settings=QUICK)
        twin = sandbox_client(place, fund=["USD=200"], server=live.server)
        stranger = FundedClient(place, fund=["USD=300"], server=live.server, name="Stranger")
        self.place = place
        self.clients = {"live": live, "twin": twin, "stranger": stranger}
        self.people, self.payouts = {}, {}
        for name, each in self.clients.items():
            words = {"first_name": f"First-{name}", "last_name": f"Last-{name}"}
            made = each.partner.post(BENEFICIARIES, {"email": f"{name}@example.com", **words})
            self.people[name] = body_of(made)["id"]
            inline = ["beneficiary_email", "beneficiary_first_name", "beneficiary_last_name"]
            self.payouts[name] = each.create(
                "sandbox_action_required",
                key=f"{KEY}-of-{name}",
                beneficiary_id=self.people[name],
                description=f"for {name}",
                **dict.fromkeys(inline, LEFT_OUT),
            )
            each.create("SHARED", key=KEY, description=f"for {name}")
        for name, each in self.clients.items():
            stop = "action_required" if name == "twin" else "queued"
            wait_for_status(each.partner, self.payouts[name]["id"], stop)
            shared = each.partner.object_at(by_reference("SHARED"))["id"]
            wait_for_status(each.partner, shared, "completed" if name == "twin" else "queued")

    def partner(self, name):
        return self.clients[name].partner


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


@pytest.fixture(params=[(a, b) for a in NAMES for b in NAMES if a != b], ids="-asks-for-".join)
def pair(request):
    return request.param


def foreign_targets(world, other):
    """(method, foreign target, the same with an id that nobody has)"""
    payout, person = world.payouts[other]["id"], world.people[other]
    return [
        ("GET", f"{PARTNER_LIST}/{payout}", f"{PARTNER_LIST}/pyt_{UNKNOWN}"),
        ("POST", f"{PARTNER_LIST}/{payout}/cancel", f"{PARTNER_LIST}/pyt_{UNKNOWN}/cancel"),
        ("POST", f"{PARTNER_LIST}/{payout}/resolve", f"{PARTNER_LIST}/pyt_{UNKNOWN}/resolve"),
        ("GET", by_key(f"{KEY}-of-{other}"), by_key(f"{KEY}-of-nobody")),
        ("GET", f"{BENEFICIARIES}/{person}", f"{BENEFICIARIES}/ben_{UNKNOWN}"),
        ("DELETE", f"{BENEFICIARIES}/{person}", f"{BENEFICIARIES}/ben_{UNKNOWN}"),
    ]


def test_foreign_is_as_unknown(world, pair):
    asker, other = pair
    before = snapshot(world, other)
    for method, foreign, unknown in foreign_targets(world, other):
        answers = []
        for target in (foreign, unknown):
            options = {"headers": {"X-Request-Id": "same"}}
            response = world.partner(asker).get(target, method=method, **options)
            partner_error(response, 404, "NotFound", "NOT_FOUND")
            headers = {name.lower(): value for name, value in response.headers.items()}
            headers.pop("date")
            answers.append((response.content, headers))
        assert answers[0] == answers[1], foreign
    assert snapshot(world, other) == before


def snapshot(world, name):
    """All that a client can see of itself."""
    partner = world.partner(name)
    return [
        partner.payout(world.payouts[name]["id"]),
        partner.object_at(f"{BENEFICIARIES}/{world.people[name]}"),
        *[partner.page_at(each).rows for each in (PARTNER_LIST, WALLETS, TRANSACTIONS)],
    ]


def test_no_list_shows_anything_of_another(world, pair):
    asker, other = pair
    for target in (PARTNER_LIST, WALLETS, TRANSACTIONS, BENEFICIARIES):
        text = world.partner(asker).get(target).text
        for word in (world.payouts[other]["id"], world.people[other], f"for {other}", f"-{other}"):
            assert word not in text, (target, word)


@pytest.mark.parametrize("name", NAMES)
def test_same_reference_and_key_are_each_client_s_own(world, name):
    partner = world.partner(name)
    payout = partner.object_at(by_reference("SHARED"))
    assert payout["description"] == f"for {name}"
    (row,) = partner.object_at(by_key(KEY))["payouts"]
    assert row["id"] == payout["id"]
    assert partner.page(reference_id="SHARED").total == 1


def test_ids_are_not_shared(world):
    ids = [row["id"] for name in NAMES for row in world.partner(name).page().rows]
    assert len(ids) == len(set(ids)) == 6


@pytest.mark.parametrize("name, funds", [("live", "100"), ("twin", "200"), ("stranger", "300")])
def test_wallet_one_is_each_client_s_own(world, name, funds):
    wallet = world.partner(name).wallet(1)
    rows = world.partner(name).page_at(TRANSACTIONS, params={"transaction_type": "CREDIT"}).rows
    assert rows[-1]["amount"].text == f"{funds}.00"
    assert wallet["currency"] == "USD"
    expected = 2 if name == "live" else 1
    assert world.partner(name).page_at(WALLETS).total == expected


def test_wallet_that_only_another_has(world):
    client = world.clients["stranger"]
    assert world.partner("live").wallet(2)["currency"] == "EUR"
    partner_error(client.partner.get(f"{WALLETS}/2"), 404, "NotFound", "NOT_FOUND")
    body = {**client.body(currency="USD"), "wallet_id": 2, "currency": "EUR"}
    found = refused_fields(client.partner.post(PARTNER_LIST, body, new_key()))
    assert {field: rule for field, (rule, _) in found.items()} == {"wallet_id": "not_found"}


def test_paying_a_foreign_beneficiary(world, pair):
    """Refused as an unknown one is, word for word."""
    asker, other = pair
    client = world.clients[asker]
    answers = []
    for beneficiary_id in (world.people[other], f"ben_{UNKNOWN}"):
        body = client.body("FOREIGN", beneficiary_id=beneficiary_id)
        headers = {"X-Request-Id": "same"}
        response = client.partner.post(PARTNER_LIST, body, new_key(), headers=headers)
        assert refused_fields(response)["beneficiary_id"][0] == "not_found"
        answers.append(response.content)
    assert answers[0] == answers[1]
    assert client.partner.page(reference_id="FOREIGN").total == 0


def test_foreign_beneficiary_filters_nothing(world, pair):
    asker, other = pair
    assert world.partner(asker).page(beneficiary_id=world.people[other]).total == 0
    assert world.partner(asker).page(beneficiary_id=world.people[asker]).total == 1


def test_search_does_not_reach_others(world, pair):
    asker, other = pair
    found = world.partner(asker).page_at(BENEFICIARIES, params={"search": other})
    assert found.total == 0
    own = world.partner(asker).page_at(BENEFICIARIES, params={"search": asker})
    assert own.total == 1


def test_money_of_one_mode_is_not_money_of_the_other(world):
    """The twin's completed payout took from the twin alone."""
    assert world.partner("live").money(1) == ("80.00", "20.00")
    assert world.partner("twin").money(1) == ("180.00", "10.00")
    assert world.partner("stranger").money(1) == ("280.00", "20.00")
    assert world.partner("live").wallet(1)["id"] == Number("1")


@pytest.mark.parametrize("target", [WALLETS, TRANSACTIONS, BENEFICIARIES])
def test_tag_of_another_client_is_never_not_modified(world, pair, target):
    asker, other = pair
    tag = world.partner(other).get(target).headers["ETag"]
    response = world.partner(asker).get(target, headers={"If-None-Match": tag})
    assert response.status_code == 200


def test_nothing_was_broken_by_asking(world):
    world.place.require_sound()
