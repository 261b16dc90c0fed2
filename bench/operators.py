#!/usr/bin/env python3
"""The operators' list of all payouts: BENCH_COUNT payouts of a tenth as many clients.

One connection asks one question after the other, BENCH_REPEATS (300) times each, of a server that
has everybody's payouts in memory, and SCANS times of one that may not and reads them from its
database. Every answer of the operator API has a line in the audit log that is on the disk before
the answer leaves, so a route that answers a few bytes of nothing is measured too: the floor. The
database is that of bench/owners.py, copied.
"""

import http.client
import os
import random
import shutil
import statistics
import sys
import time

import bench_server
import owners
from bench_server import FOLDER, PAGE_ROWS, table

REPEATS = int(os.environ.get("BENCH_REPEATS", "300"))
SCANS = 3
TOKEN = "bench-token-0123456789-0123456789-ab"
SETTINGS = {"PAYOUTD_ADMIN_TOKEN": TOKEN, "PAYOUTD_OPERATOR_RATE_LIMIT": "0"}
BUDGET = "PAYOUTD_INDEX_OPERATORS_MEMORY_BUDGET_BYTES"

# Name, query, whether at random depth.
KINDS = [
    ("first page", "", False),
    ("page at random depth", "", True),
    ("by amount, random depth", "sort_by=amount", True),
    ("by e-mail, random depth", "sort_by=beneficiary_email&sort_order=asc", True),
    ("status, random depth", "status=failed", True),
    ("status + currency, by amount, random depth",
     "status=completed&currency=EUR&sort_by=amount", True),
    ("search, random depth", "search=smith", True),
    ("search + status, by amount, random depth",
     "search=smith&status=completed&sort_by=amount", True),
]


class Asker:
    """A connection that is kept."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)

    def ask(self, target):
        """The µs that the answer took, and the list's total."""
        start = time.perf_counter()
        self.connection.request("GET", f"/v1/admin{target}", headers={"X-Admin-Token": TOKEN})
        response = self.connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - start) * 1e6
        if response.status != 200:
            raise RuntimeError(f"{target}: {response.status} {body[:200]}")
        return took, int(response.headers.get("X-Total-Count", 0))

    def times(self, query, deep, repeats):
        """The first time in µs, the total, and the sorted times of the pages that came then."""
        first, total = self.ask(f"/payouts?{query}")
        pages = max(1, -(-total // PAGE_ROWS)) if deep else 1
        dice = random.Random(7)
        targets = [f"/payouts?{query}{'&' if query else ''}page={dice.randint(1, pages)}"
                   for _ in range(repeats)]
        return first, total, sorted(self.ask(target)[0] for target in targets)


def copy_of(database):
    copy = FOLDER / "operators.db"
    bench_server.remove_database(copy)
    for ending in ("", "-wal", ".key"):
        part = database.with_name(database.name + ending)
        if part.exists():
            shutil.copy(part, copy.with_name(copy.name + ending))
    return copy


def percentile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


def in_memory(database):
    """The line of each kind, and what the index took."""
    server = bench_server.serve(database, {**SETTINGS, BUDGET: str(2**50)})
    try:
        asker = Asker(server)
        built, total = asker.ask("/payouts")
        held = bench_server.metric(server.port, "payoutd_operators_index_bytes")
        lines = {"nothing (the floor)": ("", sorted(asker.ask("/operators")[0]
                                                    for _ in range(REPEATS)))}
        for name, query, deep in KINDS:
            first, _, times = asker.times(query, deep, REPEATS)
            lines[name] = (first / 1000, times)
        return lines, built / 1e6, total, held
    finally:
        server.stop()


def from_database(database):
    """The median time in ms of each kind."""
    server = bench_server.serve(database, {**SETTINGS, BUDGET: "0"})
    try:
        asker = Asker(server)
        return {name: statistics.median(asker.times(query, deep, SCANS)[2]) / 1000
                for name, query, deep in KINDS}
    finally:
        server.stop()


def main():
    original, _ = owners.prepare()
    database = copy_of(original)
    lines, built, total, held = in_memory(database)
    scans = from_database(database)
    print(f"{total:,} payouts of {owners.OWNERS:,} clients; {bench_server.machine()};"
          f" one connection; {bench_server.build()}")
    print(f"index built and first page answered in {built:,.1f} s;"
          f" the index takes {held / max(total, 1):,.0f} bytes per payout\n")
    table(["list", "first time ms", "p50 µs", "p99 µs", "from the database ms"],
          [[name, first, round(percentile(times, 0.5)), round(percentile(times, 0.99)),
            scans.get(name, "")] for name, (first, times) in lines.items()])


if __name__ == "__main__":
    sys.exit(main())
