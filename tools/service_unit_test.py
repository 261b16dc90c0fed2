"""The unit of packaging/ is one that systemd takes, shuts in, and that sets what payoutd knows."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNIT = ROOT / "packaging/payoutd.service"
EXPOSURE_MAX = 1.2  # of 10, as systemd counts; what it counts here is the network, above all


def analyze(tmp_path, *command):
    """systemd-analyze about the unit with a program that is there."""
    unit = tmp_path / "payoutd.service"
    unit.write_text(UNIT.read_text().replace("ExecStart=/usr/bin/payoutd", "ExecStart=/bin/true"))
    done = subprocess.run(["systemd-analyze", "--no-pager", *command, str(unit)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def lines_of(key):
    return re.findall(rf"^{key}=(.*)$", UNIT.read_text(), re.MULTILINE)


def test_systemd_takes_every_line(tmp_path):
    assert analyze(tmp_path, "verify", "--man=no") == ""


def test_it_may_do_little(tmp_path):
    said = analyze(tmp_path, "security", "--offline=yes")
    exposure = float(re.search(r"Overall exposure level for payoutd.service: ([\d.]+)", said)[1])
    assert exposure <= EXPOSURE_MAX, said


def test_what_it_sets_are_settings():
    known = re.findall(r"^\| `([a-z_.]+)`", (ROOT / "docs/SETTINGS.md").read_text(), re.MULTILINE)
    variables = {"PAYOUTD_" + name.upper().replace(".", "_") for name in known}
    (folder,) = lines_of("StateDirectory")
    set_here = dict(line.split("=", 1) for line in lines_of("Environment"))
    assert set(set_here) <= variables
    assert set_here["PAYOUTD_DB"] == f"sqlite:/var/lib/{folder}/payoutd.db"
    (credential,) = lines_of("LoadCredential")
    assert set_here["PAYOUTD_SEAL_KEY_FILE"] == "%d/" + credential.split(":")[0]


def test_a_stop_has_the_time_that_requests_have():
    (seconds,) = lines_of("TimeoutStopSec")
    default_ms = re.search(r"`limits.stop_timeout_ms` \| (\d+)",
                           (ROOT / "docs/SETTINGS.md").read_text())[1]
    assert int(seconds) * 1000 > int(default_ms) * 1.5
