#!/usr/bin/env python3
"""Turns Oxford City Council's quarterly spending files into one file for `payoutd import --client`.

Every record is passed on, in order, also those that payoutd refuses (negative, zero or empty
amounts, repeated or missing Trans No): import with --skip-bad and it names each by line and reason.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

OUTPUT_COLUMNS = [
    "reference_id",
    "status",
    "amount",
    "currency",
    "created_at",
    "completed_at",
    "beneficiary_last_name",
    "description",
]

# What each column means, by its name in lower case with spaces for underscores. The 17 files have
# 13 different header rows. None: of no use to a payout.
MEANINGS: dict[str, str | None] = {
    "body name": None,
    "client": None,
    "organisation": None,
    "organisational unit": "unit",
    "organisatonal unit": "unit",
    "service area": "unit",
    "expenditure category": "category",
    "expenditure catergory": "category",
    "expenditure unit": "category",
    "expenditure code": "code",
    "paid date": "paid_date",
    "trans no": "trans_no",
    "amount": "amount",
    "type": None,
    "type of expenditure": None,
    "capital or revenue": None,
    "caporrev": None,
    "supplier id": None,
    "supplier name": "supplier",
}
REQUIRED = {"paid_date", "trans_no", "amount", "supplier"}

FILE_NAME = re.compile(r"expenditure-over-500-(jan-mar|apr-jun|jul-sep|oct-dec)-(\d{4})\.csv")
FIRST_MONTH = {"jan-mar": 1, "apr-jun": 4, "jul-sep": 7, "oct-dec": 10}
DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
LOST_DAY = "00:00:00"  # all that is left of a date that was exported as a time of day

Record = dict[str, str]  # meaning → trimmed cell


class SourceError(Exception):
    """The source is not what this script knows; the message says where and how."""


class Quarter(NamedTuple):
    year: int
    first_month: int
    months: str
    path: Path

    @property
    def first_day(self) -> str:
        return f"{self.year}-{self.first_month:02}-01"


def find_quarters(folder: Path) -> list[Quarter]:
    """The quarterly files of the folder, oldest first."""
    quarters = []
    for path in folder.glob("*.csv"):
        found = FILE_NAME.fullmatch(path.name)
        if not found:
            raise SourceError(f"{path}: the name does not tell a quarter")
        months, year = found.groups()
        quarters.append(Quarter(int(year), FIRST_MONTH[months], months, path))
    if not quarters:
        raise SourceError(f"{folder}: no CSV file there")
    return sorted(quarters)


def meanings_of(header: list[str], path: Path) -> list[str | None]:
    """The meaning of each column; refuses a header that is not wholly understood."""
    meanings = []
    for name in header:
        plain_name = name.strip().lower().replace("_", " ")
        if plain_name not in MEANINGS:
            raise SourceError(f"{path}: unknown column {name!r}; add its meaning to MEANINGS")
        meanings.append(MEANINGS[plain_name])
    known = [meaning for meaning in meanings if meaning]
    if len(set(known)) < len(known):
        raise SourceError(f"{path}: two columns mean the same: {header}")
    if missing := REQUIRED - set(known):
        raise SourceError(f"{path}: no column for {', '.join(sorted(missing))}: {header}")
    return meanings


def read_records(path: Path) -> Iterator[Record]:
    """The file's records. Strict UTF-8: a file in another encoding is refused, not guessed at."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            meanings = meanings_of(next(reader, []), path)
            for cells in reader:
                if len(cells) != len(meanings):
                    raise SourceError(f"{path}:{reader.line_num}: {len(cells)} cells, "
                                      f"but the header has {len(meanings)}")
                yield {meaning: cell.strip() for meaning, cell in zip(meanings, cells) if meaning}
        except (csv.Error, UnicodeDecodeError) as error:
            raise SourceError(f"{path}: after line {reader.line_num}: {error}") from error


def paid_at(record: Record, quarter: Quarter) -> str:
    """The day's first second; a date that cannot be read stays as it is, for payoutd to refuse."""
    if record["paid_date"] == LOST_DAY:
        return f"{quarter.first_day}T00:00:00Z"
    found = DAY.fullmatch(record["paid_date"])
    return f"{found[3]}-{found[2]}-{found[1]}T00:00:00Z" if found else record["paid_date"]


def describe(record: Record, quarter: Quarter) -> str:
    """Category and unit; the code where a file has no category; a remark where the day is lost."""
    parts = [record.get("category") or record.get("code", ""), record.get("unit", "")]
    if record["paid_date"] == LOST_DAY:
        parts.append(f"paid in {quarter.months} {quarter.year}, day unknown")
    return "; ".join(part for part in parts if part)


def to_payout(record: Record, quarter: Quarter) -> dict[str, str]:
    time = paid_at(record, quarter)
    return {
        "reference_id": record["trans_no"],
        "status": "completed",
        "amount": record["amount"],
        "currency": "GBP",
        "created_at": time,
        "completed_at": time,
        "beneficiary_last_name": record["supplier"],
        "description": describe(record, quarter),
    }


def oddities_of(record: Record) -> list[str]:
    """What somebody who imports the result should know of the record."""
    oddities = {
        "without Trans No: passed on for payoutd to refuse": not record["trans_no"],
        "without an amount: passed on for payoutd to refuse": not record["amount"],
        "without a paid date: passed on for payoutd to refuse": not record["paid_date"],
        "with a lost day: dated the first of the quarter, said in the description":
            record["paid_date"] == LOST_DAY,
        "without a supplier: beneficiary left empty": not record["supplier"],
    }
    return [oddity for oddity, found in oddities.items() if found]


def convert(folder: Path, out: TextIO) -> Counter[str]:
    """Writes the payouts of all quarters; counts the records and their oddities."""
    writer = csv.DictWriter(out, OUTPUT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    counts: Counter[str] = Counter()
    for quarter in find_quarters(folder):
        counts["files read"] += 1
        for record in read_records(quarter.path):
            writer.writerow(to_payout(record, quarter))
            counts["records read and written"] += 1
            counts.update(oddities_of(record))
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source_dir", type=Path, help="the folder with the quarterly CSV files")
    folder = parser.parse_args().source_dir
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    try:
        counts = convert(folder, sys.stdout)
    except SourceError as error:
        sys.exit(f"convert.py: {error}")
    for what, count in counts.items():
        print(f"{count} {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
