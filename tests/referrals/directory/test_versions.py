"""What a listing said before stays readable: whoever sent a referral reads what they read then."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from shared.identifiers import new_id
from tests.identity.worlds import World
from tests.referrals.directory.directories import a_directory
from tests.referrals.directory.feeds import service

pytestmark = pytest.mark.anyio


async def test_a_listing_is_read_as_it_was_when_a_referral_was_sent(referrals: httpx.AsyncClient, world: World) -> None:
    directory = await a_directory(referrals, world)
    listed = service(name="Before", fees="Free")
    path = f"/v1/services/{listed['id']}/versions"

    async def versions(**asked: Any) -> list[dict[str, Any]]:
        answer = await referrals.get(path, params=asked, headers=directory.headers)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    await directory.lists(listed)
    sent_at = datetime.now(UTC)
    await directory.lists(listed | {"name": "After"})
    later = datetime.now(UTC)
    await directory.lists(service(name="Other"), completes_run=True)

    gone, after, before = await versions()
    assert [one["details"]["name"] for one in (gone, after, before)] == ["After", "After", "Before"]
    assert (gone["until"], gone["vanished_at"] is None, after["vanished_at"]) == (None, False, None)
    assert await versions(at=sent_at.isoformat()) == [before]
    assert await versions(at=later.isoformat()) == [after]
    assert await versions(at="2020-01-01T00:00:00Z") == [before]
    assert await versions(at="2999-01-01T00:00:00Z") == [gone]
    assert before["details"]["fees"] == "Free"


async def test_a_listing_that_never_was_has_none(referrals: httpx.AsyncClient, world: World) -> None:
    headers = (await a_directory(referrals, world)).headers
    for asked in ({}, {"at": "2026-01-01T00:00:00Z"}):
        answer = await referrals.get(f"/v1/services/{new_id()}/versions", params=asked, headers=headers)
        assert answer.status_code == 404
