"""ETag, If-None-Match and Cache-Control of both lists (contract §1, caching)."""

import re

import pytest

from payoutd_client import LISTS, PARTNER_LIST, Partner, RawConnection, request_bytes

both_lists = pytest.mark.parametrize("target", LISTS)


@both_lists
def test_lists_may_be_kept_but_not_used_unasked(surfaces, target):
    response = surfaces.at(target).get(target)
    assert response.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    assert re.fullmatch(r'(W/)?"[!#-~]+"', response.headers["ETag"])


@both_lists
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "condition",
    ["{tag}", "W/{bare}", '"other", {tag}', '{tag}, "other"', '"a","b",W/{bare},"c"', "*"],
)
def test_unchanged_owner_is_304(surfaces, target, method, condition):
    client = surfaces.at(target)
    tag = client.get(target).headers["ETag"]
    text = condition.format(tag=tag, bare=tag.removeprefix("W/"))
    response = client.get(target, method=method, headers={"If-None-Match": text})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag
    assert response.headers["Cache-Control"].replace(" ", "") == "private,no-cache"
    assert response.headers["X-Request-Id"].startswith("req_")


@both_lists
@pytest.mark.parametrize("condition", ['"other"', "{inner}", '"', "", '"x{inner}"', "{inner}*"])
def test_another_tag_is_answered_in_full(surfaces, target, condition):
    client = surfaces.at(target)
    whole = client.get(target)
    inner = whole.headers["ETag"].removeprefix("W/").strip('"')
    text = condition.replace("{inner}", inner)
    response = client.get(target, headers={"If-None-Match": text})
    assert (response.status_code, response.content) == (200, whole.content)


def test_connection_goes_on_after_a_304(surfaces):
    tag = surfaces.partner.get().headers["ETag"]
    headers = {**surfaces.client.headers, "If-None-Match": tag}
    with RawConnection(surfaces.server) as connection:
        connection.send(request_bytes(PARTNER_LIST, headers=headers) * 3)
        assert [connection.response().status_code for _ in range(3)] == [304, 304, 304]
        assert connection.exchange("/healthz").status_code == 200


@both_lists
def test_not_modified_is_only_for_the_authenticated(surfaces, target):
    for condition in ("*", surfaces.at(target).get(target).headers["ETag"]):
        response = Partner(surfaces.server).get(target, headers={"If-None-Match": condition})
        assert response.status_code == 401
        assert "ETag" not in response.headers
