"""What docs/COMPATIBILITY.md says is not served is answered as any unknown path is."""

import pytest

from payoutd_client import console_error, partner_error
from payoutd_program import REPOSITORY

CONSOLE = {
    "/v1/referrals/spend-on-invoice": ["/v1/referrals/spend-on-invoice"],
    "/v1/auth/attribute": ["/v1/auth/attribute"],
    "/v1/auth/google": ["/v1/auth/google/start", "/v1/auth/google/callback"],
    "/v1/auth/wallet": ["/v1/auth/wallet/challenge", "/v1/auth/wallet/verify"],
    "/v1/balance": ["/v1/balance", "/v1/balance/entries", "/v1/balance/events"],
    "/v1/billing": ["/v1/billing/rails", "/v1/billing/invoices", "/v1/billing/invoices/1"],
    "/v1/keys": ["/v1/keys", "/v1/keys/1"],
}
PARTNER = {
    "/auth/login": ["/api/v1/auth/login", "/api/v1/auth/refresh"],
    "/rotate-signing-secret": ["/api/v1/rotate-signing-secret"],
    "/api/v1/webhooks": ["/api/v1/webhooks"],
    "orders, products": ["/api/v1/orders", "/api/v1/products", "/api/v1/cart/checkout"],
    "countries, currencies": ["/api/v1/countries", "/api/v1/currencies"],
}


def paths_of(table):
    return [path for paths in table.values() for path in paths]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", paths_of(CONSOLE))
def test_console_route(surfaces, path, method):
    console_error(surfaces.console.get(path, method), 404, "not_found")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", paths_of(PARTNER))
def test_partner_route(surfaces, path, method):
    partner_error(surfaces.partner.get(path, method), 404, "NotFound", "NOT_FOUND")


@pytest.mark.parametrize("words", [*CONSOLE, *PARTNER])
def test_document_says_so(words):
    lines = (REPOSITORY / "docs/COMPATIBILITY.md").read_text().splitlines()
    rows = [line.strip("|").split(" | ") for line in lines if line.startswith("| ")]
    (answer,) = [row[1] for row in rows if words in row[0] or words in row[1]]
    assert "not served" in answer or "404" in answer
