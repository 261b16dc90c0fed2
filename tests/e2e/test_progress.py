"""The progress bar: a person at a terminal sees one, a program that reads the output does not.

Standard error is a pseudo-terminal here; what the program draws on it is read back.
"""

import os
import pty
import subprocess

from payoutd_program import BINARY, clean_environment

ROWS = 60_000


def import_file(installation):
    lines = ["reference_id,status,amount,currency,created_at"]
    lines += [f"P{number},completed,1.00,USD,2024-01-15T10:30:00Z" for number in range(ROWS)]
    return installation.write_file("\n".join(lines) + "\n", ".csv")


def read_all(terminal):
    drawn = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # what Linux says when the other end is closed
            return drawn.decode()
        if not piece:
            return drawn.decode()
        drawn += piece


def test_import_draws_a_bar_on_a_terminal_and_wipes_it(installation):
    client = installation.create_client()
    path = import_file(installation)
    terminal, other_end = pty.openpty()
    with subprocess.Popen(
        [str(BINARY), "import", *client.flags, str(path), *installation.db_flags],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=other_end,
        env=clean_environment(),
    ) as process:
        os.close(other_end)
        drawn = read_all(terminal)
        os.close(terminal)
        told = process.stdout.read().decode()
    assert process.returncode == 0
    assert f"{ROWS} imported" in told
    bars = drawn.split("\r")
    assert any("importing [" in bar and " %, " in bar and " rows" in bar for bar in bars), drawn
    assert drawn.endswith("\r\x1b[K"), "the bar is wiped at the end"


def test_import_draws_nothing_where_nobody_looks(installation):
    client = installation.create_client()
    finished = installation.run("import", *client.flags, import_file(installation))
    assert (finished.code, finished.stderr) == (0, "")
