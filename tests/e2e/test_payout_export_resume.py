"""Exports are of one state from beginning to end, and who was cut off goes on in the same one."""

import threading

import pytest

from exports import (
    EXPORT,
    SlowReader,
    csv_rows,
    export,
    go_on,
    jsonl_rows,
    last_id,
    refusal_of,
    resident_bytes,
    whole_rows,
)
from list_model import make_book, payout
from partner_writes import FundedClient, wait_for_status
from payoutd_client import BATCH, Number, Partner, new_key, refused_fields
from payoutd_program import Installation, is_sanitized, wait_until

COUNT = 20_000
FORMATS = ["csv", "jsonl"]
ROWS_OF = {"csv": csv_rows, "jsonl": jsonl_rows}


def ids(rows):
    return [row["id"] for row in rows]


class BusyClient:
    """A client of many payouts, whom threads write for while exports are read."""

    def __init__(self, place, settings=None, count=COUNT):
        self.acme = FundedClient(place, fund=("USD=1000000",), settings=settings)
        if count:
            place.result("generate", *self.acme.client.flags, "--count", count)
        self.server, self.client = self.acme.server, self.acme.client
        self.partner = self.acme.partner

    def write(self):
        """A change of the client's payouts: one created, which then stays as it is."""
        return wait_for_status(self.partner, self.acme.create()["id"], "queued")


# one state


@pytest.mark.parametrize(
    "params", [{}, {"sort_by": "amount"}, {"status": "queued,created"}], ids=str
)
def test_what_is_written_meanwhile_is_not_in_it(installation, params):
    busy = BusyClient(installation)
    made = [busy.write() for _ in range(20)]
    before = export(busy.partner, format="jsonl", **params)
    with SlowReader(busy.server, busy.client, format="jsonl", **params) as reader:
        first = reader.piece()
        for each in made[:10]:
            assert busy.partner.cancel(each["id"]).status_code == 200
        for _ in range(50):
            busy.write()
        content = first + reader.rest()
    assert content == before.content
    assert export(busy.partner, format="jsonl", **params).content != before.content


def test_writers_never_show_half_of_a_change(installation):
    """Threads create three at a time, all or none, and cancel; each export has whole threes."""
    busy = BusyClient(installation, count=3000)
    stop, problems = threading.Event(), []

    def create_and_cancel(number):
        partner, turn = busy.acme.new_partner(), 0
        while not stop.is_set():
            turn += 1
            three = [busy.acme.body(description=f"three {number} {turn}") for _ in range(3)]
            answer = partner.post(BATCH, {"payouts": three, "atomic": True}, new_key())
            if answer.status_code != 201:
                problems.append(answer.text)
                return
            partner.cancel(answer.json()["results"][0]["payout"]["id"])

    threads = [threading.Thread(target=create_and_cancel, args=(n,)) for n in range(2)]
    for each in threads:
        each.start()
    try:
        last = 0
        for turn in range(24):
            form = FORMATS[turn % 2]
            sort_by = ["created_at", "amount", "status", "updated_at"][turn // 2 % 4]
            response = export(busy.partner, format=form, sort_by=sort_by)
            rows = ROWS_OF[form](response.content)
            assert len(rows) == len(set(ids(rows))) == int(response.headers["X-Total-Count"])
            threes = {}
            for row in rows:
                if (row.get("description") or "").startswith("three "):
                    threes.setdefault(row["description"], []).append(row)
            assert all(len(three) == 3 for three in threes.values())
            assert all(
                sum(row["status"] == "cancelled" for row in three) <= 1 for three in threes.values()
            )
            assert len(rows) == 3000 + 3 * len(threes) >= last
            last = len(rows)
    finally:
        stop.set()
        for each in threads:
            each.join()
    assert not problems
    assert last > 3000


# going on


@pytest.fixture(scope="module")
def still(new_folder):
    """A client whose payouts nobody changes, some of them with line breaks and quotes."""
    with Installation(new_folder()) as place:
        client = place.create_client()
        rows = [payout(f"a {n}", description='one,\ntwo "three"\r\n') for n in range(40)]
        place.import_rows(client, [*make_book(600, seed=4), *rows])
        server = place.serve()
        yield Partner(server, client)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("params", [{}, {"sort_by": "amount", "sort_order": "ASC"}], ids=str)
def test_rows_behind_a_cut_anywhere_complete_the_file(still, form, params):
    params = {**params, "format": form}
    first = export(still, **params)
    whole, cursor = first.content, first.headers["X-Export-Cursor"]
    places = {0, 1, 100, 500, len(whole) - 1, len(whole), *range(700, len(whole), 4999)}
    row_ends = [place for place in range(9000, 12000) if whole[place - 1 : place] == b"\n"]
    for place in sorted(places | set(row_ends)):
        kept = whole_rows(whole[:place])
        response = go_on(still, cursor, kept, **params)
        assert response.status_code == 200, response.text
        # Who has not one row begins with the names of the columns again.
        kept = kept if last_id(kept) else b""
        assert kept + response.content == whole, place
        assert response.headers["X-Export-Cursor"] == cursor
        assert response.headers["X-Total-Count"] == first.headers["X-Total-Count"]
        assert response.headers["ETag"] == first.headers["ETag"]


def test_what_goes_on_has_no_row_of_names_and_says_so(still):
    first = export(still)
    row = csv_rows(first.content)[5]["id"]
    cursor = first.headers["X-Export-Cursor"]
    rest = still.get(EXPORT, params={"cursor": cursor, "after": row})
    assert rest.headers["Content-Type"] == "text/csv; charset=utf-8; header=absent"
    again = still.get(EXPORT, params={"cursor": cursor})
    assert again.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert again.content == first.content


def test_the_same_parameters_in_other_words_are_the_same_list(still):
    one = export(still, status="completed,failed", currency="USD,EUR")
    other = {"status": "FAILED,completed", "currency": "eur,usd,EUR", "sort_order": "desc"}
    cursor = one.headers["X-Export-Cursor"]
    assert export(still, cursor=cursor, **other).content == one.content
    lines = export(still, cursor=cursor, format="jsonl", **other).content
    assert ids(jsonl_rows(lines)) == ids(csv_rows(one.content))


@pytest.mark.parametrize("params", [{}, {"sort_by": "amount"}], ids=str)
@pytest.mark.parametrize("form", FORMATS)
def test_a_client_that_is_cut_off_goes_on_while_others_write(installation, params, form):
    busy = BusyClient(installation)
    params = {**params, "format": form}
    expected = export(busy.partner, **params).content
    with SlowReader(busy.server, busy.client, **params) as reader:
        received = b"".join(reader.piece() for _ in range(7))
        cursor = reader.headers["X-Export-Cursor"]
    pieces = [whole_rows(received)]
    for _ in range(6):
        busy.write()
        after = last_id(b"".join(pieces))
        with SlowReader(
            busy.server, busy.client, cursor=cursor, after=after, **params
        ) as reader:
            assert reader.headers["X-Export-Cursor"] == cursor
            pieces.append(whole_rows(reader.piece() + reader.piece()))
    busy.write()
    content = b"".join(pieces)
    content += go_on(busy.partner, cursor, content, **params).content
    assert content == expected
    assert export(busy.partner, **params).content != expected


def test_after_must_be_in_the_list(installation):
    place = installation
    one, other = place.create_client("One"), place.create_client("Other")
    book = make_book(400, seed=9)
    place.import_rows(one, book)
    place.import_rows(other, book)
    server = place.serve()
    mine, theirs = Partner(server, one), Partner(server, other)
    completed = export(mine, status="completed")
    cursor = completed.headers["X-Export-Cursor"]
    failed = csv_rows(export(mine, status="failed").content)[0]["id"]
    foreign = csv_rows(export(theirs, status="completed").content)[0]["id"]
    told = []
    for after in [failed, foreign, "pyt_" + "0" * 26, "nothing", ""]:
        response = mine.get(
            EXPORT, params={"status": "completed", "cursor": cursor, "after": after}
        )
        told.append(refused_fields(response))
    assert told == [{"after": ("not_found", "after must be the id of a payout in the list")}] * 5


def expired(response):
    body = refusal_of(response, 410, "EXPORT_EXPIRED")
    assert body["error"] == "Gone"
    return body["message"]


def test_a_cursor_is_for_one_client_and_list(installation):
    place = installation
    one, other = place.create_client("One"), place.create_client("Other")
    for client in (one, other):
        place.import_rows(client, make_book(30, seed=9))
    server = place.serve()
    mine, theirs = Partner(server, one), Partner(server, other)
    cursor = export(mine, status="completed").headers["X-Export-Cursor"]
    messages = {
        expired(theirs.get(EXPORT, params={"status": "completed", "cursor": cursor})),
        *(
            expired(mine.get(EXPORT, params={"cursor": cursor, **params}))
            for params in [
                {},
                {"status": "failed"},
                {"status": "completed", "sort_by": "amount"},
                {"status": "completed", "sort_order": "ASC"},
                {"status": "completed", "search": "a"},
            ]
        ),
        *(
            expired(mine.get(EXPORT, params={"status": "completed", "cursor": text}))
            for text in ["", "x", cursor[:-1], cursor + "0", cursor.upper() + " ", "é" * 40]
        ),
        expired(mine.get(EXPORT, params={"status": "completed", "cursor": "0" * len(cursor)})),
    }
    assert len(messages) == 1  # whatever is wrong, it is not told
    assert export(mine, status="completed", cursor=cursor)


def test_a_cursor_is_good_on_another_server_until_something_changes(installation):
    busy = BusyClient(installation, count=0)
    for _ in range(5):
        busy.write()
    first = export(busy.partner, format="jsonl")
    cursor, kept = first.headers["X-Export-Cursor"], whole_rows(first.content[:700])
    other = Partner(installation.serve(), busy.client)
    rest = go_on(other, cursor, kept, format="jsonl")
    assert kept + rest.content == first.content
    third = Partner(installation.serve(), busy.client)
    busy.write()
    expired(go_on(third, cursor, kept, format="jsonl"))
    # Where it was read it is kept.
    for partner in (busy.partner, other):
        assert kept + go_on(partner, cursor, kept, format="jsonl").content == first.content


def test_a_state_is_kept_for_as_long_as_the_setting_says(installation):
    busy = BusyClient(installation, settings={"export.keep_s": 0})
    first = export(busy.partner)
    cursor = first.headers["X-Export-Cursor"]
    assert export(busy.partner, cursor=cursor).content == first.content
    with SlowReader(busy.server, busy.client) as reader:
        busy.write()
        # While somebody reads it it is there.
        assert export(busy.partner, cursor=cursor).content == first.content
        reader.piece()
    wait_until(
        lambda: busy.partner.get(EXPORT, params={"cursor": cursor}).status_code == 410,
        "the state to go",
    )
    expired(busy.partner.get(EXPORT, params={"cursor": cursor}))


def test_four_states_of_a_client_are_kept(installation):
    busy = BusyClient(installation, count=0)
    cursors = []
    for _ in range(6):
        busy.write()
        cursors.append(export(busy.partner).headers["X-Export-Cursor"])
    busy.write()
    answers = [busy.partner.get(EXPORT, params={"cursor": each}).status_code for each in cursors]
    assert answers == [410, 410, 200, 200, 200, 200]


def test_a_head_names_a_state_that_can_be_fetched(installation):
    busy = BusyClient(installation, count=0)
    busy.write()
    head = busy.partner.get(EXPORT, method="HEAD")
    busy.write()
    cursor = head.headers["X-Export-Cursor"]
    assert len(csv_rows(export(busy.partner, cursor=cursor).content)) == 1
    condition = {"If-None-Match": head.headers["ETag"]}
    again = busy.partner.get(EXPORT, params={"cursor": cursor}, headers=condition)
    assert again.status_code == 304


def test_memory_does_not_grow_with_exports_that_were_left(installation):
    busy = BusyClient(installation, settings={"export.kept_max": 2})
    export(busy.partner)
    before = resident_bytes(busy.server)
    for _ in range(60):
        busy.write()
        with SlowReader(busy.server, busy.client) as reader:
            reader.piece()
        wait_until(lambda: running(busy) < 3, "exports that were left to end")
    if not is_sanitized():
        assert resident_bytes(busy.server) - before < 12_000_000


def running(busy):
    lines = Partner(busy.server).get("/metrics").text.splitlines()
    (line,) = [each for each in lines if each.startswith("payoutd_exports_running ")]
    return int(float(line.split()[1]))


def test_amounts_with_fees_beyond_the_largest_amount_come_back(installation):
    one, other = installation.create_client("One"), installation.create_client("Other")
    row = payout("large", amount="1000000000000", fees="0.01")
    installation.import_rows(one, [row])
    server = installation.serve()
    content = export(Partner(server, one)).content
    installation.import_file(other, installation.write_file(content, ".csv"), 1)
    (again,) = Partner(server, other).page().rows
    assert again["total_amount"] == Number("1000000000000.01")


# of a client whose payouts do not fit the memory that indexes may take


def test_without_an_index_it_is_the_same_list(installation):
    settings = {"index.memory_budget_bytes": 0}
    busy = BusyClient(installation, settings=settings, count=3000)
    for params in [{}, {"sort_by": "amount", "status": "completed"}]:
        rows = busy.partner.all_rows(**params)
        response = export(busy.partner, format="jsonl", **params)
        assert jsonl_rows(response.content) == rows
        assert response.headers["X-Total-Count"] == str(len(rows))
        assert ids(csv_rows(export(busy.partner, **params).content)) == ids(rows)
        cursor, kept = response.headers["X-Export-Cursor"], response.content[:50_001]
        kept = whole_rows(kept)
        rest = go_on(busy.partner, cursor, kept, format="jsonl", **params)
        assert kept + rest.content == response.content
    busy.write()
    expired(go_on(busy.partner, cursor, kept, format="jsonl", **params))


def test_without_an_index_it_is_of_one_state_and_holds_up_nobody(installation):
    settings = {"index.memory_budget_bytes": 0, "threads": 1}
    busy = BusyClient(installation, settings=settings)
    before = export(busy.partner).content
    with SlowReader(busy.server, busy.client) as reader:
        content = reader.piece()
        for _ in range(5):
            busy.write()
            assert busy.partner.page(limit=1).total > COUNT
        content += reader.rest()
    assert content == before
