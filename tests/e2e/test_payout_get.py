"""GET /api/v1/payouts/{id} and /by-reference/{reference_id}."""

import pytest

from list_model import make_book, partner_object
from partner_writes import (
    PAYOUT_FIELDS,
    FundedClient,
    require_whole,
    sandbox_client,
    wait_for_status,
)
from payoutd_client import (
    PARTNER_LIST,
    Number,
    Partner,
    RawConnection,
    body_of,
    by_reference,
    partner_error,
)
from payoutd_program import Installation


@pytest.fixture(scope="module")
def acme(new_folder):
    with Installation(new_folder()) as place:
        acme = FundedClient(place, fund=["USD=100000"])
        acme.payout = acme.create(
            "GET-1", beneficiary_country="US", beneficiary_phone="+1234567890"
        )
        wait_for_status(acme.partner, acme.payout["id"], "queued")
        yield acme


def at(payout):
    return f"{PARTNER_LIST}/{payout['id']}"


# the whole object


def test_sample_of_the_documentation(installation):
    """The reference page's completed payout: every time of the way, the rest null."""
    acme = sandbox_client(installation)
    fields = {
        "amount": Number("100.00"),
        "beneficiary_email": "john.doe@example.com",
        "beneficiary_country": "US",
        "beneficiary_phone": "+1234567890",
        "description": "Q1 2024 Bonus Payment",
    }
    made = acme.create("PAY_2024_001", **fields)
    payout = require_whole(wait_for_status(acme.partner, made["id"], "completed"))
    expected = {
        "id": made["id"],
        "reference_id": "PAY_2024_001",
        "status": "completed",
        "amount": Number("100.00"),
        "currency": "USD",
        "fees": Number("0.00"),
        "total_amount": Number("100.00"),
        "beneficiary": {
            "email": "john.doe@example.com",
            "first_name": "John",
            "last_name": "Doe",
            "country": "US",
            "phone": "+1234567890",
        },
        "failure_code": None,
        "failure_reason": None,
        "description": "Q1 2024 Bonus Payment",
        "created_at": made["created_at"],
        "failed_at": None,
        "cancelled_at": None,
    }
    assert {name: payout[name] for name in expected} == expected
    times = [payout[f"{name}_at"] for name in ("created", "queued", "submitted", "completed")]
    assert None not in times
    assert times == sorted(times)


def test_what_is_unset_is_null(acme):
    payout = acme.create()
    shown = acme.partner.payout(payout["id"])
    assert set(shown) == set(PAYOUT_FIELDS)
    for name in ("beneficiary_id", "description", "metadata", "submitted_at", "completed_at"):
        assert shown[name] is None, name
    for name in ("failure_code", "failure_reason", "failed_at", "cancelled_at", "expired_at"):
        assert shown[name] is None, name
    assert shown["beneficiary"]["country"] is None


def test_imported_history(acme):
    rows = make_book(9)
    acme.place.import_rows(acme.client, rows)
    for row in rows:
        shown = acme.partner.object_at(by_reference(row["reference_id"]))
        assert set(shown) == set(PAYOUT_FIELDS)
        assert (shown["wallet_id"], shown["events"]) == (None, [])
        assert shown["metadata"] is None
        for name, value in partner_object(row).items():
            if name == "beneficiary":
                assert {**shown[name], **value} == shown[name]
            else:
                assert shown[name] == value, name


def test_list_and_object_agree(acme):
    (row,) = acme.partner.page(reference_id="GET-1").rows
    shown = acme.partner.payout(acme.payout["id"])
    for name, value in row.items():
        expected = shown[name]
        if name == "beneficiary":
            expected = {key: value for key, value in shown[name].items() if key != "phone"}
        assert value == expected, name


# not there


@pytest.mark.parametrize(
    "payout_id",
    [
        *[
            "pyt_" + "0" * 26,
            "pyt_" + "7" + "z" * 25,
            "pyt_" + "z" * 26,
            "pyt_",
            "pyt",
            "x",
            "1",
            "-",
        ],
        *["ben_" + "0" * 26, "pyt_" + "0" * 25, "pyt_" + "0" * 27, "pyt_" + "u" * 26, "%00", "%ff"],
        *["0190f3c2-7b7e-7cc0-98c4-dc0c0c07398f", "x" * 5000, "'%20OR%201=1", "..%2F", "batch%20"],
    ],
)
@pytest.mark.parametrize("action", ["", "/cancel", "/resolve"])
def test_unknown_id(acme, payout_id, action):
    method = "POST" if action else "GET"
    response = acme.partner.get(f"{PARTNER_LIST}/{payout_id}{action}", method=method)
    partner_error(response, 404, "NotFound", "NOT_FOUND")


@pytest.mark.parametrize("target", ["", "/cancel", "/by-reference/GET-1", "/unknown"])
def test_nobody_sees_anything(acme, target):
    method = "POST" if target == "/cancel" else "GET"
    path = f"{PARTNER_LIST}{target}" if target[:4] == "/by-" else f"{at(acme.payout)}{target}"
    if target == "/unknown":
        path = f"{PARTNER_LIST}/pyt_{'0' * 26}"
    response = Partner(acme.server).get(path, method=method)
    partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods(acme, method):
    for target in (at(acme.payout), by_reference("GET-1")):
        response = acme.partner.get(target, method=method)
        partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")
        assert {"GET", "HEAD"} <= {word.strip() for word in response.headers["Allow"].split(",")}


@pytest.mark.parametrize("action", ["cancel", "resolve"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_on_actions(acme, action, method):
    response = acme.partner.get(f"{at(acme.payout)}/{action}", method=method)
    partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")
    assert response.headers["Allow"] == "POST"
    assert acme.partner.payout(acme.payout["id"])["status"] == "queued"


# by reference

REFERENCES = [
    *["PAY/2024/001", "a b", "100%", "%41", "a+b", "a?b=c", "a#b", "a&b;c", "..", ".", "../x", "-"],
    *[
        "ü-€-🙂",
        "a\\b",
        '"quoted"',
        "batch",
        "by-reference",
        "cancel",
        "a/cancel",
        "/",
        "//",
        "x" * 255,
    ],
]


@pytest.mark.parametrize("reference", REFERENCES)
def test_by_reference_of_any_characters(acme, reference):
    payout = acme.create(reference)
    wait_for_status(acme.partner, payout["id"], "queued")
    # A raw connection, because libraries like to tidy paths such as "..".
    target = by_reference(reference).replace(".", "%2E")
    with RawConnection(acme.server) as connection:
        response = connection.exchange(target, headers=acme.client.headers)
    assert response.status_code == 200, response.content
    assert body_of(response) == acme.partner.payout(payout["id"])
    assert body_of(response)["reference_id"] == reference


@pytest.mark.parametrize(
    "reference", ["get-1", "GET-1 ", "GET-", "GET-11", "%", "*", "x" * 256, "\0"]
)
def test_reference_that_nothing_has(acme, reference):
    partner_error(acme.partner.get(by_reference(reference)), 404, "NotFound", "NOT_FOUND")


def test_by_reference_is_there_at_once(acme):
    for _ in range(30):
        payout = acme.create()
        found = acme.partner.object_at(by_reference(payout["reference_id"]))
        assert found["id"] == payout["id"]


# caching


def targets(acme):
    return [at(acme.payout), by_reference("GET-1")]


@pytest.mark.parametrize("which", [0, 1])
def test_unchanged_is_304(installation, which):
    # The tag is the owner's: it changes with any of its payouts, so there is one that rests.
    acme = FundedClient(installation)
    acme.payout = acme.create("GET-1")
    wait_for_status(acme.partner, acme.payout["id"], "queued")
    target = targets(acme)[which]
    first = acme.partner.get(target)
    assert first.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    for method in ("GET", "HEAD"):
        headers = {"If-None-Match": first.headers["ETag"]}
        again = acme.partner.get(target, method=method, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("which", [0, 1])
def test_head_is_get_without_its_body(acme, which):
    target = targets(acme)[which]
    get, head = acme.partner.get(target), acme.partner.get(target, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
        assert head.headers[name] == get.headers[name]


def test_changed_payout_has_another_tag(acme):
    payout = acme.create()
    wait_for_status(acme.partner, payout["id"], "queued")
    tag = acme.partner.get(at(payout)).headers["ETag"]
    assert acme.partner.cancel(payout["id"]).status_code == 200
    response = acme.partner.get(at(payout), headers={"If-None-Match": tag})
    assert (response.status_code, body_of(response)["status"]) == (200, "cancelled")


def test_tag_of_something_else_is_nothing(acme):
    for tag in ('"other"', 'W/"x"', "*x"):
        response = acme.partner.get(at(acme.payout), headers={"If-None-Match": tag})
        assert response.status_code == 200
    other = acme.partner.get(f"{PARTNER_LIST}/pyt_{'0' * 26}", headers={"If-None-Match": "*"})
    partner_error(other, 404, "NotFound", "NOT_FOUND")
