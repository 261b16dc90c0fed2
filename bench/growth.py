#!/usr/bin/env python3
"""What grows with the number of payouts, and how fast.

For 10 k, 100 k, 1 M, 10 M and 30 M payouts of one client, up to BENCH_COUNT_MAX (default
BENCH_COUNT): the time to generate them, the time until a fresh server has answered a first page
(and so has built its index), its first search and its first list in another order, the memory, and
the worst of the matrix (bench/matrix.py). Memory is what a server takes beyond one whose client has
no payouts. The second table says by what each grew when the payouts grew tenfold (or threefold).
"""

import os
import sys

import bench_server
import matrix
from bench_server import ALL_IN_MEMORY, COUNT, ROUNDS, medians, table

COUNT_MAX = int(os.environ.get("BENCH_COUNT_MAX", str(COUNT)))
COUNTS = [count for count in (10_000, 100_000, 1_000_000, 10_000_000, 30_000_000)
          if count <= COUNT_MAX] or [COUNT_MAX]
TOUCHED_BYTES = 400  # a payout: what a server takes while it builds an index
COLUMNS = ["payouts", "generate s", "database MB", "first page ms", "first search ms",
           "first by amount ms", "bytes a payout", "after the matrix", "worst p50 µs",
           "worst p99 µs", "worst first ms"]


def fresh_server(count):
    """Of a server that just started: ms of a first page, search and sort, and resident bytes."""
    database, client = bench_server.database_of(count)
    bench_server.touch_memory(count * TOUCHED_BYTES)
    server = bench_server.serve(database, ALL_IN_MEMORY)
    try:
        page, _, total = bench_server.ask(server.port, "", client)
        if total != count:
            raise RuntimeError(f"{total} payouts instead of {count}")
        resident = server.resident_bytes()
        search, _, _ = bench_server.ask(server.port, "?search=smith", client)
        amount, _, _ = bench_server.ask(server.port, "?sort_by=amount", client)
    finally:
        server.stop()
    return page, search, amount, resident


def grown(count, idle_bytes, idle_matrix_bytes):
    """A line of the table."""
    database, client = bench_server.database_of(count)
    page, search, amount, resident = medians(fresh_server(count) for _ in range(ROUNDS))
    measured = matrix.measure(count, ROUNDS)
    matrix.keep(count, measured)
    return [count, client["generate_seconds"], database.stat().st_size / 1e6, page, search, amount,
            (resident - idle_bytes) / count,
            (measured[-1].resident_bytes - idle_matrix_bytes) / count,
            max(each.p50_ns for each in measured) / 1000, matrix.worst(measured).p99_ns / 1000,
            max(each.first_ns for each in measured) / 1e6]


def main():
    idle_bytes = fresh_server(0)[-1]
    idle_matrix_bytes = matrix.list_matrix(*bench_server.database_of(0),
                                           ["0 1 1 /api/v1/payouts"])[0][-1]
    lines = [grown(count, idle_bytes, idle_matrix_bytes) for count in COUNTS]
    print(f"{bench_server.machine()}; {bench_server.build()}; medians of {ROUNDS} fresh servers;"
          f" a server without payouts takes {idle_bytes / 1e6:,.0f} MB\n")
    table(COLUMNS, lines)
    if len(lines) > 1:
        print()
        table(COLUMNS, [[f"{less[0]:,} to {more[0]:,}",
                         *(f"x {now / before:,.2f}" for before, now in zip(less[1:], more[1:]))]
                        for less, more in zip(lines, lines[1:])])


if __name__ == "__main__":
    sys.exit(main())
