"""A team of which somebody is told what happens, on the real database."""

from typing import Any
from uuid import UUID

from services.cases.notices.actions.delivering import TASK
from services.cases.notices.actions.making import make_notices
from services.cases.notices.actions.reading import Listed, list_notices, mark_read, mark_read_up_to
from services.cases.notices.store.delivering import Asking, News, news
from services.cases.notices.subscriptions import NOTICES
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription
from tests.cases.conversations.talks import Talk
from tests.cases.plans.scenes import PlanScene
from tests.cases.worlds import World

_TOLD = Statement("""
    SELECT id, type, about, at, data, position FROM journal
    WHERE municipality_id = :municipality_id AND position > :after AND type = ANY (:types) ORDER BY position
""")


class Noticing(Talk, PlanScene):
    """A scene whose events are heard when a test says so."""

    def __init__(self, database: Database, owner: Database, world: World) -> None:
        super().__init__(database, world)
        self.owner = owner
        self._heard: dict[str, int] = {}

    async def is_heard(self, by: Subscription = NOTICES) -> None:
        """What was told in this world since the last time is handled as a subscription does: notices are made of it."""
        after, types = self._heard.get(by.name, 0), list(by.types)
        async with self.owner.work(TaskActor("tests")) as work:
            rows = await work.rows(_TOLD, municipality_id=self.world.municipality_id, after=after, types=types)
        async with self.database.work(TaskActor(by.name)) as work:
            for row in rows:
                await by.handle(work, Told(row["id"], row["type"], row["about"], row["at"], row["data"]))
                self._heard[by.name] = row["position"]

    async def is_told(self, kind: str, about: UUID, data: dict[str, Any]) -> None:
        """Something is told, by another service or in the background."""
        told = Told(new_id(), kind, about, self.database.clock(), data)
        async with self.database.work(TaskActor(NOTICES.name)) as work:
            await make_notices(work, told)

    async def moves(
        self,
        past_tense: str,
        referral_id: UUID,
        sender: Actor,
        receiver: Actor,
        by: Actor | None,
        *,
        responsible: Actor | None = None,
    ) -> None:
        """Referrals tells a move."""
        data = {
            "referral_id": str(referral_id),
            "person_id": str(self.person_id),
            "case_id": None,
            "sender_agency_id": str(sender.agency_id),
            "receiver_agency_id": str(receiver.agency_id),
            "by_agency_id": by and str(by.agency_id),
            "by_id": by and str(by.subject),
            "responsible_id": responsible and str(responsible.subject),
        }
        await self.is_told(f"parcours.referral.{past_tense}.v1", referral_id, data)

    async def rings(self, past_tense: str, referral_id: UUID, sender: Actor, receiver: Actor, owing: Actor) -> None:
        """Referrals tells that the clock of one rang."""
        data = {
            "referral_id": str(referral_id),
            "person_id": str(self.person_id),
            "sender_agency_id": str(sender.agency_id),
            "receiver_agency_id": str(receiver.agency_id),
            "agency_id": str(owing.agency_id),
        }
        await self.is_told(f"parcours.referral.{past_tense}.v1", referral_id, data)

    async def page(self, who: Actor, before: int | None = None, limit: int = 100, *, unread: bool = False) -> Listed:
        """A page of somebody's notices."""
        async with self.work(who) as work:
            return await list_notices(work, before, limit, only_unread=unread)

    async def live(self, *who: Actor, after: int | None = 0, most: int = 100) -> list[News]:
        """What is new for each of these workers of one agency, who listen after a place."""
        agency_id = who[0].agency_id
        async with self.database.work(TaskActor(TASK, agency_id)) as work:
            return await news(work, agency_id, [Asking(one, after, new_id()) for one in who], most)

    async def notices(self, who: Actor) -> list[dict[str, Any]]:
        """All that somebody is shown, newest first."""
        return [dict(row) for row in (await self.page(who)).rows]

    async def kinds(self, who: Actor) -> list[str]:
        """Of what kind they are, oldest first."""
        return [row["kind"] for row in await self.notices(who)][::-1]

    async def reads(self, who: Actor, notice_id: UUID, *, all_up_to: bool = False) -> None:
        async with self.work(who) as work:
            await (mark_read_up_to if all_up_to else mark_read)(work, notice_id)
