"""What has to be true before somebody's word is taken down."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.actions import grant_authorship, standing_beside
from services.cases.access.domain import Standing
from services.cases.coordination.actions.cases import people_shown, read_case
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.grants import take_part
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.actions import item_lines
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.voice.domain.words import Address, must_be_theirs
from services.cases.voice.policy import PEOPLE_RULES
from services.cases.voice.store import ratings as store
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is asked of everything that somebody says.

    Attributes:
        person_id: whose voice it is; None for the one person of a case that has only one.
        category: the case's when None.
        agency_id: the agency that it is about; it works or worked on the case.
    """

    person_id: UUID | None
    category: Category | None
    sensitivity: Sensitivity
    agency_id: UUID
    addressed_to: Address
    spoken_by: Voice


async def may_say(work: UnitOfWork, actor: Actor, action: str, case_id: UUID, said: Said) -> dict[str, Any]:
    """What is kept of anybody's word, beside its content. In a closed case too: that is when people look back.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: no ground to contribute in the category.
        Invalid: nobody of this case, not their own word, or about an agency whose supervisors would not hear it.
    """
    case = await read_case(work, case_id)
    known = people_shown(case)
    person_id = said.person_id or (known[0] if len(known) == 1 else None)
    if person_id not in known or person_id is None:
        raise Invalid.field(
            "#/person_id",
            "not_in_case",
            "Name somebody of this case whom you know.",
            "Indiquez une personne de cet accompagnement que vous connaissez.",
        )
    must_be_theirs(said.spoken_by, said.sensitivity)
    category = said.category or Category(case["category"])
    stands, held = await standing_beside(work, person_id, said.agency_id)
    decide_about(work, PEOPLE_RULES, action, actor, AboutPeople((stands,), category), [person_id])
    if not held or not await store.takes_part(work, case_id, said.agency_id):
        raise Invalid.field(
            "#/about_agency_id",
            "not_in_case",
            "Name an agency that works or worked on this case and may know the person.",
            "Indiquez un organisme qui participe ou a participé à cet accompagnement et peut connaître la personne.",
        )
    return _kept(work, actor, case_id, stands, category, said)


async def take_note(work: UnitOfWork, actor: Actor, kept: dict[str, Any], kind: LineKind) -> None:
    """The writer's agency takes part, and the timeline says so; unless supervisors alone are to hear it."""
    await grant_authorship(work, kept["person_id"], kept["municipality_id"])
    await take_part(work, kept["case_id"])
    await add_said_line(work, actor, kept, kind)


async def add_said_line(work: UnitOfWork, actor: Actor, kept: Any, kind: LineKind) -> None:
    """Put it on the timeline, where the team is to hear it."""
    if kept["addressed_to"] == Address.TEAM:
        await add_lines(work, *item_lines(actor, kept, kind, state=None))


def _kept(
    work: UnitOfWork, actor: Actor, case_id: UUID, stands: Standing, category: Category, said: Said
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case_id,
        "municipality_id": stands.municipality_id,
        "person_id": stands.person_id,
        "also_about": [],
        "category": category,
        "sensitivity": said.sensitivity,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "about_agency_id": said.agency_id,
        "addressed_to": said.addressed_to,
        "spoken_by": said.spoken_by,
        "said_at": work.now,
    }
