"""payoutd verify on the ledger and on payouts' lives: every planted breach is named.

Breaches are planted by SQL into copies of one database, in which every kind of life has happened.
Those of the rows of payouts themselves are in test_verify.py.
"""

import re
import shutil

import pytest

from list_model import payout
from partner_writes import LEFT_OUT, QUICK, FundedClient, wait_for_status
from payoutd_client import BENEFICIARIES, body_of
from payoutd_program import Installation, wait_until

NO_INLINE = dict.fromkeys(
    ["beneficiary_email", "beneficiary_first_name", "beneficiary_last_name"], LEFT_OUT
)
# Reference → the sandbox's scenario and where it ends.
LIVES = {
    "FAILED": ("fail_other", "failed"),
    "WAITING": ("action_required", "action_required"),
    "OPEN": ("stuck", "processing"),
    "CANCELLED": ("stuck", "processing"),
}


@pytest.fixture(scope="module")
def whole(new_folder):
    """A folder with a database in which nothing is wrong and nobody works."""
    with Installation(new_folder()) as place:
        flags = ("--test", "--fee", "USD=0.30")
        acme = FundedClient(place, *flags, fund=["USD=1000", "EUR=0"], settings=QUICK)
        history = [
            payout(f"OLD_{n}", status="completed", currency="JPY", amount="100") for n in range(3)
        ]
        place.import_rows(acme.client, history)
        person = {"email": "a@example.com", "first_name": "A", "last_name": "B"}
        saved = body_of(acme.partner.post(BENEFICIARIES, person))
        paid = acme.create("COMPLETED", "first-key", beneficiary_id=saved["id"], **NO_INLINE)
        wait_for_status(acme.partner, paid["id"], "completed")
        for reference, (scenario, status) in LIVES.items():
            email = f"sandbox_{scenario}@example.com"
            made = acme.create(reference, beneficiary_email=email)
            wait_for_status(acme.partner, made["id"], status)
        # Only once the rail has told that nothing was sent.
        wait_until(lambda: acme.partner.cancel(made["id"]).status_code == 200, "it is cancelled")
        acme.server.stop()
        place.require_sound()
        yield place


@pytest.fixture
def place(whole, tmp_path):
    """A copy to spoil."""
    folder = tmp_path / "copy"
    shutil.copytree(whole.folder, folder)
    return Installation(folder)


ACME = "owner_key = (SELECT owner_key FROM owners WHERE name = 'Acme')"
WALLETS = ["wallet", "paid_out", "fees", "funding", "imported"]
COUNTERS = ["debits_pending", "debits_posted", "credits_pending", "credits_posted"]
COPIED_ATTEMPT = "rail, state, submissions, not_received, asks, created_at, updated_at"


def number_of(reference):
    return f"(SELECT number FROM payouts WHERE {ACME} AND reference_id = '{reference}')"


def hold_of(reference):
    return f"(SELECT hold_entry FROM payouts WHERE {ACME} AND reference_id = '{reference}')"


def end_of(reference):
    """The entry that settled the payout's hold."""
    return f"(SELECT number FROM entries WHERE {ACME} AND resolves = {hold_of(reference)})"


def payout_where(reference):
    return f"WHERE {ACME} AND reference_id = '{reference}'"


def life_where(reference):
    return f"WHERE {ACME} AND payout_number = {number_of(reference)}"


def without_entry(entry):
    return [
        f"DELETE FROM postings WHERE {ACME} AND entry_number = {entry}",
        f"DELETE FROM entries WHERE {ACME} AND number = {entry}",
    ]


def once_more(entry, purpose):
    """The entry again as the owner's next one."""
    following = f"(SELECT entry_count + 1 FROM owners WHERE {ACME})"
    return [
        f"""INSERT INTO postings SELECT owner_key, {following}, position, account, side, currency,
            amount_micro FROM postings WHERE {ACME} AND entry_number = {entry}""",
        f"""INSERT INTO entries SELECT owner_key, {following}, {purpose}, currency, amount_micro,
            payout_number, resolves, created_at, remarks, reward_number
            FROM entries WHERE {ACME} AND number = {entry}""",
        f"UPDATE owners SET entry_count = entry_count + 1 WHERE {ACME}",
    ]


def raised(counter):
    return f"{counter} = CAST(CAST({counter} AS INTEGER) + 1 AS TEXT)"


def second_attempt(reference, key="randomblob(16)"):
    return f"""INSERT INTO attempts
        (owner_key, payout_number, number, attempt_key, {COPIED_ATTEMPT})
        SELECT owner_key, payout_number, 2, {key}, {COPIED_ATTEMPT} FROM attempts
        {life_where(reference)}"""


def spoiled_posting(entry):
    return f"""UPDATE postings SET amount_micro = amount_micro + 1
        WHERE {ACME} AND entry_number = {entry} AND side = 0"""


# Name → statements, and what one of the sentences must say.
LEDGER = {
    "unbalanced funding": ([spoiled_posting(1)], r"entry 1 does not balance"),
    "unbalanced hold": ([spoiled_posting(hold_of("COMPLETED"))], r"entry \d+ does not balance"),
    "unbalanced end": ([spoiled_posting(end_of("FAILED"))], r"entry \d+ does not balance"),
    "entry without postings": (
        [f"DELETE FROM postings WHERE {ACME} AND entry_number = 1"],
        r"entry 1 does not balance",
    ),
    "money of nobody": (
        [f"UPDATE accounts SET {raised('credits_posted')} WHERE {ACME} AND currency = 'EUR'"],
        r"the wallet account in EUR has money without postings",
    ),
    "wallet below zero": (
        [
            f"""UPDATE accounts SET debits_posted = '1000000000001'
            WHERE {ACME} AND currency = 'USD' AND kind = 0"""
        ],
        r"the wallet in USD is below zero",
    ),
    "wallet that is none": (
        [f"UPDATE owners SET wallet_count = wallet_count + 1 WHERE {ACME}"],
        r"wallets are not numbered up to their count",
    ),
    "no hold": (without_entry(hold_of("OPEN")), r"holds no money"),
    "paid and not posted": (
        without_entry(end_of("COMPLETED")),
        r"is completed and its money is still held",
    ),
    "failed and not returned": (
        without_entry(end_of("FAILED")),
        r"is failed and its money is still held",
    ),
    "cancelled and not returned": (
        without_entry(end_of("CANCELLED")),
        r"is cancelled and its money is still held",
    ),
    "failed and paid": (
        [f"UPDATE entries SET purpose = 2 WHERE {ACME} AND number = {end_of('FAILED')}"],
        r"is failed and its money is payout_paid",
    ),
    "open and paid": (
        [
            *once_more(hold_of("OPEN"), 2),
            f"""UPDATE entries SET resolves = {hold_of('OPEN')}
            WHERE {ACME} AND number = (SELECT entry_count FROM owners WHERE {ACME})""",
        ],
        r"is processing and its money is payout_paid",
    ),
    "held twice": (once_more(hold_of("OPEN"), 1), r"holds its money twice"),
    "settled twice": (
        ["DROP INDEX entries_by_resolved", *once_more(end_of("COMPLETED"), 2)],
        r"has its hold settled twice",
    ),
    "paid and returned": (
        ["DROP INDEX entries_by_resolved", *once_more(end_of("COMPLETED"), 3)],
        r"has its hold settled twice",
    ),
    "settles another's hold": (
        [
            f"""UPDATE entries SET resolves = {hold_of('OPEN')}
            WHERE {ACME} AND number = {end_of('COMPLETED')}"""
        ],
        r"settles another hold than its payout's",
    ),
    "hold of another": (
        [f"UPDATE payouts SET hold_entry = 1 {payout_where('OPEN')}"],
        r"does not know its hold",
    ),
    "entry of no payout": (
        [f"UPDATE entries SET payout_number = 999 WHERE {ACME} AND number = {hold_of('OPEN')}"],
        r"entry \d+ names payout number 999, which does not exist",
    ),
    "entry of nobody": (
        [f"UPDATE entries SET payout_number = NULL WHERE {ACME} AND number = {hold_of('OPEN')}"],
        r"entry \d+ belongs to no payout",
    ),
    "funding of a payout": (
        [f"UPDATE entries SET payout_number = 1 WHERE {ACME} AND number = 1"],
        r"entry 1 belongs to a payout and must not",
    ),
    "another amount": (
        [f"UPDATE payouts SET amount_micro = amount_micro + 10000 {payout_where('OPEN')}"],
        r"and its entry \d+ are about different money",
    ),
    "other fees": (
        [f"UPDATE payouts SET fees_micro = fees_micro + 10000 {payout_where('OPEN')}"],
        r"and its entry \d+ are about different money",
    ),
    "gap in the entries": (without_entry("1"), r"entry 2 stands where 1 is expected"),
    "last entries lost": (
        [f"UPDATE owners SET entry_count = entry_count + 1 WHERE {ACME}"],
        r"entries are not numbered up to their count",
    ),
    "imported money": (
        [f"UPDATE payouts SET amount_micro = amount_micro + 1000000 {payout_where('OLD_1')}"],
        r"what imported history in JPY has paid is not what the ledger says",
    ),
}
for kind, account in enumerate(WALLETS):
    currency = "JPY" if account == "imported" else "USD"
    for counter in COUNTERS:
        where = f"WHERE {ACME} AND currency = '{currency}' AND kind = {kind}"
        LEDGER[f"{account} {counter}"] = (
            [f"UPDATE accounts SET {raised(counter)} {where}"],
            rf"the {account} account in {currency} (is not the sum of its|has money without) ",
        )

LIFE = {
    "gap in a history": (
        [f"DELETE FROM history {life_where('COMPLETED')} AND position = 1"],
        r"has a gap in its history",
    ),
    "end of a history lost": (
        [f"DELETE FROM history {life_where('COMPLETED')} AND to_status = 5"],
        r"is completed, its history says (processing|settling)",
    ),
    "no history": ([f"DELETE FROM history {life_where('WAITING')}"], r"has no history"),
    "history of no payout": (
        [f"UPDATE history SET payout_number = 999 {life_where('WAITING')}"],
        r"a history row names payout number 999",
    ),
    "events lost": (
        [f"UPDATE owners SET event_count = event_count + 1 WHERE {ACME}"],
        r"events are not numbered up to their count",
    ),
    "event twice": (
        [
            "DROP INDEX history_by_event",
            f"UPDATE history SET event_number = 1 WHERE {ACME} AND event_number = 2",
        ],
        r"event 1 is there twice",
    ),
    "a way that no payout may go": (
        [
            f"UPDATE history SET to_status = 6 {life_where('COMPLETED')} AND position = 1",
            f"UPDATE history SET from_status = 6 {life_where('COMPLETED')} AND position = 2",
        ],
        r"went from failed to processing, which no payout may",
    ),
    "a way that does not hang together": (
        [f"UPDATE history SET from_status = 0 {life_where('COMPLETED')} AND position = 2"],
        r"has a history that does not hang together",
    ),
    "another beginning": (
        [f"UPDATE history SET to_status = 1 {life_where('COMPLETED')} AND position = 0"],
        r"does not begin as created",
    ),
    "backwards": (
        [f"UPDATE history SET created_at = 0 {life_where('COMPLETED')} AND position = 2"],
        r"has a history that runs backwards",
    ),
    "status without history": (
        [
            f"""UPDATE payouts SET status = 6, failed_at = completed_at, completed_at = NULL,
            tx_hash = NULL {payout_where('COMPLETED')}"""
        ],
        r"is failed, its history says completed",
    ),
    "open and forgotten": (
        [f"UPDATE payouts SET due_at = NULL {payout_where('OPEN')}"],
        r"is open and nobody will look at it again",
    ),
    "over and due": (
        [f"UPDATE payouts SET due_at = 1 {payout_where('FAILED')}"],
        r"is over and due all the same",
    ),
    "imported and due": (
        [f"UPDATE payouts SET due_at = 1 {payout_where('OLD_0')}"],
        r"is over and due all the same",
    ),
    "imported and alive": (
        [f"UPDATE payouts SET hold_entry = 1 {payout_where('OLD_0')}"],
        r"is imported history and has a life here",
    ),
    "second attempt beside an open one": (
        [second_attempt("OPEN")],
        r"was attempted again while an attempt was accepted",
    ),
    "attempt after the money had gone": (
        [second_attempt("COMPLETED")],
        r"was attempted again while an attempt was settled",
    ),
    "attempts of one key": (
        [second_attempt("WAITING", "attempt_key")],
        r"the attempt [-0-9a-f]+ is used twice",
    ),
    "gap in the attempts": (
        [f"UPDATE attempts SET number = 2 {life_where('OPEN')}"],
        r"has a gap in its attempts",
    ),
    "attempt at no payout": (
        [f"UPDATE attempts SET payout_number = 999 {life_where('OPEN')}"],
        r"an attempt names payout number 999",
    ),
    "submitted too often": (
        [f"UPDATE attempts SET submissions = 2 {life_where('OPEN')}"],
        r"was submitted 2 times although its rail had it",
    ),
    "submitted more often than lost": (
        [f"UPDATE attempts SET submissions = 4, not_received = 2 {life_where('COMPLETED')}"],
        r"was submitted 4 times although its rail had it",
    ),
    "totals count too many": (
        [f"UPDATE beneficiary_totals SET payouts = payouts + 1 WHERE {ACME}"],
        r"the totals of beneficiary ben_\w+ in USD are not the sum of its payouts",
    ),
    "totals a micro off": (
        [f"UPDATE beneficiary_totals SET {raised('amount_micro')} WHERE {ACME}"],
        r"the totals of beneficiary ben_\w+ in USD are not the sum of its payouts",
    ),
    "totals lost": (
        [f"DELETE FROM beneficiary_totals WHERE {ACME}"],
        r"a beneficiary has payouts and no totals",
    ),
    "key of no payout": (
        [
            f"""UPDATE idempotency_keys SET payout_number = 999
            WHERE {ACME} AND idempotency_key = 'first-key'"""
        ],
        r"an idempotency key names payout number 999, which does not exist",
    ),
}
# Reference, the attempt's planted state, and its word.
for reference, status, state, word in [
    ("COMPLETED", "completed", 4, "refused"),
    ("COMPLETED", "completed", 1, "accepted"),
    ("FAILED", "failed", 3, "settled"),
    ("FAILED", "failed", 2, "unknown"),
    ("CANCELLED", "cancelled", 0, "sending"),
    ("CANCELLED", "cancelled", 3, "settled"),
    ("OPEN", "processing", 3, "settled"),
    ("OPEN", "processing", 4, "refused"),
    ("OPEN", "processing", 5, "needs_action"),
    ("OPEN", "processing", 6, "cancelled"),
    ("WAITING", "action_required", 1, "accepted"),
]:
    LIFE[f"{status} while {word}"] = (
        [f"UPDATE attempts SET state = {state} {life_where(reference)}"],
        rf"is {status} while its attempt is {word}",
    )
PLANTED = {**LEDGER, **LIFE}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_breach_is_named(place, name):
    statements, expected = PLANTED[name]
    with place.edit_database() as database:
        for statement in statements:
            changed = database.execute(statement).rowcount
            assert changed != 0, statement
        (owner,) = database.execute(f"SELECT lower(hex(id)) FROM owners WHERE {ACME}").fetchone()
    finished = place.run("verify", "--json")
    assert finished.code == 1, finished
    breaches = finished.json()["breaches"]
    assert any(re.search(expected, each) for each in breaches), breaches
    for each in breaches:
        assert owner in each.replace("-", "") or each.startswith("the database: "), each


def test_nothing_is_planted_in_a_copy(place):
    place.require_sound()
