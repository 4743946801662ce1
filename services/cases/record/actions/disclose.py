"""Answer the question what of a record may travel to another agency."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.cases.access.actions import standing_beside
from services.cases.access.domain import Grant, Standing
from services.cases.access.policy import RULES, SEE_ALL_GRANTS, AboutPerson
from services.cases.consents.actions.reading import agreed_to, known_whole
from services.cases.coordination.actions.people import is_case_about
from services.cases.record.domain.disclosure import Receiver, may_see_flags, what_may_travel
from services.cases.record.store.snapshot import snapshot
from shared.contracts.cases.disclosure import Disclosure, DisclosureQuestion, Flags, WithheldBecause
from shared.contracts.cases.vocabulary import GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.phrases import Phrase
from shared.policy.grammar import permits
from shared.refusals import NotAllowed


async def disclose(work: UnitOfWork, actor: Actor, person_id: UUID, question: DisclosureQuestion) -> Disclosure:
    """What may travel, on which grounds, and the content; logged as a look.

    Nothing travels on a ground that the caller may not see: to be told that it does would tell of the ground, and who
    asks for one agency after the other would learn with whom the person is.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: a ground, but none that lets the caller's agency refer.
    """
    sender, held = await standing_beside(work, person_id, question.receiver_agency_id)
    if not any(Operation.REFER in grant.operations for grant in sender.grants):
        raise NotAllowed(
            "No ground lets your agency refer this person.",
            detail_fr="Aucun fondement ne permet à votre organisme d'orienter cette personne.",
            reasons=[
                Phrase(
                    "a consent, team membership or mandate gives your agency 'refer'",
                    "un consentement, une participation à l'équipe ou un mandat donne à votre organisme « refer »",
                )
            ],
        )
    purpose = question.purpose or actor.purpose
    receiver = Receiver(question.receiver_agency_id, await _known_to(work, sender, held))
    grounds, withheld = what_may_travel(question.categories, sender, receiver, purpose)
    if any(one.because is WithheldBecause.NO_CONSENT for one in withheld):
        receiver = replace(receiver, agreed_to=await agreed_to(work, person_id, receiver.agency_id))
        grounds, withheld = what_may_travel(question.categories, sender, receiver, purpose)
    travels = await snapshot(work, sender, grounds, receiver.agency_id, purpose)
    case_id = question.case_id
    return Disclosure(
        person_id=person_id,
        municipality_id=sender.municipality_id,
        is_about_case=None if case_id is None else await is_case_about(work, case_id, person_id),
        grounds=tuple(grounds),
        withheld=tuple(withheld),
        flags=Flags(**travels.always) if may_see_flags(sender, grounds) else None,
        snapshot=travels.content,
        made_of=travels.made_of,
    )


async def _known_to(work: UnitOfWork, sender: Standing, held: Sequence[Grant]) -> Sequence[Grant]:
    """Of what the receiver holds what the caller may know of, as grounds are seen where they are listed. What is asked
    of the database does not depend on what there is.
    """
    if permits(RULES, SEE_ALL_GRANTS, sender.actor, AboutPerson(sender)):
        return held
    known = await known_whole(work, sender.person_id)
    mine = sender.actor.agency_id
    return [
        grant
        for grant in held
        if grant.agency_id == mine or (grant.ground_kind is GroundKind.CONSENT and grant.ground_id in known)
    ]
