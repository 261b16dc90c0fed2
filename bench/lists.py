#!/usr/bin/env python3
"""Lists per second, beside the same server answering constant bytes, in one run.

Makes a database of BENCH_COUNT payouts of one client (default 1,000,000; kept in build/bench),
serves it on one core, loads it with wrk from the other (which that never leaves: awake.cc), and
prints the table of docs/BENCHMARKS.md.
For each kind of list the floor is payoutd's own HTTP server answering as many constant bytes
(constant_server). The two are measured in turns, BENCH_ROUNDS times; the table has the medians, and
the ratio is the median of each turn's ratio, so that a machine that slows down slows both.
"""

import os
import statistics
import sys
import urllib.request

import bench_server
from bench_server import COUNT, PAGE_ROWS, RELEASE, ROUNDS, ask, medians

SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = 16

# Name, query, and the pages that are asked for of a list of so many. What is said to be unchanged
# is asked for with the tag of its answer.
UNCHANGED = "first page, unchanged (304)"
FILTERED = "status=completed&currency=EUR"
KINDS = [
    ("first page", "", lambda pages: (1, 1)),
    (UNCHANGED, "", lambda pages: (1, 1)),
    ("page at random depth", "", lambda pages: (1, pages)),
    ("last page", "", lambda pages: (pages, pages)),
    ("by amount, random depth", "sort_by=amount", lambda pages: (1, pages)),
    ("status, random depth", "status=failed", lambda pages: (1, pages)),
    ("status + currency, random depth", FILTERED, lambda pages: (1, pages)),
    ("status + currency, by amount, random depth", f"{FILTERED}&sort_by=amount",
     lambda pages: (1, pages)),
    ("dates + status, by amount, random depth",
     "created_from=2024-04-01T00:00:00Z&created_to=2024-07-01T00:00:00Z&status=completed"
     "&sort_by=amount", lambda pages: (1, pages)),
    ("search, 100 pages in turn", "search=smith", lambda pages: (1, min(pages, 100))),
    ("search + status, by amount, random depth", "search=smith&status=completed&sort_by=amount",
     lambda pages: (1, pages)),
]


def tag_of(port, client):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/payouts",
        headers={"X-API-Key": client["api_key"], "X-API-Secret": client["api_secret"]})
    with urllib.request.urlopen(request) as response:
        return response.headers["ETag"]


def load(port, client, query, pages, tag=""):
    """Rate, p50 and p99 in µs as wrk on core 1 sees them."""
    environment = {"QUERY": query, "LOW": str(pages[0]), "HIGH": str(pages[1]), "TAG": tag,
                   "KEY": client["api_key"], "SECRET": client["api_secret"]}
    environment["LD_PRELOAD"] = str(RELEASE / "bench/libawake.so")
    rate, p50, p99, errors = bench_server.wrk("lists.lua", port, 1, CONNECTIONS, SECONDS,
                                              environment, core=1)
    if errors:
        raise RuntimeError(f"{errors} requests of {query} failed")
    return rate, p50, p99


def measure(server, client, name, query, pages_of):
    """Bytes of a page, the medians of its rate, p50 and p99, the floor's rate, and the ratio."""
    _, _, total = ask(server.port, f"?{query}", client)
    low, high = pages_of(max(1, -(-total // PAGE_ROWS)))
    _, size, _ = ask(server.port, f"?{query}&page={(low + high) // 2}".replace("?&", "?"), client)
    tag = tag_of(server.port, client) if name == UNCHANGED else ""
    size = 0 if tag else size
    floor = bench_server.Server([RELEASE / "bench/constant_server", 0, size], core=0)
    lists, floors = [], []
    try:
        for _ in range(ROUNDS):
            floors.append(load(floor.port, client, "", (1, 1)))
            lists.append(load(server.port, client, query, (low, high), tag))
    finally:
        floor.stop()
    ratio = statistics.median(ours[0] / theirs[0] for ours, theirs in zip(lists, floors))
    return size, *medians(lists), statistics.median(each[0] for each in floors), ratio


def main():
    database, client = bench_server.database_of(COUNT)
    server = bench_server.serve(database, {"PAYOUTD_THREADS": "1"}, core=0)
    try:
        built_ms, _, _ = ask(server.port, "", client)
        print(f"{COUNT:,} payouts of one client; {bench_server.machine()}; server on one core,"
              f" {bench_server.wrk_version()} on another, {CONNECTIONS} connections,"
              f" {ROUNDS} x {SECONDS} s; {bench_server.build()}")
        print(f"index built and first page answered in {built_ms:,.0f} ms;"
              f" {server.resident_bytes() / COUNT:,.0f} bytes resident per payout\n")
        bench_server.table(
            ["list", "bytes", "lists/s", "p50 µs", "p99 µs", "floor/s", "of the floor"],
            ([name, size, *map(round, rates), f"{ratio:.2f}"]
             for name, query, pages_of in KINDS
             for size, *rates, ratio in [measure(server, client, name, query, pages_of)]))
        print(f"\nafterwards {server.resident_bytes() / COUNT:,.0f} bytes resident per payout")
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
