"""Answer the question what of a record may travel to another agency."""

from uuid import UUID

from services.cases.access.actions import grants_held_by, standing_to
from services.cases.consents.actions import agreed_to
from services.cases.coordination.actions.cases import is_case_about
from services.cases.record.domain.disclosure import Receiver, may_see_flags, what_may_travel
from services.cases.record.store.snapshot import snapshot
from shared.contracts.cases.disclosure import Disclosure, DisclosureQuestion, Flags
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotAllowed


async def disclose(work: UnitOfWork, actor: Actor, person_id: UUID, question: DisclosureQuestion) -> Disclosure:
    """What may travel, on which grounds, and the content; logged as a look.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: a ground, but none that lets the caller's agency refer.
    """
    sender = await standing_to(work, person_id)
    if not any(Operation.REFER in grant.operations for grant in sender.grants):
        raise NotAllowed(
            "No ground lets your agency refer this person.",
            detail_fr="Aucun fondement ne permet à votre organisme d'orienter cette personne.",
            reasons=["a consent, team membership or mandate gives your agency 'refer'"],
        )
    receiver = Receiver(
        question.receiver_agency_id,
        await grants_held_by(work, person_id, question.receiver_agency_id),
        await agreed_to(work, person_id, question.receiver_agency_id),
    )
    purpose = question.purpose or actor.purpose
    grounds, withheld = what_may_travel(question.categories, sender, receiver, purpose)
    travelling = [ground.category for ground in grounds]
    municipality_id, always, content = await snapshot(work, person_id, travelling, receiver.agency_id, purpose)
    look = Look(
        "disclose",
        person_id=person_id,
        categories=sorted(content),
        grounds=[f"{ground.kind}:{ground.id}" for ground in grounds],
    )
    await log_looks(work, [look])
    case_id = question.case_id
    return Disclosure(
        person_id=person_id,
        municipality_id=municipality_id,
        is_about_case=None if case_id is None else await is_case_about(work, case_id, person_id),
        grounds=tuple(grounds),
        withheld=tuple(withheld),
        flags=Flags(**always) if may_see_flags(sender, grounds) else None,
        snapshot=content,
    )
