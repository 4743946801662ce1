"""A small world for each test: its own municipality, agencies and workers."""

from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.identifiers import new_id


@dataclass
class World:
    """One municipality. Agencies exist by being named: cases keeps no list of them."""

    municipality_id: UUID = field(default_factory=new_id)

    def worker(
        self,
        *roles: Role,
        agency: UUID | None = None,
        sector: Sector = Sector.SOCIAL,
        purpose: Purpose = Purpose.CARE_COORDINATION,
    ) -> Actor:
        """A worker of an agency (a new one unless given), caseworker unless said otherwise."""
        return Actor(
            agency_id=AgencyId(agency or new_id()),
            sector=sector,
            municipalities=(MunicipalityId(self.municipality_id),),
            roles=frozenset(roles or {Role.CASEWORKER}),
            scopes=frozenset(Scope),
            purpose=purpose,
            purposes=frozenset(Purpose),
            worker_id=WorkerId(new_id()),
            token_id=str(new_id()),
        )
