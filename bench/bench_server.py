"""What the benchmarks share: payoutd's programs, a server that says its port, and the machine."""

import json
import os
import platform
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "build/release"
FOLDER = ROOT / "build/bench"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
LISTENS = re.compile(r"listens on (?:http://127\.0\.0\.1:)?(\d+)")


class Server:
    """A program that says on which port it listens; on one core if one is named."""

    def __init__(self, command, environment=None, core=None):
        pinned = [] if core is None else ["taskset", "-c", str(core)]
        self.process = subprocess.Popen(
            [*pinned, *map(str, command)], stdout=subprocess.PIPE, text=True,
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


def remove_database(database):
    for old in database.parent.glob(f"{database.name}*"):
        old.unlink()


def wrk(script, port, threads, connections, seconds, environment, core=None):
    """The numbers that the script's RESULT line has."""
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    output = subprocess.run(
        [*pinned, "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s",
         "-s", str(ROOT / "bench" / script), f"http://127.0.0.1:{port}"],
        check=True, capture_output=True, text=True, env={**os.environ, **environment}).stdout
    found = re.search(r"RESULT(( \d+)+)", output)
    if not found:
        raise RuntimeError(f"{script} has no result:\n{output}")
    return list(map(int, found.group(1).split()))


def machine():
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores, {model.group(1) if model else platform.processor()}"


def wrk_version():
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout
    found = re.search(r"^wrk (?:debian/)?([^\s-]+)", said)
    return f"wrk {found.group(1)}" if found else "wrk"
