"""Who represents somebody, as far as a reader sees it."""

from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.access.predicate import may_read, reader
from services.cases.people.domain.coming_of_age import FIRST_ANYWHERE
from services.cases.people.domain.powers import Representation, representation_of
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_REPRESENTATIONS = f"""
    SELECT tie.id, tie.powers, tie.valid_from, tie.valid_until, tie.recorded_at, p.birth_date, c.time_zone
    FROM relationship tie JOIN person p ON p.person_id = tie.person_id
    LEFT JOIN municipality_clock c ON c.municipality_id = p.municipality_id
    WHERE tie.person_id = :person_id AND tie.ended_at IS NULL AND {may_read("tie")}"""
_BORN = Statement("""
    SELECT p.birth_date, c.time_zone FROM person p
    LEFT JOIN municipality_clock c ON c.municipality_id = p.municipality_id WHERE p.person_id = :person_id
""")
_REPRESENTATION = Statement(f"{_REPRESENTATIONS} AND tie.id = :id")
_BY_SOMEBODY = Statement(f"{_REPRESENTATIONS} AND (CAST(:other AS uuid) IS NULL OR tie.other_person_id = :other)")
_WITH_POWERS = Statement(f"{_REPRESENTATIONS} AND tie.powers <> '{{}}' ORDER BY tie.id")


async def representation(work: UnitOfWork, person_id: UUID, relationship_id: UUID) -> Representation | None:
    """A relationship of a person that is in use and that the reader may see; the birth date only decides with it."""
    row = await work.row(_REPRESENTATION, id=relationship_id, person_id=person_id, **reader(work))
    return None if row is None else representation_of(dict(row))


async def representations(work: UnitOfWork, person_id: UUID, other_person_id: UUID | None) -> list[Representation]:
    """As `representation`, of all relationships to somebody; to anybody when None."""
    rows = await work.rows(_BY_SOMEBODY, person_id=person_id, other=other_person_id, **reader(work))
    return [representation_of(dict(row)) for row in rows]


async def with_powers(work: UnitOfWork, person_id: UUID) -> dict[UUID, Representation]:
    """As `representation`, of all relationships that give a power, by their ids."""
    return {
        row["id"]: representation_of(dict(row))
        for row in await work.rows(_WITH_POWERS, person_id=person_id, **reader(work))
    }


async def born(work: UnitOfWork, person_id: UUID) -> tuple[str, ZoneInfo] | None:
    """Birth date of a person of whom the reader's agency has a ground, with the zone in which its days begin."""
    row = await work.row(_BORN, person_id=person_id)
    if row is None or row["birth_date"] is None:
        return None
    return row["birth_date"], ZoneInfo(row["time_zone"]) if row["time_zone"] else FIRST_ANYWHERE
