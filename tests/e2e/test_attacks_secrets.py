"""Attacks on secrets: what a wrong one differs in must not show in the time of the answer, and
nobody may guess for long.
"""

import json
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from operator_desk import (
    ADMIN,
    PAYOUTS,
    Desk,
    Operator,
    answered,
    new_email,
    new_source,
    new_token,
    operator_error,
)
from payoutd_client import (
    CONSOLE_LIST,
    PARTNER_LIST,
    SESSION_COOKIE,
    RawConnection,
    console_error,
    request_bytes,
    to_json,
)
from payoutd_program import Installation, wait_until

START, VERIFY = "/v1/auth/email/start", "/v1/auth/email/verify"
SAMPLES = 400
ONE_SOURCE = 8  # fewer than the wrong tokens that one address may try in a minute
# Medians of interleaved requests over the loopback interface differ by a few hundredths; a search
# in a database on one side alone, or a hash made to be slow, by a multiple.
FACTOR = 1.6


@pytest.fixture(scope="module")
def desk(new_folder):
    with Installation(new_folder()) as place:
        per_hour = {f"auth.{each}_per_source": 100_000 for each in ("starts", "verifies")}
        yield Desk(place, per_hour)


# time


def require_same_time(server, requests, status, samples=SAMPLES, one_source=ONE_SOURCE):
    """The requests' answers, asked in turn, take the same time: their medians hardly differ.

    A look at a clock is not worth a flaky test: the whole is measured up to three times.
    """
    for left in (2, 1, 0):
        medians = measure(server, requests, status, samples, one_source)
        slow, fast = max(medians.values()), min(medians.values())
        if slow < FACTOR * fast:
            return
        if left == 0:
            told = {name: f"{1e6 * each:.0f} us" for name, each in medians.items()}
            raise AssertionError(f"the time tells one from the other: {told}")


def measure(server, requests, status, samples, one_source):
    """The median seconds of each request."""
    seconds = {name: [] for name in requests}
    names = list(requests)
    turn = 0
    while len(seconds[names[-1]]) < samples:
        source = new_source()
        with RawConnection(server, source=source) as connection:
            connection.exchange("/healthz")
            for _ in range(one_source):
                name = names[turn % len(names)]
                turn += 1
                data = requests[name]
                data = data() if callable(data) else data
                start = time.perf_counter()
                connection.send(data)
                assert connection.response().status_code == status, name
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in seconds.items()}


def almost(secret):
    """The same but for its last character."""
    return secret[:-1] + ("a" if secret[-1] != "a" else "b")


def wholly_other(secret):
    """Of the same length and letters, with nothing in common."""
    return "".join("b" if each == "a" else "a" for each in secret)


@pytest.mark.parametrize("whose", ["first", "made"])
def test_operators_tokens_take_the_same_time(desk, whose):
    ann, gone = desk.first.with_roles("read"), desk.first.with_roles("read")
    answered(desk.first.delete(f"{ADMIN}/operators/{gone.name}"))
    token = desk.first_token if whose == "first" else ann.token
    tokens = {
        "right but for the end": almost(token),
        "wholly other": wholly_other(token),
        "unknown": new_token(),
        "revoked": gone.token,
    }
    requests = {
        name: request_bytes(PAYOUTS, headers={"X-Admin-Token": each})
        for name, each in tokens.items()
    }
    require_same_time(desk.server, requests, 401)


def test_sessions_take_the_same_time(desk):
    person = desk.referrer()
    gone = desk.place.create_session(person.user)
    with desk.place.edit_database() as database:
        newest = "SELECT max(created_at) FROM sessions"
        statement = f"UPDATE sessions SET revoked_at = created_at WHERE created_at = ({newest})"
        assert database.execute(statement).rowcount == 1
    tokens = {
        "right but for the end": almost(person.cookies.token),
        "wholly other": wholly_other(person.cookies.token),
        "unknown": new_token(),
        "revoked": gone.token,
    }
    requests = {
        name: request_bytes(CONSOLE_LIST, headers={"Cookie": f"{SESSION_COOKIE}={each}"})
        for name, each in tokens.items()
    }
    # Requests without a session count for their source: 300 a minute.
    require_same_time(desk.server, requests, 401, one_source=200)


def test_keys_and_secrets_take_the_same_time(desk):
    client = desk.place.create_client()
    gone = desk.place.create_key(client)
    desk.place.result("key", "revoke", gone.api_key)
    key, secret = client.api_key, client.api_secret
    pairs = {
        "right but for the end": (key, almost(secret)),
        "wholly other": (key, wholly_other(secret)),
        "unknown key": (key[:8] + wholly_other(key[8:]), secret),
        "revoked": (gone.api_key, gone.api_secret),
        "key almost right": (almost(key), secret),
    }
    requests = {
        name: request_bytes(PARTNER_LIST, headers={"X-API-Key": each, "X-API-Secret": word})
        for name, (each, word) in pairs.items()
    }
    require_same_time(desk.server, requests, 401, one_source=500)


def test_a_foreign_payout_takes_the_time_of_an_unknown_one(desk):
    ann, bob = desk.referrer(50_000_000), desk.referrer(50_000_000)
    foreign = bob.ask(50_000_000)
    cookie = {"Cookie": f"{SESSION_COOKIE}={ann.cookies.token}"}
    requests = {
        name: request_bytes(f"{CONSOLE_LIST}/{id}", headers=cookie)
        for name, id in (("foreign", foreign), ("unknown", foreign[:-4] + "0000"))
    }
    require_same_time(desk.server, requests, 404, one_source=500)


def post_bytes(target, body):
    data = to_json(body)
    headers = {"Content-Type": "application/json", "Content-Length": len(data)}
    return request_bytes(target, "POST", headers, data)


def test_asking_for_a_code_tells_not_who_is_a_user(desk):
    """In body, and in time: the mail is sent afterwards."""
    known, answers = iter(known_addresses(desk, 130)), []
    for email in (next(known), new_email()):
        response = Operator(desk.server).post(START, {"email": email})
        body = answered(response)
        answers.append((sorted(body), len(str(body)), sorted(response.headers)))
    assert answers[0] == answers[1]
    requests = {
        "a user": lambda: post_bytes(START, {"email": next(known)}),
        "nobody": lambda: post_bytes(START, {"email": new_email()}),
    }
    require_same_time(desk.server, requests, 200, samples=120, one_source=500)


def known_addresses(desk, count):
    """Those of so many users, each three times: five codes an hour go to one address."""
    emails = [new_email() for _ in range(count)]
    for email in emails:
        desk.first.done(f"{ADMIN}/users", {"email": email}, 201)
    return emails * 3


# guessing: operators' tokens


def test_ten_wrong_tokens_a_minute_and_no_more(desk):
    source = new_source()
    for number in range(10):
        token = None if number % 2 else new_token()
        caller = Operator(desk.server, token, source)
        operator_error(caller.get(PAYOUTS), 401, "admin_token_invalid")
    for token in (None, new_token()):
        response = Operator(desk.server, token, source).get(PAYOUTS)
        operator_error(response, 429, "rate_limited")
        assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_who_guesses_shuts_out_nobody_but_itself(desk):
    source = new_source()
    wrong = Operator(desk.server, new_token(), source)
    wait_until(lambda: wrong.get(PAYOUTS).status_code == 429, "the limit")
    right = Operator(desk.server, desk.first_token, source)
    assert right.get(PAYOUTS).status_code == 200, "a right token does not count for its source"
    assert desk.stranger(new_token()).get(PAYOUTS).status_code == 401


def test_a_source_cannot_be_pretended(desk):
    source = new_source()
    statuses = []
    for number in range(12):
        forged = {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"}
        caller = Operator(desk.server, new_token(), source)
        statuses.append(caller.get(PAYOUTS, headers=forged).status_code)
    assert statuses == [401] * 10 + [429] * 2


def test_each_token_has_a_limit_of_its_own(installation):
    settings = {"operator.rate_limit": 5, "operator.rate_limit_window_s": 600}
    desk = Desk(installation, settings)
    ann = desk.first.with_roles("read")
    assert [ann.get(PAYOUTS).status_code for _ in range(5)] == [200] * 5
    response = ann.get(PAYOUTS)
    operator_error(response, 429, "rate_limited")
    assert int(response.headers["Retry-After"]) > 0
    assert [desk.first.get(PAYOUTS).status_code for _ in range(4)] == [200] * 4


# guessing: codes


class SignIn:
    """One try to sign in, with the code that a server without a mail setting logs."""

    def __init__(self, desk, email=None, source=None):
        self.email, self.server = email or new_email(), desk.server
        self.caller = Operator(desk.server, source=source)
        response = self.caller.post(START, {"email": self.email})
        self.request_id = answered(response)["request_id"]

    def code(self):
        return wait_until(self._logged_code, f"the code for {self.email} in the log")

    def _logged_code(self):
        for line in reversed(self.server.log()):
            words = [each for each in line.values() if isinstance(each, str)]
            if self.email in json.dumps(line):
                for word in words:
                    if found := re.search(r"(?<![\w.-])(\d{6})(?![\w-])", word):
                        return found[1]
        return None

    def verify(self, code, request_id=None):
        body = {"request_id": request_id or self.request_id, "code": code}
        return self.caller.post(VERIFY, body)


def other_than(code, step=1):
    return f"{(int(code) + step) % 1_000_000:06}"


def test_five_wrong_codes_and_the_right_one_is_worth_nothing(desk):
    sign_in = SignIn(desk)
    code = sign_in.code()
    for step in range(1, 6):
        console_error(sign_in.verify(other_than(code, step)), 400, "invalid_code")
    response = sign_in.verify(code)
    console_error(response, 400, "invalid_request")
    assert "Set-Cookie" not in response.headers


def test_after_four_wrong_codes_the_right_one_works_once(desk):
    sign_in = SignIn(desk)
    code = sign_in.code()
    for step in range(1, 5):
        console_error(sign_in.verify(other_than(code, step)), 400, "invalid_code")
    response = sign_in.verify(code)
    assert answered(response)["user"]["email"] == sign_in.email
    assert SESSION_COOKIE in response.headers["Set-Cookie"]
    console_error(sign_in.verify(code), 400, "invalid_request")


def test_a_code_is_good_for_its_own_request_only(desk):
    email = new_email()
    first = SignIn(desk, email)
    first_code = first.code()
    second, stranger = SignIn(desk, email), SignIn(desk)
    if stranger.code() != first_code:
        console_error(stranger.verify(first_code), 400, "invalid_code")
    unknown = "01a00000-0000-7000-8000-000000000000"
    console_error(first.verify(first_code, unknown), 400, "invalid_request")
    assert second.request_id != first.request_id
    assert answered(first.verify(first_code))["user"]["email"] == email


@pytest.mark.parametrize("code", ["", " ", "0000000", "12345", "abcdef", "١٢٣٤٥٦", "%", "null"])
def test_what_is_no_code_at_all(desk, code):
    response = SignIn(desk).verify(code)
    assert response.status_code == 400, response.text
    assert "Set-Cookie" not in response.headers


def test_wrong_codes_of_many_at_once_do_not_add_up_to_more_than_five(desk):
    sign_in = SignIn(desk)
    code = sign_in.code()

    def guess(step):
        caller = Operator(desk.server)
        body = {"request_id": sign_in.request_id, "code": other_than(code, step)}
        return caller.post(VERIFY, body)

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(guess, range(1, 31)))
    tags = [answered(each, 400)["error"] for each in answers]
    assert tags.count("invalid_code") == 5
    assert tags.count("invalid_request") == 25
    console_error(sign_in.verify(code), 400, "invalid_request")


def test_five_codes_an_hour_for_one_address(desk):
    """Whether or not it is a user's; letter case and spaces do not make another."""
    for email in (new_email(), desk.referrer().email):
        for number in range(5):
            SignIn(desk, f" {email.upper()} " if number % 2 else email)
        response = Operator(desk.server).post(START, {"email": email})
        console_error(response, 429, "rate_limited")
        assert 0 < int(response.headers["Retry-After"]) <= 3600


@pytest.mark.parametrize("what", ["starts", "verifies"])
def test_one_source_may_not_try_for_ever(installation, what):
    desk = Desk(installation, {f"auth.{what}_per_source": 6})
    source = new_source()
    caller = Operator(desk.server, source=source)
    sign_in = SignIn(desk) if what == "verifies" else None
    statuses = []
    for _ in range(8):
        if what == "starts":
            response = caller.post(START, {"email": new_email()})
        else:
            body = {"request_id": sign_in.request_id, "code": "nonsense"}
            response = caller.post(VERIFY, body)
        statuses.append(response.status_code)
    assert statuses == [200 if what == "starts" else 400] * 6 + [429] * 2
    console_error(response, 429, "rate_limited")
    other = Operator(desk.server, source=new_source())
    assert other.post(START, {"email": new_email()}).status_code == 200


def test_requests_without_a_session_count_for_their_source(installation):
    settings = {"console.rate_limit": 5, "console.rate_limit_window_s": 600}
    desk = Desk(installation, settings)
    person, source = desk.referrer(), new_source()
    caller = Operator(desk.server, source=source)
    assert [caller.get(CONSOLE_LIST).status_code for _ in range(6)] == [401] * 5 + [429]
    assert person.get(CONSOLE_LIST).status_code == 200
    cookie = {"Cookie": f"{SESSION_COOKIE}={person.cookies.token}"}
    assert caller.get(CONSOLE_LIST, headers=cookie).status_code == 200

