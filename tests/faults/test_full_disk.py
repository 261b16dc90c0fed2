"""A disk that is full while the server runs: writes are refused and leave nothing, reads go on,
and when there is room again the same server writes again.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from partner_writes import QUICK, FundedClient, new_reference, wait_for_status
from payoutd_client import (
    BENEFICIARIES,
    PARTNER_LIST,
    TRANSACTIONS,
    WALLETS,
    Partner,
    body_of,
    by_reference,
    new_key,
    parse_json,
    unavailable,
)
from payoutd_program import require_json_error, wait_until

WRITERS = 3
LONG_TEXT = "d" * 1000  # so that little remains of a page that is half full
# What a rail says and nobody can write down is asked about again when the lease ends.
SETTINGS = {**QUICK, "dispatch.lease_ms": 1000}


@pytest.fixture
def place(installation, small_disk):
    """The database alone is on the small disk; logs are not."""
    installation.database = small_disk.folder / "payoutd.db"
    return installation


@pytest.fixture(params=["live", "test"])
def acme(request, place):
    flags = ("--test",) if request.param == "test" else ()
    return FundedClient(place, *flags, fund=["USD=1000000"], settings=SETTINGS)


def write_until_refused(acme, disk, answered, limit=20_000):
    """Creates payouts until the answer is 503; that request's key and body."""
    partner = acme.new_partner()
    for _ in range(limit):
        key, body = new_key(), acme.body(new_reference(), amount=1, description=LONG_TEXT)
        response = partner.post(PARTNER_LIST, body, key)
        if response.status_code != 201:
            unavailable(response)
            return key, body
        answered.append((key, body, response.content))
        disk.fill()  # what was still free, or has become free
    raise AssertionError("the disk is full, and still payouts are created")


def test_full_disk(acme, place, small_disk):
    answered = []
    for _ in range(20):
        key, body = new_key(), acme.body(new_reference(), amount=1, description=LONG_TEXT)
        response = acme.partner.post(PARTNER_LIST, body, key)
        assert response.status_code == 201
        answered.append((key, body, response.content))

    small_disk.fill()
    with ThreadPoolExecutor(WRITERS) as pool:
        work = [
            pool.submit(write_until_refused, acme, small_disk, answered) for _ in range(WRITERS)
        ]
        refused = [each.result() for each in work]

    require_reads(acme, answered, refused)
    response = acme.partner.post(
        BENEFICIARIES, {"email": "a@b.c", "first_name": "A", "last_name": "B"}
    )
    assert response.status_code in (201, 503), response.text

    small_disk.free()
    wait_until(lambda: creates(acme, answered), "payouts to be created again")
    for key, body in refused:
        response = acme.partner.post(PARTNER_LIST, body, key)
        assert response.status_code == 201, response.text
        assert "Idempotent-Replayed" not in response.headers, "503 says that nothing was done"
        answered.append((key, body, response.content))

    require_reads(acme, answered, [])
    for key, body, content in answered[:: max(1, len(answered) // 50)]:
        assert acme.partner.post(PARTNER_LIST, body, key).content == content
    final = "completed" if acme.client.mode == "test" else "queued"
    for _, _, content in answered:
        wait_for_status(acme.partner, parse_json(content.decode())["id"], final)
    spendable, held = map(Decimal, acme.money())
    assert spendable == 1000000 - len(answered)
    assert held == (0 if final == "completed" else len(answered))
    place.require_sound()


def creates(acme, answered):
    """Tries once more; True if a payout was created."""
    key, body = new_key(), acme.body(new_reference(), amount=1)
    response = acme.partner.post(PARTNER_LIST, body, key)
    if response.status_code != 201:
        unavailable(response)
        return False
    answered.append((key, body, response.content))
    return True


def require_reads(acme, answered, refused):
    """Everything can be read; what was acknowledged is there, what was refused is not."""
    partner = Partner(acme.server, acme.client)
    for target in ("/healthz", WALLETS, TRANSACTIONS, BENEFICIARIES, PARTNER_LIST):
        assert partner.get(target).status_code == 200, target
    rows = {row["reference_id"] for row in partner.all_rows()}
    assert rows == {body["reference_id"] for _, body, _ in answered}
    for _, body in refused:
        assert partner.get(by_reference(body["reference_id"])).status_code == 404
    shown = body_of(partner.get(by_reference(answered[-1][1]["reference_id"])))
    assert shown["amount"].text == "1.00"


def test_cancel_on_a_full_disk(place, small_disk):
    """A cancellation is done or it is not: whatever is answered is what is there."""
    acme = FundedClient(place, fund=["USD=1000000"])
    payouts = [acme.create(amount=1)["id"] for _ in range(50)]
    for payout_id in payouts:
        wait_for_status(acme.partner, payout_id, "queued")
    small_disk.fill()
    write_until_refused(acme, small_disk, [])
    cancelled = set()
    for payout_id in payouts:
        response = acme.partner.cancel(payout_id)
        if response.status_code == 200:
            cancelled.add(payout_id)
        else:
            unavailable(response)
        small_disk.fill()
    assert len(cancelled) < len(payouts), "the disk was never full"
    for payout_id in payouts:
        expected = "cancelled" if payout_id in cancelled else "queued"
        assert acme.partner.payout(payout_id)["status"] == expected
    small_disk.free()

    def cancel_all():
        for payout_id in payouts:
            if acme.partner.payout(payout_id)["status"] == "queued":
                acme.partner.cancel(payout_id)
        return acme.partner.page(status="cancelled").total == len(payouts)

    wait_until(cancel_all, "cancellations to work again")
    place.require_sound()


def test_command_on_a_full_disk_does_all_or_nothing(place, small_disk):
    acme = FundedClient(place, fund=["USD=1000"])
    payout = acme.create("BEFORE")
    acme.server.stop()
    small_disk.fill()
    funded = 0
    for _ in range(200):
        finished = place.run("wallet", "fund", *acme.client.flags, "USD=1", "--json")
        if finished.code != 0:
            break
        funded += 1
        small_disk.fill()
    require_json_error(finished, 3)
    small_disk.free()
    acme.server = place.serve()
    acme.partner = acme.new_partner()
    assert acme.partner.payout(payout["id"])["reference_id"] == "BEFORE"
    assert acme.money() == (f"{990 + funded}.00", "10.00")
    place.require_sound()
