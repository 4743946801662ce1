"""Open what is kept about a person."""

from collections.abc import Iterable
from uuid import UUID

from services.cases.people.domain.parts import Part
from services.cases.people.policy import OPEN, RULES, AboutPeople
from services.cases.people.store import reading
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound


async def open_person(work: UnitOfWork, actor: Actor, person_id: UUID, operation: str = "open-person") -> bytes:
    """What the caller may see of a person, as JSON; a part that is withheld is null or not in its list.

    Raises:
        NotFound: no ground, or no such person: the same, and logged as denied either way.
        NotAllowed: not the role, whoever the person is.
    """
    log_if_denied(work, Look(operation, person_id=person_id))
    decide(RULES, OPEN, actor, AboutPeople())
    return _there(await reading.open_person(work, person_id, operation))


async def open_list(work: UnitOfWork, actor: Actor, person_id: UUID, part: Part) -> bytes:
    """One kind of parts of a person that the caller may see, as a JSON page.

    Raises:
        NotFound, NotAllowed: as for the person.
    """
    operation = f"list-{part}"
    log_if_denied(work, Look(operation, person_id=person_id))
    decide(RULES, OPEN, actor, AboutPeople())
    return _there(await reading.open_list(work, person_id, part, operation))


async def names_of(work: UnitOfWork, actor: Actor, people: Iterable[UUID], operation: str) -> dict[UUID, str]:
    """How people are called, of those whose identity the caller may see. The looks are logged.

    Raises:
        NotAllowed: not the role, whoever the people are.
    """
    decide(RULES, OPEN, actor, AboutPeople())
    return await reading.names(work, sorted(people), operation)


async def open_item(work: UnitOfWork, person_id: UUID, part: Part, item_id: UUID) -> bytes:
    """One part, to those who have just written it.

    Raises:
        NotFound: it has ended, or they see it no longer.
    """
    return _there(await reading.render_item(work, person_id, part, item_id))


def _there(rendered: bytes | None) -> bytes:
    if rendered is None:
        raise NotFound
    return rendered
