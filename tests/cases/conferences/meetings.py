"""A case of which people speak when they come together, on the real database."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from services.cases.conferences.actions.access import give_access
from services.cases.conferences.actions.agenda import NewMatter, list_matters, put_on_agenda, read_agenda
from services.cases.conferences.actions.conferences import NewConference, convene, read_conference
from services.cases.conferences.actions.decisions import Entrusted, NewDecision, read_decision, take_decision
from services.cases.conferences.actions.minutes import (
    NewMinutes,
    list_minutes,
    record_attendance,
    sign_minutes,
    write_minutes,
)
from services.cases.conferences.actions.participants import accept, invite, list_participants, read_participant
from services.cases.conferences.domain.matters import Asked, NotAskedBecause
from shared.clock import system_clock
from shared.contracts.cases.conferences import Attendance
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from tests.cases.conversations.talks import Talk

TOMORROW = system_clock().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
AFTERWARDS = TOMORROW + timedelta(hours=2)
NEXT_YEAR = datetime(system_clock().year + 1, 7, 1, 8, tzinfo=UTC)


class Meetings(Talk):
    """A scene in which people also come together."""

    async def convenes(self, who: Actor, starts_at: datetime = TOMORROW) -> UUID:
        """A conference of an hour."""
        command = NewConference(
            municipality_id=self.world.municipality_id,
            time_zone="Europe/Paris",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            place="Town hall",
            link=None,
        )
        async with self.work(who) as work:
            return await convene(work, who, command)

    async def invites(self, conference_id: UUID, who: Actor, *, by_name: bool = True, by: Actor | None = None) -> UUID:
        by = by or self.lead
        async with self.work(by) as work:
            return await invite(work, by, conference_id, who.agency_id, who.subject if by_name else None)

    async def accepts(self, who: Actor, conference_id: UUID, participant_id: UUID) -> None:
        async with self.work(who) as work:
            await accept(work, who, conference_id, participant_id)

    async def comes(self, conference_id: UUID, who: Actor) -> UUID:
        """Somebody is invited and says yes."""
        participant_id = await self.invites(conference_id, who)
        await self.accepts(who, conference_id, participant_id)
        return participant_id

    async def seat(self, who: Actor, conference_id: UUID) -> UUID:
        """The invitation by which somebody comes."""
        async with self.work(who) as work:
            rows = await list_participants(work, conference_id, None, 100)
        [seat] = [row["id"] for row in rows if row["worker_id"] == who.subject]
        assert isinstance(seat, UUID)
        return seat

    async def puts(
        self,
        who: Actor,
        case_id: UUID,
        conference_id: UUID,
        *person_ids: UUID,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        topic: str = "What now?",
        asked: Asked = Asked.PERSON,
        because: NotAskedBecause | None = None,
    ) -> UUID:
        """A matter on the agenda."""
        command = NewMatter(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            topic=topic,
            asked=asked,
            not_asked_because=because,
        )
        async with self.work(who) as work:
            return await put_on_agenda(work, who, case_id, conference_id, command)

    async def lets_in(self, who: Actor, conference_id: UUID, case_id: UUID, *, by: Actor | None = None) -> UUID:
        """Somebody who comes reads of a case until the conference is over."""
        by = by or self.lead
        seat = await self.seat(who, conference_id)
        async with self.work(by) as work:
            return await give_access(work, by, conference_id, seat, case_id)

    async def attended(self, conference_id: UUID, *who: Actor, attendance: Attendance = Attendance.ATTENDED) -> None:
        """Those who convene say that these were there, or were not."""
        for one in who:
            seat = await self.seat(one, conference_id)
            async with self.work(self.lead) as work:
                work.now = AFTERWARDS
                await record_attendance(work, self.lead, conference_id, seat, attendance)

    async def minutes(
        self,
        who: Actor,
        case_id: UUID,
        matter: UUID,
        *,
        category: Category = Category.SOCIAL,
        about: Sequence[UUID] = (),
        text: str = "It was said.",
        at: datetime | None = None,
    ) -> UUID:
        """What was said of a matter, written down when it was over."""
        command = NewMinutes(
            person_ids=about, category=category, sensitivity=Sensitivity.ORDINARY, agenda_item_id=matter, text=text
        )
        async with self.work(who) as work:
            work.now = at or AFTERWARDS
            return await write_minutes(work, who, case_id, command)

    async def signs(self, who: Actor, case_id: UUID, minutes_id: UUID, version: int = 1) -> None:
        async with self.work(who) as work:
            work.now = AFTERWARDS
            await sign_minutes(work, who, case_id, minutes_id, version)

    async def decides(
        self,
        who: Actor,
        case_id: UUID,
        matter: UUID,
        *,
        category: Category = Category.SOCIAL,
        about: Sequence[UUID] = (),
        entrusted: Entrusted | None = None,
        at: datetime | None = None,
        became: Mapping[str, UUID] = MappingProxyType({}),
    ) -> UUID:
        """A decision on a matter, written down when it was over."""
        links = dict.fromkeys(("action_id", "task_id", "referral_id")) | dict(became)
        command = NewDecision(
            person_ids=about,
            category=category,
            sensitivity=Sensitivity.ORDINARY,
            agenda_item_id=matter,
            text="It was decided.",
            entrusted=entrusted,
            **links,
        )
        async with self.work(who) as work:
            work.now = at or AFTERWARDS
            return await take_decision(work, who, case_id, command)

    async def sees_decision(self, who: Actor, case_id: UUID, decision_id: UUID) -> dict[str, Any]:
        """What was decided, as somebody sees it.

        Raises:
            NotFound: they do not.
        """
        async with self.work(who) as work:
            return dict(await read_decision(work, case_id, decision_id, "read-decision"))

    async def sees_minutes(self, who: Actor, case_id: UUID) -> list[dict[str, Any]]:
        """What was said of a case, as somebody sees it.

        Raises:
            NotFound: neither this nor the case.
        """
        async with self.work(who) as work:
            return [dict(row) for row in await list_minutes(work, case_id, None, 100)]

    async def sees_conference(self, who: Actor, conference_id: UUID, at: datetime | None = None) -> dict[str, Any]:
        """A conference as somebody sees it.

        Raises:
            NotFound: they do not.
        """
        async with self.work(who) as work:
            work.now = at or work.now
            return dict(await read_conference(work, conference_id))

    async def sees_participant(self, who: Actor, conference_id: UUID, participant_id: UUID) -> dict[str, Any]:
        """Who is asked, as somebody sees it.

        Raises:
            NotFound: they do not.
        """
        async with self.work(who) as work:
            return dict(await read_participant(work, conference_id, participant_id))

    async def agenda(self, who: Actor, conference_id: UUID) -> list[UUID]:
        """What somebody sees of an agenda, page by page.

        Raises:
            NotFound: they take no part.
        """
        seen: list[UUID] = []
        after: UUID | None = None
        async with self.work(who) as work:
            while True:
                rows = await read_agenda(work, conference_id, after, 2)
                seen += [row["id"] for row in rows[:2]]
                if len(rows) <= 2:
                    return seen
                after = rows[1]["id"]

    async def matters(self, who: Actor, case_id: UUID) -> list[dict[str, Any]]:
        """What of a case is talked about, as somebody sees it.

        Raises:
            NotFound: neither this nor the case.
        """
        async with self.work(who) as work:
            return [dict(row) for row in await list_matters(work, case_id, None, 100)]
