"""Hooks of pytest: the secrets in every answer are learnt, and a run whose logs show one fails.

Each process of pytest-xdist has a book of its own, since it runs its own servers; what the books
found comes together in the process that began them.
"""

import requests

from secret_book import BOOK

FOUND = "leaks of secrets"  # what a worker of pytest-xdist hands over


def learn_from_answers():
    """Every answer that any `requests.Session` gets: no client of ours can forget to ask for it."""
    send = requests.Session.send

    def send_and_learn(self, request, **options):
        response = send(self, request, **options)
        content = b"" if options.get("stream") else response.content
        BOOK.learn_answer(content, response.raw.headers.getlist("Set-Cookie"))
        return response

    requests.Session.send = send_and_learn
    return lambda: setattr(requests.Session, "send", send)


class SecretHooks:
    """Registered once for each process."""

    def __init__(self):
        self.leaks = []
        self.restore = None

    def pytest_sessionstart(self):
        self.restore = learn_from_answers()

    def pytest_testnodedown(self, node):
        """A worker has ended; one that died has told nothing, and has failed the run by that."""
        self.leaks += getattr(node, "workeroutput", {}).get(FOUND, [])

    def pytest_sessionfinish(self, session):
        self.restore()
        self.leaks += map(str, BOOK.leaks)
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[FOUND] = self.leaks
        elif self.leaks and session.exitstatus == 0:
            session.exitstatus = 1

    def pytest_terminal_summary(self, terminalreporter):
        if self.leaks:
            terminalreporter.section("secrets in logs", red=True)
            for each in self.leaks:
                terminalreporter.line(each, red=True)


def pytest_configure(config):
    config.pluginmanager.register(SecretHooks(), "secret hooks")
