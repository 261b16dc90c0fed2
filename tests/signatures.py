"""Signed requests of a client whose key asks for signatures."""

import hashlib
import hmac
import time

from payoutd_client import PARTNER_LIST


def sign(signing_secret, seconds, target, method="GET", body=b""):
    """The value of X-Signature, as docs/PARTNER_API.md tells clients to make it."""
    path, _, query = target.encode("latin-1").partition(b"?")
    lines = [
        method.encode(),
        path,
        b"&".join(sorted(query.split(b"&"))),
        hashlib.sha256(body).hexdigest().encode(),
        str(seconds).encode(),
    ]
    code = hmac.new(signing_secret.encode(), b"\n".join(lines), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={code}"


class Signer:
    """Signs a client's requests, each in a second of its own, because a signature is good once.

    What is signed in the second in which the server started, or before, is refused.
    """

    def __init__(self, client):
        self.client = client
        self.seconds = int(time.time())

    def headers(self, target=PARTNER_LIST, method="GET", body=b""):
        self.seconds = max(self.seconds + 1, int(time.time()))
        signature = sign(self.client.signing_secret, self.seconds, target, method, body)
        return {**self.client.headers, "X-Signature": signature}
