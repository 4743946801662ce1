"""Add, correct and end identifiers, contact points, addresses and relationships."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from services.cases.access.actions import grant_authorship, require, standing_to
from services.cases.people.actions.hiding import must_hide_places
from services.cases.people.actions.known import make_findable, refuse_if_known
from services.cases.people.domain.parts import ContactPoint, Identifier, Kept, Part, Relationship, part_of
from services.cases.people.events import IdentifierRecorded, PersonChanged
from services.cases.people.policy import CORRECT, RECLASSIFY, RULES, WRITE, AboutPeople, about_item
from services.cases.people.store import contributions, corrections, known
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Invalid, NotFound, Stale


async def add_item(work: UnitOfWork, actor: Actor, person_id: UUID, item: Kept) -> UUID:
    """Add a part to what is kept about a person. The agency sees from now on what it wrote.

    Raises:
        NotFound: no ground for the person, or no such person.
        NotAllowed: no ground to contribute in this category, or not the role.
        AlreadyKnown: an identifier of somebody else of whom the agency may know.
        Invalid: a relationship to somebody of whom the agency does not know.
        NamesProtectedPlace: a contact point that says where the person hides, as `must_hide_places` says.
    """
    decide(RULES, WRITE, actor, AboutPeople())
    part = part_of(item)
    stands = await standing_to(work, person_id)
    require(stands, Operation.CONTRIBUTE, part.category)
    await _refuse_wrong_reference(work, person_id, item)
    await _must_hide(work, person_id, item)
    item_id = new_id()
    await grant_authorship(work, person_id, stands.municipality_id)
    await contributions.keep_all(work, person_id, stands.municipality_id, [(item_id, item)])
    await _tell(work, person_id, stands.municipality_id, item_id, item)
    return item_id


async def correct_item(
    work: UnitOfWork,
    actor: Actor,
    person_id: UUID,
    part: Part,
    item_id: UUID,
    version: int,
    revise: Callable[[Mapping[str, Any]], Kept],
) -> None:
    """Correct a part, and keep what was there before.

    Args:
        version: which the caller read.
        revise: what it says from what it said.

    Raises:
        NotFound: no such part in use that the caller sees whole.
        NotAllowed: no ground to contribute, not the role, or not theirs to correct or reclassify.
        Stale: changed since.
        AlreadyKnown, Invalid, NamesProtectedPlace: as for a new one.
    """
    present = await _load(work, actor, person_id, part, item_id, version)
    revised = revise(present.said)
    if revised.sensitivity != present.said["sensitivity"]:
        decide(RULES, RECLASSIFY, actor, AboutPeople(contributor_agency_id=present.agency_id))
    await _refuse_wrong_reference(work, person_id, revised)
    await _must_hide(work, person_id, revised)
    await corrections.replace(work, part, present.municipality_id, item_id, revised)
    await _tell(work, person_id, present.municipality_id, item_id, revised)


async def end_item(work: UnitOfWork, actor: Actor, person_id: UUID, part: Part, item_id: UUID, version: int) -> None:
    """Take a part out of use. It stays as it was, with its end.

    Raises:
        NotFound, NotAllowed, Stale: as for a correction.
    """
    present = await _load(work, actor, person_id, part, item_id, version)
    await corrections.end(work, part, item_id)
    if part is Part.IDENTIFIER:
        await known.keep(work, person_id, item_id, [])
    await work.tell(PersonChanged(person_id=person_id, municipality_id=present.municipality_id, category=part.category))


async def _load(
    work: UnitOfWork, actor: Actor, person_id: UUID, part: Part, item_id: UUID, version: int
) -> corrections.Present:
    decide(RULES, WRITE, actor, AboutPeople())
    stands = await standing_to(work, person_id)
    present = await corrections.load_for_change(work, person_id, part, item_id)
    if present is None:
        raise NotFound
    require(stands, Operation.CONTRIBUTE, part.category)
    decide(RULES, CORRECT, actor, about_item(stands, part.category, present.agency_id))
    if present.version != version:
        raise Stale
    return present


async def _refuse_wrong_reference(work: UnitOfWork, person_id: UUID, item: Kept) -> None:
    """An identifier must not be somebody else's; a registered other must be one of whom the agency knows."""
    if isinstance(item, Identifier):
        await refuse_if_known(work, [item], "record-identifier", besides=person_id)
    if isinstance(item, Relationship) and item.other_person_id is not None:
        pointer = "#/other/person_id"
        if item.other_person_id == person_id:
            raise Invalid.field(
                pointer, "oneself", "Nobody is related to themselves.", "Personne n'est son propre proche."
            )
        try:
            await standing_to(work, item.other_person_id)
        except NotFound:
            raise Invalid.field(
                pointer,
                "unknown",
                "There is nobody of this id of whom you know.",
                "Vous ne connaissez personne sous cet identifiant.",
            ) from None


async def _must_hide(work: UnitOfWork, person_id: UUID, item: Kept) -> None:
    """A letter box or a note beside a number must not say where the shelter is."""
    if isinstance(item, ContactPoint):
        said = [text for text in (item.value, item.safe_times, item.note) if text]
        await must_hide_places(work, [person_id], item.sensitivity, said)


async def _tell(work: UnitOfWork, person_id: UUID, municipality_id: UUID, item_id: UUID, item: Kept) -> None:
    category = part_of(item).category
    await work.tell(PersonChanged(person_id=person_id, municipality_id=municipality_id, category=category))
    if isinstance(item, Identifier):
        await make_findable(work, person_id, item_id, item)
        await work.tell(IdentifierRecorded(person_id=person_id, identifier_id=item_id))
