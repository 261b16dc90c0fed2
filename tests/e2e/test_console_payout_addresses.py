"""POST /v1/referrals/payouts: networks and the addresses that money can be sent to on each.

The vectors are those that EIP-55, BIP-173 and BIP-350 publish, and well-known addresses.
"""

import pytest

from console_client import MIN_MICRO, UNIT, ConsoleWorld, payout_body
from payoutd_client import CONSOLE_LIST, console_error
from payoutd_program import Installation

EVM = ["ethereum", "polygon", "bsc", "base", "arbitrum"]
CHECKSUMMED = [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]
ONE_CASE = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
]
BITCOIN = [
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
]
SOLANA = [
    "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
    "9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM",
    "4wBqpZM9xaSheZzJSMawUKKwhdpChKbZ5eu5ky4Vigw",
]
TRON = [
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
    "TA4Y62o6YC2Zsck9rZVGTvqW1AQ7X9zTnj",
]
GOOD = [
    *[(network, address) for network in EVM for address in (CHECKSUMMED[0], ONE_CASE[2])],
    *[("ethereum", address) for address in CHECKSUMMED + ONE_CASE],
    *[("bitcoin", address) for address in BITCOIN],
    *[("solana", address) for address in SOLANA],
    *[("tron", address) for address in TRON],
]

BAD_EVM = [
    "",
    "0x",
    "0x" + "ab" * 19,
    "0x" + "ab" * 21,
    "0x" + "ab" * 19 + "a",
    "ab" * 20,
    "0X" + "ab" * 20,
    "0x" + "ag" * 20,
    "1x" + "ab" * 20,
    " 0x" + "ab" * 20,
    "0x" + "ab" * 20 + " ",
    "0x" + "ab" * 20 + "\n",
    "0x" + "ab" * 19 + "a\0",
    "0x" + "аb" * 20,  # a Cyrillic а
    "vitalik.eth",
]
BAD_BITCOIN = [
    "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",  # another prefix
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",  # of the test network
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",  # bech32 where bech32m is due
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",  # bech32m where bech32 is due
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",  # a character that is none
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",  # version 17
    "bc1pw5dgrnzv",  # one byte
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",  # 41 bytes
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",  # version 0 of 16 bytes
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",  # padding of over 4 bits
    "bc1gmk9yu",  # nothing
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4",  # both cases
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7Div0Na",
    "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",  # of the test network
    "mfcHP2WMCVLsVZA8yrovmhMgxNFW9r98xw",
]
BAD_SOLANA = [
    "",
    "thX6LZfHDZZKUs92febYZhYRcXddmzfzF2NvTkPNE",  # 31 bytes
    "JNArUumxYJcSQpbuxuroRZtcSMVLcy5WbYGt14SRm1Fv",  # 33 bytes
    "0PjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",  # 0 is no base58
    "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1l",  # neither is l
    "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v ",
    "1" * 1000,
]
BAD_TRON = [
    "",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6",
    "TZQ9596PFNVSh3tEsypax47Hdff4DKLkmj",  # version 0x42
    "16L5yRNPTuciSgXGHqYwn9N6NeoKqopAu",  # version 0x00
    "41a614f803b6fd780986a42c78ec9c7f77e6ded13c",  # as hexadecimal digits
]
BAD = [
    *[("ethereum", address) for address in BAD_EVM],
    *[("bitcoin", address) for address in BAD_BITCOIN],
    *[("solana", address) for address in BAD_SOLANA],
    *[("tron", address) for address in BAD_TRON],
]
OF_ANOTHER_NETWORK = [
    ("ethereum", SOLANA[0]),
    ("polygon", TRON[0]),
    ("arbitrum", BITCOIN[1]),
    ("solana", CHECKSUMMED[0]),
    ("solana", TRON[0]),
    ("solana", BITCOIN[6]),
    ("tron", BITCOIN[6]),
    ("tron", ONE_CASE[0]),
    ("tron", SOLANA[0]),
    ("bitcoin", TRON[0]),
    ("bitcoin", CHECKSUMMED[0]),
    ("bitcoin", SOLANA[0]),
]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield ConsoleWorld(place)


@pytest.fixture(scope="module")
def user(world):
    return world.new_user(10_000 * UNIT)


def refuse(user, network, address):
    body = payout_body(network=network, address=address)
    console_error(user.ask("POST", CONSOLE_LIST, body), 400, "invalid_address")


@pytest.mark.parametrize("network, address", GOOD)
def test_good_address_is_kept_as_it_was_given(user, network, address):
    payout = user.create(MIN_MICRO, network=network, address=address)
    assert (payout["network"], payout["address"]) == (network, address)
    assert user.payout(payout["id"])["address"] == address


@pytest.mark.parametrize("network, address", BAD)
def test_bad_address(user, network, address):
    refuse(user, network, address)


@pytest.mark.parametrize("network, address", OF_ANOTHER_NETWORK)
def test_address_of_another_network(user, network, address):
    refuse(user, network, address)


@pytest.mark.parametrize("network", EVM)
def test_checksum_counts_on_every_network_of_the_kind(user, network):
    refuse(user, network, CHECKSUMMED[0].replace("A", "a", 1))


@pytest.mark.parametrize("address", CHECKSUMMED + ONE_CASE)
def test_one_letter_in_the_other_case(user, address):
    """Each letter of each vector, alone."""
    for place in range(2, len(address)):
        if address[place].isalpha():
            flipped = address[:place] + address[place].swapcase() + address[place + 1 :]
            refuse(user, "ethereum", flipped)


@pytest.mark.parametrize("network, address", [("tron", TRON[0]), ("bitcoin", BITCOIN[6])])
def test_any_other_character_breaks_the_checksum(user, network, address):
    for place in range(len(address)):
        other = "2" if address[place] != "2" else "3"
        refuse(user, network, address[:place] + other + address[place + 1 :])


def test_any_other_character_breaks_bech32(user):
    address = BITCOIN[1]
    for place in range(4, len(address)):
        other = "q" if address[place] != "q" else "p"
        refuse(user, "bitcoin", address[:place] + other + address[place + 1 :])


def test_nothing_of_what_was_refused_is_there(user):
    shown = {payout["address"] for payout in user.payouts()}
    assert shown <= {address for _, address in GOOD}
