#!/usr/bin/env python3
"""Durable creates per second, beside the bare SQLite insert loop, in one run.

Each measurement has a fresh database in build/bench and all cores, the load's included: one payout
a request, batches of 1,000, and the same rows written by SQLite alone (bare_inserts), one payout a
commit, 64 and 1,000. They take turns, BENCH_ROUNDS times (3) for BENCH_SECONDS each (10); the table
has the medians, and the ratio is the median of each turn's ratio. The run fails if the list then
counts other than what was acknowledged, or if `payoutd verify` finds anything.
"""

import os
import re
import statistics
import subprocess
import sys
import urllib.request

import bench_server
from bench_server import FOLDER, RELEASE, ROUNDS

DATABASE = FOLDER / "creates.db"
SECONDS = int(os.environ.get("BENCH_SECONDS", "10"))
GRACE_SECONDS = 3  # for the last answers; nothing is asked then
THREADS = 2

# What is asked: name, payouts a request, connections, payouts a commit of the bare loop beside it.
# At most 64 single payouts wait at once, so no more than 64 can share a commit.
WAYS = [("one payout a request, 64 connections", 1, 64, 64),
        ("batches of 1,000, 4 connections", 1000, 4, 1000)]
BARE_SIZES = [1, 64, 1000]


def fresh_client():
    FOLDER.mkdir(parents=True, exist_ok=True)
    bench_server.remove_database(DATABASE)
    return bench_server.payoutd(DATABASE, "client", "create", "--name", "Bench",
                                "--fund", "USD=100000000000", "--fee", "USD=1.50")


def total_count(port, client):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/payouts?limit=1",
        headers={"X-API-Key": client["api_key"], "X-API-Secret": client["api_secret"]})
    with urllib.request.urlopen(request) as response:
        return int(response.headers["X-Total-Count"])


def load(port, client, per_request, connections):
    """Payouts acknowledged, and rate, p50 and p99 in ms of a request."""
    environment = {"PAYOUTS_PER_REQUEST": str(per_request), "SECONDS": str(SECONDS),
                   "WALLET": str(client["wallets"][0]["wallet_id"]),
                   "KEY": client["api_key"], "SECRET": client["api_secret"]}
    asked, answered, errors, micros, p50, p99 = bench_server.wrk(
        "creates.lua", port, THREADS, connections, SECONDS + GRACE_SECONDS, environment)
    if errors or asked != answered:
        raise RuntimeError(f"{asked} requests, {answered} answers, {errors} errors")
    acknowledged = answered * per_request
    return acknowledged, (acknowledged / (micros / 1e6), p50 / 1000, p99 / 1000)


def measure(per_request, connections):
    client = fresh_client()
    server = bench_server.serve(DATABASE)
    try:
        acknowledged, measured = load(server.port, client, per_request, connections)
        total = total_count(server.port, client)
    finally:
        server.stop()
    if total != acknowledged:
        raise RuntimeError(f"{acknowledged} payouts were acknowledged, the list counts {total}")
    bench_server.payoutd(DATABASE, "verify")
    return acknowledged, measured


def bare(per_commit):
    """SQLite's version, and rate, p50 and p99 in ms of a commit."""
    fresh_client()
    said = subprocess.run([RELEASE / "bench/bare_inserts", DATABASE, str(per_commit), str(SECONDS)],
                          check=True, capture_output=True, text=True).stdout
    bench_server.payoutd(DATABASE, "verify")  # its rows are as good as ours
    version, rate, p50, p99 = re.match(r"SQLite (\S+)\nRESULT (\d+) (\d+) (\d+)\n", said).groups()
    return version, (int(rate), int(p50) / 1000, int(p99) / 1000)


def row(name, measurements, ratio):
    rate, p50, p99 = (statistics.median(column) for column in zip(*measurements))
    print(f"| {name} | {rate:,.0f} | {p50:,.2f} | {p99:,.2f} | {ratio} |", flush=True)


def main():
    ours = {name: [] for name, *_ in WAYS}
    bares = {size: [] for size in BARE_SIZES}
    created, sqlite = 0, ""
    for _ in range(ROUNDS):
        for size in BARE_SIZES:
            sqlite, measured = bare(size)
            bares[size].append(measured)
            for name, per_request, connections, beside in WAYS:
                if beside == size:
                    acknowledged, measured = measure(per_request, connections)
                    created += acknowledged
                    ours[name].append(measured)
    bench_server.remove_database(DATABASE)

    print(f"{bench_server.machine()}, all of them for server and load; SQLite {sqlite},"
          f" {bench_server.wrk_version()}; {ROUNDS} x {SECONDS} s")
    alone = statistics.median(p50 for _, p50, _ in bares[1])
    print(f"a commit of one payout takes {alone:,.2f} ms here, the disk's wait included\n")
    print("| what | payouts/s | p50 ms | p99 ms | of the bare loop |")
    print("|---|---|---|---|---|")
    for name, _, _, beside in WAYS:
        ratio = statistics.median(mine[0] / theirs[0]
                                  for mine, theirs in zip(ours[name], bares[beside]))
        row(name, ours[name], f"{ratio:.2f}")
    for size in BARE_SIZES:
        row(f"bare loop, {size:,} a commit", bares[size], "")
    print(f"\n{created:,} payouts were acknowledged; the lists counted as many,"
          " and verify found nothing")


if __name__ == "__main__":
    sys.exit(main())
