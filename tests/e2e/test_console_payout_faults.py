"""POST /v1/referrals/payouts: every way a field, or the body itself, can break a rule.

A refused request leaves nothing: each test ends with the balance and the list as they were.
"""

import json

import pytest

from console_client import MIN_MICRO, UNIT, ConsoleWorld, new_address, payout_body
from payoutd_client import CONSOLE_LIST, Number, console_error, new_key, to_json
from payoutd_program import Installation

LEFT_OUT = object()
BALANCE = 1000 * UNIT


@pytest.fixture(scope="module")
def shared(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place).new_user(BALANCE)
        place.require_sound()


@pytest.fixture
def user(shared):
    before = shared.balance(), shared.payouts()
    yield shared
    assert (shared.balance(), shared.payouts()) == before


def refused(user, body, tag, **options):
    return console_error(user.ask("POST", CONSOLE_LIST, body, **options), 400, tag)


# the body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"[]",
        b"null",
        b"true",
        b"5",
        b'"text"',
        b"amount_micro=10000000&network=ethereum",
        b'{"amount_micro":10000000,}',
        b"{'amount_micro':10000000}",
        b'{"amount_micro":10000000} {}',
        b'{"amount_micro":NaN}',
        b'{"network":"\xff\xfe"}',
        b'{"a":1,"a":1}',
        b'{"a":[{"b":1,"b":1}]}',
        b"\xef\xbb\xbf{",
    ],
)
def test_body_that_is_not_a_json_object(user, body):
    refused(user, body, "invalid_json")


def test_no_body_at_all(user):
    headers = {"Content-Type": "application/json"}
    refused(user, None, "invalid_json", headers=headers)


@pytest.mark.parametrize("name", ["amount_micro", "network", "address"])
def test_name_that_is_there_twice(user, name):
    """Which of the two would count is what an attacker would like to choose."""
    body = payout_body()
    again = json.dumps({name: body[name]})[1:]
    refused(user, to_json(body)[:-1] + b"," + again.encode(), "invalid_json")


@pytest.mark.parametrize("size", [4097, 5000, 16_384])
def test_body_over_4096_bytes(user, size):
    body = to_json(payout_body())
    refused(user, body + b" " * (size - len(body)), "invalid_json")


def test_body_over_the_limit_of_the_surface_is_not_read(user):
    body = to_json(payout_body())
    answer = user.ask("POST", CONSOLE_LIST, body + b" " * (16_385 - len(body)))
    console_error(answer, 413, "body_too_large")


def test_field_that_is_too_long_for_the_body(user):
    refused(user, payout_body(address="0x" + "ab" * 3000), "invalid_json")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "text/json",
        "application/xml",
        "",
    ],
)
def test_content_type_that_is_not_json(user, content_type):
    """What a form of a foreign page can send is never taken."""
    refused(user, payout_body(), "invalid_json", headers={"Content-Type": content_type})


def test_no_content_type(user):
    refused(user, payout_body(), "invalid_json", headers={"Content-Type": None})


# fields


def without(name, value):
    body = {**payout_body(), name: value}
    return {key: each for key, each in body.items() if each is not LEFT_OUT}


@pytest.mark.parametrize("name", ["amount_micro", "network", "address"])
@pytest.mark.parametrize("value", [LEFT_OUT, None, True, False, [], {}, [10_000_000], ["ethereum"]])
def test_field_that_is_missing_or_of_another_type(user, name, value):
    refused(user, without(name, value), "invalid_args")


@pytest.mark.parametrize("name", ["network", "address"])
@pytest.mark.parametrize("value", [0, 5, Number("1.5")])
def test_text_that_is_a_number(user, name, value):
    refused(user, without(name, value), "invalid_args")


@pytest.mark.parametrize(
    "amount",
    [
        *["5", "10000000", "", "10.00"],
        *map(Number, ["0", "-0", "0.0", "0e9", "-1", "-10000000", "-1e300"]),
        *map(Number, ["10000000.5", "0.5", "1e-3", "10000000.0000001", "-9223372036854775808"]),
    ],
)
def test_amount_that_is_no_whole_number_above_zero(user, amount):
    refused(user, payout_body(amount), "invalid_args")


@pytest.mark.parametrize("text", ["1.0", "1e3", "10000000.0", "1e7", "1E+7", "100000000e-1"])
def test_whole_number_is_written_in_digits_alone(user, text):
    refused(user, payout_body(Number(text)), "invalid_args")


@pytest.mark.parametrize("amount", [1, 999, MIN_MICRO - 1])
def test_amount_below_the_minimum(user, amount):
    refused(user, payout_body(amount), "payout_below_min")


@pytest.mark.parametrize("amount", [BALANCE + 1, 10**15, 2**53 + 1, 10**18])
def test_amount_over_the_balance(user, amount):
    refused(user, payout_body(amount), "balance_insufficient")


@pytest.mark.parametrize(
    "text",
    [
        *[str(2**bits + more) for bits in (63, 64, 128) for more in (0, MIN_MICRO)],
        *["1" + "0" * 400, "-" + "1" * 30, "1e19", "1e300", "1e999999999999"],
    ],
)
def test_amount_that_no_64_bits_hold(user, text):
    """2^64 + n must not be taken for n."""
    refused(user, payout_body(Number(text)), "invalid_args")


def test_largest_number_of_64_bits(user):
    """No account has so much; whichever is said, it is not taken."""
    response = user.request(2**63 - 1)
    assert response.json()["error"] in ("balance_insufficient", "invalid_args")
    assert response.status_code == 400


@pytest.mark.parametrize(
    "amount", ["01", "+1", "0x10", "1_000", ".5", "1.", "1e", "--1", "Infinity"]
)
def test_amount_that_is_not_json(user, amount):
    body = to_json(payout_body()).replace(str(MIN_MICRO).encode(), amount.encode())
    refused(user, body, "invalid_json")


@pytest.mark.parametrize(
    "network",
    [
        "",
        "doge",
        "Ethereum",
        "ETHEREUM",
        " ethereum",
        "ethereum ",
        "eth",
        "ethereum\0",
        "ethereum,",
    ],
)
def test_network_that_is_none(user, network):
    refused(user, payout_body(network=network), "invalid_network")


def test_networks_are_a_setting(installation):
    settings = {"payouts.networks": "ethereum=evm,ropsten=evm"}
    user = ConsoleWorld(installation, **settings).new_user(BALANCE)
    assert user.create(network="ropsten")["network"] == "ropsten"
    for network in ("polygon", "solana", "bitcoin"):
        refused(user, payout_body(network=network), "invalid_network")


# what is refused leaves its key free


def test_key_of_a_refused_request_may_be_used_again(shared):
    key = new_key()
    body = payout_body(address="0x1")
    refused(shared, body, "invalid_address", key=key)
    refused(shared, payout_body(BALANCE * 2), "balance_insufficient", key=key)
    payout = shared.create(key=key, address=new_address())
    assert shared.cancel(payout["id"]).status_code == 200


@pytest.mark.parametrize(
    "key",
    ["1234567", "a", "", "k" * 257, "two words", b"tab\there!", "schlüssel".encode(), b"\xff" * 8],
)
def test_key_that_breaks_its_rules(user, key):
    refused(user, payout_body(), "invalid_args", key=key)


# every refusal is said in words for people


@pytest.mark.parametrize(
    "body, tag, word",
    [
        ({}, "invalid_args", "amount_micro"),
        (payout_body(0), "invalid_args", "amount_micro"),
        (without("network", 5), "invalid_args", "network"),
        (without("address", LEFT_OUT), "invalid_args", "address"),
        (payout_body(network="doge"), "invalid_network", "network"),
        (payout_body(address="x"), "invalid_address", "address"),
    ],
)
def test_message_names_the_field(user, body, tag, word):
    assert word in refused(user, body, tag)["message"]
