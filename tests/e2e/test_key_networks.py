"""The networks from which alone a key works."""

import http.client

import pytest

from payoutd_client import PARTNER_LIST, partner_error, Partner
from payoutd_program import Installation, require_error


@pytest.fixture(scope="module")
def place(new_folder):
    with Installation(new_folder()) as made:
        yield made


@pytest.fixture(scope="module")
def server(place):
    return place.serve(settings={"log_level": "info"})


def status_from(address, server, client, headers=None):
    """Asks from one of the addresses of the loopback interface, 127.0.0.0/8."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", server.port, timeout=30, source_address=(address, 0)
    )
    connection.request("GET", PARTNER_LIST, headers={**client.headers, **(headers or {})})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    "networks, address, status",
    [
        (["127.0.0.1"], "127.0.0.1", 200),
        (["127.0.0.1"], "127.0.0.2", 401),
        (["127.0.0.0/8"], "127.9.8.7", 200),
        (["127.0.0.0/31"], "127.0.0.1", 200),
        (["127.0.0.0/31"], "127.0.0.2", 401),
        (["0.0.0.0/0"], "127.0.0.1", 200),
        (["::/0"], "127.0.0.1", 401),
        (["::1"], "127.0.0.1", 401),
        (["::ffff:127.0.0.0/104"], "127.0.0.1", 200),
        (["10.0.0.0/8", "2001:db8::/32"], "127.0.0.1", 401),
        (["10.0.0.0/8", "2001:db8::/32", "127.0.0.5"], "127.0.0.5", 200),
        (["10.0.0.0/8,127.0.0.5"], "127.0.0.5", 200),
        ([], "127.0.0.77", 200),
    ],
    ids=str,
)
def test_a_key_works_from_its_networks_only(place, server, networks, address, status):
    flags = [word for network in networks for word in ("--allow-ip", network)]
    client = place.create_client("Acme", *flags)
    assert status_from(address, server, client) == status


def test_what_a_request_says_of_its_address_does_not_count(place, server):
    client = place.create_client("Acme", "--allow-ip", "10.0.0.1")
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"):
        value = "for=10.0.0.1" if name == "Forwarded" else "10.0.0.1"
        assert status_from("127.0.0.1", server, client, {name: value}) == 401


def test_the_refusal_is_the_usual_one_and_the_log_says_why(place, server):
    client = place.create_client("Acme", "--allow-ip", "10.0.0.1")
    answers = []
    for one in (client.headers, {**client.headers, "X-API-Secret": "wrong"}):
        response = Partner(server).get(headers={**one, "X-Request-Id": "same"})
        partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
        answers.append(({**response.headers, "Date": ""}, response.content))
    assert answers[0] == answers[1]
    refused = [line for line in server.log() if line.get("api_key") == client.api_key]
    assert [line["reason"] for line in refused] == ["network_not_allowed"]
    assert refused[0]["remote_address"] == "127.0.0.1"


def test_keys_of_one_client_have_networks_of_their_own(place, server):
    client = place.create_client("Acme", "--allow-ip", "127.0.0.1")
    other = place.create_key(client, "--allow-ip", "127.0.0.2")
    assert status_from("127.0.0.1", server, client) == 200
    assert status_from("127.0.0.2", server, client) == 401
    assert status_from("127.0.0.1", server, other) == 401
    assert status_from("127.0.0.2", server, other) == 200


@pytest.mark.parametrize(
    "network, words",
    [
        ("localhost", ["localhost"]),
        ("10.0.0.0/33", ["10.0.0.0/33", "from 0 to 32"]),
        ("10.0.0.1/8", ["10.0.0.1/8", "10.0.0.0/8"]),
        ("10.0.0.0/8,", ['""']),
        ("10.0.0.0/8, ::1", ['" ::1"']),
        ("fe80::1%lo", ["fe80::1%lo"]),
    ],
)
def test_a_bad_network_is_named_and_nothing_is_made(installation, network, words):
    made = installation.run("client", "create", "--name", "x", "--allow-ip", network)
    require_error(made, 1, "--allow-ip", *words)
    assert list(installation.folder.iterdir()) == []
    client = installation.create_client()
    flags = ("--allow-ip", "10.0.0.0/8", "--allow-ip", network)
    require_error(installation.run("key", "create", *client.flags, *flags), 1, *words)
    assert len(installation.result("key", "list", *client.flags)["keys"]) == 1
