#!/usr/bin/env python3
"""Creates at a steady rate and lists at full rate, each alone and both at once.

The owner has BENCH_COUNT payouts. BENCH_RATE creates a second (5000) are sent one by one over 64
connections (paced_creates); each is moved to queued by the dispatcher too, so there are twice as
many writes. wrk asks for lists over 16 connections as fast as it can. Server and load share all
cores. While creates run, paced_creates asks lists what they count: less than what was acknowledged
before the question was sent is stale, and fails the run. BENCH_ROUNDS times BENCH_SECONDS (5).
"""

import os
import sys
import time

import bench_server
from bench_server import (ALL_IN_MEMORY, COUNT, PAGE_ROWS, ROUNDS, PacedCreates, ask, medians,
                          table)

SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = 16
LEAD_SECONDS = 0.5  # creates begin before the lists and end after them
DATABASE = "writes_beside_lists.db"
KINDS = [
    ("first page", "", False),
    ("page at random depth", "", True),
    ("status + currency, random depth", "status=completed&currency=EUR", True),
    ("by amount, random depth", "sort_by=amount", True),
    ("status + currency, by amount, random depth",
     "status=completed&currency=EUR&sort_by=amount", True),
    ("search, random depth", "search=smith", True),
    ("search of most, by amount, random depth", "search=o&sort_by=amount", True),
]


class Bench:
    def __init__(self, port, client, wallet):
        self.port, self.client, self.wallet = port, client, wallet
        self.created = self.probes = self.stale = 0

    def lists(self, query, pages):
        """Rate, p50 and p99 in µs."""
        *measured, errors = bench_server.wrk(
            "lists.lua", self.port, 1, CONNECTIONS, SECONDS,
            {"QUERY": query, "LOW": "1", "HIGH": str(pages), "KEY": self.client["api_key"],
             "SECRET": self.client["api_secret"]})
        if errors:
            raise RuntimeError(f"{errors} lists failed")
        return measured

    def creates(self, seconds):
        return PacedCreates(self.port, self.client, self.wallet, seconds)

    def counted(self, creates):
        """Rate, p50 and p99 in µs of creates, p50 and p99 of the probes."""
        said = creates.result()
        self.created += said.created
        self.probes += said.probes
        self.stale += said.stale
        return (said.created / (said.micros / 1e6), said.p50_us, said.p99_us, said.probe_p50_us,
                said.probe_p99_us)

    def both(self, query, pages):
        creating = self.creates(SECONDS + 2 * LEAD_SECONDS)
        try:
            time.sleep(LEAD_SECONDS)
            listed = self.lists(query, pages)
        finally:
            created = self.counted(creating)
        return listed, created

    def settle(self):
        """Waits until the dispatcher has moved what was created."""
        for _ in range(600):
            if ask(self.port, "?search=paced&status=created&limit=1", self.client)[2] == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("the dispatcher does not come to an end")


def measure(bench, query, at_random):
    total = ask(bench.port, f"?{query}", bench.client)[2]
    pages = max(1, -(-total // PAGE_ROWS)) if at_random else 1
    alone, beside, creates = [], [], []
    for _ in range(ROUNDS):
        alone.append(bench.lists(query, pages))
        listed, created = bench.both(query, pages)
        beside.append(listed)
        creates.append(created)
        bench.settle()
    return medians(alone), medians(beside), medians(creates)


def run(bench):
    lists, creates = [], []
    before = ask(bench.port, "", bench.client)[2]
    alone = []
    for _ in range(ROUNDS):
        alone.append(bench.counted(bench.creates(SECONDS)))
        bench.settle()
    creates.append(["none", *medians(alone)])
    for name, query, at_random in KINDS:
        listed_alone, listed, created = measure(bench, query, at_random)
        lists.append([name, *(round(each) for pair in zip(listed_alone, listed) for each in pair)])
        creates.append([name, *created])
    table(["lists", "lists/s alone", "beside creates", "p50 µs alone", "beside", "p99 µs alone",
           "beside"], lists)
    print()
    table(["creates beside lists", "creates/s", "p50 ms", "p99 ms", "probe p50 ms", "probe p99 ms"],
          [[name, round(rate), *(each / 1000 for each in times)] for name, rate, *times in creates])
    counted = ask(bench.port, "", bench.client)[2] - before
    print(f"\n{bench.created:,} creates were acknowledged; the list counts {counted:,} more;"
          f" {bench.probes:,} probes, {bench.stale} stale")
    return 0 if counted == bench.created and bench.stale == 0 else 1


def main():
    database, client, wallet = bench_server.funded_copy(COUNT, DATABASE)
    server = bench_server.serve(database, ALL_IN_MEMORY)
    try:
        ask(server.port, "", client)
        print(f"an owner of {COUNT:,} payouts; {PacedCreates.RATE:,} creates/s are sent;"
              f" {bench_server.machine()}, all of them for server and load; {ROUNDS} x {SECONDS} s;"
              f" {bench_server.wrk_version()}; {bench_server.build()}\n")
        return run(Bench(server.port, client, wallet))
    finally:
        server.stop()
        bench_server.remove_database(database)


if __name__ == "__main__":
    sys.exit(main())
