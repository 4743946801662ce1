"""SQL: who hears what somebody said. Composed of the one predicate of access, with its parameters."""

from typing import Any

from services.cases.access import predicate as access
from services.cases.access.predicate import THEIR_AGENCY_HOLDS, lets_process, shows
from services.cases.voice.domain.words import Address
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.unit_of_work import UnitOfWork


def hears_by(word: str) -> str:
    """By the grant `g` the reader hears the row `word`.

    What is about an agency is for its supervisors whatever its category is, and whoever wrote it down: it is said to
    them. Their agency needs some ground for the person, if only for one of its workers, and a conflict of interest
    keeps them out too.
    """
    return f"""
        g.person_id = {word}.person_id AND (
            {word}.addressed_to = '{Address.TEAM}' AND {shows(word)}
            OR {word}.about_agency_id = :reader_agency AND '{Role.SUPERVISOR}' = ANY (:reader_roles)
            AND {THEIR_AGENCY_HOLDS}
            AND {lets_process(f"ARRAY[{word}.agency_id]", f"{word}.category", f"{word}.id")})"""


def may_hear(word: str) -> str:
    """The reader may hear the row `word`."""
    return f"EXISTS (SELECT FROM access_grant g WHERE {hears_by(word)})"


def reader(work: UnitOfWork) -> dict[str, Any]:
    """The parameters of the predicate, from whoever is acting."""
    assert isinstance(work.actor, Actor), "background work hears nothing"
    return access.reader(work) | {"reader_roles": sorted(work.actor.roles)}
