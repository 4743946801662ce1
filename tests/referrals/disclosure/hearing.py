"""What is heard from cases, and what is seen of a disclosure."""

from datetime import UTC, datetime
from typing import Any

from services.referrals.lifecycle.subscriptions import ENDED_GROUNDS
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import TaskActor
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.referrals.worlds import Running, Town


async def hear(running: Running, type_: str, **data: Any) -> None:
    """The subscription hears of the end of a ground."""
    told = Told(id=new_id(), type=type_, about=new_id(), at=datetime.now(UTC), data=data)
    async with running.database.work(TaskActor(ENDED_GROUNDS.name)) as work:
        await ENDED_GROUNDS.handle(work, told)


async def withdraw_consent(town: Town, category: Category = Category.HOUSING) -> None:
    """The person takes back the consent under which this category travelled."""
    consent = town.person.consents[category]
    town.person.consents = {one: ground for one, ground in town.person.consents.items() if ground != consent}
    await hear(
        town.running,
        "parcours.consent.withdrawn.v1",
        person_id=str(town.person.id),
        consent_id=str(consent),
    )


def shown(opened: dict[str, Any]) -> list[str]:
    return [one["category"] for one in opened["disclosure"]["shown"]]


def hidden(opened: dict[str, Any]) -> dict[str, str]:
    return {one["category"]: one["because"] for one in opened["disclosure"]["hidden"]}


async def refuse(town: Town, **to: Any) -> None:
    """The person refuses to share housing matters: with these agencies or sectors, or with everybody."""
    await hear(
        town.running,
        "parcours.consent.refused.v1",
        **{
            "person_id": str(town.person.id),
            "municipality_id": str(town.person.municipality_id),
            "consent_id": str(new_id()),
            "valid_from": datetime.now(UTC).isoformat(),
            "categories": ["housing"],
            "agencies": [],
            "sectors": [],
            **to,
        },
    )
