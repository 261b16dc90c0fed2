"""PocketBase as a peer of bench/peers.py: built from bench/pocketbase, its REST lists with totals,
the rows of payoutd's own file put into its file after its own migration made the collections."""

import os
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from bench_server import FOLDER, PAGE_ROWS, ROOT
from postgres_peer import free_port

SOURCE = ROOT / "bench/pocketbase"
PROGRAM = FOLDER / "pocketbase"
QUERY_TIMEOUT_SECONDS = 300  # its own 30 would refuse the slowest questions

STATUSES = ["created", "queued", "processing", "settling", "action_required", "completed", "failed",
            "cancelled", "expired"]
TIMES = ["created_at", "updated_at", "queued_at", "submitted_at", "completed_at", "failed_at",
         "cancelled_at", "expired_at"]
TEXTS = ["reference_id", "beneficiary_email", "beneficiary_first_name", "beneficiary_last_name",
         "beneficiary_country", "beneficiary_phone", "description", "failure_code",
         "failure_reason"]


def values():
    """Of each field, what it is in payoutd's file."""
    status = " ".join(f"WHEN {number} THEN '{name}'" for number, name in enumerate(STATUSES))
    made = {"id": "printf('r%014d', number)", "owner": "owner_key", "number": "number",
            "status": f"CASE status {status} END", "currency": "currency",
            "amount": "amount_micro / 1000000.0", "fees": "fees_micro / 1000000.0"}
    for name in TIMES:
        seconds = f"{name} / 1000 / 1000.0"
        made[name] = f"ifnull(strftime('%Y-%m-%d %H:%M:%fZ', {seconds}, 'unixepoch'), '')"
    for name in TEXTS:
        made[name] = f"ifnull({name}, '')"
    return made


SEARCH = "(reference_id ~ '{0}' || beneficiary_email ~ '{0}')"
FILTERS = {
    "all": "",
    "status + currency": " && status = 'completed' && currency = 'EUR'",
    "dates": " && created_at >= '2024-04-01 00:00:00.000Z'"
             " && created_at < '2024-07-01 00:00:00.000Z'",
    "broad": " && " + SEARCH.format("example.com"),
    "numbers": " && " + SEARCH.format("{n}"),
    "narrow": " && " + SEARCH.format("000{n}"),
}
ORDERS = {"newest": "-created_at,-number", "amount": "-amount,-number"}


class PocketBase:
    name = "PocketBase"

    @staticmethod
    def missing():
        """Why it cannot take part; nothing if it can."""
        return None if shutil.which("go") else "there is no go to build it with"

    def __init__(self, database, count, owner):
        self.owner, self.port = owner, free_port()
        self.folder, self.loaded = (FOLDER / f"pocketbase-{count}",
                                    FOLDER / f"pocketbase-{count}.loaded")
        subprocess.run(["go", "build", "-o", PROGRAM, "."], cwd=SOURCE, check=True,
                       env={**os.environ, "CGO_ENABLED": "0"})
        self.version = "PocketBase " + subprocess.run(
            ["go", "list", "-m", "-f", "{{.Version}}", "github.com/pocketbase/pocketbase"],
            cwd=SOURCE, check=True, capture_output=True, text=True).stdout.strip()
        if not self.loaded.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.start()  # makes its file and the collections
            self.stop()
            self.load(database)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--http", f"127.0.0.1:{self.port}", "--dir", self.folder,
             "--queryTimeout", str(QUERY_TIMEOUT_SECONDS)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/health").close()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError("PocketBase did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def load(self, database):
        start = time.perf_counter()
        file = sqlite3.connect(self.folder / "data.db", isolation_level=None)
        file.execute("PRAGMA synchronous = OFF")
        file.execute("PRAGMA cache_size = -1000000")  # KiB
        file.execute("ATTACH ? AS payoutd", (f"{database}",))
        indexes = file.execute("SELECT name, sql FROM main.sqlite_schema WHERE type = 'index'"
                               " AND tbl_name = 'payouts' AND sql IS NOT NULL").fetchall()
        fields = values()
        file.execute("BEGIN")
        for name, _ in indexes:
            file.execute(f"DROP INDEX main.{name}")
        file.execute(f"INSERT INTO main.payouts ({', '.join(fields)})"
                     f" SELECT {', '.join(fields.values())} FROM payoutd.payouts")
        for _, sql in indexes:
            file.execute(sql)
        file.execute("COMMIT")
        file.execute("ANALYZE main")
        file.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")
        file.close()
        self.loaded.write_text(f"{time.perf_counter() - start:.1f}")

    def client(self):
        """The arguments of ask_peers."""
        return ["http", str(self.port)]

    def list_text(self, which, order):
        query = urllib.parse.urlencode({"perPage": PAGE_ROWS, "sort": ORDERS[order],
                                        "filter": f"(owner = {self.owner}{FILTERS[which]})"},
                                       safe="{}")
        return f"/api/collections/payouts/records?{query}{'' if '{n}' in query else '&page={n}'}"

    def sums_text(self):
        query = urllib.parse.urlencode({"perPage": 500, "filter": f"(owner = {self.owner})"})
        return f"/api/collections/payout_sums/records?{query}"
