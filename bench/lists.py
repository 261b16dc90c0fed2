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
import platform
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "build/release"
FOLDER = ROOT / "build/bench"
COUNT = int(os.environ.get("BENCH_COUNT", "1000000"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CONNECTIONS = 16
LISTENS = re.compile(r"listens on (?:http://127\.0\.0\.1:)?(\d+)")

KINDS = {
    "first": ("first page", ""),
    "random": ("page at random depth", "?page={middle}"),
    "last": ("last page", "?page={last}"),
    "filtered": ("status + currency, by amount, random depth",
                 "?status=completed&currency=EUR&sort_by=amount&page=1"),
    "search": ("search, 100 pages in turn", "?search=smith"),
}


class Server:
    """A program on core 0 that says on which port it listens."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *map(str, command)], stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        for line in self.process.stdout:
            if found := LISTENS.search(line):
                self.port = int(found.group(1))
                return
        raise RuntimeError(f"{command[0]} did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def resident_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024


def payoutd(*arguments):
    command = [RELEASE / "payoutd", *map(str, arguments), "--db", f"sqlite:{FOLDER}/{COUNT}.db",
               "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def prepare():
    """The database and its client's credentials; made once for each count."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / f"{COUNT}.json"
    if not kept.exists():
        for old in FOLDER.glob(f"{COUNT}.db*"):
            old.unlink()
        client = payoutd("client", "create", "--name", "Bench")
        payoutd("generate", "--client", client["client_id"], "--count", COUNT)
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
    output = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s",
         str(ROOT / "bench/lists.lua"), f"http://127.0.0.1:{port}"],
        check=True, capture_output=True, text=True, env={**os.environ, **environment}).stdout
    rate, p50, p99, errors = map(int, re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", output).groups())
    if errors:
        raise RuntimeError(f"{errors} requests of {kind} failed:\n{output}")
    return rate, p50, p99


def measure(kind, query, server, client, pages, filtered_pages):
    _, size, _ = ask(server.port, query, client)
    floor = Server([RELEASE / "bench/constant_server", 0, size])
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


def machine():
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores, {model.group(1) if model else platform.processor()}"


def main():
    client = prepare()
    server = Server([RELEASE / "payoutd", "serve", "--db", f"sqlite:{FOLDER}/{COUNT}.db",
                     "--listen", "127.0.0.1:0"],
                    {"PAYOUTD_THREADS": "1", "PAYOUTD_LOG_LEVEL": "warn"})
    try:
        built_ms, _, total = ask(server.port, "", client)
        pages = -(-total // 20)
        _, _, filtered = ask(server.port, KINDS["filtered"][1], client)
        ask(server.port, KINDS["search"][1], client)
        print(f"{COUNT:,} payouts of one client; {machine()}; server on one core, wrk on another,"
              f" {CONNECTIONS} connections, {ROUNDS} x {SECONDS} s")
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
