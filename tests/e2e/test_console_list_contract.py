"""GET /v1/referrals/payouts: the contract's rules beyond the document.

Clamping, order and ties, cookies and sessions, CORS.
"""

import uuid

import pytest

from list_model import console_object, console_payout, without
from payoutd_client import (
    CONSOLE_LIST,
    PARTNER_LIST,
    Console,
    Number,
    Partner,
    body_of,
    console_error,
)
from payoutd_program import Installation, Session

APP = "https://app.example.com"
OTHER_APP = "http://localhost:3000"
COUNT = 230


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        user = place.create_user()
        rows = [
            console_payout(amount_micro=str(n + 1), requested_at=f"2024-01-15T10:{n // 9:02}:00Z")
            for n in range(COUNT)
        ]
        place.import_rows(user, rows)
        session = place.create_session(user)
        server = place.serve(settings={"console.origins": f"{APP},{OTHER_APP}"})
        yield {
            "server": server,
            "session": session,
            "client": place.create_client(),
            "console": Console(server, session),
        }


@pytest.fixture(scope="module")
def console(world):
    return world["console"]


@pytest.fixture(scope="module")
def whole_list(console):
    items = console.items("?limit=200") + console.items("?limit=200&offset=200")
    assert len(items) == COUNT
    return items


# limit and offset


@pytest.mark.parametrize(
    "query, first, count",
    [
        ("", 0, 50),
        ("?", 0, 50),
        ("?limit=", 0, 50),
        ("?limit=abc", 0, 50),
        ("?limit=ten&offset=x", 0, 50),
        ("?limit=NaN", 0, 50),
        ("?limit=%zz", 0, 50),
        ("?limit=%", 0, 50),
        ("?limit=%ff", 0, 50),
        ("?limit=%00", 0, 50),
        ("?limit=%D9%A3", 0, 50),
        ("?limit=1", 0, 1),
        ("?limit=199", 0, 199),
        ("?limit=200", 0, 200),
        ("?limit=201", 0, 200),
        ("?limit=4294967297", 0, 200),
        ("?limit=18446744073709551617", 0, 200),
        ("?limit=" + "9" * 60, 0, 200),
        ("?limit=0", 0, 1),
        ("?limit=-1", 0, 1),
        ("?limit=-" + "9" * 60, 0, 1),
        ("?limit=2&offset=0", 0, 2),
        ("?limit=2&offset=3", 3, 2),
        ("?limit=20&offset=220", 220, 10),
        ("?limit=200&offset=229", 229, 1),
        ("?limit=2&offset=230", 230, 0),
        ("?limit=2&offset=18446744073709551616", 230, 0),
        ("?limit=2&offset=" + "9" * 60, 230, 0),
        ("?limit=2&offset=-1", 0, 2),
        ("?limit=2&offset=-" + "9" * 60, 0, 2),
        ("?limit=2&offset=", 0, 2),
        ("?limit=2&offset=abc", 0, 2),
        ("?limit=2&offset=%zz", 0, 2),
        ("?limit=2&page=7&status=sent&unknown=%00&=&&x", 0, 2),
        ("?%6Cimit=2&offse%74=3", 3, 2),
    ],
)
def test_bad_values_fall_back_and_out_of_range_is_clamped(console, whole_list, query, first, count):
    assert console.items(query) == whole_list[first : first + count]


@pytest.mark.parametrize("query", ["?limit=2&limit=3", "?offset=1&offset=2", "?limit=a&limit=1"])
def test_repeated_parameter_is_never_refused(console, query):
    assert console.items(query)


def test_newest_first_and_ties_by_id_descending(whole_list):
    order = [(item["requested_at"], item["id"]) for item in whole_list]
    assert order == sorted(order, reverse=True)
    times = {time for time, _ in order}
    assert 1 < len(times) < COUNT


def test_ids_are_time_ordered_uuids(whole_list):
    assert {uuid.UUID(item["id"]).version for item in whole_list} == {7}
    assert {uuid.UUID(item["id"]).variant for item in whole_list} == {uuid.RFC_4122}


def test_order_is_by_request_time_not_by_recording(installation):
    user = installation.create_user()
    console = Console(installation.serve(), installation.create_session(user))
    days = [15, 3, 20, 9]
    for number, day in enumerate(days):
        requested = f"2024-01-{day:02}T00:00:00Z"
        installation.import_rows(user, [console_payout(requested_at=requested)])
        shown = [int(item["requested_at"][8:10]) for item in console.items()]
        assert shown == sorted(days[: number + 1], reverse=True)


# fields


def test_texts_are_shown_as_they_were_imported(installation):
    user = installation.create_user()
    rows = [
        console_payout(
            status="failed",
            note='Ünïcode "quotes" \\ back slash\nnew line </script> \u2028 𐐀',
            network="solana",
            address="So11111111111111111111111111111111111111112",
            amount_micro="999999999999999999",
        )
    ]
    installation.import_rows(user, rows)
    console = Console(installation.serve(), installation.create_session(user))
    items = console.items()
    assert without(items, "id", "user_id") == [console_object(row) for row in rows]
    assert items[0]["amount_micro"] == Number("999999999999999999")


# sessions and cookies


@pytest.mark.parametrize(
    "cookie",
    [
        "{name}={token}",
        "a=b; {name}={token}",
        "{name}={token}; payoutd_csrf=x",
        'theme="dark"; {name}={token}; z=',
        "a=b;{name}={token};c=d",
        "x{name}=wrong; {name}={token}",
    ],
)
def test_session_cookie_among_others(world, cookie):
    text = cookie.format(name="payoutd_session", token=world["session"].token)
    response = Console(world["server"]).get(headers={"Cookie": text})
    assert response.status_code == 200
    assert len(body_of(response)["items"]) == 50


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "{name}=",
        "{name}",
        "{name}=garbage",
        "{name}={token}x",
        "{name}={short}",
        "{name}={swapped}",
        "{upper}={token}",
        "x{name}={token}",
        "{name}x={token}",
        "payoutd_csrf={token}",
        "nl_session={token}",
        "a={name}={token}",
        "{name}=' OR 1=1 --",
        "{name}=%00",
        "{name}=" + "a" * 5000,
    ],
)
def test_garbage_cookie_is_unauthenticated(world, cookie):
    token = world["session"].token
    text = cookie.format(
        name="payoutd_session",
        upper="PAYOUTD_SESSION",
        token=token,
        short=token[:-1],
        swapped=token.swapcase(),
    )
    response = Console(world["server"]).get(headers={"Cookie": text})
    console_error(response, 401, "unauthenticated")


def test_csrf_value_is_no_session(world):
    impostor = Session(world["session"].csrf, "", "")
    console_error(Console(world["server"], impostor).get(), 401, "unauthenticated")


def test_cookie_name_is_a_setting(installation):
    user = installation.create_user()
    installation.import_rows(user, [console_payout()])
    session = installation.create_session(user)
    server = installation.serve(settings={"console.session_cookie": "nl_session"})
    assert len(Console(server, session, cookie="nl_session").items()) == 1
    console_error(Console(server, session).get(), 401, "unauthenticated")


def test_every_session_of_a_user_works(installation):
    user = installation.create_user()
    installation.import_rows(user, [console_payout()])
    server = installation.serve()
    sessions = [installation.create_session(user) for _ in range(3)]
    assert len({session.token for session in sessions}) == 3
    for session in sessions:
        assert len(Console(server, session).items()) == 1


def test_authentication_is_decided_before_parameters_are_looked_at(world):
    response = Console(world["server"]).get(f"{CONSOLE_LIST}?limit=%zz")
    console_error(response, 401, "unauthenticated")


# CORS


def cors_headers(response):
    return {name for name in response.headers if name.lower().startswith("access-control-")}


@pytest.mark.parametrize("origin", [APP, OTHER_APP])
def test_allowed_origin_is_echoed_with_credentials(console, origin):
    response = console.get(headers={"Origin": origin})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert "origin" in response.headers["Vary"].lower().replace(" ", "").split(",")


STRANGERS = [
    "https://evil.example.com",
    "https://app.example.com.evil.com",
    "https://evil-app.example.com",
    "http://app.example.com",
    "https://app.example.com:444",
    "https://app.example.com/",
    "https://app.example.co",
    "https://app.example.com,http://localhost:3000",
    "null",
    "*",
    "",
]


@pytest.mark.parametrize("origin", STRANGERS)
def test_other_origin_gets_no_cors_headers(console, origin):
    response = console.get(headers={"Origin": origin})
    assert response.status_code == 200
    assert cors_headers(response) == set()


def test_no_origin_gets_no_cors_headers(console):
    assert cors_headers(console.get()) == set()


def test_errors_carry_cors_headers_too(world):
    anonymous = Console(world["server"])
    for method, target, status in (
        ("GET", CONSOLE_LIST, 401),
        ("GET", "/v1/nope", 404),
        ("DELETE", CONSOLE_LIST, 405),
    ):
        response = anonymous.get(target, method=method, headers={"Origin": APP})
        assert response.status_code == status
        assert response.headers["Access-Control-Allow-Origin"] == APP
        assert response.headers["Access-Control-Allow-Credentials"] == "true"


def test_not_modified_carries_cors_headers_too(console):
    etag = console.get().headers["ETag"]
    response = console.get(headers={"Origin": APP, "If-None-Match": etag})
    assert response.status_code == 304
    assert response.headers["Access-Control-Allow-Origin"] == APP


def preflight(world, origin, target=CONSOLE_LIST):
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "content-type",
    }
    return Console(world["server"]).get(target, method="OPTIONS", headers=headers)


def test_preflight_from_an_allowed_origin(world):
    response = preflight(world, APP)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert "origin" in response.headers["Vary"].lower()

    def words(name):
        return {word.strip().lower() for word in response.headers[name].split(",")}

    assert "get" in words("Access-Control-Allow-Methods")
    allowed = words("Access-Control-Allow-Headers")
    assert {"content-type", "x-csrf-token", "if-none-match", "x-request-id"} <= allowed
    assert "*" not in allowed


@pytest.mark.parametrize("origin", STRANGERS)
def test_preflight_from_another_origin_is_405_without_cors_headers(world, origin):
    response = preflight(world, origin)
    console_error(response, 405, "method_not_allowed")
    assert cors_headers(response) == set()


def test_preflight_of_an_unknown_path_is_404(world):
    console_error(preflight(world, APP, "/v1/nope"), 404, "not_found")


def test_no_origin_is_allowed_by_default(installation):
    user = installation.create_user()
    console = Console(installation.serve(), installation.create_session(user))
    assert cors_headers(console.get(headers={"Origin": APP})) == set()
    response = console.get(method="OPTIONS", headers={"Origin": APP})
    console_error(response, 405, "method_not_allowed")


def test_partner_surface_never_sends_cors_headers(world):
    partner = Partner(world["server"], world["client"])
    response = partner.get(PARTNER_LIST, headers={"Origin": APP})
    assert response.status_code == 200
    assert cors_headers(response) == set()
    response = preflight(world, APP, PARTNER_LIST)
    assert response.status_code == 405
    assert cors_headers(response) == set()


def test_paths_outside_the_console_send_no_cors_headers(world):
    for target in ("/healthz", "/nope", "/v1x"):
        response = Console(world["server"]).get(target, headers={"Origin": APP})
        assert cors_headers(response) == set()
