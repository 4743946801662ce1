"""Let those who come read of a case until the conference is over."""

from uuid import UUID

from services.cases.conferences.actions.conferences import read_to_come
from services.cases.conferences.actions.participants import read_participant
from services.cases.conferences.domain.conference import STAYS, guests_read
from services.cases.conferences.store import agenda as store
from services.cases.coordination.actions.guests import admit_guest, guests_follow, lock_to_admit
from services.cases.coordination.domain.team import Capacity, Member, Seat
from shared.contracts.cases.conferences import AnswerState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Sector
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict


async def give_access(work: UnitOfWork, actor: Actor, conference_id: UUID, participant_id: UUID, case_id: UUID) -> UUID:
    """Let somebody who comes read of a case what an agreement lets flow to them: who it is about, and the categories
    in which it is on the agenda. It ends with the conference, whether anybody closes it or not. Given anew, it follows
    a conference that was put off, and what was put on the agenda since.

    Returns:
        The seat in the team of the case.

    Raises:
        NotFound: no conference in which the caller takes part, it asks nobody so, or no such case that they may see.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: the conference or the case is over; they have not said that they come, are on the team, or must not
            know one of its people; or nothing of the case that the caller may see is on the agenda.
    """
    await guests_follow(work, conference_id, STAYS)  # holds the conference: nobody cancels it or declines meanwhile
    conference = await read_to_come(work, conference_id)
    comes = await read_participant(work, conference_id, participant_id)
    case = await lock_to_admit(work, actor, case_id)
    if AnswerState(comes["state"]) is not AnswerState.ACCEPTED:
        raise Conflict(
            "They have not said that they come.",
            detail_fr="Cette personne n'a pas confirmé sa venue.",
            state=comes["state"],
        )
    categories = await store.categories_of(work, conference_id, case_id)
    if not categories:
        raise Conflict(
            "Nothing of this case is on the agenda.",
            detail_fr="Rien de cet accompagnement n'est à l'ordre du jour.",
        )
    starts_at, ends_at = guests_read(conference["starts_at"], conference["ends_at"], work.now)
    guest = Member(
        id=new_id(),
        agency_id=comes["agency_id"],
        sector=Sector(comes["sector"]),
        worker_id=comes["worker_id"],
        capacity=Capacity.OTHER,
        is_lead=False,
        starts_at=starts_at,
        ends_at=ends_at,
        seat=Seat.GUEST,
        categories=categories | {Category.IDENTITY},
        conference_id=conference_id,
    )
    await admit_guest(work, actor, case, guest)
    return guest.id
