"""Who asks, if a proxy stands in front: whose word counts, and for what."""

import http.client

import pytest

from payoutd_client import PARTNER_LIST
from payoutd_program import Installation, require_error, wait_until

PROXY, STRANGER = "127.0.0.1", "127.0.0.9"
CLIENT = "192.0.2.7"


class World:
    """A server behind proxies on 127.0.0.1 and in 10.0.0.0/8, and a key for one client address."""

    def __init__(self, place):
        self.key = place.create_client("Acme", "--allow-ip", f"{CLIENT},2001:db8::/32")
        self.server = place.serve(
            settings={
                "http.trusted_proxies": "127.0.0.1,10.0.0.0/8,2001:db8:ffff::/48",
                "log_level": "info",
            }
        )

    def ask(self, peer, *headers, target=PARTNER_LIST):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=30, source_address=(peer, 0)
        )
        connection.putrequest("GET", target)
        for name, value in [*self.key.headers.items(), *headers]:
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def logged(self, response):
        """The address that the log has for a request."""
        sought = response.headers["X-Request-Id"]

        def found():
            return [each for each in self.server.log() if each.get("request_id") == sought]

        return wait_until(found, "the request in the log")[-1]["remote_address"]


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


def chain(*values):
    return [("X-Forwarded-For", value) for value in values]


@pytest.mark.parametrize(
    "forwarded, address",
    [
        (chain(CLIENT), CLIENT),
        (chain(f"{CLIENT}, 10.0.0.2"), CLIENT),
        (chain(CLIENT, "10.0.0.2, 10.0.0.3"), CLIENT),
        (chain(f"6.6.6.6, {CLIENT}"), CLIENT),
        (chain("garbage", CLIENT), CLIENT),
        (chain(f"{CLIENT}:4711"), CLIENT),
        (chain("2001:db8::7"), "2001:db8::7"),
        (chain("2001:DB8:0:0::7, 2001:db8:ffff::1"), "2001:db8::7"),
        (chain("[2001:db8::7]:443"), "2001:db8::7"),
        (chain("::ffff:192.0.2.7"), CLIENT),
    ],
    ids=str,
)
def test_the_client_behind_a_proxy_is_who_asks(world, forwarded, address):
    response = world.ask(PROXY, *forwarded)
    assert response.status == 200
    assert world.logged(response) == address


@pytest.mark.parametrize(
    "forwarded, address",
    [
        ([], PROXY),
        (chain(""), PROXY),
        (chain("garbage"), PROXY),
        (chain(f"{CLIENT}, garbage"), PROXY),
        (chain(f"{CLIENT},"), PROXY),
        (chain(f"{CLIENT}, 6.6.6.6"), "6.6.6.6"),
        (chain(CLIENT, "6.6.6.6"), "6.6.6.6"),
        (chain("10.1.1.1"), "10.1.1.1"),
        ([("X-Real-IP", CLIENT)], PROXY),
        ([("Forwarded", f"for={CLIENT}")], PROXY),
    ],
    ids=str,
)
def test_what_the_proxy_does_not_say_gives_no_network(world, forwarded, address):
    response = world.ask(PROXY, *forwarded)
    assert response.status == 401
    assert world.logged(response) == address


@pytest.mark.parametrize(
    "forwarded", [chain(CLIENT), chain(CLIENT, PROXY), chain(f"{CLIENT}, {PROXY}")]
)
def test_the_word_of_anybody_else_does_not_count(world, forwarded):
    response = world.ask(STRANGER, *forwarded, ("X-Forwarded-Proto", "https"))
    assert response.status == 401
    assert world.logged(response) == STRANGER
    assert "Strict-Transport-Security" not in response.headers


def test_metrics_are_not_for_who_comes_through_the_proxy(world):
    assert world.ask(PROXY, target="/metrics").status == 200
    assert world.ask(PROXY, *chain(CLIENT), target="/metrics").status == 404


def test_each_request_of_a_connection_has_its_own_client(world):
    connection = http.client.HTTPConnection("127.0.0.1", world.server.port, timeout=30)
    for address, status in [(CLIENT, 200), ("192.0.2.8", 401), (CLIENT, 200), (None, 401)]:
        headers = {} if address is None else {"X-Forwarded-For": address}
        connection.request("GET", PARTNER_LIST, headers={**world.key.headers, **headers})
        response = connection.getresponse()
        response.read()
        assert response.status == status
    connection.close()


@pytest.mark.parametrize("proto, secure", [("https", True), ("http", False), ("https,http", False)])
def test_tls_in_front_is_remembered(world, proto, secure):
    response = world.ask(PROXY, *chain(CLIENT), ("X-Forwarded-Proto", proto))
    assert ("Strict-Transport-Security" in response.headers) == secure


@pytest.mark.parametrize(
    "value, words", [("nonsense", ["nonsense"]), ("10.0.0.1/8", ["10.0.0.0/8"])]
)
def test_a_bad_network_is_named(installation, value, words):
    refused = installation.run("serve", env={"PAYOUTD_HTTP_TRUSTED_PROXIES": value})
    require_error(refused, 2, "http.trusted_proxies", *words)
