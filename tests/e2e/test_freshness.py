"""Contract §1, freshness: a read that starts after a write was acknowledged sees that write.

The writes are imports by the command line, the reads go to servers that were running before.
"""

import threading

import pytest

from list_model import console_payout, expected_rows, make_book, payout, references
from payoutd_client import CONSOLE_LIST, PARTNER_LIST, Console, Partner

ALTERNATIONS = 30


def test_partner_list_shows_each_import_at_once(installation):
    client = installation.create_client()
    partner = Partner(installation.serve(), client)
    assert partner.page().total == 0
    book = make_book(ALTERNATIONS)
    for count in range(1, ALTERNATIONS + 1):
        installation.import_rows(client, [book[count - 1]])
        page = partner.page(limit=100)
        assert page.total == count
        assert page.references == references(expected_rows(book[:count]))


def test_filters_search_and_sorts_see_each_import_at_once(installation):
    client = installation.create_client()
    partner = Partner(installation.serve(), client)
    book = make_book(ALTERNATIONS, seed=7)
    questions = [
        {"status": "completed,created"},
        {"currency": "USD"},
        {"search": "pay_"},
        {"sort_by": "amount", "sort_order": "ASC"},
        {"sort_by": "completed_at", "search": "EXAMPLE.com"},
        {"created_from": "2024-01-01T04:00:00Z", "sort_by": "reference_id"},
    ]
    for first in range(0, ALTERNATIONS, 3):
        installation.import_rows(client, book[first : first + 3])
        for question in questions:
            page = partner.page(limit=100, **question)
            expected = expected_rows(book[: first + 3], **question)
            assert (page.total, page.references) == (len(expected), references(expected)), question


def test_console_list_shows_each_import_at_once(installation):
    user = installation.create_user()
    console = Console(installation.serve(), installation.create_session(user))
    assert console.items() == []
    for count in range(1, ALTERNATIONS + 1):
        installation.import_rows(user, [console_payout(amount_micro=str(count))])
        amounts = [int(item["amount_micro"].text) for item in console.items()]
        assert sorted(amounts) == list(range(1, count + 1))


@pytest.mark.parametrize("target", [PARTNER_LIST, CONSOLE_LIST])
def test_tag_changes_with_every_import_and_only_then(installation, target):
    client, user = installation.create_client(), installation.create_user()
    server = installation.serve()
    if target == PARTNER_LIST:
        reader, owner, row = Partner(server, client), client, lambda n: payout(str(n))
    else:
        reader, owner = Console(server, installation.create_session(user)), user
        row = lambda n: console_payout(amount_micro=str(n + 1))  # noqa: E731
    tags = [reader.get(target).headers["ETag"]]
    for number in range(10):
        installation.import_rows(owner, [row(number)])
        response = reader.get(target, headers={"If-None-Match": tags[-1]})
        assert response.status_code == 200
        tags.append(response.headers["ETag"])
        for _ in range(3):
            again = reader.get(target, headers={"If-None-Match": tags[-1]})
            assert again.status_code == 304
    assert len(set(tags)) == 11


def test_another_owners_import_does_not_change_the_tag(installation):
    client, other = installation.create_client("A"), installation.create_client("B")
    partner = Partner(installation.serve(), client)
    tag = partner.get().headers["ETag"]
    installation.import_rows(other, [payout("x")])
    assert partner.get(headers={"If-None-Match": tag}).status_code == 304


def test_refused_import_changes_nothing_that_is_seen(installation):
    client = installation.create_client()
    partner = Partner(installation.serve(), client)
    installation.import_rows(client, [payout("good")])
    before = partner.page()
    path = installation.write_csv([payout("new"), payout("bad", amount="-1")])
    assert installation.run("import", *client.flags, path).code == 1
    after = partner.page()
    assert after.rows == before.rows
    assert after.total == 1


def test_two_servers_on_one_file_both_see_every_import(installation):
    client, user = installation.create_client(), installation.create_user()
    session = installation.create_session(user)
    servers = [installation.serve(), installation.serve()]
    partners = [Partner(server, client) for server in servers]
    consoles = [Console(server, session) for server in servers]
    for count in range(1, 16):
        installation.import_rows(client, [payout(f"p{count}")])
        installation.import_rows(user, [console_payout(amount_micro=str(count))])
        order = [0, 1] if count % 2 else [1, 0]
        assert [partners[number].page().total for number in order] == [count, count]
        assert [len(consoles[number].items()) for number in order] == [count, count]
    assert partners[0].page().rows == partners[1].page().rows
    assert consoles[0].items() == consoles[1].items()


def test_new_clients_and_sessions_work_at_once(installation):
    server = installation.serve()
    for number in range(5):
        client = installation.create_client(f"C{number}")
        assert Partner(server, client).page().total == 0
        user = installation.create_user(f"u{number}@example.com")
        assert Console(server, installation.create_session(user)).items() == []


def test_readers_during_imports_see_all_of_a_file_or_nothing(installation):
    client = installation.create_client()
    server = installation.serve()
    size, files = 90, 8
    books = [make_book(size, seed=number) for number in range(files)]
    expected = [sum(books[:count], []) for count in range(files + 1)]
    questions = [
        {},
        {"search": "_"},
        {"sort_by": "amount", "sort_order": "ASC"},
        {"sort_by": "completed_at", "status": "completed,failed"},
        {"sort_by": "reference_id", "currency": "USD,JPY"},
    ]
    seen, done, failures = [[] for _ in questions], threading.Event(), []

    def read(question, counts):
        """Each answer must be the whole list as it was after some number of files."""
        answers = [references(expected_rows(book, **question)) for book in expected]
        partner = Partner(server, client)
        try:
            while not done.is_set():
                page = partner.page(limit=100, **question)
                counts.append([len(answer) for answer in answers].index(page.total))
                assert page.references == answers[counts[-1]][:100]
        except BaseException as failure:
            failures.append(failure)

    readers = [threading.Thread(target=read, args=each) for each in zip(questions, seen)]
    for reader in readers:
        reader.start()
    try:
        for book in books:
            installation.import_rows(client, book)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert not failures, failures
    for counts in seen:
        assert counts == sorted(counts), "went back in time"
        assert len(set(counts)) > 2, "the reader hardly ran"
    assert Partner(server, client).page().total == files * size


def test_lists_stay_right_when_no_index_fits_the_memory_budget(installation):
    clients = [installation.create_client(f"C{number}") for number in range(4)]
    server = installation.serve(settings={"index.memory_budget_bytes": 1})
    partners = [Partner(server, client) for client in clients]
    for count in range(1, 6):
        for number, client in enumerate(clients):
            installation.import_rows(client, [payout(f"c{number}-{count}")])
        for number, partner in enumerate(partners):
            expected = {f"c{number}-{n}" for n in range(1, count + 1)}
            assert set(partner.page().references) == expected
