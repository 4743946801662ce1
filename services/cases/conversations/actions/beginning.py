"""Begin a thread with an account of one's own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import grant_authorship
from services.cases.accounts.actions import hold_account, who_may
from services.cases.accounts.domain import Speaker
from services.cases.conversations import events
from services.cases.conversations.actions.own import say_in
from services.cases.conversations.actions.reading import told_of
from services.cases.conversations.domain import BEGUN_A_DAY, Audience, TooManyThreads
from services.cases.conversations.policy import BEGIN_OWN, OWN_RULES
from services.cases.conversations.store import beginning as store
from services.cases.timeline.actions import add_own_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.conversations import ThreadState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import Sector
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewOwnThread:
    """What somebody begins.

    Attributes:
        agency_id: to whom on the case; its lead when None.
        category: that of the case when None, which is what those who work on it may see.
        text, urgent: of the first message.
    """

    case_id: UUID
    agency_id: UUID | None
    category: Category | None
    subject: str
    text: str
    urgent: bool


async def begin_own_thread(work: UnitOfWork, caller: PersonActor, wish: NewOwnThread) -> UUID:
    """Begin a thread on an open case of one's own; the agency to which one writes holds it, and sees it.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        Invalid: no such case, or no such agency there of which the caller is told; it would be withheld from the caller
            themselves; or they refused to share it with whom they write to.
        TooManyThreads: they began many in one day.
    """
    mine = await who_may(work, caller, OWN_RULES, BEGIN_OWN, "begin-own-thread")
    await hold_account(work, mine)
    to = await _receiver(work, mine, wish)
    category = wish.category or Category(to["category"])
    Audience(mine.is_the_person, frozenset(_ties(mine))).must_be_shown(category, Sensitivity.ORDINARY)
    if await store.is_refused(work, mine, to, category):
        raise _refused()
    await _must_be_few(work, mine)
    thread = _thread(mine, wish, to, category)
    await store.keep(work, thread)
    holder = to["agency_id"], Sector(to["sector"])
    await grant_authorship(work, mine.person_id, mine.municipality_id, holder=holder)
    await add_own_line(work, thread | {"worker_id": None}, LineKind.THREAD_STARTED, state=ThreadState.OPEN)
    await work.tell(events.ThreadStarted(**told_of(thread, mine.person_id)))
    await say_in(work, mine, thread, wish.text, urgent=wish.urgent)
    thread_id: UUID = thread["id"]
    return thread_id


async def _receiver(work: UnitOfWork, mine: Speaker, wish: NewOwnThread) -> asyncpg.Record:
    to = await store.receiver(work, mine, wish.case_id, wish.agency_id)
    if to is not None:
        return to
    if wish.agency_id is None or await store.receiver(work, mine, wish.case_id, None) is None:
        raise Invalid.field(
            "#/case_id",
            "no_such_case",
            "There is no open case of yours.",
            "Vous n'avez aucun accompagnement ouvert ici.",
        )
    raise Invalid.field(
        "#/agency_id",
        "no_such_agency",
        "No such agency of which you are told works on this case.",
        "Aucun organisme de cet identifiant, dont vous ayez connaissance, n'intervient dans cet accompagnement.",
    )


async def _must_be_few(work: UnitOfWork, mine: Speaker) -> None:
    a_day = timedelta(days=1)
    earliest = await store.begun_since(work, mine, work.now - a_day, BEGUN_A_DAY - 1)
    if earliest is not None:
        raise TooManyThreads(
            f"You began {BEGUN_A_DAY} threads within a day. Write in one of these, or begin another one later.",
            detail_fr=f"Vous avez ouvert {BEGUN_A_DAY} fils en un jour. Écrivez dans l'un d'eux, ou attendez un peu.",
            retry_after_seconds=int((earliest + a_day - work.now).total_seconds()) + 1,
        )


def _thread(mine: Speaker, wish: NewOwnThread, to: asyncpg.Record, category: Category) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": wish.case_id,
        "referral_id": None,
        "municipality_id": to["municipality_id"],
        "person_id": mine.person_id,
        "agency_id": to["agency_id"],
        "category": category,
        "sensitivity": Sensitivity.ORDINARY,
        "account_id": mine.account_id,
        "relationship_id": mine.relationship_id,
        "subject": wish.subject,
        "state": ThreadState.OPEN,
        "last_place": 0,
        "with_person": mine.is_the_person,
        "with_relationship_ids": _ties(mine),
    }


def _ties(mine: Speaker) -> list[UUID]:
    return [] if mine.relationship_id is None else [mine.relationship_id]


def _refused() -> Invalid:
    return Invalid.field(
        "#/category",
        "refused",
        "You refused to share this with whom you write to: nobody there would read it.",
        "Vous avez refusé de partager cela avec qui vous écrivez : personne ne le lirait.",
    )
