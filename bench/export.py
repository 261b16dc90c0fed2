#!/usr/bin/env python3
"""Exports of BENCH_COUNT payouts: rows and bytes a second, the first byte, and the memory it takes.

GET /api/v1/payouts/export is read to its end over one connection, as CSV and as JSON lines, in two
orders, filtered, and while BENCH_RATE creates a second (5000) go on. While it streams the server's
resident memory is looked at every 50 ms; growth is the most that was seen beyond what it was
before. The index and the order are built before, by a list. An export must have as many rows as the
list counts; beside creates, as it counted before or after or in between. BENCH_ROUNDS times.
"""

import http.client
import os
import sys
import threading
import time
from dataclasses import dataclass

import bench_server
from bench_server import (ALL_IN_MEMORY, COUNT, ROUNDS, PacedCreates, ask, funded_copy, medians,
                          table)

SAMPLE_SECONDS = 0.05
READ_BYTES = 1 << 18
CREATES_SECONDS_MAX = 3600  # they end with the export
CREATES_LEAD_SECONDS = 0.5
EXPORTS = [  # name, format, query, beside creates
    ("CSV", "csv", "", False),
    ("JSON lines", "jsonl", "", False),
    ("CSV, by amount", "csv", "sort_by=amount", False),
    ("JSON lines, by amount", "jsonl", "sort_by=amount", False),
    ("CSV, status + currency", "csv", "status=completed&currency=EUR", False),
    ("CSV, search, by amount", "csv", "search=smith&sort_by=amount", False),
    ("CSV beside creates", "csv", "", True),
    ("JSON lines, by amount, beside creates", "jsonl", "sort_by=amount", True),
]


@dataclass
class Export:
    rows: int = 0
    size: int = 0
    first_byte_seconds: float = 0
    seconds: float = 0
    growth_bytes: int = 0


class MemoryWatch:
    """The most that a server was seen to take beyond what it took at first."""

    def __init__(self, server):
        self.server, self.before = server, server.resident_bytes()
        self.most = self.before
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while not self.over.wait(SAMPLE_SECONDS):
            self.most = max(self.most, self.server.resident_bytes())

    def growth(self):
        self.over.set()
        self.thread.join()
        return max(self.most, self.server.resident_bytes()) - self.before


def read_export(server, client, kind, query):
    watch = MemoryWatch(server)
    export = Export()
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    try:
        start = time.perf_counter()
        connection.request("GET", f"/api/v1/payouts/export?format={kind}&{query}".rstrip("&"),
                           headers={"X-API-Key": client["api_key"],
                                    "X-API-Secret": client["api_secret"]})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{kind} {query}: {answer.status} {answer.read(500)}")
        buffer = memoryview(bytearray(READ_BYTES))
        while size := answer.readinto(buffer):
            export.first_byte_seconds = export.first_byte_seconds or time.perf_counter() - start
            export.size += size
            export.rows += bytes(buffer[:size]).count(b"\n")
        export.seconds = time.perf_counter() - start
    finally:
        connection.close()
        export.growth_bytes = watch.growth()
    if kind == "csv":
        export.rows -= 1  # the names of the columns
    promised = int(answer.headers["X-Total-Count"])
    if export.rows != promised:
        raise RuntimeError(f"{kind} {query}: {export.rows} rows of {promised}")
    return export


def checked_export(server, client, wallet, kind, query, beside_creates):
    """An export whose rows are as many as there were."""
    before = ask(server.port, f"?{query}", client)[2]
    if beside_creates:
        creates = PacedCreates(server.port, client, wallet, CREATES_SECONDS_MAX)
        time.sleep(CREATES_LEAD_SECONDS)
    try:
        export = read_export(server, client, kind, query)
    finally:
        if beside_creates and creates.end().stale:
            raise RuntimeError("lists were stale beside an export")
    after = ask(server.port, f"?{query}", client)[2]
    if not before <= export.rows <= after:
        raise RuntimeError(f"{kind} {query}: {export.rows} rows of {before} to {after}")
    return export


def measure(server, client, wallet, kind, query, beside_creates):
    exports = [checked_export(server, client, wallet, kind, query, beside_creates)
               for _ in range(ROUNDS)]
    return medians([each.rows, each.rows / each.seconds, each.size / 1e6,
                    each.size / 1e6 / each.seconds, each.first_byte_seconds * 1000,
                    each.growth_bytes / 1e6] for each in exports)


def main():
    database, client, wallet = funded_copy(COUNT, "export.db")
    server = bench_server.serve(database, ALL_IN_MEMORY)
    try:
        print(f"{COUNT:,} payouts of one client; {PacedCreates.RATE:,} creates/s beside;"
              f" {bench_server.machine()}, all of them for server and client; {ROUNDS} times;"
              f" {bench_server.build()}\n")
        table(["export", "rows", "rows/s", "MB", "MB/s", "first byte ms", "memory growth MB"],
              ([name, round(rows), round(rate), *others] for name, *how in EXPORTS
               for rows, rate, *others in [measure(server, client, wallet, *how)]))
    finally:
        server.stop()
        bench_server.remove_database(database)


if __name__ == "__main__":
    sys.exit(main())
