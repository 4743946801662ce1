"""Ask who may speak for somebody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.cases.people.domain.coming_of_age import of_age_on
from services.cases.people.domain.parts import Power
from services.cases.people.store import representatives as store
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid

_TO: Final[Mapping[Power, tuple[str, str]]] = {
    Power.SIGN: ("sign", "signer"),
    Power.MANAGE_MONEY: ("manage money", "gérer l'argent"),
}
_BEFORE: Final = timedelta(microseconds=1)


async def may_for(work: UnitOfWork, person_id: UUID, relationship_id: UUID, power: Power) -> bool:
    """Whether a representative may do this for a person today; False too for one whom the caller does not see."""
    found = await store.representation(work, person_id, relationship_id)
    return found is not None and found.lets(power, work.now)


async def has_one_who_may(work: UnitOfWork, person_id: UUID, power: Power, representative_id: UUID | None) -> bool:
    """Whether this person, or anybody when None, may do this for somebody today, as far as the caller sees."""
    found = await store.representations(work, person_id, representative_id)
    return any(one.lets(power, work.now) for one in found)


async def has_years(work: UnitOfWork, person_id: UUID, age: int) -> bool | None:
    """Whether a person has that many years today, by the days of their municipality; None where nobody knows. Their
    birth date only decides with it.
    """
    born = await store.born(work, person_id)
    if born is None:
        return None
    birth_date, zone = born
    return work.now.astimezone(zone).date() >= of_age_on(birth_date, age)


async def powers_ending(work: UnitOfWork, person_id: UUID, at: datetime) -> list[UUID]:
    """Relationships, as far as the caller sees them, by which somebody loses a power for a person at that moment."""
    found = await store.with_powers(work, person_id)
    return [one for one, tie in found.items() if tie.powers_at(at - _BEFORE) - tie.powers_at(at)]


def no_power(power: Power) -> Invalid:
    """The refusal of what is said to be a representative's word."""
    return Invalid.field(
        "#/representative_id",
        "no_power",
        f"There is no such representative of whom you know, with a power to {_TO[power][0]}.",
        f"Aucun représentant connu de vous n'a le pouvoir de {_TO[power][1]}.",
    )
