"""Whether the time of an answer tells one wrong request from another."""

import statistics
import time

from operator_desk import new_source
from payoutd_client import RawConnection

SAMPLES = 400
ONE_SOURCE = 8  # fewer than the wrong tokens that one address may try in a minute
# Medians of interleaved requests over the loopback interface differ by a few hundredths; a search
# in a database on one side alone, or a hash made to be slow, by a multiple.
FACTOR = 1.6


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
