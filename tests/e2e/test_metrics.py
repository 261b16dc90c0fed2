"""`/metrics` of payouts' lives, and whose request a line of the log is about."""

import re

from partner_writes import sandbox_client, wait_for_status
from payoutd_client import Console, Partner
from payoutd_program import wait_until


def samples(server):
    """name{labels} → value, as a collector reads it."""
    response = Partner(server).get("/metrics")
    assert response.status_code == 200
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_moves_attempts_and_open_payouts(installation):
    acme = sandbox_client(installation)
    body = acme.body(beneficiary_email="sandbox_action_required@example.com")
    waits = acme.partner.create(body)
    wait_for_status(acme.partner, waits["id"], "action_required")
    for _ in range(3):
        wait_for_status(acme.partner, acme.create()["id"], "completed")
    found = samples(acme.server)
    assert found['payoutd_payout_moves_total{by="system",to_status="created"}'] == 4
    assert found['payoutd_payout_moves_total{by="system",to_status="queued"}'] == 4
    assert found['payoutd_payout_moves_total{by="rail",to_status="completed"}'] == 3
    assert found['payoutd_attempts_total{outcome="sending",rail="sandbox"}'] == 4
    assert found['payoutd_attempts_total{outcome="settled",rail="sandbox"}'] == 3
    assert found['payoutd_attempts_total{outcome="needs_action",rail="sandbox"}'] == 1
    assert found['payoutd_open_payouts{status="action_required"}'] == 1
    assert found['payoutd_open_payouts{status="queued"}'] == 0
    assert found['payoutd_oldest_due_seconds{status="action_required"}'] == 0
    assert found["payoutd_database_bytes"] > 0
    assert found["payoutd_database_wal_bytes"] > 0
    assert found["payoutd_writes_waiting"] == 0
    created = [name for name in found if 'method="POST",route="/api/v1/payouts"' in name]
    assert [found[name] for name in created] == [4]


def test_paths_that_are_none_make_one_series(installation):
    server = installation.serve()
    for number in range(20):
        Partner(server).get(f"/nothing/{number}")
    unknown = [name for name in samples(server)
               if re.search(r'requests_total.*route="unknown"', name)]
    assert len(unknown) == 1


def test_the_log_says_whose_request_it_was(surfaces):
    asked = {
        "owner-partner": (surfaces.partner.get, surfaces.client.id),
        "owner-console": (surfaces.console.get, surfaces.user.id),
        "owner-nobody": (Partner(surfaces.server).get, None),
        "owner-no-session": (Console(surfaces.server).get, None),
    }
    for request_id, (get, _) in asked.items():
        get(headers={"X-Request-Id": request_id})

    def logged():
        lines = {line.get("request_id"): line for line in surfaces.server.log()}
        return lines if set(asked) <= set(lines) else None

    lines = wait_until(logged, "the requests in the log")
    for request_id, (_, owner) in asked.items():
        assert lines[request_id].get("owner") == owner, request_id
        assert lines[request_id]["duration_us"] >= 0
