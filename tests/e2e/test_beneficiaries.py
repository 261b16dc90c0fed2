"""/api/v1/beneficiaries: saving, showing, finding, deleting, and paying whom is saved.

Payouts to them are in test_beneficiary_payouts.py.
"""

import re

import pytest

from partner_writes import LEFT_OUT, FundedClient
from payoutd_client import (
    BENEFICIARIES,
    Number,
    Partner,
    body_of,
    partner_error,
    refused_fields,
    to_json,
)
from payoutd_program import Installation

FIELDS = [
    *["id", "email", "first_name", "last_name", "country", "phone", "metadata"],
    *["total_payouts", "total_amount", "totals", "last_payout_at", "created_at"],
]
JOHN = {"email": "john.doe@example.com", "first_name": "John", "last_name": "Doe"}


@pytest.fixture(scope="module")
def acme(new_folder):
    with Installation(new_folder()) as place:
        yield FundedClient(place)


def save(acme, **fields):
    body = {name: value for name, value in {**JOHN, **fields}.items() if value is not LEFT_OUT}
    response = acme.partner.post(BENEFICIARIES, body)
    assert response.status_code == 201, response.text
    return body_of(response)


def at(beneficiary):
    return f"{BENEFICIARIES}/{beneficiary['id']}"


# saving


def test_least_that_is_required(acme):
    saved = save(acme)
    assert set(saved) == set(FIELDS)
    assert re.fullmatch(r"ben_[0-9a-hjkmnp-tv-z]{26}", saved["id"])
    assert {name: saved[name] for name in JOHN} == JOHN
    for name in ("country", "phone", "metadata", "last_payout_at"):
        assert saved[name] is None, name
    assert (saved["total_payouts"], saved["totals"]) == (Number("0"), [])
    assert saved["total_amount"] == Number("0")
    assert acme.partner.object_at(at(saved)) == saved


def test_everything_that_can_be_given(acme):
    fields = {"country": "US", "phone": "+1234567890", "metadata": {"b": [1], "a": {"x": None}}}
    identifiers = {"account_number": "DE89370400440532013000"}
    saved = save(acme, identifiers=identifiers, **fields)
    assert {name: saved[name] for name in ("country", "phone")} == {
        "country": "US",
        "phone": "+1234567890",
    }
    assert to_json(saved["metadata"]) == b'{"a":{"x":null},"b":[1]}'
    for text in (to_json(saved), acme.partner.get(at(saved)).content):
        assert b"DE89" not in text
    assert "identifiers" not in saved


def test_null_counts_as_not_given(acme):
    nothing = dict.fromkeys(["country", "phone", "identifiers", "metadata"])
    saved = save(acme, **nothing)
    assert [saved[name] for name in ("country", "phone", "metadata")] == [None] * 3


def test_same_person_twice_are_two(acme):
    assert save(acme)["id"] != save(acme)["id"]


FAULTS = [
    ("email", LEFT_OUT, "required"),
    ("email", "nobody", "email"),
    ("email", 5, "type"),
    ("first_name", LEFT_OUT, "required"),
    ("first_name", "", "empty"),
    ("first_name", "x" * 256, "max_bytes"),
    ("first_name", "a\nb", "control_character"),
    ("last_name", LEFT_OUT, "required"),
    ("last_name", ["Doe"], "type"),
    ("country", "usa", "country"),
    ("phone", "123", "phone"),
    ("identifiers", {}, "empty"),
    ("identifiers", [], "type"),
    ("identifiers", {f"n{n}": "v" for n in range(21)}, "too_many"),
    ("metadata", 5, "type"),
    ("metadata", {f"n{n}": 1 for n in range(51)}, "too_many"),
    ("colour", "red", "unknown"),
    ("id", "ben_x", "unknown"),
    ("beneficiary_email", "a@b.c", "unknown"),
]


@pytest.mark.parametrize("field, value, rule", FAULTS)
def test_field_that_breaks_a_rule(acme, field, value, rule):
    total = acme.partner.page_at(BENEFICIARIES).total
    body = {name: each for name, each in {**JOHN, field: value}.items() if each is not LEFT_OUT}
    ((name, (found, _)),) = refused_fields(acme.partner.post(BENEFICIARIES, body)).items()
    assert (name.split(".")[0], found) == (field, rule)
    assert acme.partner.page_at(BENEFICIARIES).total == total


def test_all_faults_are_told_at_once(acme):
    body = {"first_name": "", "country": "x", "colour": 1}
    found = refused_fields(acme.partner.post(BENEFICIARIES, body))
    assert set(found) == {"email", "first_name", "last_name", "country", "colour"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"'])
def test_body_that_is_no_json_object(acme, body):
    partner_error(acme.partner.post(BENEFICIARIES, body), 400, "SyntaxError", "SYNTAX_ERROR")


def test_body_of_another_type(acme):
    response = acme.partner.post(BENEFICIARIES, JOHN, headers={"Content-Type": "text/plain"})
    partner_error(response, 415, "UnsupportedMediaType", "UNSUPPORTED_MEDIA_TYPE")


# the list


PEOPLE = [
    ("ann@example.com", "Ann", "Ångström"),
    ("Bob@Example.com", "Bob", "Stone"),
    ("carl@example.org", "Carl", "Annan"),
    ("dora@other.net", "Dora", "100%"),
    ("eve@other.net", "Eve", "Under_score"),
]


@pytest.fixture(scope="module")
def book(new_folder):
    with Installation(new_folder()) as place:
        book = FundedClient(place)
        for email, first, last in PEOPLE:
            save(book, email=email, first_name=first, last_name=last)
        yield book


def names(book, **params):
    page = book.partner.page_at(BENEFICIARIES, params=params)
    return [row["first_name"] for row in page.rows]


@pytest.mark.parametrize(
    "params, expected",
    [
        ({}, ["Eve", "Dora", "Carl", "Bob", "Ann"]),
        ({"sort_order": "ASC"}, ["Ann", "Bob", "Carl", "Dora", "Eve"]),
        ({"sort_by": "first_name"}, ["Eve", "Dora", "Carl", "Bob", "Ann"]),
        ({"sort_by": "last_name", "sort_order": "ASC"}, ["Dora", "Carl", "Bob", "Eve", "Ann"]),
        ({"sort_by": "email", "sort_order": "asc"}, ["Bob", "Ann", "Carl", "Dora", "Eve"]),
        ({"limit": 2}, ["Eve", "Dora"]),
        ({"limit": 2, "page": 3}, ["Ann"]),
        ({"page": 2}, []),
        ({"search": "ann"}, ["Carl", "Ann"]),
        ({"search": "EXAMPLE"}, ["Carl", "Bob", "Ann"]),
        ({"search": "bob stone"}, ["Bob"]),
        ({"search": "b s"}, ["Bob"]),
        ({"search": "ÅNGSTRÖM"}, ["Ann"]),
        ({"search": "%"}, ["Dora"]),
        ({"search": "_"}, ["Eve"]),
        ({"search": "nobody"}, []),
        ({"search": ""}, ["Eve", "Dora", "Carl", "Bob", "Ann"]),
    ],
)
def test_search_sort_and_pages(book, params, expected):
    assert names(book, **params) == expected


def test_pagination_headers(book):
    page = book.partner.page_at(BENEFICIARIES, params={"limit": 2, "page": 3})
    names = ["X-Page", "X-Per-Page", "X-Total-Count", "X-Total-Pages", "X-Page-Size", "X-Has-More"]
    assert [page.headers[name] for name in names] == ["3", "2", "5", "3", "1", "false"]
    assert book.partner.page_at(BENEFICIARIES).headers["X-Per-Page"] == "20"
    assert set(page.links) >= {"first", "prev", "last"}
    most = book.partner.page_at(BENEFICIARIES, params={"limit": 101})
    assert most.headers["X-Per-Page"] == "100"
    assert set(most.rows[0]) == set(FIELDS)


@pytest.mark.parametrize(
    "query, field",
    [
        *[
            ("page=0", "page"),
            ("limit=0", "limit"),
            ("limit=x", "limit"),
            ("sort_by=id", "sort_by"),
        ],
        *[("sort_order=UP", "sort_order"), ("email=a", "email"), ("search=a&search=b", "search")],
        *[("search=" + "x" * 257, "search"), ("search=%ff", "search")],
    ],
)
def test_bad_parameters_are_refused(book, query, field):
    assert set(refused_fields(book.partner.get(f"{BENEFICIARIES}?{query}"))) == {field}


def test_list_shows_what_was_saved_at_once(acme):
    for _ in range(20):
        saved = save(acme)
        assert acme.partner.page_at(BENEFICIARIES, params={"limit": 1}).rows == [saved]


# one


@pytest.mark.parametrize(
    "target", ["ben_" + "0" * 26, "ben_", "x", "1", "pyt_" + "0" * 26, "ben_" + "z" * 26, "%00"]
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_unknown_id(acme, target, method):
    response = acme.partner.get(f"{BENEFICIARIES}/{target}", method=method)
    partner_error(response, 404, "NotFound", "NOT_FOUND")


@pytest.mark.parametrize("which", ["list", "one"])
def test_caching(book, which):
    (row,) = book.partner.page_at(BENEFICIARIES, params={"limit": 1}).rows
    target = at(row) if which == "one" else BENEFICIARIES
    first = book.partner.get(target)
    assert first.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    for method in ("GET", "HEAD"):
        headers = {"If-None-Match": first.headers["ETag"]}
        again = book.partner.get(target, method=method, headers=headers)
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("method, target", [("PUT", ""), ("PATCH", ""), ("POST", "/ben_x")])
def test_other_methods(acme, method, target):
    response = acme.partner.get(BENEFICIARIES + target, method=method)
    partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("method, target", [("GET", ""), ("POST", ""), ("DELETE", "/ben_x")])
def test_nobody_sees_anything(acme, method, target):
    response = Partner(acme.server).get(BENEFICIARIES + target, method=method)
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


# deleting


def test_deleted_is_gone(acme):
    saved, other = save(acme), save(acme)
    tag = acme.partner.get(at(saved)).headers["ETag"]
    total = acme.partner.page_at(BENEFICIARIES).total
    response = acme.partner.get(at(saved), method="DELETE")
    assert (response.status_code, response.content) == (204, b"")
    for method in ("GET", "DELETE"):
        response = acme.partner.get(at(saved), method=method, headers={"If-None-Match": tag})
        partner_error(response, 404, "NotFound", "NOT_FOUND")
    page = acme.partner.page_at(BENEFICIARIES, params={"limit": 100})
    assert page.total == total - 1
    assert saved["id"] not in [row["id"] for row in page.rows]
    assert acme.partner.object_at(at(other)) == other
