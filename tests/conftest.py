"""Fixtures that every area shares.

A test that changes anything takes `installation`, its own; tests that only read share one for each
module, made by a fixture there from `new_folder`, or take `surfaces`.
"""

import pytest

import secret_hooks
from list_model import console_payout, make_book
from payoutd_client import CONSOLE_LIST, PARTNER_LIST, Console, Partner
from payoutd_program import BINARY, Installation


def pytest_configure(config):
    if not BINARY.is_file():
        raise pytest.UsageError(f"no program at {BINARY}: build it or set PAYOUTD_BINARY")
    secret_hooks.pytest_configure(config)


@pytest.fixture
def installation(tmp_path):
    with Installation(tmp_path) as place:
        yield place


@pytest.fixture(scope="session")
def new_folder(tmp_path_factory):
    """Makes a fresh temporary folder at each call."""
    return lambda: tmp_path_factory.mktemp("installation")


class Surfaces:
    """A server with one client of 25 payouts and one user of 3, and the means to ask both lists."""

    def __init__(self, place):
        self.client, self.user = place.create_client(), place.create_user()
        place.import_rows(self.client, make_book(25))
        place.import_rows(self.user, [console_payout()] * 3)
        self.session = place.create_session(self.user)
        self.server = place.serve(settings={"log_level": "info"})
        self.partner = Partner(self.server, self.client)
        self.console = Console(self.server, self.session)
        self.cookie = {"Cookie": f"payoutd_session={self.session.token}"}
        self.credentials = {PARTNER_LIST: self.client.headers, CONSOLE_LIST: self.cookie}

    def at(self, target):
        """The authenticated client of the surface that a path belongs to."""
        return self.partner if target.startswith("/api") else self.console


@pytest.fixture(scope="session")
def surfaces(new_folder):
    """For tests of HTTP itself, which change nothing."""
    with Installation(new_folder()) as place:
        yield Surfaces(place)
