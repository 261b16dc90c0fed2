"""GET /api/v1/payouts?search=: Unicode simple case folding, plain characters, what is searched.

Foldings are written out from CaseFolding.txt (statuses C and S), not computed.
"""

import pytest

from list_model import payout
from payoutd_client import PARTNER_LIST, Partner, refused_fields
from payoutd_program import Installation

# Each must be found by the other: simple foldings (C and S).
EQUAL = [
    ("ABC-xyz", "abc-XYZ"),
    ("CAFÉ", "café"),
    ("ΣΑΣ", "σας"),
    ("ΟΔΟΣ", "οδος"),
    ("ПЛАТЁЖ", "платёж"),
    ("ǅ-digraph", "ǆ-DIGRAPH"),
    ("Ǆ-second", "ǅ-SECOND"),
    ("STRAẞE", "straße"),
    ("\u212a-kelvin", "k-KELVIN"),
    ("\u212b-angstrom", "å-ANGSTROM"),
    ("\u017f-long", "S-LONG"),
    ("\u00b5-micro", "\u03bc-MICRO"),
    ("\u1fbc-iota", "\u1fb3-IOTA"),
    ("\uab70-cherokee", "\u13a0-CHEROKEE"),
    ("\U00010400-deseret", "\U00010428-DESERET"),
    ("\u01c4-lower", "\u01c6-LOWER"),
]

# Neither is found by the other: full foldings, Turkic foldings, normalisation, accents.
DIFFERENT = [
    ("STRASSE", "straße"),
    ("İstanbul", "istanbul"),
    ("İstanbul", "i\u0307stanbul"),
    ("ısparta", "ISPARTA"),
    ("\ufb01nance", "finance"),
    ("caf\u00e9", "cafe\u0301"),
    ("café", "cafe"),
    ("\u0149-n", "\u02bcn-n"),
    ("Ⅷ", "VIII"),
    ("100", "١٠٠"),
]

PLAIN = ["a%b", "a_b", "a*b", "a?b", "a.b", "a\\b", "a'b", 'a"b', "a b", "a+b", "a&b", "a=b", "a#b"]


@pytest.fixture
def search(installation):
    """Given rows, a function from a search text to the references found, in order of reference."""

    def start(rows):
        client = installation.create_client()
        installation.import_rows(client, rows)
        partner = Partner(installation.serve(), client)

        def found(text):
            page = partner.page(search=text, limit=100, sort_by="reference_id", sort_order="ASC")
            assert page.total == len(page.rows)
            return page.references

        return found

    return start


@pytest.fixture(scope="module")
def folding(new_folder):
    with Installation(new_folder()) as place:
        client = place.create_client()
        words = {word for pair in EQUAL + DIFFERENT for word in pair}
        place.import_rows(client, [payout(word) for word in sorted(words)])
        yield Partner(place.serve(), client)


@pytest.mark.parametrize("one, other", EQUAL, ids=ascii)
def test_folded_letters_are_equal(folding, one, other):
    for text in (one, other):
        assert {one, other} <= set(folding.page(search=text, limit=100).references)


@pytest.mark.parametrize("one, other", DIFFERENT, ids=ascii)
def test_what_simple_folding_keeps_apart(folding, one, other):
    for text, stranger in ((one, other), (other, one)):
        found = folding.page(search=text, limit=100).references
        assert text in found
        assert stranger not in found


def test_folding_changes_lengths_without_shifting_the_match(search):
    found = search([payout("\u212a\u212a\u1e9eend"), payout("kkend")])
    assert found("kkß") == ["\u212a\u212a\u1e9eend"]
    assert found("ẞEND") == ["\u212a\u212a\u1e9eend"]
    assert found("KKEND") == ["kkend"]


@pytest.mark.parametrize("text", PLAIN)
def test_every_character_is_plain(search, text):
    found = search([payout(text), payout("aXb"), payout("aXXb"), payout("ab")])
    assert found(text) == [text]


def test_pattern_characters_alone_match_only_themselves(search):
    found = search([payout("a%b"), payout("a_b"), payout("a*b"), payout("plain")])
    assert [found(text) for text in "%_*"] == [["a%b"], ["a_b"], ["a*b"]]
    assert found("a%") == ["a%b"]
    assert found("%%") == found(".*") == found("p____") == []


def test_a_space_may_be_written_as_plus_or_percent_20(installation):
    client = installation.create_client()
    installation.import_rows(client, [payout("Invoice 7"), payout("Invoice+7")])
    partner = Partner(installation.serve(), client)
    for text, found in (("e+7", "Invoice 7"), ("e%207", "Invoice 7"), ("e%2B7", "Invoice+7")):
        assert partner.page_at(f"{PARTNER_LIST}?search={text}").references == [found]


def test_search_looks_at_reference_and_email_and_nothing_else(search):
    rows = [
        payout("REF-NEEDLE"),
        payout("B", beneficiary_email="needle@example.com"),
        payout("C", beneficiary_first_name="Needle", beneficiary_last_name="Needle"),
        payout("D", description="needle"),
        payout("E", status="failed", failure_code="NEEDLE", failure_reason="needle"),
        payout("needle-both", beneficiary_email="needle@example.com"),
    ]
    assert search(rows)("nEEdle") == ["B", "REF-NEEDLE", "needle-both"]


def test_search_finds_any_part_of_the_email_in_any_case(search):
    rows = [payout("A", beneficiary_email="John.Doe@Example.com"), payout("B")]
    found = search(rows)
    for text in ("john.doe@example.com", "JOHN.DOE@EXAMPLE.COM", "doe@", ".COM", "J", "n.d", "@"):
        assert found(text) == ["A"]
    assert found("john.doe@example.com.") == found(" john") == found("doe@john") == []


def test_search_never_matches_across_two_values(search):
    rows = [
        payout("one", beneficiary_email="two@example.com"),
        payout("three", beneficiary_email="four@example.com"),
        payout("five"),
        payout("six"),
    ]
    found = search(rows)
    for text in ("onetwo", "comthree", "two@example.comone", "fivesix", "com\none", "one\ntwo"):
        assert found(text) == []
    assert found("\n") == found("\t") == found("\x01") == found("\x1f") == []
    assert found("one") == ["one"]


def test_match_at_the_start_the_middle_and_the_end(search):
    rows = [payout("abcdefghijklmnopqrstuvwxyz"), payout("bcd"), payout("xyz")]
    found = search(rows)
    assert found("abc") == ["abcdefghijklmnopqrstuvwxyz"]
    assert found("bcd") == ["abcdefghijklmnopqrstuvwxyz", "bcd"]
    assert found("xyz") == ["abcdefghijklmnopqrstuvwxyz", "xyz"]
    assert found("abcdefghijklmnopqrstuvwxyz") == ["abcdefghijklmnopqrstuvwxyz"]
    assert found("abcdefghijklmnopqrstuvwxyza") == []


def test_needles_of_every_length(search):
    text = "".join(chr(ord("a") + (7 * i + i // 26) % 26) for i in range(100))
    found = search([payout(text), payout(text[:50] + "-" + text[51:])])
    for length in range(1, 101):
        assert text in found(text[-length:])
        assert found(text[:length] + "!") == []


def test_empty_search_is_no_filter(search):
    found = search([payout("A"), payout("B", beneficiary_email="b@example.com")])
    assert found("") == ["A", "B"]


@pytest.mark.parametrize("text", ["a" * 256, "é" * 128, "𐐀" * 64], ids=["ascii", "two", "four"])
def test_256_bytes_are_searched(folding, text):
    assert folding.page(search=text).total == 0


@pytest.mark.parametrize(
    "text", ["a" * 257, "é" * 128 + "a", "𐐀" * 65, "a" * 5000], ids=["ascii", "two", "four", "5000"]
)
def test_more_than_256_bytes_are_refused(folding, text):
    assert set(refused_fields(folding.get(params={"search": text}))) == {"search"}


def test_search_is_not_sql(search):
    found = search([payout("A"), payout("B")])
    for text in ("' OR 1=1 --", '"; DROP TABLE payouts; --', "') OR ('1'='1"):
        assert found(text) == []
    assert found("") == ["A", "B"]
