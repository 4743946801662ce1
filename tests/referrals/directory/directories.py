"""A few listings to search among."""

from typing import Any
from uuid import UUID

import httpx

from shared.contracts.identity.vocabulary import Role
from tests.identity.worlds import World

LILLE = (50.6292, 3.0573)


def at(*positions: tuple[float, float]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(UUID(int=n + 1)),
            "location": {"id": str(UUID(int=n + 1)), "location_type": "physical", "latitude": lat, "longitude": lon},
        }
        for n, (lat, lon) in enumerate(positions)
    ]


def need(code: str) -> list[dict[str, Any]]:
    term = {"id": str(UUID(int=7)), "code": code, "name": code, "description": code}
    return [{"id": str(UUID(int=8)), "taxonomy_term": term}]


class Directory:
    """A few listings, meant for the people of one test's municipality only."""

    def __init__(self, referrals: httpx.AsyncClient, headers: dict[str, str], municipality_id: UUID) -> None:
        self.referrals = referrals
        self.headers = headers
        self.municipality_id = municipality_id

    async def lists(self, *services: dict[str, Any], **how: Any) -> None:
        body = {"feed": "test", "document": list(services), **how}
        answer = await self.referrals.post("/v1/directory-imports", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        assert answer.json()["counts"]["rejected"] == 0

    async def page(self, **asked: Any) -> httpx.Response:
        asked |= {"municipality_id": str(self.municipality_id)}
        return await self.referrals.get("/v1/services", params=asked, headers=self.headers)

    async def names(self, **asked: Any) -> list[str]:
        answer = await self.page(**asked)
        assert answer.status_code == 200, answer.text
        return [item["name"] for item in answer.json()["items"]]


async def a_directory(referrals: httpx.AsyncClient, world: World) -> Directory:
    """Written by an administrator of the world's agency."""
    headers = await world.signed_in(await world.worker(Role.ADMINISTRATOR))
    return Directory(referrals, headers, world.municipality_id)
