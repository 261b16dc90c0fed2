"""POST /api/v1/payouts: every way a field, or the body itself, can break a rule.

A refused request leaves nothing: each test ends with the wallet and the list as they were. What is
looked at first is in test_payout_create_order.py.
"""

import json

import pytest

from partner_writes import LEFT_OUT, FundedClient, payout_body
from payoutd_client import (
    PARTNER_LIST,
    Number,
    body_of,
    new_key,
    partner_error,
    refused_fields,
    to_json,
)
from payoutd_program import Installation


@pytest.fixture(scope="module")
def shared(new_folder):
    with Installation(new_folder()) as place:
        acme = FundedClient(place, fund=["USD=1000", "JPY=1000", "KWD=1000"])
        acme.create()
        yield acme


@pytest.fixture
def acme(shared):
    before = shared.money(), shared.partner.page().total
    yield shared
    assert (shared.money(), shared.partner.page().total) == before


def refusals(acme, body, key=None):
    return refused_fields(acme.partner.post(PARTNER_LIST, body, key or new_key()))


def nested(depth):
    return {"a": nested(depth - 1)} if depth > 1 else {"a": 1}


LONG = "x" * 256
FAULTS = [
    ("reference_id", LEFT_OUT, "required"),
    ("reference_id", "", "empty"),
    ("reference_id", LONG, "max_bytes"),
    ("reference_id", "ä" * 128, "max_bytes"),
    ("reference_id", "a\nb", "control_character"),
    ("reference_id", "a\0b", "control_character"),
    ("reference_id", "\x7f", "control_character"),
    ("reference_id", "\x85", "control_character"),
    ("reference_id", 5, "type"),
    ("reference_id", True, "type"),
    ("reference_id", ["PAY"], "type"),
    ("reference_id", {}, "type"),
    ("wallet_id", LEFT_OUT, "required"),
    ("wallet_id", "1", "type"),
    ("wallet_id", True, "type"),
    ("wallet_id", [], "type"),
    ("wallet_id", 0, "not_found"),
    ("wallet_id", -1, "not_found"),
    ("wallet_id", 999, "not_found"),
    ("wallet_id", 2**64 + 1, "not_found"),
    ("amount", LEFT_OUT, "required"),
    ("amount", "10.00", "type"),
    ("amount", True, "type"),
    ("amount", [], "type"),
    ("amount", Number("0"), "positive"),
    ("amount", Number("0.00"), "positive"),
    ("amount", Number("-0"), "positive"),
    ("amount", Number("0e5"), "positive"),
    ("amount", Number("-1"), "positive"),
    ("amount", Number("-1e300"), "positive"),
    ("amount", Number("10.001"), "decimals"),
    ("amount", Number("0.001"), "decimals"),
    ("amount", Number("1e-7"), "decimals"),
    ("amount", Number("1e-999999999999"), "decimals"),
    ("amount", Number("0." + "0" * 400 + "1"), "decimals"),
    ("amount", Number("1000000000000.01"), "maximum"),
    ("amount", Number("1e13"), "maximum"),
    ("amount", Number("1e400"), "maximum"),
    ("amount", Number("1e999999999999"), "maximum"),
    ("amount", Number("9" * 400), "maximum"),
    ("currency", LEFT_OUT, "required"),
    ("currency", 840, "type"),
    ("currency", "XYZ", "currency"),
    ("currency", "US", "currency"),
    ("currency", "USDD", "currency"),
    ("currency", " USD", "currency"),
    ("currency", "$", "currency"),
    ("currency", "EUR", "wallet_currency"),
    ("currency", "JPY", "wallet_currency"),
    ("beneficiary_id", 5, "type"),
    ("beneficiary_id", "ben_" + "0" * 26, "not_found"),
    ("beneficiary_id", "nobody", "not_found"),
    ("beneficiary_email", LEFT_OUT, "required"),
    ("beneficiary_email", None, "required"),
    ("beneficiary_email", 5, "type"),
    ("beneficiary_email", "john.doe", "email"),
    ("beneficiary_email", "@example.com", "email"),
    ("beneficiary_email", "john@", "email"),
    ("beneficiary_email", "john doe@example.com", "email"),
    ("beneficiary_first_name", LEFT_OUT, "required"),
    ("beneficiary_first_name", None, "required"),
    ("beneficiary_first_name", "", "empty"),
    ("beneficiary_first_name", LONG, "max_bytes"),
    ("beneficiary_first_name", 5, "type"),
    ("beneficiary_last_name", LEFT_OUT, "required"),
    ("beneficiary_last_name", "", "empty"),
    ("beneficiary_last_name", LONG, "max_bytes"),
    ("beneficiary_last_name", {}, "type"),
    ("beneficiary_country", "us", "country"),
    ("beneficiary_country", "USA", "country"),
    ("beneficiary_country", "U", "country"),
    ("beneficiary_country", "U1", "country"),
    ("beneficiary_country", 5, "type"),
    ("beneficiary_phone", "1234567890", "phone"),
    ("beneficiary_phone", "+123456", "phone"),
    ("beneficiary_phone", "+1234567890123456", "phone"),
    ("beneficiary_phone", "+1 234 567 890", "phone"),
    ("beneficiary_phone", "+12a4567890", "phone"),
    ("beneficiary_phone", "++1234567890", "phone"),
    ("beneficiary_phone", 1234567890, "type"),
    ("beneficiary_identifiers", [], "type"),
    ("beneficiary_identifiers", "DE89", "type"),
    ("beneficiary_identifiers", {}, "empty"),
    ("beneficiary_identifiers", {f"n{n}": "v" for n in range(21)}, "too_many"),
    ("beneficiary_identifiers", {"n" * 65: "v"}, "max_bytes"),
    ("beneficiary_identifiers", {"iban": "v" * 257}, "max_bytes"),
    ("beneficiary_identifiers", {"iban": ""}, "empty"),
    ("beneficiary_identifiers", {"iban": 5}, "type"),
    ("beneficiary_identifiers", {"iban": {"a": "b"}}, "type"),
    ("beneficiary_identifiers", {"iban": None}, "type"),
    ("description", 5, "type"),
    ("description", "d" * 1001, "max_bytes"),
    ("description", "ä" * 501, "max_bytes"),
    ("description", "a\x01b", "control_character"),
    ("metadata", [], "type"),
    ("metadata", "x", "type"),
    ("metadata", 5, "type"),
    ("metadata", {f"n{n}": 1 for n in range(51)}, "too_many"),
    ("metadata", {"n" * 65: 1}, "max_bytes"),
    ("metadata", {"a": "x" * (16385 - len('{"a":""}'))}, "max_bytes"),
    ("metadata", nested(6), "too_deep"),
    ("metadata", nested(200), "too_deep"),
    ("notify_beneficiary", "true", "type"),
    ("notify_beneficiary", 1, "type"),
]


def name_of_fault(fault):
    field, value, rule = fault
    shown = "left out" if value is LEFT_OUT else (value if isinstance(value, Number) else "")
    return f"{field}-{rule}-{getattr(shown, 'text', shown)[:20]}"


@pytest.mark.parametrize("fault", FAULTS, ids=name_of_fault)
def test_field_that_breaks_a_rule(acme, fault):
    field, value, rule = fault
    found = refusals(acme, payout_body(**{field: value}))
    (name,) = found
    assert name.split(".")[0] == field, found  # the detail may name what is inside an object
    assert found[name][0] == rule
    assert field in found[name][1]


@pytest.mark.parametrize("field", ["reference_id", "wallet_id", "amount", "currency"])
def test_required_field_that_is_null(acme, field):
    body = {**payout_body(), field: None}
    assert refusals(acme, body)[field][0] in ("required", "type")


@pytest.mark.parametrize("number", ["1.5", "1e-3", "9" * 400])
def test_wallet_that_is_no_whole_number(acme, number):
    found = refusals(acme, payout_body(wallet_id=Number(number)))
    assert found["wallet_id"][0] in ("type", "not_found")


@pytest.mark.parametrize(
    "field, text", [("currency", ""), ("beneficiary_email", ""), ("beneficiary_email", "a\n@b.c")]
)
def test_text_that_breaks_two_rules(acme, field, text):
    rules = ("empty", field.removeprefix("beneficiary_"), "control_character")
    assert refusals(acme, {**payout_body(), field: text})[field][0] in rules


def test_email_that_is_too_long(acme):
    found = refusals(acme, payout_body(beneficiary_email="a" * 249 + "@x.com"))
    assert found["beneficiary_email"][0] in ("email", "max_bytes")


@pytest.mark.parametrize(
    "currency, amount", [("JPY", "100.5"), ("KWD", "1.0005"), ("KWD", "0.0001"), ("USD", "0.005")]
)
def test_amount_finer_than_its_currency(acme, currency, amount):
    body = acme.body(currency=currency, amount=Number(amount))
    ((field, (rule, _)),) = refusals(acme, body).items()
    assert (field, rule) == ("amount", "decimals")


def test_largest_amount_is_a_matter_of_money_only(acme):
    response = acme.partner.post(PARTNER_LIST, acme.body(amount=Number("1e12")), new_key())
    partner_error(response, 400, "InsufficientFunds", "INSUFFICIENT_FUNDS")


# the shape of the body


@pytest.mark.parametrize("name", ["refrence_id", "AMOUNT", "", "id", "fees", "ünknown", "status"])
def test_unknown_field_is_named(acme, name):
    found = refusals(acme, {**acme.body(), name: 1})
    assert {field: rule for field, (rule, _) in found.items()} == {name: "unknown"}


@pytest.mark.parametrize("name", ["amount", "reference_id", "metadata"])
def test_field_given_twice(acme, name):
    body = acme.body(metadata={"a": 1})
    text = to_json(body)[:-1] + b"," + to_json({name: body[name]})[1:]
    found = refusals(acme, text)
    assert {field: rule for field, (rule, _) in found.items()} == {name: "duplicate"}


@pytest.mark.parametrize(
    "field, text",
    [
        ("metadata", '{"a":1,"a":1}'),
        ("metadata", '{"x":{"a":1,"b":2,"a":3}}'),
        ("metadata", '{"x":[{"a":1,"\\u0061":2}]}'),
        ("beneficiary_identifiers", '{"iban":"x","iban":"y"}'),
    ],
)
def test_name_given_twice_inside(acme, field, text):
    found = refusals(acme, to_json(acme.body())[:-1] + f',"{field}":{text}}}'.encode())
    ((name, (rule, _)),) = found.items()
    assert (name.split(".")[0], rule) == (field, "duplicate")


def test_all_faults_are_told_at_once(acme):
    body = {
        "reference_id": "",
        "amount": -1,
        "currency": "XYZ",
        "beneficiary_email": "nobody",
        "beneficiary_first_name": 5,
        "beneficiary_country": "usa",
        "beneficiary_phone": "1",
        "description": "d" * 1001,
        "metadata": [],
        "notify_beneficiary": "yes",
        "colour": "red",
    }
    rules = {field: rule for field, (rule, _) in refusals(acme, body).items()}
    assert rules == {
        "reference_id": "empty",
        "wallet_id": "required",
        "amount": "positive",
        "currency": "currency",
        "beneficiary_email": "email",
        "beneficiary_first_name": "type",
        "beneficiary_last_name": "required",
        "beneficiary_country": "country",
        "beneficiary_phone": "phone",
        "description": "max_bytes",
        "metadata": "type",
        "notify_beneficiary": "type",
        "colour": "unknown",
    }


def test_empty_object_names_all_that_is_required(acme):
    rules = {field: rule for field, (rule, _) in refusals(acme, {}).items()}
    names = ["reference_id", "wallet_id", "amount", "currency"]
    names += ["beneficiary_email", "beneficiary_first_name", "beneficiary_last_name"]
    assert rules == dict.fromkeys(names, "required")


NOT_JSON = [
    *[
        b"",
        b" ",
        b"{",
        b"}",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"[{}]",
        b"true",
        b"{'a':1}",
        b"{a:1}",
    ],
    *[b'{"a":1,}', b'{"a":NaN}', b'{"a":+1}', b'{"a":01}', b'{"a":.5}', b'{"a":1.}', b'{"a":0x1}'],
    *[b'{"a":1}{"b":2}', b'{"a":1} x', b'{"a" 1}', b'{"a":"\n"}', b'{"a":"\\x"}', b'{"a":"\xff"}'],
    *[b'{"a":' + b"[" * 200_000, b'{"amount":1', b"\xff\xfe{\0}\0", b'// c\n{"a":1}', b"a=1&b=2"],
]


@pytest.mark.parametrize("text", NOT_JSON, ids=lambda text: repr(text[:12]))
def test_body_that_is_no_json_object(acme, text):
    response = acme.partner.post(PARTNER_LIST, text, new_key())
    partner_error(response, 400, "SyntaxError", "SYNTAX_ERROR")


@pytest.mark.parametrize("text", [b'"\xff"', b'"\xc0\x80"', b'"\\ud800"', b'"\\udc00\\ud800"'])
def test_text_that_is_no_unicode(acme, text):
    body = to_json(acme.body(description="HERE")).replace(b'"HERE"', text)
    response = acme.partner.post(PARTNER_LIST, body, new_key())
    assert response.status_code == 400
    assert body_of(response)["code"] in ("SYNTAX_ERROR", "E_VALIDATION_FAILURE")


OTHER_TYPES = [
    *["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "text/json", "json"],
    *[
        "application/vnd.api+json",
        "multipart/form-data; boundary=x",
        "application/json2",
        "",
        "*/*",
    ],
]


@pytest.mark.parametrize("content_type", OTHER_TYPES)
def test_body_of_another_type(acme, content_type):
    headers = {"Content-Type": content_type}
    response = acme.partner.post(PARTNER_LIST, acme.body(), new_key(), headers=headers)
    partner_error(response, 415, "UnsupportedMediaType", "UNSUPPORTED_MEDIA_TYPE")


def test_body_without_a_type(acme):
    response = acme.partner.get(
        PARTNER_LIST, "POST", data=to_json(acme.body()), headers={"Idempotency-Key": new_key()}
    )
    partner_error(response, 415, "UnsupportedMediaType", "UNSUPPORTED_MEDIA_TYPE")


def test_error_texts_say_what_is_wrong_and_show_no_bank_data(acme):
    body = acme.body(beneficiary_identifiers={"iban": "DE89370400440532013000"}, amount=0)
    response = acme.partner.post(PARTNER_LIST, body, new_key())
    assert body_of(response)["message"] == "amount must be greater than 0"
    assert "DE89" not in response.text
    assert json.loads(response.text)["details"] == [
        {"field": "amount", "rule": "positive", "message": "amount must be greater than 0"}
    ]
