"""Contract §1: what all surfaces share over HTTP.

Request ids, error envelopes, methods, health, HEAD, keep-alive, pipelining. Caching, limits, broken
requests and stopping have files of their own.
"""

import re

import pytest

from payoutd_client import (
    CONSOLE_LIST,
    LISTS,
    PARTNER_LIST,
    Console,
    Partner,
    RawConnection,
    body_of,
    console_error,
    parse_json,
    partner_error,
    request_bytes,
)
from payoutd_program import wait_until

any_path = pytest.mark.parametrize(
    "target", [*LISTS, "/api/v1/nope", "/v1/nope", "/nope", "/healthz"]
)


# request ids


@any_path
@pytest.mark.parametrize("text", ["a", "req-1", "!~/{}<>\"'%00;,", "x" * 128])
def test_own_request_id_is_kept(surfaces, target, text):
    response = surfaces.at(target).get(target, headers={"X-Request-Id": text})
    assert response.headers["X-Request-Id"] == text


@any_path
@pytest.mark.parametrize("raw", [b"", b"x" * 129, b"two words", b"t\tab", "ä".encode()])
def test_unfit_request_id_is_replaced(surfaces, target, raw):
    with RawConnection(surfaces.server) as connection:
        response = connection.exchange(target, headers={"X-Request-Id": raw})
    assert re.fullmatch(r"req_[!-~]{8,124}", response.headers["X-Request-Id"])


@pytest.mark.parametrize("byte", [b"\x01", b"\x7f", b"\x1b"])
def test_control_byte_in_a_request_id_never_comes_back(surfaces, byte):
    with RawConnection(surfaces.server) as connection:
        connection.send(request_bytes("/nope", headers={"X-Request-Id": b"a" + byte}))
        answer = connection.response()
    assert answer.status_code in (400, 404)
    assert answer.headers["X-Request-Id"].startswith("req_")
    assert byte not in answer.content


def test_made_up_request_ids_are_unique(surfaces):
    ids = [surfaces.partner.get("/healthz").headers["X-Request-Id"] for _ in range(200)]
    assert len(set(ids)) == 200
    assert all(text.startswith("req_") for text in ids)


@pytest.mark.parametrize("target", [*LISTS, "/api/v1/nope", "/nope"])
def test_request_id_is_in_the_error_body(surfaces, target):
    with RawConnection(surfaces.server) as connection:
        response = connection.exchange(target, headers={"X-Request-Id": "my-own-id"})
    assert response.status_code in (401, 404)
    assert parse_json(response.content)["request_id"] == "my-own-id"


def test_request_id_and_no_secret_is_in_the_log(surfaces):
    surfaces.partner.get(headers={"X-Request-Id": "find-me-partner"})
    surfaces.console.get(headers={"X-Request-Id": "find-me-console"})

    def logged():
        ids = [line.get("request_id") for line in surfaces.server.log()]
        return "find-me-partner" in ids and "find-me-console" in ids

    wait_until(logged, "the request ids in the log")
    text = surfaces.server.log_path.read_text()
    assert surfaces.client.api_secret not in text
    assert surfaces.session.token not in text


# 404 and 405, before authentication, each in its surface's envelope


@pytest.mark.parametrize(
    "target", ["/api/v1/nope", "/api/v1/payouts/", "/api/v1/payoutsx", "/api/v1/"]
)
def test_unknown_partner_path(surfaces, target):
    partner_error(Partner(surfaces.server).get(target), 404, "NotFound", "NOT_FOUND")


@pytest.mark.parametrize("target", ["/v1/nope", "/v1/referrals/payouts/", "/v1/referrals", "/v1/"])
def test_unknown_console_path(surfaces, target):
    console_error(Console(surfaces.server).get(target), 404, "not_found")


@pytest.mark.parametrize(
    "target",
    ["/", "/nope", "/api/v1x/payouts", "/v1x", "/API/v1/payouts", "//api/v1/payouts", "/api/v2"],
)
def test_path_outside_both_surfaces_has_the_console_shape(surfaces, target):
    with RawConnection(surfaces.server) as connection:
        console_error(connection.exchange(target), 404, "not_found")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_method_on_the_partner_list(surfaces, method):
    response = Partner(surfaces.server).get(method=method)
    partner_error(response, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")
    assert {"GET", "HEAD"} <= allowed_methods(response)
    assert method not in allowed_methods(response)


@pytest.mark.parametrize("target", [CONSOLE_LIST, "/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "TRACE", "BREW"])
def test_other_method_on_a_console_or_plain_path(surfaces, target, method):
    response = Console(surfaces.server).get(target, method=method)
    console_error(response, 405, "method_not_allowed")
    assert {"GET", "HEAD"} <= allowed_methods(response)
    assert method not in allowed_methods(response)


def allowed_methods(response):
    return {word.strip() for word in response.headers["Allow"].split(",")}


# health and metrics


@pytest.mark.parametrize("target", ["/healthz", "/readyz"])
def test_health_needs_no_credentials(surfaces, target):
    assert Partner(surfaces.server).get(target).status_code == 200


def test_server_without_a_usable_database_lives_but_is_not_ready(installation):
    partner = Partner(installation.serve())
    with installation.edit_database() as database:
        database.execute("ALTER TABLE schema_migrations RENAME TO schema_migrations_gone")
    assert partner.get("/healthz").status_code == 200
    assert partner.get("/readyz").status_code == 503
    with installation.edit_database() as database:
        database.execute("ALTER TABLE schema_migrations_gone RENAME TO schema_migrations")
    wait_until(lambda: partner.get("/readyz").status_code == 200, "the server to be ready again")


def test_metrics_are_prometheus_text_and_count_requests(surfaces):
    def samples():
        response = Partner(surfaces.server).get("/metrics")
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/plain")
        lines = [line for line in response.text.splitlines() if line and not line.startswith("#")]
        assert all(re.fullmatch(r"[a-zA-Z_:][\w:]*(\{.*\})? \S+( \d+)?", line) for line in lines)
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}

    before = samples()
    for _ in range(7):
        surfaces.partner.page()
    after = samples()
    grown = {
        name for name in after if PARTNER_LIST in name and after[name] - before.get(name, 0) == 7
    }
    assert grown, after
    assert surfaces.client.api_secret not in repr(after)


# HEAD


@pytest.mark.parametrize("target", [*LISTS, "/healthz", "/readyz", "/api/v1/nope", "/nope"])
@pytest.mark.parametrize("authenticated", [True, False])
def test_head_has_the_headers_of_get(surfaces, target, authenticated):
    credentials = surfaces.credentials.get(target, {}) if authenticated else {}
    options = {"headers": {**credentials, "X-Request-Id": "same"}}
    with RawConnection(surfaces.server) as connection:
        get = connection.exchange(target, **options)
        head = connection.exchange(target, method="HEAD", **options)
        again = connection.exchange(target, **options)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert again.content == get.content

    def comparable(response):
        return sorted((name.lower(), v) for name, v in response.headers if name.lower() != "date")

    assert comparable(head) == comparable(get)
    assert int(head.headers["Content-Length"]) == len(get.content) > 0


# connections


def test_keep_alive_serves_many_requests_on_one_connection(surfaces):
    with RawConnection(surfaces.server) as connection:
        for number in range(50):
            target = LISTS[number % 2]
            response = connection.exchange(target, headers=surfaces.credentials[target])
            assert response.status_code == 200
            assert response.headers.all("Connection") in ([], ["keep-alive"])


@pytest.mark.parametrize(
    "version, connection_header, closes",
    [
        ("1.1", "close", True),
        ("1.0", None, True),
        ("1.0", "keep-alive", False),
        ("1.1", None, False),
    ],
)
def test_connection_header_and_version_decide_about_closing(
    surfaces, version, connection_header, closes
):
    options = {"version": version, "headers": {"Connection": connection_header}}
    with RawConnection(surfaces.server) as connection:
        assert connection.exchange("/healthz", **options).status_code == 200
        if closes:
            assert connection.rest() == b""
        else:
            assert connection.exchange("/healthz", **options).status_code == 200


def test_pipelined_requests_are_answered_in_order(surfaces):
    targets = [LISTS[0], "/nope", LISTS[1], "/healthz", f"{LISTS[0]}?page=0"] * 20
    credentials = {**surfaces.client.headers, **surfaces.cookie}
    sent = b"".join(
        request_bytes(target, headers={**credentials, "X-Request-Id": number})
        for number, target in enumerate(targets)
    )
    with RawConnection(surfaces.server) as connection:
        connection.send(sent)
        responses = [connection.response() for _ in targets]
    assert [each.headers["X-Request-Id"] for each in responses] == [
        str(number) for number in range(len(targets))
    ]
    assert [each.status_code for each in responses] == [200, 404, 200, 200, 400] * 20


def test_request_sent_byte_by_byte(surfaces):
    with RawConnection(surfaces.server) as connection:
        for byte in request_bytes(PARTNER_LIST, headers=surfaces.client.headers):
            connection.send(bytes([byte]))
        response = connection.response()
    assert response.status_code == 200
    assert len(body_of(response)) == 20


def test_body_of_a_get_is_read_and_ignored(surfaces):
    body = b"GET /nope HTTP/1.1\r\nHost: x\r\n\r\n"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    plain = {**surfaces.client.headers, "Content-Length": len(body)}
    with RawConnection(surfaces.server) as connection:
        first = connection.exchange(PARTNER_LIST, headers=plain, body=body)
        chunks = {**surfaces.client.headers, "Transfer-Encoding": "chunked"}
        second = connection.exchange(PARTNER_LIST, headers=chunks, body=chunked)
        third = connection.exchange("/healthz")
    assert [each.status_code for each in (first, second, third)] == [200, 200, 200]
    assert first.content == second.content


def test_header_names_are_case_insensitive(surfaces):
    headers = {name.swapcase(): value for name, value in surfaces.client.headers.items()}
    with RawConnection(surfaces.server) as connection:
        assert connection.exchange(PARTNER_LIST, headers=headers).status_code == 200


@any_path
def test_every_response_is_dated_and_json_says_so(surfaces, target):
    response = surfaces.at(target).get(target)
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", response.headers["Date"])
    if response.content[:1] in (b"{", b"["):
        body_of(response)
