#!/usr/bin/env python3
"""Turns Balancer's weekly reward files into one file for `payoutd import --user` per recipient.

Writes the recipients with the most payouts and prints what the source holds, what became payouts
and what was rounded off, per token, over all recipients. Amounts are rounded half-even to
micro-units.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation, setcontext
from pathlib import Path
from typing import NamedTuple

NETWORKS = ["ethereum", "polygon", "arbitrum"]
FILE_NAME = re.compile(rf"__({'|'.join(NETWORKS)})_(0x[0-9a-fA-F]{{40}})\.json")
WEEK_FOLDER = re.compile(r"week_(\d+)")
ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
DAY_OF_WEEK_1 = date(2020, 6, 1)

MICRO = Decimal("0.000001")
EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])  # a sum that loses a digit is an error
ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation])


class SourceError(Exception):
    """The source is not what this script knows; the message says where and how."""


class Token(NamedTuple):
    network: str
    contract: str  # in lower case


class Reward(NamedTuple):
    week: int
    token: Token
    address: str  # as the source spells it
    amount: Decimal  # in whole tokens

    @property
    def amount_micro(self) -> int:
        return int(self.amount.quantize(MICRO, context=ROUNDING).scaleb(6))


@dataclass
class Totals:
    """The rewards of one token: source = paid + rounded_off + left_out, in whole tokens."""

    source_count: int = 0
    source: Decimal = Decimal(0)
    paid_count: int = 0
    paid: Decimal = Decimal(0)
    rounded_off: Decimal = Decimal(0)  # net: negative if more was rounded up than down
    left_out_count: int = 0
    left_out: Decimal = Decimal(0)

    def add(self, reward: Reward) -> None:
        self.source_count += 1
        self.source += reward.amount
        if not reward.amount_micro:
            self.left_out_count += 1
            self.left_out += reward.amount
            return
        paid = Decimal(reward.amount_micro).scaleb(-6)
        self.paid_count += 1
        self.paid += paid
        self.rounded_off += reward.amount - paid


def find_files(folder: Path) -> list[tuple[int, Token, Path]]:
    """The reward files in order of week, network and token contract."""
    files = []
    for path in folder.glob("*/*.json"):
        week, name = WEEK_FOLDER.fullmatch(path.parent.name), FILE_NAME.fullmatch(path.name)
        if not week or not name:
            raise SourceError(f"{path}: not named week_N/__NETWORK_CONTRACT.json, "
                              f"with one of the networks {', '.join(NETWORKS)}")
        files.append((int(week[1]), Token(name[1], name[2].lower()), path))
    if not files:
        raise SourceError(f"{folder}: no week_N/*.json file there")
    return sorted(files)


def read_rewards(folder: Path) -> Iterator[Reward]:
    for week, token, path in find_files(folder):
        try:
            pairs = json.loads(path.read_bytes(), object_pairs_hook=tuple)  # keeps repeated keys
            if not isinstance(pairs, tuple):
                raise ValueError("not a JSON object")
            for address, text in pairs:
                yield to_reward(week, token, address, text)
        except (ValueError, InvalidOperation) as error:
            raise SourceError(f"{path}: {error}") from error


def to_reward(week: int, token: Token, address: str, text: str) -> Reward:
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"{address!r} is no address")
    if not isinstance(text, str) or not re.fullmatch(r"\d+(\.\d+)?", text):
        raise ValueError(f"{text!r} of {address} is no decimal string")
    return Reward(week, token, address, Decimal(text))


def to_payout(reward: Reward) -> dict[str, str | int]:
    week_start = DAY_OF_WEEK_1 + timedelta(weeks=reward.week - 1)
    time = f"{week_start}T00:00:00Z"
    return {
        "amount_micro": reward.amount_micro,
        "network": reward.token.network,
        "address": reward.address,
        "status": "sent",
        "note": f"Balancer reward of week {reward.week} in token {reward.token.contract}",
        "requested_at": time,
        "completed_at": time,
    }


def by_recipient(rewards: Iterable[Reward]) -> dict[str, list[Reward]]:
    """Rewards that become payouts; spellings of an address in any letter case are one recipient."""
    recipients = defaultdict(list)
    for reward in rewards:
        if reward.amount_micro:
            recipients[reward.address.lower()].append(reward)
    return recipients


def largest(recipients: dict[str, list[Reward]], count: int) -> list[str]:
    """Those with the most payouts, then with the highest sum over all tokens, then by address."""

    def rank(address: str) -> tuple[int, int, str]:
        rewards = recipients[address]
        return -len(rewards), -sum(reward.amount_micro for reward in rewards), address

    return sorted(recipients, key=rank)[:count]


def write_recipient(folder: Path, address: str, rewards: list[Reward]) -> None:
    with (folder / f"{address}.jsonl").open("w", encoding="ascii", newline="\n") as out:
        for reward in rewards:
            out.write(json.dumps(to_payout(reward)) + "\n")


def totals_by_token(rewards: Iterable[Reward]) -> dict[Token, Totals]:
    totals: dict[Token, Totals] = defaultdict(Totals)
    for reward in rewards:
        totals[reward.token].add(reward)
    return totals


def show(amount: Decimal) -> str:
    return f"{amount:f}"


def print_totals(token: Token, totals: Totals) -> None:
    print(f"{token.network} {token.contract}")
    print(f"  source       {totals.source_count} rewards, {show(totals.source)} tokens")
    print(f"  payouts      {totals.paid_count} of {show(totals.paid)} tokens")
    print(f"  rounded off  {show(totals.rounded_off)} tokens, half-even, net")
    print(f"  left out     {totals.left_out_count} that round to 0, {show(totals.left_out)} tokens")


def make_empty_folder(folder: Path) -> None:
    """Files of an earlier run with other options would be taken for this one's."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SourceError(f"{folder}: not empty")


def convert(source: Path, out: Path, count: int) -> None:
    rewards = list(read_rewards(source))
    make_empty_folder(out)
    recipients = by_recipient(rewards)
    chosen = largest(recipients, count)
    for address in chosen:
        write_recipient(out, address, recipients[address])
    for token, totals in sorted(totals_by_token(rewards).items()):
        print_totals(token, totals)
    payouts = sum(len(recipients[address]) for address in chosen)
    print(f"wrote {payouts} payouts of {len(chosen)} recipients, the largest of {len(recipients)}")


def at_least_1(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source_dir", type=Path, help="the folder with week_57, week_58, …")
    parser.add_argument("out_dir", type=Path, help="a new or empty folder for ADDRESS.jsonl files")
    parser.add_argument("--recipients", type=at_least_1, default=20, metavar="N",
                        help="how many recipients, largest first (default: %(default)s)")
    arguments = parser.parse_args()
    setcontext(EXACT)
    try:
        convert(arguments.source_dir, arguments.out_dir, arguments.recipients)
    except SourceError as error:
        sys.exit(f"convert.py: {error}")


if __name__ == "__main__":
    main()
