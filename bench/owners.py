#!/usr/bin/env python3
"""Lists of many owners: BENCH_OWNERS clients (BENCH_COUNT / 10) with ten payouts each.

make_owners writes the database, kept in build/bench. The server has one thread on one core and
wrk 16 connections on another. Cold: a fresh server is asked once for each owner's list, and builds
each one's index. Warm: lists of all owners in turn, BENCH_SECONDS (5). BENCH_ROUNDS times; figures
are medians. How much memory indexes may take is the server's own default, or
PAYOUTD_INDEX_MEMORY_BUDGET_BYTES.
"""

import os
import statistics
import subprocess
import sys
import time

import bench_server
from bench_server import COUNT, FOLDER, RELEASE, ROUNDS, medians, table

OWNERS = int(os.environ.get("BENCH_OWNERS", str(max(1, COUNT // 10))))
PAYOUTS_EACH = 10
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
COLD_SECONDS_MAX = 3600  # it stops when all owners were asked
CONNECTIONS = 16
WARM = [("first page", ""),
        ("status, by amount", "status=completed&sort_by=amount"),
        ("search", "search=smith")]


def prepare():
    """The database, and the seconds that it took to make."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    database, kept = FOLDER / f"owners-{OWNERS}.db", FOLDER / f"owners-{OWNERS}.seconds"
    if not kept.exists():
        bench_server.remove_database(database)
        start = time.perf_counter()
        subprocess.run([RELEASE / "bench/make_owners", database, str(OWNERS), str(PAYOUTS_EACH)],
                       check=True)
        kept.write_text(f"{time.perf_counter() - start:.1f}")
    return database, float(kept.read_text())


def load(port, query, first, once):
    """Rate, p50 and p99 in µs."""
    *measured, errors = bench_server.wrk(
        "owners.lua", port, 1, CONNECTIONS, COLD_SECONDS_MAX if once else SECONDS,
        {"OWNERS": str(OWNERS), "QUERY": query, "FIRST": str(first), "ONCE": str(int(once))},
        core=1)
    if errors:
        raise RuntimeError(f"{errors} requests failed")
    return measured


def one_round(database):
    """Of each load: rate, p50, p99 and the server's memory in MB afterwards."""
    server = bench_server.serve(database, {"PAYOUTD_THREADS": "1"}, core=0)
    measured = []
    try:
        idle = server.resident_bytes()
        measured.append([*load(server.port, "", 0, True), server.resident_bytes() / 1e6])
        for number, (_, query) in enumerate(WARM):
            first = OWNERS * number // len(WARM)
            measured.append([*load(server.port, query, first, False),
                             server.resident_bytes() / 1e6])
    finally:
        server.stop()
    return idle, measured


def main():
    database, seconds = prepare()
    rounds = [one_round(database) for _ in range(ROUNDS)]
    idle = statistics.median(each for each, _ in rounds)
    names = ["cold: each owner's first page once", *(f"warm: {name}" for name, _ in WARM)]
    measured = zip(*(each for _, each in rounds))
    lines = [[name, *medians(each)] for name, each in zip(names, measured)]
    print(f"{OWNERS:,} owners of {PAYOUTS_EACH} payouts each, made in {seconds:,.0f} s,"
          f" {database.stat().st_size / 1e6:,.0f} MB; {bench_server.machine()}; server on one core,"
          f" {bench_server.wrk_version()} on another, {CONNECTIONS} connections;"
          f" {ROUNDS} x {SECONDS} s; {bench_server.build()}\n")
    table(["lists", "lists/s", "p50 µs", "p99 µs", "server MB"],
          [[name, *map(round, figures)] for name, *figures in lines])
    print(f"\na server that was asked nothing takes {idle / 1e6:,.0f} MB; an owner then"
          f" {(lines[0][-1] * 1e6 - idle) / OWNERS:,.0f} bytes")


if __name__ == "__main__":
    sys.exit(main())
