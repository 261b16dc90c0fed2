#!/usr/bin/env python3
"""Fails on an include that the architecture does not allow.

Directory = library = namespace below src/. ALLOWED says whose headers a directory's files may
include, beside their own; there are no exceptions. A subdirectory that is listed is a room of its
own (store/sqlite); one that is not belongs to its parent (api/partner). Tests beside the code obey
the same table, with the additions of ALLOWED_IN_TESTS.

    tools/arrows.py [SRC_FOLDER]      exit 1 and one line for each forbidden include
"""

import re
import sys
from pathlib import Path

PURE = {"base", "money"}
DOMAIN = PURE | {"ledger", "access", "payouts", "referrals"}

ALLOWED = {
    "base": set(),
    "money": {"base"},
    "http": {"base"},
    "ledger": PURE,
    "access": {"base"},
    "mail": {"base"},
    "payouts": PURE | {"ledger"},
    "referrals": PURE | {"ledger", "payouts"},
    "imports": PURE | {"payouts"},
    "samples": PURE | {"payouts"},
    "index": PURE | {"payouts"},
    "store": DOMAIN,
    "store/migrations": {"store"},
    "store/sql": {"store"},
    "store/sqlite": DOMAIN | {"store", "store/sql", "store/migrations"},
    "rails": PURE | {"payouts"},
    "actions": DOMAIN | {"store", "index", "rails", "imports", "samples", "mail"},
    "workers": PURE | {"payouts", "actions", "mail"},
    # No room of the API sees a store, an index or a transaction.
    "api": PURE | {"access", "payouts", "referrals", "actions", "http"},
    "server": DOMAIN
    | {"http", "store", "store/sqlite", "index", "rails", "imports", "samples"}
    | {"actions", "workers", "api", "mail"},
}

ALLOWED_IN_TESTS = {
    "actions": {"store/sqlite"},  # use cases are tested over a real store
    "workers": {"store", "store/sqlite", "rails", "access"},  # so are loops, with scripted rails
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
TEST_FILE = re.compile(r"_(test|dbtest|fuzz|bench)\.cc$")


def room_of(path, rooms):
    """The longest listed directory that a path below src/ lies in; None if there is none."""
    parts = path.parent.parts
    for length in range(len(parts), 0, -1):
        room = "/".join(parts[:length])
        if room in rooms:
            return room
    return None


def forbidden_includes(source, allowed, allowed_in_tests):
    """One sentence for each include below `source` that the table does not allow."""
    found = []
    files = sorted(p for p in source.rglob("*") if p.suffix in (".h", ".cc"))
    for file in files:
        place = file.relative_to(source)
        room = room_of(place, allowed)
        if room is None:
            found.append(f"{place}: its directory is not in the table of rooms")
            continue
        may_include = {room} | allowed[room]
        if TEST_FILE.search(place.name):
            may_include |= allowed_in_tests.get(room, set())
        for target in INCLUDE.findall(file.read_text()):
            if not (source / target).is_file():
                found.append(f'{place}: "{target}" is not a file below {source.name}/')
                continue
            other = room_of(Path(target), allowed)
            if other not in may_include:
                found.append(f'{place}: {room} must not include {other} ("{target}")')
    return found


def main(arguments):
    source = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent / "src"
    found = forbidden_includes(source, ALLOWED, ALLOWED_IN_TESTS)
    for sentence in found:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
