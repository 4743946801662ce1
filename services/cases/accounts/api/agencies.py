"""What doors for people share: who calls, in which language, and agencies by name."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.vocabulary import Scope, Sector
from shared.web.caller import speaking
from shared.web.problems import speaks_french

Me = Annotated[PersonActor, speaking(Scope.OWN_READ)]
MyHand = Annotated[PersonActor, speaking(Scope.OWN_WRITE)]
AN_AGENCY: Final[dict[str, Any]] = {
    "id": "0198c0de-0000-7000-8000-0000000000a2",
    "name": "Office HLM",
    "sector": "housing",
}


async def _french(accept_language: Annotated[str, Header()] = "") -> bool:
    return speaks_french(accept_language)


French = Annotated[bool, Depends(_french)]
"""Whether the answer is in French."""


class MyAgency(BaseModel):
    """An agency, by name."""

    model_config = ConfigDict(json_schema_extra={"examples": [AN_AGENCY]})

    id: UUID
    name: str
    sector: Sector | None = Field(description="Null where the agency is no longer known.")


class Names:
    """What agencies are called, asked of identity once for an answer."""

    def __init__(self, known: Mapping[UUID, AgencyFacts]) -> None:
        self._known = known

    def of(self, agency_id: UUID) -> MyAgency:
        """One of them; a dash for one that is gone."""
        facts = self._known.get(agency_id)
        return MyAgency(id=agency_id, name=facts.name if facts else "–", sector=facts.sector if facts else None)


async def names_of(request: Request, rights: Mapping[str, str], ids: Iterable[UUID]) -> Names:
    """The names of these agencies, asked with the caller's own rights."""
    wanted = frozenset(ids)
    return Names(await request.app.state.service.identity.agencies_for_people(wanted, rights) if wanted else {})
