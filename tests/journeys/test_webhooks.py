"""A system has referrals brought to it, and hears nothing more of whoever takes their consent back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from standardwebhooks import Webhook

from deploy.demo.desk import Desk
from tests.journeys.conftest import Parcours
from tests.journeys.test_one_record_one_referral import SHARED, a_listing, a_person, consents, scene, until
from tests.receiver import Receiver, receiving

__all__ = ["scene"]  # pytest finds fixtures by their names in this module

READS = ["events:read", "record:read", "referrals:read"]


@asynccontextmanager
async def signed_in_system(parcours: Parcours, administrator: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A system that the administrator lets act for the agency."""
    said = {"authentication": "client_secret_basic", "grants": ["client_credentials"], "scopes": READS}
    made = await administrator.post("/v1/clients", {"name": "Housing office", **said})
    async with httpx.AsyncClient(base_url=parcours.url, trust_env=False, timeout=15) as system:
        pair = (made["id"], made["client_secret"])
        asked = await system.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=pair)
        system.headers["Authorization"] = f"Bearer {asked.json()['access_token']}"
        yield system


async def sent(nadia: Desk, person_id: str, listing_id: str) -> str:
    """The path of a referral of this person that the housing agency received."""
    need = {"person_id": person_id, "listing_id": listing_id, "need": {"category": "housing"}, "categories": SHARED}
    path = f"/v1/referrals/{(await nadia.post('/v1/referrals', need))['id']}"
    await nadia.post(f"{path}/sending")
    return path


def told_of(receiver: Receiver, person_id: str) -> list[str]:
    events = [one.event for one in receiver.arrived]
    return [one["type"] for one in events if one["data"].get("person_id") == person_id]


async def test_moves_arrive_signed_and_nothing_does_once_the_consent_is_withdrawn(
    parcours: Parcours, scene: dict[str, Desk]
) -> None:
    nadia, lucie, marc = scene["nadia"], scene["lucie"], scene["marc"]
    listing_id = await a_listing(marc)
    async with receiving() as receiver, signed_in_system(parcours, marc) as system:
        said = {"url": receiver.url, "types": ["parcours.referral.*"], "scopes": ["record:read", "referrals:read"]}
        hook = (await system.post("/v1/webhooks", json=said)).json()
        person_id = await a_person(nadia)
        consent_id = await consents(nadia, person_id)
        path = await sent(nadia, person_id, listing_id)
        await lucie.get(path)
        await lucie.post(f"{path}/acceptance", {"responsible_id": str(lucie.worker.id)})
        moved = [f"parcours.referral.{one}.v1" for one in ("sent", "acknowledged", "accepted")]

        async def has_moved() -> bool:
            return told_of(receiver, person_id)[-3:] == moved

        assert await until(has_moved)
        for one in receiver.arrived:
            assert Webhook(hook["secret"]).verify(one.body, dict(one.headers)) == one.event
            assert "Camille" not in str(one.event)
        await nadia.post(f"/v1/persons/{person_id}/consents/{consent_id}/withdrawal")
        before = told_of(receiver, person_id)
        await nadia.post(f"{path}/withdrawal", {"reason": "person_wish"})
        another = await a_person(nadia)
        await consents(nadia, another)
        await sent(nadia, another, listing_id)
        await until(lambda: _any(told_of(receiver, another)))
        assert told_of(receiver, person_id) == before
        await falls_silent(marc, hook)


async def falls_silent(administrator: Desk, hook: dict[str, Any]) -> None:
    """With the sign-in of its system, which is revoked; then it is deleted."""
    path = f"/v1/webhooks/{hook['id']}"
    await administrator.post(f"/v1/clients/{hook['system_id']}/revocation")

    async def is_silent() -> bool:
        return bool((await administrator.get(path))["state"] == "silent")

    assert await until(is_silent)
    etag = (await administrator.http.get(path)).headers["etag"]
    assert (await administrator.http.delete(path, headers={"If-Match": etag})).status_code == 204


async def _any(found: list[Any]) -> bool:
    return bool(found)
