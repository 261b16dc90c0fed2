"""Signed requests: what is signed, for how long, how often, and that every refusal is the same."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from list_model import make_book
from payoutd_client import PARTNER_LIST, RawConnection, partner_error, request_bytes
from signatures import Signer, sign
from payoutd_program import Installation, require_error, wait_until


class World:
    """A server, a client whose key asks for signatures, and another whose key does not."""

    def __init__(self, place):
        self.client = place.create_client("Signing", "--require-signature")
        self.plain = place.create_client("Plain")
        place.import_rows(self.client, make_book(3))
        self.server = place.serve(settings={"log_level": "info"})
        self.signer = Signer(self.client)

    def ask(self, target=PARTNER_LIST, method="GET", headers=None, body=b""):
        length = {"Content-Length": len(body)} if body else {}
        with RawConnection(self.server) as connection:
            return connection.exchange(
                target, method=method, headers={**headers, **length}, body=body
            )

    def ask_signed(self, target=PARTNER_LIST, method="GET", body=b""):
        return self.ask(target, method, self.signer.headers(target, method, body), body)

    def ask_with(self, signature, target=PARTNER_LIST, **options):
        headers = {**self.client.headers, "X-Signature": signature}
        return self.ask(target, headers=headers, **options)

    def sign_now(self, target=PARTNER_LIST, ahead=0, **options):
        seconds = int(time.time()) + ahead
        return sign(self.client.signing_secret, seconds, target, **options)


@pytest.fixture(scope="module")
def world(new_folder):
    with Installation(new_folder()) as place:
        yield World(place)


def require_nobody(response):
    body = partner_error(response, 401, "UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS")
    assert body["message"] == "Authentication required"


# what is signed

QUERIES = [
    ("", 200),
    ("?", 200),
    ("?status=completed&page=1&limit=2", 200),
    ("?search=a%26b%20c%3D", 200),
    ("?search=%c3%A9+x", 200),
    ("?search=%2f~%7E", 200),
    ("?status=completed%2Cfailed&currency=USD,EUR", 200),
    ("?page=1&page=1", 400),
    ("?page=2&page=1", 400),
    ("?Page=1&page", 400),
    ("?&&page=1&", None),
    ("?unknown=1", 400),
    ("?search=a?b&sort_by=amount", 200),
]


@pytest.mark.parametrize("query, status", QUERIES, ids=lambda value: str(value))
def test_a_signed_query_is_let_in_whatever_it_says(world, query, status):
    response = world.ask_signed(PARTNER_LIST + query)
    assert response.status_code != 401
    assert status in (None, response.status_code)


def test_the_order_of_the_pairs_is_free(world):
    signed = world.sign_now(PARTNER_LIST + "?limit=2&search=b&page=1", ahead=40)
    assert world.ask_with(signed, PARTNER_LIST + "?page=1&search=b&limit=2").status_code == 200


def test_head_is_signed_as_head(world):
    with RawConnection(world.server) as connection:
        headers = world.signer.headers(method="HEAD")
        assert connection.exchange(PARTNER_LIST, method="HEAD", headers=headers).status_code == 200
        headers = world.signer.headers(method="GET")
        assert connection.exchange(PARTNER_LIST, method="HEAD", headers=headers).status_code == 401


def test_a_body_is_signed(world):
    assert world.ask_signed(body=b'{"any":"body"}').status_code == 200
    require_nobody(world.ask(headers=world.signer.headers(body=b"one"), body=b"other"))
    require_nobody(world.ask(headers=world.signer.headers(body=b""), body=b"more"))
    require_nobody(world.ask(headers=world.signer.headers(body=b"less")))


def test_the_path_is_signed_without_the_host(world):
    target = f"http://localhost:{world.server.port}{PARTNER_LIST}?page=1"
    headers = world.signer.headers(PARTNER_LIST + "?page=1")
    assert world.ask(target, headers=headers).status_code == 200


# what is refused


def flawed(world):
    """Name → headers of a request for the plain list that has one flaw."""
    secret, good = world.client.signing_secret, PARTNER_LIST
    now = int(time.time()) + 60
    whole = sign(secret, now, good)
    code = whole.split("v1=")[1]
    other_digit = "0" if code[0] != "0" else "1"
    signatures = {
        "another method": sign(secret, now, good, method="POST"),
        "method in small letters": sign(secret, now, good, method="get"),
        "another path": sign(secret, now, good + "/x"),
        "path with a slash": sign(secret, now, good + "/"),
        "a query": sign(secret, now, good + "?page=1"),
        "another body": sign(secret, now, good, body=b"{}"),
        "another time": whole.replace(f"t={now}", f"t={now + 1}"),
        "one digit": whole.replace(code, other_digit + code[1:]),
        "the API secret": sign(world.client.api_secret, now, good),
        "another key's secret": sign(world.plain.signing_secret, now, good),
        "secret without its prefix": sign(secret.removeprefix("whsec_"), now, good),
        "capitals": whole.replace(code, code.upper()),
        "a space": whole.replace(",", ", "),
        "the other order": f"v1={code},t={now}",
        "one more part": whole + ",v1=" + code,
        "no time": f"v1={code}",
        "no code": f"t={now}",
        "bare": code,
        "empty": "",
        "leading zero": sign(secret, f"0{now}", good),
        "milliseconds": sign(secret, now * 1000, good),
        "long ago": sign(secret, now - 10_000, good),
        "far ahead": sign(secret, now + 10_000, good),
        "before the server's start": sign(secret, int(time.time()) - 200, good),
    }
    requests = {
        name: {**world.client.headers, "X-Signature": signature}
        for name, signature in signatures.items()
    }
    good_signature = {"X-Signature": whole}
    return {
        "no signature": world.client.headers,
        "no secret": {"X-API-Key": world.client.api_key, **good_signature},
        "wrong secret": {**world.client.headers, "X-API-Secret": "wrong", **good_signature},
        **requests,
    }


def test_every_flaw_gets_the_same_answer(world):
    """Byte for byte, apart from the date: what is wrong must not show."""
    answers = {}
    for name, headers in flawed(world).items():
        response = world.ask(headers={**headers, "X-Request-Id": "same"})
        assert response.status_code == 401, name
        require_nobody(response)
        lines = tuple(sorted(line for line in response.headers if line[0].lower() != "date"))
        answers[name] = (lines, response.content)
    assert len(set(answers.values())) == 1, answers


def test_a_signature_that_was_refused_is_not_used(world):
    signed = world.sign_now(ahead=70)
    require_nobody(world.ask_with(signed, PARTNER_LIST + "?page=1"))
    wrong = {**world.client.headers, "X-API-Secret": "wrong", "X-Signature": signed}
    require_nobody(world.ask(headers=wrong))
    assert world.ask_with(signed).status_code == 200


def test_two_signature_headers_are_none(world):
    headers = world.signer.headers()
    line = f"X-Signature: {headers['X-Signature']}\r\n".encode()
    raw = request_bytes(PARTNER_LIST, headers=headers)
    assert raw.count(line) == 1
    with RawConnection(world.server) as connection:
        connection.send(raw.replace(line, line * 2))
        require_nobody(connection.response())
        connection.send(raw)
        assert connection.response().status_code == 200


def test_a_key_that_asks_for_no_signature_does_not_look_at_it(world):
    for signature in ("nonsense", "", world.sign_now()):
        headers = {**world.plain.headers, "X-Signature": signature}
        assert world.ask(headers=headers).status_code == 200


# when, and how often


@pytest.mark.parametrize("ahead, status", [(295, 200), (305, 401)])
def test_a_clock_that_is_fast(world, ahead, status):
    assert world.ask_with(world.sign_now(ahead=ahead)).status_code == status


def test_a_signature_is_good_once(world):
    target = PARTNER_LIST + "?page=1&limit=3"
    signed = world.sign_now(target, ahead=80)
    assert world.ask_with(signed, target).status_code == 200
    require_nobody(world.ask_with(signed, target))
    require_nobody(world.ask_with(signed, PARTNER_LIST + "?limit=3&page=1"))
    assert world.ask_with(world.sign_now(target, ahead=81), target).status_code == 200


def test_a_signature_is_good_once_for_all_who_come_at_the_same_time(world):
    signed = world.sign_now(ahead=90)
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _: world.ask_with(signed).status_code, range(64)))
    assert sorted(statuses) == [200] + [401] * 63


def test_a_restart_does_not_make_a_signature_good_again(installation):
    client = installation.create_client("Acme", "--require-signature")

    def status(signature):
        with RawConnection(server) as connection:
            headers = {**client.headers, "X-Signature": signature}
            return connection.exchange(PARTNER_LIST, headers=headers).status_code

    server = installation.serve()
    started = int(time.time())
    wait_until(lambda: int(time.time()) > started, "the second after the start")
    used = sign(client.signing_secret, int(time.time()), PARTNER_LIST)
    assert [status(used), status(used)] == [200, 401]
    unused = sign(client.signing_secret, int(time.time()), PARTNER_LIST + "?page=1")
    server.kill()
    server = installation.serve()
    started = int(time.time())
    assert status(used) == 401
    assert status(unused) == 401, "it cannot be told that it was not used"
    wait_until(lambda: int(time.time()) > started, "the second after the start")
    assert status(used) == 401
    assert status(sign(client.signing_secret, int(time.time()), PARTNER_LIST)) == 200


# what an operator sees


def test_the_log_says_why_and_tells_no_secret(world):
    world.ask_signed()
    require_nobody(world.ask(headers=world.client.headers))
    signed = world.sign_now(ahead=95)
    world.ask_with(signed)
    require_nobody(world.ask_with(signed))
    for reason in ("signature_missing", "signature_used"):
        line = wait_until(
            lambda sought=reason: [
                line for line in world.server.log() if line.get("reason") == sought
            ],
            reason,
        )[0]
        assert line["event"] == "client_refused"
        assert line["api_key"] == world.client.api_key
    log = world.server.log_path.read_text()
    for client in (world.client, world.plain):
        assert client.api_secret not in log
        assert client.signing_secret not in log
    assert signed.split("v1=")[1] not in log


def test_with_another_installations_key_file_the_server_does_not_start(installation):
    """Else each signed request would fail, and it would look like the client's fault."""
    client = installation.create_client("Acme", "--require-signature")
    key_file = installation.folder / "payoutd.db.key"
    right = key_file.read_text()
    key_file.write_text("0" * 64 + "\n")
    refused = installation.run("serve", "--listen", "127.0.0.1:0")
    require_error(refused, 2, "seal_key_file", key_file, "does not open")
    env = {"PAYOUTD_SEAL_KEY": "1" * 64}
    refused = installation.run("serve", "--listen", "127.0.0.1:0", env=env)
    require_error(refused, 2, "seal_key:", "does not open")
    key_file.write_text(right)
    server = installation.serve()
    with RawConnection(server) as connection:
        response = connection.exchange(PARTNER_LIST, headers=Signer(client).headers())
    assert response.status_code == 200


def test_a_lost_sealing_key_can_be_left_behind(installation):
    """Keys that are made under the new one work; those of before do not, and say whose fault."""
    old = installation.create_client("Acme", "--require-signature")
    (installation.folder / "payoutd.db.key").write_text("0" * 64 + "\n")
    new = installation.create_key(old, "--require-signature")
    server = installation.serve()
    with RawConnection(server) as connection:
        response = connection.exchange(PARTNER_LIST, headers=Signer(new).headers())
        assert response.status_code == 200
        response = connection.exchange(PARTNER_LIST, headers=Signer(old).headers())
    body = partner_error(response, 500, "InternalServerError", "INTERNAL_SERVER_ERROR")
    assert body["message"] == "Failed to retrieve payouts"
    assert [line["reason"] for line in server.log() if line["level"] == "error"] == ["seal_broken"]
