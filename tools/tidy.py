#!/usr/bin/env python3
"""Style that a program can check; reasons stand beside the rules.

    tools/tidy.py [ROOT]      exit 1 and one line for each breach
"""

import re
import subprocess
import sys
from pathlib import Path

CODE = (".h", ".cc", ".py", ".sh", ".lua")
COLUMNS_MAX = 100
CODE_LINES_MAX = 400  # a longer file has a second subject inside
README_LINES_MAX = 30  # of a folder: what it is, what it may include, where to start

# Pattern, where it is forbidden (path prefixes), where it is allowed all the same, and why.
BANNED = [
    (r"\b(double|float)\b", ("src/money/", "src/ledger/", "src/payouts/", "src/imports/",
                             "src/index/", "src/store/", "src/api/", "src/actions/"), (),
     "money never touches a floating-point number"),
    (r"system_clock::now", ("src/",), ("src/base/clock.cc",), "time comes from base::Clock"),
    (r"\bgetenv\b", ("src/",), ("src/server/main.cc",), "the environment is read in main"),
    (r"\b(rand|srand|random_device)\s*\(", ("src/",), (), "randomness comes from base::Random"),
    (r"\bstd::(stoi|stol|stoll|stoul|stod|stof|atoi)\b", ("src/",), (), "use std::from_chars"),
    (r"\"(SELECT .* FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM) ", ("src/",), ("src/store/",),
     "SQL lives in store/sql"),
    (r"\busing namespace (?!payoutd)", ("src/",), (), "name what is used"),
    (r"\b(class|struct|enum|define|using|auto|void|bool)\s+(_[A-Z]|\w*__\w)", ("src/",), (),
     "names with two underscores, or with one and a capital, belong to the compiler"),
    (r"string_view\s*[({=]\s*nullptr", ("src/",), (), "a null pointer is no text"),
    (r"\bassert\(", ("src/",), (), "base::check also holds in release builds"),
]
TODO = re.compile(r"\b(TODO|FIXME|HACK)\b")  # XXX is a currency
# Alone on its line nobody looks at its answer, and a property that does not hold passes.
UNHEEDED_PROPERTY = re.compile(r"^\s*rc::check\(")
LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")


def tracked_files(root):
    """What git tracks or would track below root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True).stdout.split("\n")
    return [Path(name) for name in listed if name and (root / name).is_file()]


def check_code(place, text):
    name = place.as_posix()
    lines = text.split("\n")
    if len(lines) - 1 > CODE_LINES_MAX:
        yield f"{name}: {len(lines) - 1} lines; more than {CODE_LINES_MAX}"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield f"{name}:{number}: {len(line)} columns; more than {COLUMNS_MAX}"
        if not name.startswith("tools/tidy") and TODO.search(line):
            yield f"{name}:{number}: left undone: {line.strip()}"
        if UNHEEDED_PROPERTY.search(line):
            yield f"{name}:{number}: write EXPECT_TRUE(rc::check(...)): it only returns false"
        if "test" in place.name:
            continue  # tests may do what programs must not
        for pattern, inside, outside, why in BANNED:
            if name.startswith(inside) and not name.startswith(outside or ("\0",)):
                if re.search(pattern, line.split("//")[0]):
                    yield f"{name}:{number}: {line.strip()}: {why}"
    if place.suffix == ".h" and "#pragma once" not in text:
        yield f"{name}: a header without #pragma once"
    if place.suffix == ".h" and not text.startswith(f"// {name.removeprefix('src/')}: "):
        yield f"{name}: a header begins with its path and what it is for"


def check_in_cmake(root, places):
    """Every source is built: one that CMake does not know is dead."""
    for place in places:
        if place.suffix != ".cc":
            continue
        for folder in place.parents:
            lists = root / folder / "CMakeLists.txt"
            if lists.is_file():
                named = place.relative_to(folder).as_posix()
                if not re.search(rf"(?<![\w/]){re.escape(named)}(?!\w)", lists.read_text()):
                    yield f"{place}: not named in {folder}/CMakeLists.txt"
                break


def check_document(root, place, text):
    outside_code = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    titles = re.findall(r"^# ", outside_code, re.MULTILINE)
    if len(titles) != 1:
        yield f"{place}: {len(titles)} titles; a document has one"
    if place.name == "README.md" and place.parts[0] == "src":
        if text.count("\n") > README_LINES_MAX:
            yield f"{place}: more than {README_LINES_MAX} lines"
    for target, _ in LINK.findall(outside_code):
        if not (root / place.parent / target).exists():
            yield f"{place}: a link to nowhere: {target}"


def check_folders(root):
    for folder in sorted((root / "src").iterdir()):
        if folder.is_dir() and not (folder / "README.md").is_file():
            yield f"src/{folder.name}: has no README.md"


def breaches(root):
    places = tracked_files(root)
    for place in places:
        if place.suffix in CODE:
            yield from check_code(place, (root / place).read_text())
        elif place.suffix == ".md":
            yield from check_document(root, place, (root / place).read_text())
    yield from check_in_cmake(root, places)
    if (root / "src").is_dir():
        yield from check_folders(root)


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    found = list(breaches(root))
    for sentence in found:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
