"""Attacks on sign-ins: who is a user does not show, and nobody guesses a code."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from answer_times import require_same_time
from operator_desk import (
    ADMIN,
    Desk,
    Operator,
    answered,
    new_email,
    new_source,
)
from payoutd_client import SESSION_COOKIE, console_error, request_bytes, to_json
from payoutd_program import Installation, wait_until

START, VERIFY = "/v1/auth/email/start", "/v1/auth/email/verify"


@pytest.fixture(scope="module")
def desk(new_folder):
    with Installation(new_folder()) as place:
        per_hour = {f"auth.{each}_per_source": 100_000 for each in ("starts", "verifies")}
        yield Desk(place, per_hour)


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
