#!/usr/bin/env python3
"""Builds and runs the tests, and ends with one line that counts them all: `N passed, N failed`.

    run_tests.py check    format, arrows, style, unit tests (debug build), lint of what changed
    run_tests.py all      everything: every sanitizer, every fuzz target, the whole program
    run_tests.py fuzz     the fuzz targets for FUZZ_SECONDS each (default 60)

A step that cannot run (a build that fails, a program that crashes) counts as one failure; the steps
after it still run.
"""

import json
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
JOBS = str(os.cpu_count() or 2)
PYTHON = sys.executable

# Race conditions live where threads meet.
THREADED = ["base_tests", "http_tests", "index_tests", "index_tiny_tests", "rails_tests",
            "mail_tests", "actions_tests", "store_sqlite_tests", "workers_tests"]
PATIENT = ["index_tests", "index_tiny_tests"]
# Of libraries that are compiled twice, one is enough.
UNLINTED = re.compile(r"(_tests|_fuzz|_tiny|index_tiny_check)\.dir/")
FUZZ_SMOKE_SECONDS = 10


class Tally:
    """What was run so far."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    def add(self, name, passed, failed, skipped, seconds):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        print(f"== {name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.0f} s)",
              flush=True)

    def close(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}", flush=True)
        return 1 if self.failed or not self.passed else 0


def run(command, **options):
    """Runs a command in the project; True if it succeeded. Its output is printed if it did not."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", **options)
    if done.returncode != 0:
        print(f"-- {' '.join(map(str, command))} failed ({done.returncode}):\n{done.stdout}")
    return done.returncode == 0


def simple_step(tally, name, command):
    start = time.monotonic()
    good = run(command)
    tally.add(name, int(good), int(not good), 0, time.monotonic() - start)
    return good


def build(tally, preset, targets):
    """Configures and builds; a failure counts as one failed test."""
    start = time.monotonic()
    good = run(["cmake", "--preset", preset]) and run(
        ["cmake", "--build", str(BUILD / preset), "-j", JOBS, "--target", *targets])
    if not good:
        tally.add(f"build {preset}", 0, 1, 0, time.monotonic() - start)
    else:
        print(f"== build {preset}: done ({time.monotonic() - start:.0f} s)", flush=True)
    return good


def read_junit(path):
    """Counts of a report of googletest or pytest: passed, failed, skipped."""
    suites = xml.parse(path).getroot()
    cases = list(suites.iter("testcase"))
    failed = sum(1 for case in cases if case.find("failure") is not None
                 or case.find("error") is not None)
    skipped = sum(1 for case in cases if case.find("skipped") is not None
                  or case.get("status") == "notrun")
    return len(cases) - failed - skipped, failed, skipped


def reported_step(tally, name, command, report, environment=None):
    """Runs a test program that writes a JUnit report and adds what the report counts."""
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    start = time.monotonic()
    good = run(command, env={**os.environ, **(environment or {})})
    passed, failed, skipped = read_junit(report) if report.is_file() else (0, 1, 0)
    if not good and failed == 0:
        failed = 1  # it broke down beside its tests
    tally.add(name, passed, failed, skipped, time.monotonic() - start)


def unit_tests(tally, preset, only=None):
    """One program after the other, but for those that take long and mind no company."""
    programs = [program for program in sorted((BUILD / preset / "src").glob("*/*_tests"))
                if only is None or program.name in only]
    patient = [program for program in programs if program.name in PATIENT]
    with ThreadPoolExecutor(len(PATIENT)) as pool:
        list(pool.map(lambda program: unit_test(tally, preset, program), patient))
    for program in programs:
        if program not in patient:
            unit_test(tally, preset, program)


def unit_test(tally, preset, program):
    report = BUILD / "reports" / preset / f"{program.name}.xml"
    reported_step(tally, f"{preset} {program.name}",
                  [str(program), f"--gtest_output=xml:{report}", "--gtest_brief=1"], report)


def all_unit_test_targets():
    """The test programs that CMake builds, by the folders that declare them."""
    targets = []
    for lists in sorted((ROOT / "src").glob("*/CMakeLists.txt")):
        targets += [f"{name}_tests" for name in
                    re.findall(r"payoutd_tests\((\w+)", lists.read_text())]
    return targets


def fuzz_targets():
    return sorted(path.stem for path in (ROOT / "src").rglob("*_fuzz.cc"))


def pytest(tally, name, folders, binary=None, processes=JOBS):
    report = BUILD / "reports" / f"{name}.xml"
    environment = {"PAYOUTD_BINARY": str(binary)} if binary else {}
    parallel = ["-n", processes] if processes != "1" else []
    reported_step(tally, name, [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *parallel,
                                f"--junit-xml={report}", *folders], report, environment)


def changed_sources():
    """The sources that differ from the last commit, for the linter."""
    listed = subprocess.run(["git", "diff", "--name-only", "HEAD"], cwd=ROOT, text=True,
                            capture_output=True, check=False).stdout.split()
    return [name for name in listed if name.endswith(".cc") and (ROOT / name).is_file()]


def sources():
    listed = subprocess.run(["git", "ls-files", "*.h", "*.cc"], cwd=ROOT, text=True,
                            capture_output=True, check=True).stdout.split()
    return [name for name in listed if (ROOT / name).is_file()]


def style(tally):
    simple_step(tally, "format", ["clang-format-16", "--dry-run", "-Werror", *sources()])
    simple_step(tally, "arrows", [PYTHON, "tools/arrows.py"])
    simple_step(tally, "tidy", [PYTHON, "tools/tidy.py"])


def lint_changes(tally):
    names = changed_sources()
    if names:
        clang_tidy(tally, f"lint of {len(names)} files", "debug", names)


def lint(tally):
    """Everything but tests: they are compiled with the same warnings, and analysing their macros
    takes too long. Sources are looked at by eights (CMake's unity builds): most of the time goes
    into headers, and eight sources share them."""
    if not run(["cmake", "--preset", "lint"]):
        tally.add("lint", 0, 1, 0, 0)
        return
    commands = json.loads((BUILD / "lint" / "compile_commands.json").read_text())
    names = [each["file"] for each in commands if not UNLINTED.search(each["file"])]
    clang_tidy(tally, f"lint of {len(names)} times eight files", "lint", names,
               "-checks=-bugprone-suspicious-include")


def clang_tidy(tally, step, preset, names, *options):
    simple_step(tally, step, ["run-clang-tidy-16", "-quiet", "-p", str(BUILD / preset),
                              "-j", JOBS, *options, *[rf"{re.escape(name)}$" for name in names]])


def fuzz(tally, seconds):
    targets = fuzz_targets()
    if not build(tally, "asan", targets):
        return
    with ThreadPoolExecutor(int(JOBS)) as pool:
        list(pool.map(lambda target: fuzz_target(tally, target, seconds), targets))


def fuzz_target(tally, target, seconds):
    program = next((BUILD / "asan" / "src").rglob(target))
    corpus = BUILD / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = ROOT / "tests" / "fuzz_seeds" / target
    simple_step(tally, target, [str(program), f"-max_total_time={seconds}", "-timeout=10",
                                f"-artifact_prefix={BUILD}/{target}-", "-verbosity=0",
                                str(corpus), *([str(seeds)] if seeds.is_dir() else [])])


def simulation(tally):
    """Runs of the simulation, one with a seed that nobody has tried, and its planted bugs."""
    if not build(tally, "release", ["simulation"]):
        return
    seed = str(int.from_bytes(os.urandom(4), "big") or 1)
    print(f"== simulation: the fresh seed is {seed}", flush=True)
    os.environ["SIMULATION_SEED"] = seed
    pytest(tally, "simulation", ["sim"])


def check(tally):
    style(tally)
    pytest(tally, "tools", ["tools"], processes="1")
    if build(tally, "debug", all_unit_test_targets()):
        unit_tests(tally, "debug")
    lint_changes(tally)


def everything(tally):
    style(tally)
    pytest(tally, "tools", ["tools"], processes="1")
    if build(tally, "release", ["all"]):
        unit_tests(tally, "release")
        pytest(tally, "whole program", ["tests"], BUILD / "release" / "payoutd")
    simulation(tally)
    if build(tally, "asan", [*all_unit_test_targets(), "payoutd", "simulation"]):
        unit_tests(tally, "asan")
        program = BUILD / "asan" / "sim" / "simulation"
        simple_step(tally, "asan simulation", [str(program), "--seed", "1", "--payouts", "2000"])
    if build(tally, "tsan", THREADED):
        unit_tests(tally, "tsan", THREADED)
    fuzz(tally, FUZZ_SMOKE_SECONDS)
    lint(tally)


def main(arguments):
    steps = {
        "check": check,
        "all": everything,
        "fuzz": lambda tally: fuzz(tally, int(os.environ.get("FUZZ_SECONDS", "60"))),
    }
    if len(arguments) != 1 or arguments[0] not in steps:
        print(__doc__, file=sys.stderr)
        return 2
    tally = Tally()
    steps[arguments[0]](tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
