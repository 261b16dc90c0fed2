"""Requests that are not good ones: text that is none, broken framing, half a request.

What looks like HTTP is refused parameter by parameter; what does not is 400 and the connection
closed, so that nothing hidden behind it is ever taken for a request.
"""

import re

import pytest

from payoutd_client import PARTNER_LIST, RawConnection, body_of, refused_fields, request_bytes


@pytest.mark.parametrize(
    "query, field",
    [
        ("search=%ff", "search"),
        ("search=%C0%AF", "search"),
        ("search=%ED%A0%80", "search"),
        ("search=a%00b", "search"),
        ("search=%", "search"),
        ("search=%4", "search"),
        ("search=%zz", "search"),
        ("reference_id=%e2%82", "reference_id"),
        ("reference_id=%00", "reference_id"),
        ("status=%00", "status"),
        ("search=a&search=a", "search"),
    ],
)
def test_bytes_that_are_no_text_are_refused_by_parameter(surfaces, query, field):
    with RawConnection(surfaces.server) as connection:
        response = connection.exchange(f"{PARTNER_LIST}?{query}", headers=surfaces.client.headers)
    assert set(refused_fields(response)) == {field}


@pytest.mark.parametrize("query", ["%ff=1", "%00=1", "%zz=1", "%=1"])
def test_parameter_names_that_are_no_text_are_refused(surfaces, query):
    with RawConnection(surfaces.server) as connection:
        response = connection.exchange(f"{PARTNER_LIST}?{query}", headers=surfaces.client.headers)
    assert len(refused_fields(response)) == 1


@pytest.mark.parametrize("raw", [b"\xff", b"\xc3\xa9", b"\x80abc"])
def test_raw_bytes_in_the_target_do_no_harm(surfaces, raw):
    with RawConnection(surfaces.server) as connection:
        target = b"/api/v1/payouts?search=" + raw
        connection.send(request_bytes(target, headers=surfaces.client.headers))
        assert connection.response().status_code in (200, 400)
    assert surfaces.partner.page().total == 25


@pytest.mark.parametrize("raw", ["a>b", 'a"b', "a<b", "a>;rel=last", "\u00e9".encode(), "a|b^`{}"])
def test_links_are_uris_whatever_the_query_holds(surfaces, raw):
    """RFC 8288, RFC 3986: what may not stand in a URI is percent-encoded in the Link header."""
    target = PARTNER_LIST.encode() + b"?limit=5&search="
    with RawConnection(surfaces.server) as connection:
        connection.send(
            request_bytes(
                target + (raw if isinstance(raw, bytes) else raw.encode()),
                headers=surfaces.client.headers,
            )
        )
        response = connection.response()
    if response.status_code == 400:
        assert set(refused_fields(response)) == {"search"}
        return
    for link in re.split(r", (?=<)", response.headers["Link"]):
        assert re.fullmatch(r'<[!#-;=?-\[\]_a-z~%]+>; rel="(first|prev|next|last)"', link), link


BROKEN = {
    "no http": b"hello\r\n\r\n",
    "two lengths": request_bytes(
        PARTNER_LIST, headers={"Content-Length": "3\r\nContent-Length: 4"}, body=b"abcd"
    ),
    "negative length": request_bytes(PARTNER_LIST, headers={"Content-Length": "-1"}),
    "length not a number": request_bytes(
        PARTNER_LIST, headers={"Content-Length": "3x"}, body=b"abc"
    ),
    "length and chunks": request_bytes(
        PARTNER_LIST,
        headers={"Content-Length": "5", "Transfer-Encoding": "chunked"},
        body=b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    "chunks and length": request_bytes(
        PARTNER_LIST,
        headers={"Transfer-Encoding": "chunked", "Content-Length": "5"},
        body=b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    "bad chunk size": request_bytes(
        PARTNER_LIST, headers={"Transfer-Encoding": "chunked"}, body=b"zz\r\nab\r\n0\r\n\r\n"
    ),
    "space before colon": request_bytes(PARTNER_LIST, headers={"X-Odd ": "1"}),
    "nul in a header": request_bytes(PARTNER_LIST, headers={"X-Odd": b"a\x00b"}),
    "no host": request_bytes(PARTNER_LIST, headers={"Host": None}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_request_is_400_and_closed_and_nothing_else_is_answered(surfaces, name):
    with RawConnection(surfaces.server) as connection:
        connection.send(BROKEN[name])
        response = connection.response()
        assert response.status_code == 400
        body = body_of(response)
        assert body["error"] and body["message"]
        assert body["request_id"] == response.headers["X-Request-Id"]
        assert connection.rest() == b""
    assert surfaces.partner.page().total == 25


def test_half_sent_requests_do_no_harm(surfaces):
    whole = request_bytes(PARTNER_LIST, headers={**surfaces.client.headers, "Content-Length": 10})
    for length in (1, 3, 20, len(whole) - 2, len(whole) - 1, len(whole)):
        with RawConnection(surfaces.server) as connection:
            connection.send(whole[:length])
    assert surfaces.partner.page().total == 25
