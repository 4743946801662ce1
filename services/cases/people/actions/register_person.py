"""Begin a record about a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.cases.access.actions import grant_authorship
from services.cases.people.actions.known import make_findable, refuse_if_known
from services.cases.people.domain.birth_date import is_in_the_future
from services.cases.people.domain.parts import Address, Communication, ContactPoint, Identifier, Identity, Kept
from services.cases.people.events import IdentifierRecorded, PersonRegistered
from services.cases.people.policy import REGISTER, RULES, AboutPeople
from services.cases.people.store import contributions, known
from services.cases.territories.actions import today_in
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What is needed to register somebody."""

    municipality_id: UUID
    identity: Identity
    communication: Communication
    identifiers: Sequence[Identifier] = ()
    contact_points: Sequence[ContactPoint] = ()
    addresses: Sequence[Address] = ()


async def register_person(work: UnitOfWork, actor: Actor, command: NewPerson) -> UUID:
    """Begin a record. The agency that writes it sees it; nobody else does until there is a ground.

    Raises:
        NotAllowed: not the role, or not the municipality.
        AlreadyKnown: an identifier belongs to somebody of whom the caller's agency may know.
        Invalid: born in the future.
    """
    decide(RULES, REGISTER, actor, AboutPeople(command.municipality_id))
    await refuse_birth_in_the_future(work, command.municipality_id, command.identity)
    await refuse_if_known(work, command.identifiers, "register-person")
    person_id = new_id()
    identifiers = [(new_id(), identifier) for identifier in command.identifiers]
    await grant_authorship(work, person_id, command.municipality_id, begins_record=True)
    await contributions.keep_identity(work, person_id, command.municipality_id, command.identity)
    await contributions.keep_communication(work, person_id, command.municipality_id, command.communication)
    others: list[Kept] = [*command.contact_points, *command.addresses]
    items = [*identifiers, *((new_id(), item) for item in others)]
    await contributions.keep_all(work, person_id, command.municipality_id, items)
    await known.keep(work, person_id, person_id, command.identity.known_keys())
    for identifier_id, identifier in identifiers:
        await make_findable(work, person_id, identifier_id, identifier)
    await work.tell(
        PersonRegistered(person_id=person_id, municipality_id=command.municipality_id, agency_id=actor.agency_id),
        *(IdentifierRecorded(person_id=person_id, identifier_id=one) for one, _ in identifiers),
    )
    return person_id


async def refuse_birth_in_the_future(work: UnitOfWork, municipality_id: UUID, identity: Identity) -> None:
    """Nobody is registered before they are born, by the day of the municipality.

    Raises:
        Invalid: the birth date lies in the future.
    """
    if identity.birth_date is not None and is_in_the_future(identity.birth_date, await today_in(work, municipality_id)):
        raise Invalid.field(
            "#/identity/birth_date",
            "in_the_future",
            "The birth date lies in the future.",
            "La date de naissance est dans le futur.",
        )
