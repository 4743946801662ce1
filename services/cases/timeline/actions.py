"""Write the timeline, and read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import municipality_of, standing_to
from services.cases.duties.actions import is_settled, must_be_done
from services.cases.duties.domain import Duty, who_acts_next
from services.cases.territories.actions import day_in
from services.cases.timeline import store
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id


@dataclass(frozen=True, kw_only=True)
class ReferralMove:
    """A move of a referral, as referrals tells it.

    Attributes:
        category: of the need, where it is told.
        by_agency_id, by_id: None when the clock or the end of a ground moved it.
        due_at: by when whoever owes the next move should make it, where it is told.
    """

    referral_id: UUID
    person_id: UUID
    case_id: UUID | None
    sender_agency_id: UUID
    receiver_agency_id: UUID
    kind: LineKind
    category: Category | None
    state: str
    moved_at: datetime
    by_agency_id: UUID | None
    by_id: UUID | None
    due_at: datetime | None = None

    def line(self, municipality_id: UUID, *, is_sent: bool) -> Line:
        """The line it leaves. Of a referral that was never sent only the sender knows."""
        return Line(
            person_id=self.person_id,
            municipality_id=municipality_id,
            kind=self.kind,
            category=self.category if is_sent else None,
            agency_id=self.sender_agency_id,
            worker_id=None,
            by_agency_id=self.by_agency_id,
            by_id=self.by_id,
            parties=frozenset({self.sender_agency_id} | ({self.receiver_agency_id} if is_sent else set())),
            case_id=self.case_id,
            referral_id=self.referral_id,
            state=self.state,
        )


@dataclass(frozen=True, kw_only=True)
class AppointmentTold:
    """What happened to an appointment of a referral, as referrals tells it.

    Attributes:
        at: when; of one to which somebody came or not, when it was.
        state: the appointment's.
    """

    appointment_id: UUID
    referral_id: UUID
    person_id: UUID
    case_id: UUID | None
    sender_agency_id: UUID
    receiver_agency_id: UUID
    kind: LineKind
    category: Category
    state: str
    at: datetime
    by_agency_id: UUID | None
    by_id: UUID | None

    def line(self, municipality_id: UUID) -> Line:
        """The line it leaves, shown as those of its referral."""
        return Line(
            person_id=self.person_id,
            municipality_id=municipality_id,
            kind=self.kind,
            category=self.category,
            agency_id=self.sender_agency_id,
            worker_id=None,
            by_agency_id=self.by_agency_id,
            by_id=self.by_id,
            parties=frozenset({self.sender_agency_id, self.receiver_agency_id}),
            case_id=self.case_id,
            referral_id=self.referral_id,
            item_id=self.appointment_id,
            state=self.state,
        )


async def add_lines(work: UnitOfWork, *lines: Line) -> None:
    """Write what has just happened, in the transaction in which it happened."""
    if lines:
        await store.add(work, [(new_id(), work.now, line) for line in lines])


async def add_record_line(
    work: UnitOfWork,
    actor: Actor,
    kind: LineKind,
    person_id: UUID,
    municipality_id: UUID,
    *,
    item_id: UUID,
    state: str,
    named: frozenset[UUID] = frozenset(),
) -> None:
    """Write what somebody has just recorded about a person's record as a whole: a consent, a refusal, a mandate.

    Args:
        named: agencies that it names; they see the line too.
    """
    await add_lines(
        work,
        Line(
            person_id=person_id,
            municipality_id=municipality_id,
            kind=kind,
            agency_id=actor.agency_id,
            worker_id=actor.subject,
            by_agency_id=actor.agency_id,
            by_id=actor.subject,
            parties=named,
            item_id=item_id,
            state=state,
        ),
    )


async def add_own_line(
    work: UnitOfWork, item: Mapping[str, Any] | asyncpg.Record, kind: LineKind, *, state: str | None
) -> None:
    """Write what the person did themselves, or who represents them, about an item that is theirs alone: no worker did.

    Args:
        item: its row, with what the predicate needs, its case, and parties where the line is about the case.
    """
    await add_lines(
        work,
        Line(
            person_id=item["person_id"],
            municipality_id=item["municipality_id"],
            kind=kind,
            category=Category(item["category"]),
            sensitivity=Sensitivity(item["sensitivity"]),
            agency_id=item["agency_id"],
            worker_id=item["worker_id"],
            by_agency_id=None,
            by_id=None,
            parties=frozenset(item.get("parties", ())),
            case_id=item["case_id"],
            item_id=item["id"],
            state=state,
        ),
    )


async def add_own_record_line(
    work: UnitOfWork, said: asyncpg.Record, kind: LineKind, *, state: str, named: frozenset[UUID]
) -> None:
    """Write what the person did themselves, or who represents them, about their record as a whole.

    Args:
        said: what it is about, with the agency that recorded it.
        named: agencies that it names; they see the line too.
    """
    await add_lines(
        work,
        Line(
            person_id=said["person_id"],
            municipality_id=said["municipality_id"],
            kind=kind,
            agency_id=said["agency_id"],
            worker_id=None,
            by_agency_id=None,
            by_id=None,
            parties=named,
            item_id=said["id"],
            state=state,
        ),
    )


async def add_move(work: UnitOfWork, event_id: UUID, move: ReferralMove) -> None:
    """Write a move that referrals told, and who must move next; the inbox sees to it that this happens once.

    Background work. A move that arrives after a later one (set aside and sent again) leaves its line and nothing more.

    Raises:
        NotFound: nobody has a ground for such a person.
    """
    is_sent = move.kind is LineKind.REFERRAL_SENT or await store.has_line(
        work, move.referral_id, LineKind.REFERRAL_SENT
    )
    line = move.line(await municipality_of(work, move.person_id), is_sent=is_sent)
    is_latest = not await store.has_moved_since(work, move.referral_id, move.moved_at)
    await store.add(work, [(event_id, move.moved_at, line)])
    if is_latest:
        await _waits_for_its_next_move(work, move, line)


async def add_appointment(work: UnitOfWork, event_id: UUID, told: AppointmentTold) -> None:
    """Write what happened to an appointment; the inbox sees to it that this happens once. Background work.

    Raises:
        NotFound: nobody has a ground for such a person.
    """
    line = told.line(await municipality_of(work, told.person_id))
    await store.add(work, [(event_id, told.at, line)])


async def _waits_for_its_next_move(work: UnitOfWork, move: ReferralMove, line: Line) -> None:
    following = who_acts_next(move.state, move.sender_agency_id, move.receiver_agency_id)
    if following is None:
        await is_settled(work, move.referral_id)
        return
    kind, agency_id = following
    duty = Duty(
        id=move.referral_id,
        kind=kind,
        case_id=move.case_id,
        municipality_id=line.municipality_id,
        person_id=move.person_id,
        category=line.category,
        agency_id=line.agency_id,
        worker_id=None,
        parties=line.parties,
        for_agency_id=agency_id,
        for_worker_id=None,
        due_on=await day_in(work, line.municipality_id, move.due_at) if move.due_at else None,
        since=move.moved_at,
    )
    await must_be_done(work, duty)


async def reclassify_lines(work: UnitOfWork, item_id: UUID, category: Category, sensitivity: Sensitivity) -> None:
    """An item was classified anew: whoever may not see it any more does not see its lines either, and whoever may see
    it since does not learn from them how it went before.
    """
    await store.reclassify(work, item_id, category, sensitivity)


async def read_timeline(
    work: UnitOfWork, person_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """What happened around a person, newest first, as far as the caller may see it; one more than `limit` if there is.

    Raises:
        NotFound: no ground for this person, or no such person.
    """
    await standing_to(work, person_id)
    return await store.list_some(work, person_id, after, limit + 1)


async def person_of_referral(work: UnitOfWork, referral_id: UUID) -> UUID | None:
    """Whom a referral is about, as far as cases was told of it; None when the caller may see no line of it."""
    return await store.person_of_referral(work, referral_id)
