"""Correct who somebody is and how to speak with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from services.cases.access.actions import require, standing_to
from services.cases.access.domain import Standing
from services.cases.people.actions.open_person import open_person
from services.cases.people.actions.register_person import refuse_birth_in_the_future
from services.cases.people.domain.parts import Communication, Identity, Part
from services.cases.people.events import PersonChanged
from services.cases.people.policy import CORRECT, RULES, WRITE, AboutPeople, about_item
from services.cases.people.store import contributions, corrections, known, reading
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.phrases import Phrase
from shared.policy.grammar import decide
from shared.refusals import NotAllowed, Stale

Said = Mapping[str, Any]
Revised = TypeVar("Revised", Identity, Communication)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is to change: for each part, what it says from what it said; None leaves it."""

    identity: Callable[[Said], Identity] | None
    communication: Callable[[Said], Communication] | None


async def correct_person(
    work: UnitOfWork, actor: Actor, person_id: UUID, is_what_they_read: Callable[[bytes], bool], correction: Correction
) -> bytes:
    """Correct, and keep what was there before; answers with the person as they are now.

    Args:
        is_what_they_read: compares the person as the caller would see them now with what they say they read. Only
            what the caller may see counts, so that nothing else shows through.

    Raises:
        NotFound: no ground, or no such person.
        NotAllowed: no ground to contribute in this category, not the role, or not theirs to say whether the person
            may be contacted.
        Stale: changed since.
        Invalid: as the correction says.
    """
    decide(RULES, WRITE, actor, AboutPeople())
    stands = await standing_to(work, person_id)
    await corrections.lock_person(work, person_id)
    present = await reading.render_person(work, person_id)
    if present is None or not is_what_they_read(present):
        raise Stale
    if correction.identity is not None:
        identity = await _replace(work, stands, person_id, Part.IDENTITY, correction.identity)
        await refuse_birth_in_the_future(work, stands.municipality_id, identity)
        await contributions.keep_names(work, person_id, stands.municipality_id, identity)
        await known.keep(work, person_id, person_id, identity.known_keys())
    if correction.communication is not None:
        await _replace(work, stands, person_id, Part.COMMUNICATION, correction.communication)
    return await open_person(work, actor, person_id, "correct-person")


async def _replace(
    work: UnitOfWork, stands: Standing, person_id: UUID, part: Part, revise: Callable[[Said], Revised]
) -> Revised:
    require(stands, Operation.CONTRIBUTE, part.category)
    present = await corrections.load_for_change(work, person_id, part, person_id)
    if present is None:
        raise NotAllowed(
            "You cannot correct what you cannot see.",
            detail_fr="Vous ne pouvez pas corriger ce que vous ne voyez pas.",
            reasons=[
                Phrase(
                    f"a ground shows the category '{part.category}' to your agency",
                    f"un fondement montre la catégorie « {part.category} » à votre organisme",
                )
            ],
        )
    revised = revise(present.said)
    if isinstance(revised, Communication) and revised.do_not_contact != present.said["do_not_contact"]:
        decide(RULES, CORRECT, stands.actor, about_item(stands, part.category, present.agency_id))
    await corrections.replace(work, part, present.municipality_id, person_id, revised)
    await work.tell(PersonChanged(person_id=person_id, municipality_id=present.municipality_id, category=part.category))
    return revised
