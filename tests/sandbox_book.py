"""What the sandbox's pretend bank has written down: the witness of what was really sent.

The format is docs/SANDBOX.md's. Only this file knows it.
"""

from typing import NamedTuple

HEADER = "payoutd sandbox book 1"


class Receipt(NamedTuple):
    """A submission that arrived under a new key."""

    key: str
    payout_id: str
    amount_micro: int
    currency: str
    scenario: str

    @property
    def sends_money(self):
        """What is refused, or waits for somebody to act, sends nothing."""
        return not self.scenario.startswith(("fail_", "refuse_", "late_fail_", "action_required"))


class Book(NamedTuple):
    receipts: list
    repeated: list  # keys, each as often as a submission under it arrived again
    lost: list
    cancelled: set


def read_book(database):
    """The book beside a database; a last line without its end is what a crash left of nothing."""
    path = database.with_name(database.name + ".sandbox")
    header, *lines = path.read_text().split("\n")[:-1]
    assert header == HEADER, header
    book = Book([], [], [], set())
    for line in lines:
        _, kind, key, *rest = line.split(" ")
        if kind == "first":
            payout_id, micro, currency, scenario, *_ = rest
            book.receipts.append(Receipt(key, payout_id, int(micro), currency, scenario))
        elif kind == "cancelled":
            book.cancelled.add(key)
        else:
            {"repeated": book.repeated, "lost": book.lost, "told": []}[kind].append(key)
    return book


def require_sent_once(book, rows):
    """The bank and the list agree: each payout was sent at most once, and those once that say so.

    `rows` is every payout of the sandbox's clients, as lists show them, all of them final or
    waiting for somebody to act.
    """
    keys = [each.key for each in book.receipts]
    assert len(keys) == len(set(keys)), "a key was received as new twice"
    received = {}
    for each in book.receipts:
        received.setdefault(each.payout_id, []).append(each)
    known = {row["id"]: row for row in rows}
    assert set(received) <= set(known), "the bank has payouts that payoutd does not know"
    for payout_id, row in known.items():
        of_payout = received.get(payout_id, [])
        for earlier in of_payout[:-1]:
            assert earlier.scenario == "action_required", (row, of_payout)
        for each in of_payout:
            assert each.currency == row["currency"]
            assert each.amount_micro == micro_of(row["amount"].text)
        sent = [e for e in of_payout if e.sends_money and e.key not in book.cancelled]
        assert len(sent) == (1 if row["status"] == "completed" else 0), (row, of_payout)


def micro_of(text):
    """An amount as it is written, in micro-units."""
    whole, _, decimals = text.partition(".")
    return int(whole) * 10**6 + int(decimals.ljust(6, "0"))
