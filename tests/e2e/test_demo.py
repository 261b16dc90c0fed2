"""serve --demo: every line that it prints does what it says, as often as it is started."""

import re
import shlex
import subprocess

import pytest

from payoutd_client import parse_json
from payoutd_program import BINARY, START_SECONDS, clean_environment, wait_until


class Demo:
    """A running demo and the lines that it prints."""

    def __init__(self, place, number):
        self.page = place.folder / f"demo-{number}.txt"
        words = [str(BINARY), "serve", *place.db_flags, "--listen", "127.0.0.1:0", "--demo"]
        with self.page.open("wb") as out, (place.folder / f"demo-{number}.log").open("wb") as log:
            self.process = subprocess.Popen(
                words, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=log
            )
        wait_until(lambda: "payoutd listens on" in self.page.read_text(), "the demo", START_SECONDS)
        wait_until(lambda: len(self.lines("curl")) >= 8, "the lines", START_SECONDS)

    def lines(self, *words):
        text = self.page.read_text()
        return [
            line
            for line in text[: text.rfind("\n") + 1].splitlines()
            if line.startswith("curl ") and all(word in line for word in words)
        ]

    def stop(self):
        self.process.terminate()
        assert self.process.wait(60) == 0


def run_line(line):
    """(status, the body) of what a printed line asks for."""
    curl = shlex.split(line)
    assert curl[:2] == ["curl", "-i"]
    done = subprocess.run(["curl", "-s", *curl[1:]], capture_output=True, timeout=60, check=True)
    head, _, body = done.stdout.decode().partition("\r\n\r\n")
    return int(re.match(r"HTTP/1\.1 (\d+)", head).group(1)), parse_json(body)


@pytest.fixture
def demo(installation):
    running = Demo(installation, 1)
    yield running
    running.stop()
    installation.require_sound()


def test_users_have_earned_and_may_ask(installation, demo):
    for line in demo.lines():
        status, body = run_line(line)
        assert status in (200, 201, 202), (line, body)
    ada, ben = (run_line(line)[1] for line in demo.lines("/v1/referrals/me"))
    asked = 10_000_000  # by the printed line
    assert ada["balance"]["pending_micro"].text == "12000000", "10 % of what Ben has paid"
    assert ada["balance"]["available_micro"].text == str(250_000_000 - 60_000_000 - asked)
    assert ben["balance"]["available_micro"].text == str(40_000_000 - asked)
    assert ada["paid_invitees"].text == "1" and ben["inviter_display"].startswith("User ")
    listed = run_line(demo.lines("/v1/referrals/payouts?")[0])[1]["items"]
    assert [row["amount_micro"].text for row in listed[:2]] == [str(asked), "60000000"]


def test_a_second_start_gives_nothing_twice(installation):
    for number in (1, 2):
        demo = Demo(installation, number)
        balance = run_line(demo.lines("/v1/referrals/me")[0])[1]["balance"]
        assert balance["available_micro"].text == "190000000"
        assert balance["lifetime_micro"].text == "262000000"
        demo.stop()
    installation.require_sound()
