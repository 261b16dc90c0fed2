"""Documents that repeat a table of the code say the same as the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read(name):
    return (ROOT / name).read_text()


def table(document, first_column):
    """The rows of the document's table whose first column has that title, as lists of cells."""
    after = read(document).split(f"| {first_column} |", 1)[1].split("\n")[2:]
    rows = []
    for line in after:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split(" | ")])
    assert rows, f"{document} has no table of {first_column}"
    return rows


def code_rows(source, start):
    """The constants of each `{…},` row of the array that begins after `start`."""
    body = read(source).split(start, 1)[1].split("});", 1)[0]
    rows = [re.findall(r'"([^"]*)"|\b(true|false)\b', row) for row in re.findall(r"\{(.*?)\},\n",
                                                                                body, re.DOTALL)]
    assert rows, f"{source} has no rows after {start}"
    return [[text or word for text, word in row] for row in rows]


def test_failure_codes():
    in_code = [[code, {"true": "yes", "false": "no"}[retry], meaning]
               for code, meaning, retry in code_rows("src/payouts/failure_code.cc",
                                                     "to_array<FailureCode>({")]
    assert table("docs/FAILURE_CODES.md", "code") == in_code


def test_scenarios_of_the_sandbox():
    in_code = [name + ("_<code>" if has_code == "true" else "")
               for name, has_code in code_rows("src/rails/sandbox/scenario.cc",
                                               "to_array<BehaviourRow>({")]
    assert [row[0] for row in table("docs/SANDBOX.md", "scenario")] == in_code


def test_defaults_of_the_sandbox():
    in_code = re.findall(r"int64_t (\w+_ms) = (\d+);", read("src/rails/sandbox/attempt.h"))
    assert len(in_code) == 3
    in_document = {row[0]: row[1] for row in table("docs/SANDBOX.md", "setting")}
    for name, default in in_code:
        assert in_document[f"sandbox.{name}"] == default


def test_default_payout_networks():
    body = read("src/payouts/payout_networks.h").split("default_payout_networks =", 1)[1]
    in_code = "".join(re.findall(r'"([^"]*)"', body.split(";", 1)[0]))
    in_document = {row[0]: row[1] for row in table("docs/SETTINGS.md", "setting")}
    assert in_document["payouts.networks"] == in_code


def test_planted_bugs_of_the_simulation():
    in_code = re.findall(r'"(\w+)",\s+"([^"]+)"\}', read("sim/plant.cc"))
    assert len(in_code) > 10
    assert [tuple(row) for row in table("docs/SIMULATION.md", "plant")] == in_code


def test_each_attack_has_its_test():
    rows = table("docs/SECURITY.md", "attack")
    for attack, _, test in rows:
        file, name = test.split("::")
        assert f"def {name}(" in read(f"tests/{file}"), f"{attack}: there is no {test}"
