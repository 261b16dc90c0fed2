"""The commands about money: client create with money, wallet fund, fee set, payout show."""

import pytest

from list_model import payout as imported
from partner_writes import (
    EVENT_FIELDS,
    PAYOUT_FIELDS,
    FundedClient,
    sandbox_client,
    wait_for_status,
)
from payoutd_client import TRANSACTIONS, WALLETS, Number
from payoutd_program import require_error, require_json_error

UNKNOWN_CLIENT = "0190f3c2-7b7e-7cc0-98c4-dc0c0c07398f"
COMMANDS = [("wallet", "fund"), ("fee", "set"), ("payout", "show")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example(installation, command):
    finished = installation.run(*command, "--help")
    assert (finished.code, finished.stderr) == (0, "")
    assert f"payoutd {' '.join(command)}" in finished.stdout
    assert "example" in finished.stdout.lower()


def require_bad_command(installation, *arguments):
    """Refused, as a bad command line or by the rules of money, in a sentence and as JSON."""
    finished = installation.run(*arguments)
    assert finished.code in (1, 2), finished
    require_error(finished, finished.code)
    require_json_error(installation.run(*arguments, "--json"), finished.code)


# client create


def create(installation, *flags):
    finished = installation.run("client", "create", "--name", "Acme", *flags, "--json")
    assert finished.code == 0, finished
    return finished.exact_json()


def test_client_with_money(installation):
    made = create(installation, "--fund", "USD=100", "--fund", "JPY=7000", "--fund", "KWD=1.5")
    assert made["wallets"] == [
        {"wallet_id": Number("1"), "currency": "USD", "amount": Number("100.00")},
        {"wallet_id": Number("2"), "currency": "JPY", "amount": Number("7000")},
        {"wallet_id": Number("3"), "currency": "KWD", "amount": Number("1.500")},
    ]


def test_client_without_money(installation):
    assert create(installation)["wallets"] == []


BAD_AMOUNTS = ["USD", "USD=", "=5", "USD=x", "USD=-1", "USD=0.001", "JPY=1.5", "XYZ=5", "USD=1e13"]


@pytest.mark.parametrize("text", BAD_AMOUNTS)
def test_bad_money_makes_no_client(installation, text):
    installation.create_client("First")
    flags = ("client", "create", "--name", "Acme", "--fund", "USD=1", "--fund", text)
    require_bad_command(installation, *flags)
    assert installation.result("verify")["owners"] == 1


# wallet fund


def test_funding(installation):
    acme = FundedClient(installation, fund=["USD=100"])
    acme.create(amount=30)
    assert installation.fund(acme.client, "USD=12.34") == {"USD": Number("82.34")}
    assert acme.money() == ("82.34", "30.00"), "the server sees it at once"
    assert installation.fund(acme.client, "USD=1", "EUR=5") == {
        "USD": Number("83.34"),
        "EUR": Number("5.00"),
    }
    wallets = acme.partner.page_at(WALLETS, params={"sort_order": "ASC"}).rows
    assert [(each["id"].text, each["currency"]) for each in wallets] == [("1", "USD"), ("2", "EUR")]
    installation.require_sound()


def test_funding_is_a_transaction_with_remarks(installation):
    acme = FundedClient(installation, fund=[])
    installation.fund(acme.client, "USD=5", remarks="Wallet funding via bank transfer")
    (row,) = acme.partner.page_at(TRANSACTIONS).rows
    assert row["remarks"] == "Wallet funding via bank transfer"
    assert (row["transaction_type"], row["status"], row["amount"].text) == (
        *("CREDIT", "COMPLETED"),
        "5.00",
    )


def test_funding_for_people(installation):
    client = installation.create_client()
    finished = installation.run("wallet", "fund", *client.flags, "USD=5")
    assert (finished.code, finished.stderr) == (0, "")
    assert "USD" in finished.stdout and "5.00" in finished.stdout


@pytest.mark.parametrize("text", BAD_AMOUNTS)
def test_bad_funding_does_nothing(installation, text):
    acme = FundedClient(installation, fund=["USD=100"])
    require_bad_command(installation, "wallet", "fund", *acme.client.flags, "USD=1", text)
    assert acme.money() == ("100.00", "0.00")


def test_funding_of_nobody(installation):
    installation.create_client()
    finished = installation.run("wallet", "fund", "--client", UNKNOWN_CLIENT, "USD=5")
    require_error(finished, 1, UNKNOWN_CLIENT)


def test_wallet_holds_more_than_one_amount_can_be(installation):
    acme = FundedClient(installation, fund=["USD=1000000000000"])
    for _ in range(11):
        installation.fund(acme.client, "USD=1000000000000")
    assert acme.money() == ("12000000000000.00", "0.00")
    acme.create(amount=Number("1e12"))
    assert acme.money() == ("11000000000000.00", "1000000000000.00")
    installation.require_sound()


# fee set


@pytest.mark.parametrize(
    "text", ["USD", "USD=", "USD=1+", "USD=-1+0", "USD=0+-1", "USD=0.001+0", "XYZ=1+1"]
)
def test_bad_fees_change_nothing(installation, text):
    acme = FundedClient(installation, "--fee", "USD=1.00+0")
    require_bad_command(installation, "fee", "set", *acme.client.flags, text)
    assert acme.create()["fees"] == Number("1.00")


def test_fees_count_from_the_next_payout_on(installation):
    acme = FundedClient(installation)
    assert acme.create()["fees"] == Number("0.00")
    installation.result("fee", "set", *acme.client.flags, "USD=0.30+150")
    assert acme.create()["fees"] == Number("0.45")
    installation.result("fee", "set", *acme.client.flags, "USD=0+0")
    assert acme.create()["fees"] == Number("0.00")


# payout show


def test_show_has_what_get_has_and_more(installation):
    test = sandbox_client(installation)
    payout = test.create("sandbox_ok", description="shown", metadata={"a": 1})
    got = wait_for_status(test.partner, payout["id"], "completed")
    shown = installation.show(payout["id"])
    for name in set(PAYOUT_FIELDS) - {"events"}:
        assert shown[name] == got[name], name
    assert set(shown) >= {"history", "entries", "attempts"}
    path = [each["to_status"] for each in shown["history"]]
    assert path == [each["to_status"] for each in got["events"]]
    assert set(shown["history"][0]) >= set(EVENT_FIELDS) - {"event_type"}
    held, paid = shown["entries"]
    assert (held["kind"], paid["kind"]) == ("payout_held", "payout_paid")
    for entry in (held, paid):
        assert set(entry) >= {"number", "kind", "currency", "postings"}
        for posting in entry["postings"]:
            assert set(posting) == {"account", "side", "amount"}
            assert posting["side"] in ("debit", "credit")


def test_fees_are_in_the_entries(installation):
    test = sandbox_client(installation)
    installation.result("fee", "set", *test.client.flags, "USD=1.50+0")
    payout = test.create("sandbox_ok")
    wait_for_status(test.partner, payout["id"], "completed")
    entries = installation.show(payout["id"])["entries"]
    amounts = {
        (posting["account"], posting["amount"].text)
        for posting in next(each for each in entries if each["kind"] == "payout_paid")["postings"]
    }
    assert {("paid_out", "10.00"), ("fees", "1.50")} <= amounts
    installation.require_sound()


def test_show_of_imported_history(installation):
    acme = FundedClient(installation)
    installation.import_rows(acme.client, [imported("H-1")])
    (row,) = acme.partner.page().rows
    shown = installation.show(row["id"])
    assert (shown["reference_id"], shown["wallet_id"]) == ("H-1", None)
    assert (shown["history"], shown["attempts"]) == ([], [])


def test_show_for_people(installation):
    acme = FundedClient(installation)
    payout = acme.create("PAY_2024_001")
    finished = installation.run("payout", "show", payout["id"])
    assert (finished.code, finished.stderr) == (0, "")
    for word in (payout["id"], "PAY_2024_001", "10.00", "USD", "created"):
        assert word in finished.stdout


@pytest.mark.parametrize("payout_id", ["pyt_" + "0" * 26, "nonsense", "pyt_", ""])
def test_show_of_what_is_not_there(installation, payout_id):
    installation.create_client()
    require_bad_command(installation, "payout", "show", payout_id)
