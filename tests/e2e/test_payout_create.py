"""POST /api/v1/payouts: what is created, with every field, and what it costs.

Refusals are in test_payout_create_faults.py, keys in test_idempotency.py.
"""

import json
import re

import pytest

from list_model import BENEFICIARY
from partner_writes import (
    LEFT_OUT,
    FundedClient,
    new_reference,
    require_whole,
    wait_for_status,
)
from payoutd_client import PARTNER_LIST, Number, body_of, new_key, to_json
from payoutd_program import Installation

FUNDS = ("USD=100000", "EUR=1000", "JPY=1000000", "KWD=1000")


@pytest.fixture(scope="module")
def acme(new_folder):
    """A live client without fees, on the manual rail: its payouts are queued and wait."""
    with Installation(new_folder()) as place:
        yield FundedClient(place, fund=FUNDS)


def created(acme, **fields):
    """The payout that a body makes, which must also be what GET shows from then on."""
    payout = acme.create(**fields)
    require_whole(payout)
    shown = acme.partner.payout(payout["id"])
    moving = {"status", "queued_at", "updated_at", "events"}
    for name in set(payout) - moving:
        assert shown[name] == payout[name], name
    return payout


# the answer


def test_sample_of_the_documentation(installation):
    """The request of the reference page, field by field, and the answer of ours."""
    acme = FundedClient(installation, "--fee", "USD=0+150")
    body = {
        "reference_id": "PAY_2024_001",
        "wallet_id": 1,
        "amount": Number("100.00"),
        "currency": "USD",
        "beneficiary_email": "john.doe@example.com",
        "beneficiary_first_name": "John",
        "beneficiary_last_name": "Doe",
        "beneficiary_country": "US",
        "beneficiary_phone": "+1234567890",
        "beneficiary_identifiers": {"account_number": "1234567890", "routing_number": "021000021"},
        "description": "Bonus Payment",
        "metadata": {"employee_id": "EMP123", "department": "sales"},
        "notify_beneficiary": True,
    }
    payout = acme.partner.create(body, "pay_xyz789_1705689660")
    (event,) = payout.pop("events")
    times = {payout.pop("created_at"), payout.pop("updated_at"), event.pop("created_at")}
    assert len(times) == 1
    assert re.fullmatch(r"pyt_[0-9a-hjkmnp-tv-z]{26}", payout.pop("id"))
    assert payout == {
        "reference_id": "PAY_2024_001",
        "status": "created",
        "amount": Number("100.00"),
        "currency": "USD",
        "fees": Number("1.50"),
        "total_amount": Number("101.50"),
        "wallet_id": Number("1"),
        "beneficiary_id": None,
        "beneficiary": {
            "email": "john.doe@example.com",
            "first_name": "John",
            "last_name": "Doe",
            "country": "US",
            "phone": "+1234567890",
        },
        **dict.fromkeys(["failure_code", "failure_reason"]),
        "description": "Bonus Payment",
        "metadata": {"department": "sales", "employee_id": "EMP123"},
        "notify_beneficiary": True,
        **dict.fromkeys(["queued_at", "submitted_at", "completed_at", "failed_at"]),
        **dict.fromkeys(["cancelled_at", "expired_at"]),
    }
    assert event == {
        "event_type": "status_change",
        "from_status": None,
        "to_status": "created",
        "actor_type": "system",
        "message": "Payout created",
    }


def test_least_that_is_required(acme):
    payout = created(acme)
    for name in ("beneficiary_id", "description", "metadata", "failure_code", "failure_reason"):
        assert payout[name] is None, name
    assert payout["notify_beneficiary"] is False
    assert payout["beneficiary"]["country"] is None
    assert payout["beneficiary"]["phone"] is None


def test_headers_of_the_answer(acme):
    response = acme.partner.post(PARTNER_LIST, acme.body(), new_key())
    payout = body_of(response)
    assert response.status_code == 201
    assert response.headers["Location"] == f"{PARTNER_LIST}/{payout['id']}"
    assert re.fullmatch(r'(W/)?"[!#-~]+"', response.headers["ETag"])
    assert response.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    assert response.headers["X-Request-Id"].startswith("req_")
    assert "Idempotent-Replayed" not in response.headers
    assert acme.partner.get(response.headers["Location"]).status_code == 200


def test_own_request_id_comes_back(acme):
    headers = {"X-Request-Id": "my-own"}
    response = acme.partner.post(PARTNER_LIST, acme.body(), new_key(), headers=headers)
    assert (response.status_code, response.headers["X-Request-Id"]) == (201, "my-own")


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", "application/json; charset=utf-8"],
)
def test_json_in_all_its_names(acme, content_type):
    headers = {"Content-Type": content_type}
    response = acme.partner.post(PARTNER_LIST, acme.body(), new_key(), headers=headers)
    assert response.status_code == 201


def test_list_shows_it_at_once(acme):
    for _ in range(30):
        payout = acme.create(metadata={"a": 1}, description="seen")
        page = acme.partner.page(reference_id=payout["reference_id"])
        (row,) = page.rows
        assert page.total == 1
        for name in ("id", "amount", "fees", "total_amount", "currency", "description"):
            assert row[name] == payout[name]
        assert row["beneficiary"] == {
            name: payout["beneficiary"][name]
            for name in BENEFICIARY
            if payout["beneficiary"][name] is not None
        }
        assert row["status"] in ("created", "queued")
        assert not {"wallet_id", "metadata", "events", "expired_at"} & set(row)
        assert acme.partner.page(limit=1).references == [payout["reference_id"]]


def test_live_payout_is_queued_and_waits(acme):
    payout = acme.create()
    queued = require_whole(wait_for_status(acme.partner, payout["id"], "queued"))
    assert [event["to_status"] for event in queued["events"]] == ["created", "queued"]
    assert acme.partner.page(reference_id=payout["reference_id"], status="queued").total == 1


# amounts


@pytest.mark.parametrize(
    "currency, sent, shown",
    [
        ("USD", "0.01", "0.01"),
        ("USD", "1", "1.00"),
        ("USD", "1.5", "1.50"),
        ("USD", "1.500000000000000000000", "1.50"),
        ("USD", "1e2", "100.00"),
        ("USD", "1E+2", "100.00"),
        ("USD", "12500e-3", "12.50"),
        ("USD", "0.1", "0.10"),
        ("USD", "0.29", "0.29"),
        ("USD", "1.15", "1.15"),
        ("JPY", "1", "1"),
        ("JPY", "100.00", "100"),
        ("JPY", "5e1", "50"),
        ("KWD", "1.5", "1.500"),
        ("KWD", "0.001", "0.001"),
        ("KWD", "2", "2.000"),
    ],
)
def test_amount_is_exact_and_shown_with_the_currency_s_decimals(acme, currency, sent, shown):
    before = acme.money(currency)
    payout = created(acme, currency=currency, amount=Number(sent))
    assert (payout["amount"].text, payout["total_amount"].text) == (shown, shown)
    decimals = len(shown.partition(".")[2])
    assert payout["fees"].text == f"{0:.{decimals}f}"
    after = acme.money(currency)
    assert minor(before[0]) - minor(after[0]) == minor(shown)
    assert minor(after[1]) - minor(before[1]) == minor(shown)


def minor(text):
    """An amount as it is written, in its least units."""
    return int(text.replace(".", ""))


@pytest.mark.parametrize("currency", ["usd", "Usd", "USD"])
def test_currency_in_any_letter_case(acme, currency):
    payout = acme.partner.create({**acme.body(), "currency": currency})
    assert payout["currency"] == "USD"


def test_largest_amount_there_is(installation):
    acme = FundedClient(installation, fund=["USD=1000000000000"])
    payout = acme.create(amount=Number("1e12"))
    assert payout["amount"].text == "1000000000000.00"
    assert acme.money() == ("0.00", "1000000000000.00")


# fees


@pytest.mark.parametrize(
    "fee, amount, fees, total",
    [
        ("USD=0+150", "100.00", "1.50", "101.50"),
        ("EUR=0+150", "50.00", "0.75", "50.75"),
        ("USD=0.30+150", "100.00", "1.80", "101.80"),
        ("USD=0.30+0", "0.01", "0.30", "0.31"),
        ("USD=0+0", "10.00", "0.00", "10.00"),
        ("USD=0+50", "1.00", "0.00", "1.00"),  # 0.005: half to even, down
        ("USD=0+50", "3.00", "0.02", "3.02"),  # 0.015: half to even, up
        ("USD=0+50", "5.00", "0.02", "5.02"),  # 0.025
        ("USD=0+50", "5.02", "0.03", "5.05"),  # 0.0251
        ("USD=0.25+290", "9.99", "0.54", "10.53"),  # 0.28971
        ("JPY=0+50", "100", "0", "100"),  # 0.5
        ("JPY=0+50", "300", "2", "302"),  # 1.5
        ("JPY=10+50", "500", "12", "512"),  # 2.5
        ("KWD=0+5", "1.000", "0.000", "1.000"),  # 0.0005
        ("KWD=0.100+5", "3.000", "0.102", "3.102"),  # 0.0015
        ("USD=1+10000", "10.00", "11.00", "21.00"),
    ],
)
def test_fees_are_fixed_and_basis_points_rounded_half_to_even(shop, fee, amount, fees, total):
    currency = fee[:3]
    shop.place.result("fee", "set", *shop.client.flags, fee)
    before = shop.money(currency)
    payout = created(shop, currency=currency, amount=Number(amount))
    assert (payout["fees"].text, payout["total_amount"].text) == (fees, total)
    after = shop.money(currency)
    assert minor(before[0]) - minor(after[0]) == minor(total)
    assert minor(after[1]) - minor(before[1]) == minor(total)


@pytest.fixture(scope="module")
def shop(new_folder):
    """A client whose fees each test sets."""
    with Installation(new_folder()) as place:
        yield FundedClient(place, fund=FUNDS)


def test_fees_of_one_currency_are_not_those_of_another(installation):
    flags = ("--fee", "USD=0.30+150", "--fee", "JPY=50+0")
    acme = FundedClient(installation, *flags, fund=("USD=100", "JPY=1000", "EUR=100"))
    assert acme.create(currency="USD", amount=10)["fees"].text == "0.45"
    assert acme.create(currency="JPY", amount=10)["fees"].text == "50"
    assert acme.create(currency="EUR", amount=10)["fees"].text == "0.00"


def test_fees_of_a_payout_stay_when_the_schedule_changes(installation):
    acme = FundedClient(installation, "--fee", "USD=1.00+0")
    payout = acme.create()
    installation.result("fee", "set", *acme.client.flags, "USD=9.00+0")
    assert acme.partner.payout(payout["id"])["fees"].text == "1.00"
    assert acme.partner.cancel(payout["id"]).status_code == 200
    assert acme.money() == ("1000.00", "0.00")


def test_money_must_cover_amount_and_fees(installation):
    acme = FundedClient(installation, "--fee", "USD=1.00+0", fund=["USD=10.99"])
    response = acme.partner.post(PARTNER_LIST, acme.body(amount=10), new_key())
    assert (response.status_code, body_of(response)["code"]) == (400, "INSUFFICIENT_FUNDS")
    acme.create(amount=Number("9.99"))
    assert acme.money() == ("0.00", "10.99")


# texts and objects as they came

TEXTS = [
    "Zoë Ångström",
    "李小龙",
    "🙂 emoji",
    'quo"te \\ slash /',
    "<b>&amp;</b>",
    "' OR 1=1 --",
    " x ",
]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_back_as_they_were(acme, text):
    names = {"beneficiary_first_name": text, "beneficiary_last_name": text}
    reference = f"{text}{new_reference()}"
    payout = created(acme, reference_id=reference, description=text, **names)
    assert payout["reference_id"] == reference
    assert payout["description"] == text
    assert payout["beneficiary"]["first_name"] == payout["beneficiary"]["last_name"] == text


def test_texts_at_their_longest(acme):
    fields = {
        "beneficiary_email": "a" * 248 + "@x.com",
        "beneficiary_first_name": "ä" * 127 + "x",
        "beneficiary_last_name": "x" * 255,
        "description": "first line\nsecond line\r\n" + "d" * 976,
        "beneficiary_phone": "+" + "1" * 15,
    }
    payout = created(acme, reference_id=new_reference().ljust(255, "x"), **fields)
    assert len(payout["reference_id"]) == 255
    assert payout["description"] == fields["description"]
    assert payout["beneficiary"]["email"] == fields["beneficiary_email"]


@pytest.mark.parametrize("phone", ["+1234567", "+123456789012345"])
def test_phone_at_its_bounds(acme, phone):
    assert created(acme, beneficiary_phone=phone)["beneficiary"]["phone"] == phone


@pytest.mark.parametrize(
    "metadata",
    [
        {"department": "sales", "employee_id": "EMP123"},
        {"n": None, "t": True, "f": False, "list": [1, "two", None, {"three": 3}]},
        {"text": 'ü\n\t"\\\u2028', "": "empty name"},
        {"a": {"b": {"c": "d"}}},
        {f"name{number:02}": number for number in range(50)},
        {"x" * 64: "y"},
        {"a": "x" * (16384 - len('{"a":""}'))},
    ],
)
def test_metadata_is_shown_as_it_came(acme, metadata):
    payout = created(acme, metadata=metadata)
    assert json.loads(to_json(payout["metadata"])) == metadata


def test_names_in_metadata_are_sorted(acme):
    payout = created(acme, metadata={"b": 1, "a": {"z": 1, "y": 2}})
    assert to_json(payout["metadata"]) == b'{"a":{"y":2,"z":1},"b":1}'


def test_identifiers_are_never_shown_again(acme):
    secrets = {"iban": "DE89370400440532013000", "mobile_money": "+254700111222"}
    response = acme.partner.post(
        PARTNER_LIST, acme.body(beneficiary_identifiers=secrets), new_key()
    )
    assert response.status_code == 201
    payout = body_of(response)
    texts = [
        response.text,
        acme.partner.get(response.headers["Location"]).text,
        acme.partner.get().text,
        acme.place.run("payout", "show", payout["id"]).stdout,
        acme.place.run("payout", "show", payout["id"], "--json").stdout,
        acme.server.log_path.read_text(),
    ]
    for text in texts:
        for secret in secrets.values():
            assert secret not in text
    wal = acme.place.database.with_name(acme.place.database.name + "-wal")
    stored = acme.place.database.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
    assert payout["reference_id"].encode() in stored
    for secret in secrets.values():
        assert secret.encode() not in stored, "bank data is sealed at rest"


def test_identifiers_at_their_bounds(acme):
    created(acme, beneficiary_identifiers={f"name{number}": "v" for number in range(20)})
    created(acme, beneficiary_identifiers={"n" * 64: "v" * 256})


OPTIONAL = [
    *["beneficiary_id", "beneficiary_country", "beneficiary_phone", "beneficiary_identifiers"],
    *["description", "metadata", "notify_beneficiary"],
]


@pytest.mark.parametrize("name", OPTIONAL)
def test_optional_field_that_is_null_counts_as_not_given(acme, name):
    whole, without = created(acme, **{name: None}), created(acme, **{name: LEFT_OUT})
    for field in set(whole) - {"id", "reference_id", "created_at", "updated_at", "events"}:
        assert whole[field] == without[field]
