"""SQL: which unusual looks a reader may see. Composed of the one predicate of access, with its parameters, and
`reader_roles`.
"""

from typing import Any

from services.cases.access import predicate as access
from services.cases.access.predicate import not_kept_out_of
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.unit_of_work import UnitOfWork


def answers_for_agency(roles: str) -> str:
    """Whoever has these roles both supervises and administers."""
    return f"({roles} @> ARRAY['{Role.SUPERVISOR}', '{Role.ADMINISTRATOR}'])"


def may_see_unusual_look(look: str) -> str:
    """The row `look` is of the reader's agency, they are its privacy officer, or answer for it and an officer looked;
    and nothing keeps them from the person.
    """
    return f"""({look}.agency_id = :reader_agency
        AND (:reader_answers_for_privacy
             OR {look}.by_officer AND {answers_for_agency("CAST(:reader_roles AS text[])")})
        AND ({look}.person_id IS NULL OR {not_kept_out_of(f"{look}.person_id")}))"""


def reader(work: UnitOfWork) -> dict[str, Any]:
    """The parameters of the predicate, from whoever is acting."""
    actor = work.actor
    assert isinstance(actor, Actor), "background work reads by policies of its own"
    return access.reader(work) | {"reader_roles": sorted(actor.roles)}
