"""What the real data says, read from the source files without any code of the examples.

Oxford's files are read by an awk program, Balancer's amounts as whole numbers of 10^-18 tokens.
"""

import json
import os
import subprocess
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from payoutd_program import REPOSITORY

DATA = Path(os.environ.get("PAYOUTD_DATA") or REPOSITORY.parent / "shared/data")
OXFORD = DATA / "oxford_spending"
BALANCER = DATA / "balancer_rewards"

AWK_PROGRAM = Path(__file__).with_name("oxford_source.awk")
QUARTERS = ["jan-mar", "apr-jun", "jul-sep", "oct-dec"]
QUARTER_NAMES = [f"{months}-{year}" for year in range(2014, 2019) for months in QUARTERS][:17]

TOKEN_DIGITS = 18
MICRO_DIGITS = 6


class Spending(NamedTuple):
    """One record of Oxford's files."""

    pence: int | None
    day: str
    reference: str
    supplier: str
    category: str
    unit: str
    faults: frozenset[tuple[str, str]]  # (column, rule): what payoutd must refuse it for

    @property
    def paid_at(self) -> str:
        return f"{self.day}T00:00:00Z"


def read_oxford() -> list[Spending]:
    """Every record, oldest quarter first, in the files' order."""
    paths = [OXFORD / f"expenditure-over-500-{name}.csv" for name in QUARTER_NAMES]
    command = ["awk", "-f", str(AWK_PROGRAM), *map(str, paths)]
    environment = {**os.environ, "LC_ALL": "C"}
    finished = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return [_spending(line) for line in finished.stdout.decode().split("\n")[:-1]]


def _spending(line: str) -> Spending:
    pence, day, reference, supplier, category, unit, faults = line.split("\t")
    found = frozenset(tuple(fault.split(":")) for fault in faults.split())
    return Spending(int(pence) if pence else None, day, reference, supplier, category, unit, found)


class Reward(NamedTuple):
    """One reward of Balancer's files. Amounts are in 10^-18 tokens."""

    week: int
    network: str
    contract: str
    address: str
    amount: int

    @property
    def micro(self) -> int:
        """Half-even: a remainder of exactly a half goes to the even neighbour."""
        unit = 10 ** (TOKEN_DIGITS - MICRO_DIGITS)
        whole, rest = divmod(self.amount, unit)
        return whole + (2 * rest > unit or (2 * rest == unit and whole % 2 == 1))

    @property
    def week_start(self) -> str:
        return f"{date(2020, 6, 1) + timedelta(days=7 * (self.week - 1))}T00:00:00Z"


def read_balancer() -> list[Reward]:
    """Every reward, by week, network and contract, in the files' order."""
    return [reward for path in sorted(BALANCER.glob("*/*.json")) for reward in _rewards(path)]


def _rewards(path: Path) -> list[Reward]:
    week = int(path.parent.name.removeprefix("week_"))
    network, contract = path.stem.removeprefix("__").lower().split("_")
    pairs = json.loads(path.read_text(), object_pairs_hook=lambda pairs: pairs)
    return [
        Reward(week, network, contract, address, token_units(text)) for address, text in pairs
    ]


def token_units(text: str) -> int:
    """A decimal text of whole tokens in 10^-18 tokens, exactly."""
    whole, _, fraction = text.partition(".")
    assert len(fraction) <= TOKEN_DIGITS, text
    return int(whole + fraction.ljust(TOKEN_DIGITS, "0"))


def by_recipient(rewards: list[Reward]) -> dict[str, list[Reward]]:
    """Lower-case address → its rewards that are at least a micro-unit when rounded."""
    recipients = defaultdict(list)
    for reward in rewards:
        if reward.micro > 0:
            recipients[reward.address.lower()].append(reward)
    return recipients


def largest_recipients(rewards: list[Reward], count: int) -> list[str]:
    """Those with the most payouts, then with the highest sum."""
    ranks = [
        (len(owned), sum(reward.micro for reward in owned), address)
        for address, owned in by_recipient(rewards).items()
    ]
    return [address for _, _, address in sorted(ranks, reverse=True)[:count]]
