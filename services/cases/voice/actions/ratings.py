"""Take down how people found the help."""

from dataclasses import asdict, dataclass
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import not_found
from services.cases.people.actions.hiding import must_hide_places
from services.cases.territories.actions import today_in
from services.cases.timeline.domain.kinds import LineKind
from services.cases.voice import events
from services.cases.voice.actions.saying import Said, may_say, take_note
from services.cases.voice.domain.words import Rating
from services.cases.voice.policy import RATE
from services.cases.voice.store import ratings as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewRating(Said):
    """What is needed to take one down."""

    rating: Rating


async def give_rating(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewRating) -> UUID:
    """Take down how somebody found the help of an agency.

    Raises:
        NotFound, NotAllowed, Invalid: as `may_say` says.
        Invalid: it cannot be true.
        NamesProtectedPlace: it says where somebody hides.
    """
    kept = await may_say(work, actor, RATE, case_id, command)
    command.rating.check(await today_in(work, kept["municipality_id"]))
    said = [command.rating.comment] if command.rating.comment else []
    await must_hide_places(work, [kept["person_id"]], command.sensitivity, said)
    await store.keep(work, kept | asdict(command.rating))
    await take_note(work, actor, kept, LineKind.RATING_GIVEN)
    about = {"case_id": case_id, "person_id": kept["person_id"], "rating_id": kept["id"]}
    await work.tell(events.RatingGiven(**about, aspect=command.rating.aspect))
    rating_id: UUID = kept["id"]
    return rating_id


async def read_rating(work: UnitOfWork, case_id: UUID, rating_id: UUID) -> asyncpg.Record:
    """One rating; the look is logged.

    Raises:
        NotFound: none in this case that the caller may hear.
    """
    row = await store.read(work, case_id, rating_id)
    if row is None:
        raise not_found(work, "read-rating")
    return row


async def list_ratings(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Ratings in a case that the caller may hear, in their order; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor a rating in it is the caller's to see.
    """
    rows = await store.list_some(work, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows
