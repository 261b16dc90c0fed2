#!/usr/bin/env python3
"""The same rows and questions asked of payoutd, PostgreSQL and PocketBase.

BENCH_COUNT payouts of one client, copied from payoutd's own file to a PostgreSQL that has the best
indexes for these questions and statements that read depths from an index, and to PocketBase with
the same fields indexed; both stay in build/bench. Every list is asked for with its exact total. One
client program (ask_peers) asks all three over one connection that is kept, in turns, the same pages
in the same order; BENCH_ROUNDS times, up to BENCH_REPEATS (300) a round and for no longer than
BENCH_PEER_SECONDS (5). Their totals and the rows of a page must be the same, else the run fails.
"""

import os
import sqlite3
import subprocess
import sys

import bench_server
from bench_server import (ALL_IN_MEMORY, COUNT, PAGE_ROWS, RELEASE, ROUNDS, ask, medians, table)
from pocketbase_peer import PocketBase
from postgres_peer import Postgres

NO_PAGE_CACHE = {"PAYOUTD_API_PAGE_CACHE_BYTES": "0"}  # each answer is made anew
REPEATS = int(os.environ.get("BENCH_REPEATS", "300"))
SECONDS = float(os.environ.get("BENCH_PEER_SECONDS", "5"))

# What is asked: name, filter, order, and the numbers that are asked with: pages of a list of so
# many, or what is searched for.
QUESTIONS = [
    ("newest, first page", "all", "newest", lambda pages: (1, 1)),
    ("newest, middle pages", "all", "newest",
     lambda pages: (max(1, pages // 2 - 50), pages // 2 + 1)),
    ("newest, last page", "all", "newest", lambda pages: (pages, pages)),
    ("by amount, random depth", "all", "amount", lambda pages: (1, pages)),
    ("status + currency, by amount, random depth", "status + currency", "amount",
     lambda pages: (1, pages)),
    ("dates, newest, random depth", "dates", "newest", lambda pages: (1, pages)),
    ("search, broad, first pages", "broad", "newest", lambda pages: (1, min(pages, 10))),
    ("search, another three digits each time", "numbers", "newest", lambda pages: (100, 999)),
    ("search, narrow, another each time", "narrow", "newest", lambda pages: (1000, 9999)),
]
SUMS = "sums by status and currency"


class Payoutd:
    name = "payoutd"
    FILTERS = {
        "all": "",
        "status + currency": "status=completed&currency=EUR",
        "dates": "created_from=2024-04-01T00:00:00Z&created_to=2024-07-01T00:00:00Z",
        "broad": "search=example.com",
        "numbers": "search={n}",
        "narrow": "search=000{n}",
    }
    ORDERS = {"newest": "sort_by=created_at", "amount": "sort_by=amount"}

    def __init__(self, database, client):
        self.credentials = client
        self.server = bench_server.serve(database, {**ALL_IN_MEMORY, **NO_PAGE_CACHE})

    def stop(self):
        self.server.stop()

    def client(self):
        return ["http", str(self.server.port), "X-API-Key", self.credentials["api_key"],
                "X-API-Secret", self.credentials["api_secret"]]

    def query(self, which, order):
        return "&".join(filter(None, [self.FILTERS[which], self.ORDERS[order]]))

    def list_text(self, which, order):
        query = self.query(which, order)
        return f"/api/v1/payouts?{query}{'' if '{n}' in query else '&page={n}'}"

    def pages(self, which, order):
        total = ask(self.server.port, f"?{self.query(which, order)}", self.credentials)[2]
        return max(1, -(-total // PAGE_ROWS))

    def sums_text(self):
        return "/api/v1/payouts/summary"


def question_of(peer, text, numbers):
    """What it answers, by name, and p50 and p99 in ms; or why it does not."""
    line = f"{REPEATS}\t{SECONDS * 1000:.0f}\t{numbers[0]}\t{numbers[1]}\t{text}\n"
    said = subprocess.run([RELEASE / "bench/ask_peers", *peer.client()], input=line,
                          capture_output=True, text=True)
    if said.returncode != 0:
        raise RuntimeError(f"{peer.name}: {said.stderr}")
    state, _, rest = said.stdout.strip().partition(" ")
    if state != "ok":
        return rest, None
    total, digest, _, _, p50, p99 = map(int, rest.split())
    return (total, digest), (p50 / 1e6, p99 / 1e6)


def measure(peers, texts, numbers, answers_are_lists=True):
    """Rows, and of each peer p50 and p99, or None and why it has no answer."""
    rounds = [[question_of(peer, text, numbers) for peer, text in zip(peers, texts)]
              for _ in range(ROUNDS)]
    answers = [each[0] for each in rounds[0] if each[1]]
    if answers_are_lists and len(set(answers)) != 1:
        raise RuntimeError(f"the peers do not answer the same: {texts}: {rounds[0]}")
    figures = []
    for asked in zip(*rounds):
        times = [each[1] for each in asked]
        figures.append((medians(times), None) if all(times) else (None, asked[0][0]))
    return answers[0][0], figures


def line(name, rows, figures):
    """A line of the table; the ratio is of the p50s."""
    (ours, _), *others = figures
    cells = list(ours or ["–", "–"])
    for theirs, _ in others:
        cells += [*theirs, f"x {theirs[0] / ours[0]:,.1f}" if ours else ""] if theirs else ["–"] * 3
    return [name, rows, *cells]


def run(payoutd, peers):
    failures = []
    columns = ["question", "rows"]
    for peer in peers:
        columns += [f"{peer.name} p50 ms", "p99 ms"] + ([] if peer is payoutd else ["of payoutd"])

    def lines():
        for name, which, order, numbers_of in QUESTIONS:
            texts = [peer.list_text(which, order) for peer in peers]
            rows, figures = measure(peers, texts, numbers_of(payoutd.pages(which, order)))
            failures.extend(f"{name}: {why}" for _, why in figures if why)
            yield line(name, rows, figures)
        _, figures = measure(peers, [peer.sums_text() for peer in peers], (1, 1), False)
        failures.extend(f"{SUMS}: {why}" for _, why in figures if why)
        yield line(SUMS, COUNT, figures)

    table(columns, lines())
    print()
    print("; ".join(f"{peer.name} was loaded in {float(peer.loaded.read_text()):,.0f} s"
                    for peer in peers if peer is not payoutd))
    for why in failures:
        print(f"\nno answer to {why}")


def main():
    database, client = bench_server.database_of(COUNT)
    with sqlite3.connect(database) as file:
        owner = file.execute("SELECT owner_key FROM owners").fetchone()[0]
    peers = []
    try:
        payoutd = Payoutd(database, client)
        peers.append(payoutd)
        peers.append(Postgres(database, COUNT, owner))
        if why := PocketBase.missing():
            print(f"PocketBase is left out: {why}\n")
        else:
            peers.append(PocketBase(database, COUNT, owner))
        print(f"{COUNT:,} payouts of one client; {bench_server.machine()}, all of them for server"
              f" and client; {bench_server.build()};"
              f" {', '.join(peer.version for peer in peers[1:])}; {ROUNDS} rounds of at most"
              f" {SECONDS:g} s\n")
        run(payoutd, peers)
    finally:
        for peer in peers:
            peer.stop()


if __name__ == "__main__":
    sys.exit(main())
