"""GET /v1/referrals/payouts: every sentence of the console API's document, one test each."""

import re
import uuid
from datetime import datetime

import pytest

from list_model import console_object, console_payout, without
from payoutd_client import CONSOLE_LIST, Console, Number, Partner, console_error, parse_json
from payoutd_program import Installation

HASH = "0x" + "ab" * 32

# One payout in each state with all that it can have, newest first, and bare ones.
ROWS = [
    console_payout(status="requested", requested_at="2024-03-09T12:00:00Z", note="on hold"),
    console_payout(status="requested", requested_at="2024-03-08T12:00:00Z", amount_micro="1"),
    console_payout(status="processing", requested_at="2024-03-07T12:00:00Z", network="polygon"),
    console_payout(
        status="sent",
        requested_at="2024-03-06T12:00:00Z",
        tx_hash=HASH,
        completed_at="2024-03-06T12:30:00Z",
    ),
    console_payout(
        status="failed",
        requested_at="2024-03-05T12:00:00Z",
        note="Address is on a sanctions list",
        completed_at="2024-03-05T13:00:00Z",
    ),
    console_payout(
        status="cancelled",
        requested_at="2024-03-04T12:00:00Z",
        completed_at="2024-03-04T12:01:00Z",
        amount_micro="25123456",
    ),
    console_payout(status="sent", requested_at="2024-03-03T12:00:00Z", tx_hash=HASH, note="bonus"),
]
REQUIRED = {"id", "user_id", "amount_micro", "network", "address", "status", "requested_at"}
OPTIONAL = {"tx_hash", "note", "completed_at"}


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        user, empty = place.create_user("ann@example.com"), place.create_user("new@example.com")
        place.import_rows(user, list(reversed(ROWS)))
        many = place.create_user("many@example.com")
        place.import_rows(many, [console_payout(amount_micro=str(n)) for n in range(1, 206)])
        client = place.create_client()
        server = place.serve()
        yield {
            "server": server,
            "client": client,
            "user": user,
            "session": place.create_session(user),
            "console": Console(server, place.create_session(user)),
            "empty": Console(server, place.create_session(empty)),
            "many": Console(server, place.create_session(many)),
        }


@pytest.fixture(scope="module")
def items(world):
    return world["console"].items()


def test_the_users_payouts_are_returned_newest_first(items):
    assert without(items, "id", "user_id") == [console_object(row) for row in ROWS]


def test_answer_is_an_object_with_items(world):
    response = world["console"].get()
    assert response.status_code == 200
    assert list(parse_json(response.text)) == ["items"]


def test_no_payouts_are_an_empty_list_never_null(world):
    response = world["empty"].get()
    assert response.status_code == 200
    assert response.text.strip() == '{"items":[]}'


def test_id_is_a_uuid_unique_for_each_payout(items):
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ROWS)
    assert all(str(uuid.UUID(text)) == text for text in ids)


def test_user_id_is_the_authenticated_user(items, world):
    assert {item["user_id"] for item in items} == {world["user"].id}
    assert str(uuid.UUID(world["user"].id)) == world["user"].id


def test_amount_micro_is_an_integer_in_micro_units(items):
    shown = [item["amount_micro"] for item in items]
    assert shown == [Number(row["amount_micro"]) for row in ROWS]
    assert all(re.fullmatch(r"[1-9][0-9]*", number.text) for number in shown)


def test_every_state_is_shown_by_its_word(items):
    shown = [item["status"] for item in items]
    assert shown == [row["status"] for row in ROWS]
    assert set(shown) == {"requested", "processing", "sent", "failed", "cancelled"}


def test_tx_hash_is_present_once_sent_and_omitted_otherwise(items):
    assert [item.get("tx_hash") for item in items if item["status"] == "sent"] == [HASH, HASH]
    assert not [item for item in items if item["status"] != "sent" and "tx_hash" in item]


def test_note_is_omitted_when_empty(items):
    notes = [item.get("note") for item in items]
    assert notes == ["on hold", None, None, None, "Address is on a sanctions list", None, "bonus"]
    assert ["note" in item for item in items] == [bool(note) for note in notes]


def test_completed_at_is_shown_for_terminal_states_and_omitted_while_pending(items):
    shown = {item["status"]: item["completed_at"] for item in items if "completed_at" in item}
    assert shown == {
        "sent": "2024-03-06T12:30:00Z",
        "failed": "2024-03-05T13:00:00Z",
        "cancelled": "2024-03-04T12:01:00Z",
    }


def test_every_item_has_exactly_the_documented_fields(items):
    for item in items:
        assert REQUIRED <= set(item) <= REQUIRED | OPTIONAL
        assert None not in item.values()
    assert set().union(*items) == REQUIRED | OPTIONAL


def test_times_are_rfc_3339(items):
    names = ("requested_at", "completed_at")
    shown = [item[name] for item in items for name in names if name in item]
    assert len(shown) == 10
    for text in shown:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def test_limit_is_50_by_default(world):
    assert len(world["many"].items()) == 50


def test_offset_is_0_by_default(world):
    assert world["many"].items() == world["many"].items("?offset=0")


def test_limit_and_offset_select_a_page(world):
    newest_first = world["many"].items("?limit=200")
    assert world["many"].items("?limit=7&offset=20") == newest_first[20:27]


@pytest.mark.parametrize(
    "limit, shown", [(0, 1), (-3, 1), (1, 1), (200, 200), (201, 200), (500, 200)]
)
def test_limit_is_clamped_to_1_200(world, limit, shown):
    assert len(world["many"].items(f"?limit={limit}")) == shown


def test_paging_by_offset_until_a_short_page_sees_everything_once(world):
    seen, offset = [], 0
    while True:
        page = world["many"].items(f"?limit=50&offset={offset}")
        seen += [item["id"] for item in page]
        if len(page) < 50:
            break
        offset += 50
    assert len(seen) == len(set(seen)) == 205


def test_no_session_cookie_is_401_unauthenticated(world):
    console_error(Console(world["server"]).get(), 401, "unauthenticated")


def test_api_key_or_bearer_token_does_not_authenticate(world):
    for headers in (
        world["client"].headers,
        {"Authorization": "Bearer " + world["session"].token},
        {"Authorization": "Bearer " + world["client"].api_key},
    ):
        response = Partner(world["server"]).get(CONSOLE_LIST, headers=headers)
        console_error(response, 401, "unauthenticated")


def test_database_failure_is_500_internal(installation):
    user = installation.create_user()
    installation.import_rows(user, [console_payout()])
    console = Console(installation.serve(), installation.create_session(user))
    with installation.edit_database() as database:
        database.execute("ALTER TABLE payouts RENAME TO payouts_gone")
    console_error(console.get(), 500, "internal")
    with installation.edit_database() as database:
        database.execute("ALTER TABLE payouts_gone RENAME TO payouts")
    assert len(console.items()) == 1, "works again when the database does"


def test_fetch_example_as_printed(world):
    """credentials: "include" sends the cookie; the content type on a GET is ignored."""
    response = world["console"].get(
        f"{CONSOLE_LIST}?limit=50&offset=0", headers={"Content-Type": "application/json"}
    )
    assert response.ok
    items = parse_json(response.text)["items"]
    shown = [f"{int(item['amount_micro'].text) / 1_000_000:.2f}" for item in items]
    assert shown[0] == "25.00"
    assert len(items) == len(ROWS)
