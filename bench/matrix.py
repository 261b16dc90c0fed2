#!/usr/bin/env python3
"""Server time of every sort field with every kind of filter at four places of the list.

Asks list_matrix, which is payoutd without sockets (router, authentication, index, rendering; no
page is cached), on BENCH_COUNT payouts of one client: each list BENCH_REPEATS times (300) with the
page varying near its place, within BENCH_LINE_MS (1000). The totals, and so the last pages, come
from a process of their own, so that the first time of each list is of a list that was never asked
for. BENCH_ROUNDS fresh processes; figures are medians. Prints the worst by place, filter and sort
field; every list is in build/bench/matrix-COUNT.tsv.
"""

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass

import bench_server
from bench_server import COUNT, FOLDER, PAGE_ROWS, RELEASE, ROUNDS, table

REPEATS = int(os.environ.get("BENCH_REPEATS", "300"))
LINE_MS = int(os.environ.get("BENCH_LINE_MS", "1000"))
SLOW_FIRST_NS = 1_000_000
SHOWN_MAX = 40

SORTS = ["created_at", "queued_at", "submitted_at", "completed_at", "failed_at", "cancelled_at",
         "updated_at", "amount", "fees", "total_amount", "currency", "status", "reference_id",
         "beneficiary_email"]
QUARTER = "created_from=2024-04-01T00:00:00Z&created_to=2024-07-01T00:00:00Z"
DAY = "created_from=2024-06-15T00:00:00Z&created_to=2024-06-16T00:00:00Z"
FILTERS = {
    "none": "",
    "status, most": "status=completed",
    "status, few": "status=failed",
    "three statuses": "status=created,queued,processing",
    "currency": "currency=EUR",
    "three currencies": "currency=USD,EUR,GBP",
    "status + currency": "status=completed&currency=EUR",
    "status + currency, few": "status=processing&currency=KWD",
    "dates, a quarter": QUARTER,
    "dates, a day": DAY,
    "dates + status": f"{QUARTER}&status=completed",
    "dates + status + currency": f"{QUARTER}&status=failed&currency=USD",
    "search, one letter": "search=o",
    "search, broad": "search=example.com",
    "search, a name": "search=smith",
    "search, narrow": "search=0001234",
    "search + status": "search=smith&status=completed",
    "search + dates + currency": f"search=example.com&{QUARTER}&currency=EUR",
    "reference_id": "reference_id=PAY_2024_00001234",
}
PLACES = {  # the pages of a list of so many
    "first": lambda pages: (1, min(10, pages)),
    "random": lambda pages: (1, pages),
    "middle": lambda pages: (max(1, pages // 2 - 50), pages // 2 + 1),
    "last": lambda pages: (max(1, pages - 9), pages),
}


@dataclass
class Measured:
    sort: str
    filter: str
    place: str
    query: str
    total: int
    times: int
    first_ns: float
    p50_ns: float
    p99_ns: float
    longest_ns: float
    resident_bytes: float

    def name(self):
        return f"{self.filter}, by {self.sort}, {self.place}"


def list_matrix(database, client, lines):
    """What list_matrix says of its lines, each a list of numbers."""
    said = subprocess.run(
        [RELEASE / "bench/list_matrix", database, client["api_key"], client["api_secret"],
         str(LINE_MS)], input="\n".join(lines), capture_output=True, text=True)
    if said.returncode != 0:
        raise RuntimeError(said.stderr)
    return [list(map(int, line.split())) for line in said.stdout.splitlines()]


def target(*parameters):
    query = "&".join(filter(None, parameters))
    return f"/api/v1/payouts{'?' if query else ''}{query}"


def questions(totals):
    """The matrix: sort, filter, place, target, first and last page. Both orders take turns."""
    for number, (name, parameters) in enumerate(FILTERS.items()):
        pages = max(1, -(-totals[name] // PAGE_ROWS))
        for turn, sort in enumerate(SORTS):
            order = "sort_order=ASC" if (number + turn) % 2 else ""
            for place, pages_of in PLACES.items():
                yield (sort, name, place, target(parameters, f"sort_by={sort}", order),
                       *pages_of(pages))


def measure(count, rounds):
    """The whole matrix on so many payouts: a Measured for each question."""
    database, client = bench_server.database_of(count)
    said = list_matrix(database, client, [f"0 1 1 {target(each)}" for each in FILTERS.values()])
    asked = list(questions(dict(zip(FILTERS, (numbers[0] for numbers in said)))))
    lines = [f"{REPEATS} {low} {high} {query}" for *_, query, low, high in asked]
    build_index = "0 1 1 /api/v1/payouts?limit=1"
    said = [list_matrix(database, client, [build_index, *lines])[1:] for _ in range(rounds)]
    return [Measured(*question[:4], answers[0][0], min(each[1] for each in answers),
                     *(statistics.median(column) for column in list(zip(*answers))[2:]))
            for question, answers in zip(asked, zip(*said))]


def keep(count, measured):
    place = FOLDER / f"matrix-{count}.tsv"
    lines = ["filter\tsort\tplace\ttotal\ttimes\tfirst_us\tp50_us\tp99_us\tlongest_us\tquery"]
    for each in measured:
        times = (each.first_ns, each.p50_ns, each.p99_ns, each.longest_ns)
        lines.append("\t".join([each.filter, each.sort, each.place, str(each.total),
                                str(each.times), *(f"{time / 1000:.1f}" for time in times),
                                each.query]))
    place.write_text("\n".join(lines) + "\n")


def worst(measured):
    return max(measured, key=lambda each: each.p99_ns)


def print_by(kind, measured, rows=False):
    """A line for each value of a field: the middle list's p50, and the worst of each figure."""
    groups = {}
    for each in measured:
        groups.setdefault(getattr(each, kind), []).append(each)
    lines = []
    for name, group in groups.items():
        lines.append([name, *([group[0].total] if rows else []),
                      statistics.median(each.p50_ns for each in group) / 1000,
                      max(each.p50_ns for each in group) / 1000, worst(group).p99_ns / 1000,
                      max(each.first_ns for each in group) / 1000])
    print()
    table([kind, *(["rows"] if rows else []), "p50 µs", "worst p50 µs", "worst p99 µs",
           "worst first µs"], lines)


def main():
    measured = measure(COUNT, ROUNDS)
    keep(COUNT, measured)
    print(f"{COUNT:,} payouts of one client; {bench_server.machine()}; {bench_server.build()}")
    print(f"{len(measured):,} lists: {len(SORTS)} sort fields x {len(FILTERS)} filters x"
          f" {len(PLACES)} places, in process, each {REPEATS} times"
          f" (at least {min(each.times for each in measured)}) in {ROUNDS} processes")
    print_by("place", measured)
    print_by("filter", measured, rows=True)
    print_by("sort", measured)
    slowest = worst(measured)
    print(f"\nworst p99: {slowest.p99_ns / 1000:,.0f} µs (p50 {slowest.p50_ns / 1000:,.0f} µs):"
          f" {slowest.name()}: `{slowest.query}`")
    slow = sorted((each for each in measured if each.first_ns > SLOW_FIRST_NS),
                  key=lambda each: -each.first_ns)
    print(f"first time over 1 ms: {len(slow)} of {len(measured):,} lists"
          + (f"; the longest {SHOWN_MAX}:" if len(slow) > SHOWN_MAX else ""))
    if slow:
        print()
        table(["list", "rows", "first ms"],
              [[each.name(), each.total, each.first_ns / 1e6] for each in slow[:SHOWN_MAX]])


if __name__ == "__main__":
    sys.exit(main())
