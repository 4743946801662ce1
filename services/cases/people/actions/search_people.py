"""Find people for whom the caller has a ground."""

from uuid import UUID

from services.cases.people.domain.criteria import Criteria
from services.cases.people.policy import RULES, SEARCH, AboutPeople
from services.cases.people.store.search import BEGINNING, Found, search
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Invalid


async def search_people(
    work: UnitOfWork, actor: Actor, criteria: Criteria, limit: int, after: tuple[str, str, UUID] | None
) -> Found:
    """Those who fit all criteria and whom opening would show as well. Each is logged, and so is finding nobody.

    Raises:
        NotAllowed: not the role.
        Invalid: the criteria would find half the town.
    """
    decide(RULES, SEARCH, actor, AboutPeople())
    if criteria.leads is None:
        raise Invalid.field(
            "#",
            "too_broad",
            "Search by an identifier, two letters of a family name, or a complete birth date.",
            "Cherchez par un identifiant, deux lettres d'un nom de famille ou une date de naissance complète.",
        )
    return await search(work, criteria.leads, criteria, limit, after or BEGINNING)
