"""Say oneself how one found the help, and complain."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.accounts.domain import Speaker
from services.cases.duties.actions import complaint_waits
from services.cases.territories.actions import today_in
from services.cases.timeline.actions import add_own_line
from services.cases.timeline.domain.kinds import LineKind
from services.cases.voice import events
from services.cases.voice.domain.words import Address, Rating, answer_due_on
from services.cases.voice.policy import OWN_RULES, SPEAK_OWN
from services.cases.voice.store import own as store
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.cases.voice import ComplaintState
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class OwnWord:
    """About which agency, in which case, and who is to hear it."""

    case_id: UUID
    agency_id: UUID
    addressed_to: Address


async def give_own_rating(work: UnitOfWork, caller: PersonActor, word: OwnWord, rating: Rating) -> UUID:
    """Say how one found the help of an agency; it never changes.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: whoever represents the person.
        Invalid: it cannot be true, or such an agency works on no such case of theirs.
    """
    mine = await who_may(work, caller, OWN_RULES, SPEAK_OWN, "give-own-rating")
    rating.check(await today_in(work, mine.municipality_id))
    kept = await _kept(work, mine, word)
    await store.keep_rating(work, kept | asdict(rating))
    await _add_line(work, kept, LineKind.RATING_GIVEN)
    about = {"case_id": word.case_id, "person_id": mine.person_id, "rating_id": kept["id"]}
    await work.tell(events.RatingGiven(**about, aspect=rating.aspect))
    rating_id: UUID = kept["id"]
    return rating_id


async def complain_oneself(work: UnitOfWork, caller: PersonActor, word: OwnWord, text: str) -> UUID:
    """Complain about an agency: its supervisors are told, and must answer by a day.

    Raises:
        SpeaksForNobody, NotAllowed, Invalid: as above.
    """
    mine = await who_may(work, caller, OWN_RULES, SPEAK_OWN, "complain-oneself")
    kept = await _kept(work, mine, word)
    state, due_on = ComplaintState.RECORDED, answer_due_on(None, await today_in(work, mine.municipality_id))
    await store.keep_complaint(work, kept | {"text": text, "answer_due_on": due_on, "state": state})
    await _add_line(work, kept, LineKind.COMPLAINT_RECORDED)
    await complaint_waits(work, kept["id"])
    about = {"case_id": word.case_id, "person_id": mine.person_id, "complaint_id": kept["id"]}
    await work.tell(events.ComplaintRecorded(**about, agency_id=word.agency_id, state=state))
    complaint_id: UUID = kept["id"]
    return complaint_id


async def list_own_ratings(
    work: UnitOfWork, caller: PersonActor, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What one said of the help, latest first; one more than `limit` if there is.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
    """
    mine = await who_may(work, caller, OWN_RULES, SPEAK_OWN, "list-own-ratings")
    return await store.list_ratings(work, mine, after, limit)


async def read_own_rating(work: UnitOfWork, caller: PersonActor, rating_id: UUID) -> asyncpg.Record:
    """One of these.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
        NotFound: none of theirs.
    """
    mine = await who_may(work, caller, OWN_RULES, SPEAK_OWN, "give-own-rating")
    return _found(await store.read_rating(work, mine, rating_id))


async def list_own_complaints(
    work: UnitOfWork, caller: PersonActor, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What one complained about, latest first; one more than `limit` if there is.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
    """
    mine = await who_may(work, caller, OWN_RULES, SPEAK_OWN, "list-own-complaints")
    return await store.list_complaints(work, mine, after, limit)


async def read_own_complaint(
    work: UnitOfWork, caller: PersonActor, complaint_id: UUID, operation: str
) -> asyncpg.Record:
    """One of these, with what was answered.

    Raises:
        SpeaksForNobody, NotAllowed, NotFound: as above.
    """
    mine = await who_may(work, caller, OWN_RULES, SPEAK_OWN, operation)
    return _found(await store.read_complaint(work, mine, complaint_id, operation))


async def _kept(work: UnitOfWork, mine: Speaker, word: OwnWord) -> dict[str, Any]:
    """What is kept of it beside its content: by the agency that it is about, which must hear it."""
    case = await store.case_with(work, mine, word.case_id, word.agency_id)
    if case is None:
        raise Invalid.field(
            "#/about_agency_id",
            "not_in_case",
            "Name an agency that works or worked with you on this case, as your record shows them.",
            "Indiquez un organisme qui participe ou a participé à cet accompagnement, selon votre dossier.",
        )
    return {
        "id": new_id(),
        "case_id": word.case_id,
        "municipality_id": case["municipality_id"],
        "person_id": mine.person_id,
        "also_about": [],
        "category": case["category"],
        "sensitivity": Sensitivity.ORDINARY,
        "agency_id": word.agency_id,
        "worker_id": None,
        "account_id": mine.account_id,
        "about_agency_id": word.agency_id,
        "addressed_to": word.addressed_to,
        "spoken_by": Voice.PERSON,
        "said_at": work.now,
    }


async def _add_line(work: UnitOfWork, kept: dict[str, Any], kind: LineKind) -> None:
    if kept["addressed_to"] == Address.TEAM:
        await add_own_line(work, kept, kind, state=None)


def _found(row: asyncpg.Record | None) -> asyncpg.Record:
    if row is None:
        raise NotFound
    return row
