"""PostgreSQL as a peer of bench/peers.py: a cluster of its own in build/bench on a port of
loopback, the rows of payoutd's own file, and the best indexes for the questions."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bench_server import FOLDER, PAGE_ROWS

# The columns that a list shows; `status` is payoutd's number of it.
COLUMNS = """owner_key bigint NOT NULL, number bigint NOT NULL, id uuid NOT NULL,
 status smallint NOT NULL, currency text NOT NULL, amount_micro bigint NOT NULL,
 fees_micro bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
 queued_at bigint, submitted_at bigint, completed_at bigint, failed_at bigint, cancelled_at bigint,
 expired_at bigint, reference_id text, beneficiary_email text, beneficiary_first_name text,
 beneficiary_last_name text, beneficiary_country text, beneficiary_phone text, description text,
 failure_code text, failure_reason text"""
NAMES = [each.split()[0] for each in COLUMNS.split(",")]
ROWS = f"SELECT {', '.join('hex(id)' if name == 'id' else name for name in NAMES)} FROM payouts"

# Counts and depths are read from indexes alone; sums too.
INDEXES = """
ALTER TABLE payouts ADD PRIMARY KEY (owner_key, number);
CREATE INDEX payouts_by_creation ON payouts (owner_key, created_at, number);
CREATE INDEX payouts_by_amount ON payouts (owner_key, amount_micro, number);
CREATE INDEX payouts_by_kind ON payouts (owner_key, status, currency, amount_micro, number)
  INCLUDE (fees_micro);
CREATE INDEX payouts_by_reference ON payouts USING gin (lower(reference_id) gin_trgm_ops);
CREATE INDEX payouts_by_email ON payouts USING gin (lower(beneficiary_email) gin_trgm_ops);
"""

SEARCH = "(lower(reference_id) LIKE {0} OR lower(beneficiary_email) LIKE {0})"
FILTERS = {
    "all": "",
    "status + currency": "AND status = 5 AND currency = 'EUR'",
    # The second quarter of 2024, in microseconds.
    "dates": "AND created_at >= 1711929600000000 AND created_at < 1719792000000000",
    "broad": "AND " + SEARCH.format("'%example.com%'"),
    "numbers": "AND " + SEARCH.format("'%' || $1 || '%'"),
    "narrow": "AND " + SEARCH.format("'%000' || $1 || '%'"),
}
ORDERS = {"newest": "created_at DESC, number DESC", "amount": "amount_micro DESC, number DESC"}
SUMS = ("SELECT status, currency, count(*), sum(amount_micro), sum(fees_micro) FROM payouts"
        " WHERE owner_key = {owner} GROUP BY status, currency")


def memory_settings():
    """Of the machine's memory a quarter, 4 GB at most, as the manual recommends."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return {"shared_buffers": f"{min(4096, megabytes // 4)}MB",
            "effective_cache_size": f"{megabytes // 2}MB", "work_mem": "128MB",
            "maintenance_work_mem": f"{min(1024, megabytes // 8)}MB"}


# A statement is planned for its own depth or search.
SETTINGS = {**memory_settings(), "jit": "off", "random_page_cost": "1.1", "fsync": "off",
            "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB",
            "autovacuum": "off", "plan_cache_mode": "force_custom_plan",
            "unix_socket_directories": "", "listen_addresses": "127.0.0.1"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    name = "PostgreSQL"

    def __init__(self, database, count, owner):
        self.owner, self.port = owner, free_port()
        self.folder, self.loaded = FOLDER / f"postgres-{count}", FOLDER / f"postgres-{count}.loaded"
        bindir = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True,
                                text=True).stdout.strip()
        self.programs = Path(bindir)
        if not self.loaded.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.run_unprivileged("initdb", "-D", self.folder, "-U", "bench", "--auth=trust",
                                  "--locale=C.UTF-8", "--no-sync")
        self.start()
        try:
            if not self.loaded.exists():
                self.load(database)
            self.version = "PostgreSQL " + self.sql("SHOW server_version").split()[0]
        except BaseException:
            self.stop()
            raise

    def unprivileged(self):
        """PostgreSQL refuses to run as root; Debian's package made a user for it."""
        if os.getuid() != 0:
            return {}
        user = pwd.getpwnam("postgres")
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run_unprivileged(self, program, *arguments):
        who = self.unprivileged()
        self.folder.mkdir(mode=0o700)
        if who:
            os.chown(self.folder, who["user"], who["group"])
        subprocess.run([self.programs / program, *map(str, arguments)], check=True,
                       stdout=subprocess.DEVNULL, cwd=self.folder, **who)

    def start(self):
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [self.programs / "postgres", "-D", self.folder, "-p", str(self.port), *settings],
            stdout=subprocess.DEVNULL, stderr=self.errors, cwd=self.folder, **self.unprivileged())
        for _ in range(600):
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p",
                                    str(self.port)])
            if ready.returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.errors.seek(0)
        raise RuntimeError(f"PostgreSQL did not start:\n{self.errors.read()}")

    def stop(self):
        self.process.send_signal(signal.SIGINT)  # a fast shutdown
        self.process.wait(600)

    def connection(self):
        return f"host=127.0.0.1 port={self.port} user=bench dbname=postgres"

    def sql(self, statements):
        return subprocess.run(
            [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
             self.connection(), "-c", statements], check=True, capture_output=True,
            text=True).stdout

    def load(self, database):
        start = time.perf_counter()
        self.sql(f"CREATE EXTENSION IF NOT EXISTS pg_trgm; DROP TABLE IF EXISTS payouts;"
                 f" CREATE TABLE payouts ({COLUMNS})")
        rows = subprocess.Popen(["sqlite3", "-csv", "-newline", "\n", "-readonly", database, ROWS],
                                stdout=subprocess.PIPE)
        subprocess.run([self.programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d",
                        self.connection(), "-c", "COPY payouts FROM STDIN (FORMAT csv)"],
                       stdin=rows.stdout, check=True)
        if rows.wait() != 0:
            raise RuntimeError("payoutd's rows could not be read")
        for statement in INDEXES.strip().split(";\n"):
            self.sql(statement)
        self.sql("VACUUM (FREEZE, ANALYZE) payouts")
        self.loaded.write_text(f"{time.perf_counter() - start:.1f}")

    def client(self):
        """The arguments of ask_peers."""
        return ["postgres", self.connection()]

    def list_text(self, which, order):
        """The statement that counts, and the one that reads a page: the depth is skipped in an
        index, and only the page's rows are fetched."""
        where = f"owner_key = {self.owner} {FILTERS[which]}"
        offset = "" if "$1" in where else f"OFFSET ($1::bigint - 1) * {PAGE_ROWS}"
        keys = (f"SELECT owner_key, number FROM payouts WHERE {where} ORDER BY {ORDERS[order]}"
                f" {offset} LIMIT {PAGE_ROWS}")
        return (f"SELECT count(*) FROM payouts WHERE {where}\t"
                f"SELECT payouts.* FROM ({keys}) AS keys JOIN payouts USING (owner_key, number)"
                f" ORDER BY {ORDERS[order]}")

    def sums_text(self):
        return SUMS.format(owner=self.owner)
