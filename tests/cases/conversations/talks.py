"""A case whose team writes to each other, on the real database."""

from typing import Any
from uuid import UUID

from services.cases.conversations.actions.messages import (
    NewMessage,
    list_messages,
    mark_read,
    retract_message,
    write_message,
)
from services.cases.conversations.actions.threads import NewThread, list_threads, read_thread, start_thread
from shared.contracts.cases.conversations import RetractionReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from tests.cases.coordination.scenes import Scene


class Talk(Scene):
    """A scene in which people also write to each other."""

    async def team(self, *others: Actor, categories: frozenset[Category] | None = None) -> UUID:
        """A case of the lead with these on its team, under one agreement."""
        if categories is None:
            await self.agreement(self.lead, *others)
        else:
            await self.agreement(self.lead, *others, categories=categories)
        case_id = await self.case()
        for other in others:
            await self.joins(case_id, other)
        return case_id

    async def starts(
        self,
        who: Actor,
        case_id: UUID | None,
        *person_ids: UUID,
        text: str = "The first",
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        referral_id: UUID | None = None,
        subject: str = "What now?",
        urgent: bool = False,
    ) -> UUID:
        """A thread with its first message."""
        command = NewThread(
            case_id=case_id,
            referral_id=referral_id,
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            subject=subject,
            first=NewMessage(text=text, urgent=urgent),
        )
        async with self.work(who) as work:
            return await start_thread(work, who, command)

    async def says(
        self,
        who: Actor,
        thread_id: UUID,
        text: str,
        *,
        category: Category | None = None,
        sensitivity: Sensitivity | None = None,
        urgent: bool = False,
    ) -> UUID:
        """A message."""
        command = NewMessage(text=text, urgent=urgent, category=category, sensitivity=sensitivity)
        async with self.work(who) as work:
            return await write_message(work, who, thread_id, command)

    async def takes_back(self, who: Actor, thread_id: UUID, message_id: UUID) -> None:
        async with self.work(who) as work:
            await retract_message(work, who, thread_id, message_id, RetractionReason.WRONG_PERSON)

    async def reads_up_to(self, who: Actor, thread_id: UUID, message_id: UUID) -> None:
        async with self.work(who) as work:
            await mark_read(work, thread_id, message_id)

    async def hears(self, who: Actor, thread_id: UUID) -> list[str | None]:
        """What somebody reads in a thread, page by page.

        Raises:
            NotFound: they do not see it.
        """
        heard: list[str | None] = []
        after: UUID | None = None
        async with self.work(who) as work:
            while True:
                rows = await list_messages(work, thread_id, after, 2)
                heard += [row["text"] for row in rows[:2]]
                if len(rows) <= 2:
                    return heard
                after = rows[1]["id"]

    async def sees_thread(self, who: Actor, thread_id: UUID) -> dict[str, Any]:
        """A thread as somebody sees it.

        Raises:
            NotFound: they do not.
        """
        async with self.work(who) as work:
            return dict(await read_thread(work, thread_id, "read-thread"))

    async def sees_threads(
        self, who: Actor, case_id: UUID | None, referral_id: UUID | None = None
    ) -> list[dict[str, Any]]:
        """The threads of a case as somebody sees them.

        Raises:
            NotFound: neither these nor the case.
        """
        async with self.work(who) as work:
            rows = await list_threads(work, case_id=case_id, referral_id=referral_id, state=None, after=None, limit=100)
            return [dict(row) for row in rows]
