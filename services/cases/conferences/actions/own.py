"""Read minutes about oneself, and sign what one read, or refuse to and say why."""

from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.conferences import events
from services.cases.conferences.domain.matters import must_be_few
from services.cases.conferences.policy import ANSWER_OWN_MINUTES, OWN_RULES
from services.cases.conferences.store import own as store
from shared.contracts.cases.conferences import MinutesAnswer
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid, NotFound, Stale


async def list_own_minutes(
    work: UnitOfWork, caller: PersonActor, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was said of the person in conferences to which they were asked; one more than `limit` if there is.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: somebody who represents the person.
    """
    who = await who_may(work, caller, OWN_RULES, ANSWER_OWN_MINUTES, "list-own-minutes")
    return await store.list_some(work, who, after, limit + 1)


async def read_own_minutes(work: UnitOfWork, caller: PersonActor, minutes_id: UUID, operation: str) -> asyncpg.Record:
    """One of them, in its present version, with what the person said to it.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
        NotFound: none that is theirs to read.
    """
    who = await who_may(work, caller, OWN_RULES, ANSWER_OWN_MINUTES, operation)
    found = await store.read(work, who, minutes_id, operation)
    if found is None:
        raise NotFound
    return found


async def answer_own_minutes(
    work: UnitOfWork, caller: PersonActor, minutes_id: UUID, version: int, answer: MinutesAnswer, words: str | None
) -> UUID:
    """Stand by the version that they read, or refuse to, in their own words: an act of whoever signed in, at this time,
    which is never changed. A later version they have not answered.

    Raises:
        SpeaksForNobody, NotAllowed, NotFound: as above.
        Invalid: refused without a word.
        Conflict: they answered this version as often as one may.
        Stale: there is a later version.
    """
    seen = await read_own_minutes(work, caller, minutes_id, "answer-own-minutes")
    if answer is MinutesAnswer.REFUSED and not words:
        raise Invalid.field(
            "#/words", "missing", "Say in your own words why not.", "Dites pourquoi, avec vos propres mots."
        )
    must_be_few(version, seen["answers"])
    who = await who_may(work, caller, OWN_RULES, ANSWER_OWN_MINUTES, "answer-own-minutes")
    said = {"id": minutes_id, "version": version, "answer": answer, "words": words}
    if not await store.answer(work, who, {**said, "answer_id": new_id(), "session_id": caller.session_id}):
        raise Stale
    about = {"case_id": seen["case_id"], "person_id": who.person_id, "minutes_id": minutes_id}
    await work.tell(events.MinutesAnswered(**about, version=version, answer=answer))
    return minutes_id
