"""The examples on real payment data: nothing lost or invented from the source to both APIs.

Everything is expected from source_figures.py, which reads the source files by itself.
"""

import contextlib
import json
import re
import sqlite3
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from example_scripts import convert_balancer, convert_oxford
from list_model import STATUSES, without
from payoutd_client import Console, Number, Page, Partner
from payoutd_program import Client, Installation, Server, User
from source_figures import (
    BALANCER,
    DATA,
    OXFORD,
    Reward,
    Spending,
    by_recipient,
    largest_recipients,
    read_balancer,
    read_oxford,
    token_units,
)

pytestmark = pytest.mark.skipif(
    not (OXFORD.is_dir() and BALANCER.is_dir()),
    reason=f"no oxford_spending and balancer_rewards below {DATA}: set PAYOUTD_DATA",
)

RECIPIENTS = 20
CURRENCIES = ["GBP", "EUR", "USD", "JPY"]

Sums = dict[tuple[str, str], tuple[int, Decimal]]  # (currency, status) → count and sum


def stored_sums(place: Installation, owner: Client | User) -> Sums:
    """What the database itself says of an owner's payouts."""
    query = """SELECT currency, status, count(*), sum(amount_micro) FROM payouts
        WHERE owner_key = (SELECT owner_key FROM owners WHERE id = ?) GROUP BY currency, status"""
    connection = sqlite3.connect(f"file:{place.database}?mode=ro", uri=True)
    with contextlib.closing(connection) as database:
        rows = database.execute(query, [uuid.UUID(owner.id).bytes]).fetchall()
    return {
        (currency, STATUSES[status]): (count, Decimal(micro).scaleb(-6))
        for currency, status, count, micro in rows
    }


def require_sound(place: Installation, payouts: int) -> None:
    verdict = place.result("verify")
    assert (verdict["ok"], verdict["payouts"]) == (True, payouts), verdict


# Oxford: one partner client


@dataclass
class OxfordImport:
    """The city's payments in a running payoutd, and what they must be there."""

    place: Installation
    client: Client
    server: Server
    partner: Partner
    spendings: list[Spending]
    converted: Path
    notes: str  # what the converter said
    result: dict

    @property
    def good(self) -> list[Spending]:
        return [spending for spending in self.spendings if not spending.faults]

    @property
    def sums(self) -> Sums:
        pence = sum(spending.pence for spending in self.good)
        return {("GBP", "completed"): (len(self.good), Decimal(pence).scaleb(-2))}


@pytest.fixture(scope="module")
def oxford(new_folder):
    with Installation(new_folder()) as place:
        finished = convert_oxford(OXFORD)
        converted = place.write_file(finished.stdout, ".csv")
        client = place.create_client("Oxford City Council")
        result = place.result("import", *client.flags, converted, "--skip-bad")
        server = place.serve()
        yield OxfordImport(
            place=place,
            client=client,
            server=server,
            partner=Partner(server, client),
            spendings=read_oxford(),
            converted=converted,
            notes=finished.stderr,
            result=result,
        )


@pytest.fixture(scope="module")
def oxford_rows(oxford):
    """Every page of the partner list, newest first."""
    return oxford.partner.all_rows()


def test_oxford_source_is_the_one_described(oxford):
    """The independent reading agrees with what is known of the data by hand."""
    amounts = [spending.pence for spending in oxford.spendings if spending.pence is not None]
    references = Counter(spending.reference for spending in oxford.spendings)
    assert len(oxford.spendings) == 61_529
    assert sum(amounts) == 228_210_155_40
    assert sum(pence < 0 for pence in amounts) == 84
    assert sum(pence == 0 for pence in amounts) == 1
    assert len(oxford.spendings) - len(amounts) == 1
    assert sum(count - 1 for count in references.values()) == 2


def test_oxford_every_record_is_converted_or_told_of(oxford):
    without_day = sum(each.day == "2014-04-01" for each in oxford.spendings)
    without_supplier = sum(not each.supplier for each in oxford.spendings)
    assert oxford.result["rows_read"] == len(oxford.spendings)
    assert oxford.notes.splitlines() == [
        "17 files read",
        f"{len(oxford.spendings)} records read and written",
        "1 without Trans No: passed on for payoutd to refuse",
        "1 without an amount: passed on for payoutd to refuse",
        "1 without a paid date: passed on for payoutd to refuse",
        f"{without_supplier} without a supplier: beneficiary left empty",
        f"{without_day} with a lost day: dated the first of the quarter, said in the description",
    ]


def test_oxford_exactly_the_bad_rows_are_refused_with_line_and_reason(oxford):
    told = defaultdict(set)
    for error in oxford.result["errors"]:
        told[error["line"]].add((error["column"], error["rule"]))
        assert error["message"]
    header_lines = 1
    expected = {
        line: each.faults
        for line, each in enumerate(oxford.spendings, start=header_lines + 1)
        if each.faults
    }
    assert told == expected
    assert oxford.result["refused"] == len(expected)
    assert oxford.result["imported"] == len(oxford.good)


def test_oxford_without_skip_bad_nothing_is_imported(oxford):
    client = oxford.place.create_client("All or nothing")
    finished = oxford.place.run("import", *client.flags, oxford.converted, "--json")
    assert (finished.code, finished.json()["imported"]) == (1, 0)
    assert stored_sums(oxford.place, client) == {}
    assert Partner(oxford.server, client).page().total == 0


def test_oxford_rows_over_http_are_the_source_row_by_row(oxford, oxford_rows):
    shown = [
        (
            row["reference_id"],
            row["status"],
            row["currency"],
            row["amount"],
            row["fees"],
            row["total_amount"],
            row["created_at"],
            row["completed_at"],
            row["beneficiary"].get("last_name", ""),
        )
        for row in oxford_rows
    ]
    assert shown == [expected_row(each) for each in newest_first(oxford.good)]


def newest_first(spendings: list[Spending]) -> list[Spending]:
    """By day; those of one day by their place in the files, the last one first."""
    return sorted(reversed(spendings), key=lambda each: each.day, reverse=True)


def expected_row(spending: Spending) -> tuple:
    amount = Number(f"{spending.pence // 100}.{spending.pence % 100:02}")
    paid_at, supplier = spending.paid_at, spending.supplier
    money = (amount, Number("0.00"), amount)
    return spending.reference, "completed", "GBP", *money, paid_at, paid_at, supplier


def test_oxford_descriptions_hold_category_and_unit(oxford, oxford_rows):
    assert len(oxford_rows) == len(oxford.good)
    for row, each in zip(oxford_rows, newest_first(oxford.good)):
        text = row.get("description", "")
        assert each.category in text and each.unit in text
        assert ("day unknown" in text) == (each.day == "2014-04-01")


def test_oxford_sums_over_http(oxford, oxford_rows):
    amounts = defaultdict(list)
    for row in oxford_rows:
        amounts[row["currency"], row["status"]].append(Decimal(row["amount"].text))
    assert {key: (len(each), sum(each)) for key, each in amounts.items()} == oxford.sums


def test_oxford_sums_in_the_database(oxford):
    assert stored_sums(oxford.place, oxford.client) == oxford.sums


@pytest.mark.parametrize("currency", [None, *CURRENCIES])
@pytest.mark.parametrize("status", [None, *STATUSES])
def test_oxford_totals_of_every_filter(oxford, status, currency):
    page = filtered_page(oxford, status=status, currency=currency)
    ours = status in (None, "completed") and currency in (None, "GBP")
    assert page.total == (len(oxford.good) if ours else 0)


def filtered_page(oxford: OxfordImport, **filters: str | None) -> Page:
    given = {name: value for name, value in filters.items() if value is not None}
    return oxford.partner.page(limit=1, **given)


@pytest.mark.parametrize("year", range(2013, 2020))
def test_oxford_totals_of_every_year(oxford, year):
    page = filtered_page(
        oxford, created_from=f"{year}-01-01T00:00:00Z", created_to=f"{year + 1}-01-01T00:00:00Z"
    )
    assert page.total == sum(each.day.startswith(str(year)) for each in oxford.good)


def test_oxford_ledger_and_payouts_are_sound(oxford):
    require_sound(oxford.place, len(oxford.good))


# Balancer: a console user for each recipient

SUMMARY = re.compile(
    r"(?P<network>\w+) (?P<contract>0x\w+)\n"
    r"  source +(?P<source_count>\d+) rewards, (?P<source>\S+) tokens\n"
    r"  payouts +(?P<paid_count>\d+) of (?P<paid>\S+) tokens\n"
    r"  rounded off +(?P<rounded_off>\S+) tokens, half-even, net\n"
    r"  left out +(?P<left_out_count>\d+) that round to 0, (?P<left_out>\S+) tokens\n"
)
UNITS_OF_MICRO = 10**12  # 10^-18 tokens in a micro-unit


@dataclass
class Recipient:
    user: User
    console: Console


@dataclass
class BalancerImport:
    """The largest recipients' rewards in a running payoutd, and what they must be there."""

    place: Installation
    rewards: list[Reward]
    recipients: dict[str, Recipient]  # by address in lower case

    def expected(self, address: str) -> list[Reward]:
        return by_recipient(self.rewards)[address]


@pytest.fixture(scope="module")
def balancer(new_folder):
    with Installation(new_folder()) as place:
        out = place.folder / "rewards"
        convert_balancer(BALANCER, out, "--recipients", RECIPIENTS)
        server = place.serve()
        recipients = {path.stem: import_recipient(place, server, path) for path in out.iterdir()}
        yield BalancerImport(place=place, rewards=read_balancer(), recipients=recipients)


def import_recipient(place: Installation, server: Server, path: Path) -> Recipient:
    user = place.create_user(f"{path.stem}@example.com")
    place.import_file(user, path, len(path.read_text().splitlines()))
    return Recipient(user=user, console=Console(server, place.create_session(user)))


def all_items(console: Console, limit: int = 10) -> list[dict]:
    """Walks as the documentation says: a page shorter than the limit is the last."""
    items = []
    while True:
        page = console.items(f"?limit={limit}&offset={len(items)}")
        items += page
        if len(page) < limit:
            return items


def test_balancer_summary_accounts_for_every_reward(tmp_path):
    printed = convert_balancer(BALANCER, tmp_path / "out").stdout
    told = {}
    for found in SUMMARY.finditer(printed):
        figures = found.groupdict()
        token = figures.pop("network"), figures.pop("contract")
        told[token] = {
            name: int(text) if name.endswith("_count") else token_units(text)
            for name, text in figures.items()
        }
    by_token = defaultdict(list)
    for reward in read_balancer():
        by_token[reward.network, reward.contract].append(reward)
    assert told == {token: token_figures(rewards) for token, rewards in by_token.items()}


def token_figures(rewards: list[Reward]) -> dict[str, int]:
    """Amounts in 10^-18 tokens."""
    paid = [reward for reward in rewards if reward.micro > 0]
    left_out = [reward for reward in rewards if reward.micro == 0]
    paid_units = sum(reward.micro for reward in paid) * UNITS_OF_MICRO
    return {
        "source_count": len(rewards),
        "source": sum(reward.amount for reward in rewards),
        "paid_count": len(paid),
        "paid": paid_units,
        "rounded_off": sum(reward.amount for reward in paid) - paid_units,
        "left_out_count": len(left_out),
        "left_out": sum(reward.amount for reward in left_out),
    }


def test_balancer_files_of_all_recipients_are_the_source(tmp_path):
    out = tmp_path / "out"
    convert_balancer(BALANCER, out, "--recipients", 10**6)
    expected = by_recipient(read_balancer())
    assert {path.name for path in out.iterdir()} == {f"{address}.jsonl" for address in expected}
    for address, rewards in expected.items():
        lines = (out / f"{address}.jsonl").read_text().splitlines()
        written = [json.loads(line) for line in lines]
        assert [(row["amount_micro"], row["address"]) for row in written] == [
            (reward.micro, reward.address) for reward in rewards
        ]


def test_balancer_largest_recipients_are_chosen(balancer):
    assert set(balancer.recipients) == set(largest_recipients(balancer.rewards, RECIPIENTS))


def test_balancer_items_over_http_are_the_source_item_by_item(balancer):
    for address, recipient in balancer.recipients.items():
        items = all_items(recipient.console)
        ages = [(item["requested_at"], item["id"]) for item in items]
        assert ages == sorted(ages, reverse=True)  # newest first, ties by id
        assert {item["user_id"] for item in items} == {recipient.user.id}
        expected = [expected_item(reward) for reward in balancer.expected(address)]
        assert in_order_of_notes(without(items, "id", "user_id")) == in_order_of_notes(expected)


def in_order_of_notes(items: list[dict]) -> list[dict]:
    """Ids are random within a moment, so rewards of one week come in any order."""
    return sorted(items, key=lambda item: item["note"])


def expected_item(reward: Reward) -> dict:
    return {
        "amount_micro": Number(str(reward.micro)),
        "network": reward.network,
        "address": reward.address,
        "status": "sent",
        "note": f"Balancer reward of week {reward.week} in token {reward.contract}",
        "requested_at": reward.week_start,
        "completed_at": reward.week_start,
    }


def test_balancer_sums_over_http_and_in_the_database(balancer):
    for address, recipient in balancer.recipients.items():
        rewards = balancer.expected(address)
        total = Decimal(sum(reward.micro for reward in rewards)).scaleb(-6)
        items = all_items(recipient.console, limit=200)
        assert sum(Decimal(item["amount_micro"].text) for item in items).scaleb(-6) == total
        stored = stored_sums(balancer.place, recipient.user)
        assert [status for _, status in stored] == ["completed"]
        assert list(stored.values()) == [(len(rewards), total)]


def test_balancer_ledger_and_payouts_are_sound(balancer):
    require_sound(
        balancer.place, sum(len(balancer.expected(address)) for address in balancer.recipients)
    )
