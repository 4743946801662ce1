"""Protected places that the reader's own agency recorded, in the database."""

from collections.abc import Sequence
from uuid import UUID

from services.cases.access.predicate import may_know, may_read, reader
from services.cases.people.domain.place import HiddenPlace, Place
from services.cases.people.store import tables
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.columns import selected

_NEAR = f"""
    SELECT person_id FROM about
    UNION SELECT tie.other_person_id FROM about JOIN relationship tie USING (person_id)
          WHERE tie.ended_at IS NULL AND {may_read("tie")}
    UNION SELECT tie.person_id FROM about JOIN relationship tie ON tie.other_person_id = about.person_id
          WHERE tie.ended_at IS NULL AND {may_read("tie")}
    UNION SELECT beside.person_id FROM about JOIN case_person p USING (person_id)
          JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
          JOIN case_person beside ON beside.case_id = p.case_id AND beside.left_at IS NULL
          WHERE p.left_at IS NULL AND {may_know("beside.person_id")}"""
"""These people, and those close to them as far as the reader may know it: a refusal must not tell of a tie."""
_OWN = Statement(f"""
    WITH about AS (SELECT unnest(CAST(:people AS uuid[])) AS person_id)
    SELECT {selected(tables.address_place, "ap", "lines")} AS lines
    FROM address a JOIN address_place ap ON ap.address_id = a.id
    WHERE a.person_id IN ({_NEAR}) AND a.protected AND a.ended_at IS NULL AND a.agency_id = :reader_agency
""")


async def own(work: UnitOfWork, people: Sequence[UUID]) -> list[HiddenPlace]:
    """Those of these people, and of whoever the reader knows to be close to them."""
    rows = await work.opened_rows(_OWN, people=list(people), **reader(work))
    places = [Place(lines=tuple(row["lines"]), postcode=None, locality=None, country=None) for row in rows]
    return [HiddenPlace(frozenset(place.words), frozenset(place.numbers)) for place in places]
