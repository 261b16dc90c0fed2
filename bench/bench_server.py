"""What the benchmarks share: payoutd's programs, a server that says its port, and the machine."""

import itertools
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "build/release"
FOLDER = ROOT / "build/bench"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
COUNT = int(os.environ.get("BENCH_COUNT", "1000000"))
PAGE_ROWS = 20  # of a list, unless it is told otherwise
ALL_IN_MEMORY = {"PAYOUTD_INDEX_MEMORY_BUDGET_BYTES": str(2 ** 50)}  # no index is dropped
LISTENS = re.compile(r"listens on (?:http://127\.0\.0\.1:)?(\d+)")


class Server:
    """A program that says on which port it listens; on one core if one is named."""

    def __init__(self, command, environment=None, core=None):
        pinned = [] if core is None else ["taskset", "-c", str(core)]
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [*pinned, *map(str, command)], stdout=subprocess.PIPE, text=True,
            stderr=self.errors, env={**os.environ, **(environment or {})})
        for line in self.process.stdout:
            if found := LISTENS.search(line):
                self.port = int(found.group(1))
                return
        self.errors.seek(0)
        raise RuntimeError(f"{command[0]} did not start:\n{self.errors.read()}")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def resident_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024


def payoutd(database, *arguments):
    """The result of one of payoutd's commands on a database."""
    command = [RELEASE / "payoutd", *map(str, arguments), "--db", f"sqlite:{database}", "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"payoutd {arguments[0]}: exit {done.returncode}\n"
                           f"{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def serve(database, environment=None, core=None):
    return Server([RELEASE / "payoutd", "serve", "--db", f"sqlite:{database}",
                   "--listen", "127.0.0.1:0"],
                  {"PAYOUTD_LOG_LEVEL": "warn", **(environment or {})}, core)


def touch_memory(size_bytes):
    """Has the system give so much memory, in large pages, to a program that ends. On a virtual
    machine whose memory is not there until it is touched, that takes its host longer than what is
    to be measured: a tenth of the speed of the second time was seen."""
    program = ("import mmap, sys\n"
               "memory = mmap.mmap(-1, int(sys.argv[1]), mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n"
               "memory.madvise(mmap.MADV_HUGEPAGE)\n"
               "for _ in range(len(memory) >> 20): memory.write(b'x' * (1 << 20))\n")
    subprocess.run([sys.executable, "-c", program, str(max(size_bytes, 1 << 20))], check=True)


def remove_database(database):
    for old in database.parent.glob(f"{database.name}*"):
        old.unlink()


def database_of(count):
    """The file of so many generated payouts of one client, and the client; made once for each."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    database, kept = FOLDER / f"{count}.db", FOLDER / f"{count}.json"
    if not kept.exists():
        remove_database(database)
        client = payoutd(database, "client", "create", "--name", "Bench")
        start = time.perf_counter()
        if count:
            payoutd(database, "generate", "--client", client["client_id"], "--count", count)
        client["generate_seconds"] = time.perf_counter() - start
        kept.write_text(json.dumps(client))
    return database, json.loads(kept.read_text())


def copied(count, name):
    """A copy of database_of(count) to write to."""
    original, client = database_of(count)
    copy = FOLDER / name
    remove_database(copy)
    for ending in ("", "-wal", ".key"):
        part = original.with_name(original.name + ending)
        if part.exists():
            shutil.copy(part, copy.with_name(copy.name + ending))
    return copy, client


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


def metric(port, name):
    """What /metrics tells to this machine."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
        found = re.search(rf"^{name} (\S+)$", response.read().decode(), re.MULTILINE)
    return float(found.group(1))


def medians(rounds):
    """Of each column; a round is a line of numbers."""
    return [statistics.median(column) for column in zip(*rounds)]


def table(columns, rows):
    """Prints Markdown; a float has two decimals below ten, and none above a hundred."""
    def text(value):
        if isinstance(value, float):
            return f"{value:,.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"
        return f"{value:,}" if isinstance(value, int) else str(value)
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for row in rows:
        print(f"| {' | '.join(map(text, row))} |", flush=True)


def wrk(script, port, threads, connections, seconds, environment, core=None):
    """The numbers that the script's RESULT line has."""
    return Load(["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s",
                 "-s", ROOT / "bench" / script, f"http://127.0.0.1:{port}"],
                environment, core).result()


class Load:
    """A program that runs beside us and ends with a RESULT line."""

    def __init__(self, command, environment=None, core=None):
        pinned = [] if core is None else ["taskset", "-c", str(core)]
        self.name = command[0]
        self.process = subprocess.Popen(
            [*pinned, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env={**os.environ, **(environment or {})})

    def result(self):
        """The numbers of that line, when it has ended."""
        said, errors = self.process.communicate()
        found = re.search(r"RESULT(( \d+)+)", said)
        if self.process.returncode != 0 or not found:
            raise RuntimeError(f"{self.name} has no result:\n{said}{errors}")
        return list(map(int, found.group(1).split()))

    def end(self):
        """The same, if it is asked to end now."""
        self.process.send_signal(signal.SIGINT)
        return self.result()


class PacedCreates(Load):
    """Single creates at a steady rate, and probes of freshness; see paced_creates.cc."""

    CONNECTIONS = 64
    RATE = int(os.environ.get("BENCH_RATE", "5000"))
    names = itertools.count()

    def __init__(self, port, client, wallet, seconds):
        super().__init__([RELEASE / "bench/paced_creates", port, client["api_key"],
                          client["api_secret"], wallet, f"paced{next(self.names)}", self.RATE,
                          seconds, self.CONNECTIONS])

    def result(self):
        names = ["created", "micros", "p50_us", "p99_us", "probes", "stale", "probe_p50_us",
                 "probe_p99_us"]
        return SimpleNamespace(**dict(zip(names, super().result())))


def funded_copy(count, name):
    """As copied, with a wallet in USD that does not run dry: file, client, wallet."""
    database, client = copied(count, name)
    funded = payoutd(database, "wallet", "fund", "--client", client["client_id"],
                     "USD=100000000000")
    return database, client, funded["wallets"][0]["wallet_id"]


def machine():
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores, {model.group(1) if model else platform.processor()}"


def build():
    """What the numbers are of: payoutd's version and commit, the compiler."""
    version = subprocess.run([RELEASE / "payoutd", "--version"], capture_output=True,
                             text=True).stdout.strip()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True,
                            text=True).stdout.strip()
    cache = (RELEASE / "CMakeCache.txt").read_text()
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)", cache, re.MULTILINE).group(1)
    named = subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout
    return f"{version}{f' at {commit}' if commit else ''}, {named.splitlines()[0]}"


def wrk_version():
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout
    found = re.search(r"^wrk (?:debian/)?([^\s-]+)", said)
    return f"wrk {found.group(1)}" if found else "wrk"
