"""About whom somebody may write in a case, and what its outline must not say."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.cases.access.actions import standing_to
from services.cases.access.domain import Standing
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.domain.case import must_be_open
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.coordination.store import cases as case_store
from services.cases.people.actions.hiding import must_hide_places
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import Rule, decide
from shared.refusals import Invalid, NotAllowed, NotFound


async def may_write(
    work: UnitOfWork,
    actor: Actor,
    action: str,
    case_id: UUID,
    person_ids: Sequence[UUID],
    category: Category,
    rules: Sequence[Rule[AboutPeople]],
) -> tuple[Standing, ...]:
    """How the caller stands to each person that something in this case is about; reading it is not needed.

    Args:
        rules: those of the area in which it is written.

    Raises:
        NotFound: no such case, or none that the caller may see or write in: the same.
        NotAllowed: the caller may see the case, and may not do this.
        Invalid: about nobody, or about somebody who is not known to the caller as one of this case.
        Conflict: the case is closed.
    """
    case = await case_store.for_writing(work, case_id)
    if case is None or not case["known"]:
        raise not_found(work, action.replace(" ", "-"))
    wanted = tuple(dict.fromkeys(person_ids)) or (tuple(case["known"]) if len(case["person_ids"]) == 1 else ())
    if not wanted or not set(wanted) <= set(case["known"]):
        if not case["is_seen"]:
            raise not_found(work, action.replace(" ", "-"))
        raise Invalid.field(
            "#/person_ids",
            "not_in_case",
            "Name people of this case whom you know.",
            "Indiquez des personnes de cet accompagnement que vous connaissez.",
        )
    standings = tuple([await standing_to(work, person_id) for person_id in wanted])
    try:
        decide(rules, action, actor, AboutPeople(standings, category))
    except NotAllowed as refusal:
        if case["is_seen"]:
            raise
        raise NotFound from refusal
    must_be_open(CaseState(case["state"]))
    return standings


async def must_hide_words(work: UnitOfWork, people: Sequence[UUID], said: Mapping[str, Any]) -> None:
    """Title and summary of a case are read by whoever may see everybody in it.

    Raises:
        NamesProtectedPlace: they say where one of these people hides.
    """
    texts = [text for name in ("title", "summary") if (text := said.get(name))]
    await must_hide_places(work, people, Sensitivity.ORDINARY, texts)
