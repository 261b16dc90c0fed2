#!/usr/bin/env python3
"""Lists per second, beside the same server answering constant bytes, in one run.

Makes a database of BENCH_COUNT payouts of one client (default 1,000,000; kept in build/bench),
serves it on one core, loads it with wrk from the other, and prints the table of docs/BENCHMARKS.md.
For each kind of list the floor is payoutd's own HTTP server answering as many constant bytes
(constant_server). The two are measured in turns, BENCH_ROUNDS times; the table has the medians, and
the ratio is the median of each turn's ratio, so that a machine that slows down slows both.
"""

import json
import os
import statistics
import sys
import time
import urllib.request

import bench_server
from bench_server import FOLDER, RELEASE, ROUNDS

COUNT = int(os.environ.get("BENCH_COUNT", "1000000"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = 16
DATABASE = FOLDER / f"{COUNT}.db"

KINDS = {
    "first": ("first page", ""),
    "random": ("page at random depth", "?page={middle}"),
    "last": ("last page", "?page={last}"),
    "filtered": ("status + currency, by amount, random depth",
                 "?status=completed&currency=EUR&sort_by=amount&page=1"),
    "search": ("search, 100 pages in turn", "?search=smith"),
}


def prepare():
    """The database and its client's credentials; made once for each count."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / f"{COUNT}.json"
    if not kept.exists():
        bench_server.remove_database(DATABASE)
        client = bench_server.payoutd(DATABASE, "client", "create", "--name", "Bench")
        bench_server.payoutd(DATABASE, "generate", "--client", client["client_id"],
                             "--count", COUNT)
        kept.write_text(json.dumps(client))
    return json.loads(kept.read_text())


def ask(port, query, client):
    """Time in ms, body size and total of one list."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/payouts{query}",
        headers={"X-API-Key": client["api_key"], "X-API-Secret": client["api_secret"]})
    start = time.perf_counter()
    with urllib.request.urlopen(request) as response:
        body = response.read()
        total = int(response.headers["X-Total-Count"])
    return (time.perf_counter() - start) * 1000, len(body), total


def load(port, kind, client, pages, filtered_pages):
    """Rate, p50 and p99 in µs as wrk on core 1 sees them."""
    environment = {"KIND": kind, "PAGES": str(pages), "FILTERED_PAGES": str(filtered_pages),
                   "KEY": client["api_key"], "SECRET": client["api_secret"]}
    rate, p50, p99, errors = bench_server.wrk("lists.lua", port, 1, CONNECTIONS, SECONDS,
                                              environment, core=1)
    if errors:
        raise RuntimeError(f"{errors} requests of {kind} failed")
    return rate, p50, p99


def measure(kind, query, server, client, pages, filtered_pages):
    _, size, _ = ask(server.port, query, client)
    floor = bench_server.Server([RELEASE / "bench/constant_server", 0, size], core=0)
    lists, floors = [], []
    try:
        for _ in range(ROUNDS):
            floors.append(load(floor.port, "first", client, pages, filtered_pages))
            lists.append(load(server.port, kind, client, pages, filtered_pages))
    finally:
        floor.stop()
    middle = [statistics.median(column) for column in zip(*lists)]
    ratio = statistics.median(ours[0] / theirs[0] for ours, theirs in zip(lists, floors))
    return size, *middle, statistics.median(each[0] for each in floors), ratio


def main():
    client = prepare()
    server = bench_server.serve(DATABASE, {"PAYOUTD_THREADS": "1"}, core=0)
    try:
        built_ms, _, total = ask(server.port, "", client)
        pages = -(-total // 20)
        _, _, filtered = ask(server.port, KINDS["filtered"][1], client)
        ask(server.port, KINDS["search"][1], client)
        print(f"{COUNT:,} payouts of one client; {bench_server.machine()}; server on one core,"
              f" {bench_server.wrk_version()} on another, {CONNECTIONS} connections,"
              f" {ROUNDS} x {SECONDS} s")
        print(f"index built and first page answered in {built_ms:,.0f} ms;"
              f" {server.resident_bytes() / COUNT:,.0f} bytes resident per payout\n")
        print("| list | bytes | lists/s | p50 µs | p99 µs | floor/s | of the floor |")
        print("|---|---|---|---|---|---|---|")
        for kind, (name, query) in KINDS.items():
            query = query.format(middle=pages // 2, last=pages)
            size, rate, p50, p99, floor, ratio = measure(kind, query, server, client, pages,
                                                         -(-filtered // 20))
            print(f"| {name} | {size:,} | {rate:,.0f} | {p50:,.0f} | {p99:,.0f} | {floor:,.0f} |"
                  f" {ratio:.2f} |", flush=True)
        print(f"\nafterwards {server.resident_bytes() / COUNT:,.0f} bytes resident per payout")
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
