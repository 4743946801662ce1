"""Who is in the demonstration: two municipalities, seven agencies, thirteen workers. All invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from shared.contracts.identity.vocabulary import AgencyKind, Role, Sector

_NAMES = UUID("6f2b6a0e-6a1c-4c36-9f0a-6d1f2c0b9a77")


def demo_id(name: str) -> UUID:
    """An id that is the same in every demonstration, so that a tour can name it."""
    return uuid5(_NAMES, name)


@dataclass(frozen=True)
class Municipality:
    """A public authority."""

    key: str
    name: str

    @property
    def id(self) -> UUID:
        return demo_id(self.key)


@dataclass(frozen=True)
class Agency:
    """An agency and the municipalities in which it operates, by key."""

    key: str
    name: str
    sector: Sector
    kind: AgencyKind
    municipalities: tuple[str, ...]

    @property
    def id(self) -> UUID:
        return demo_id(self.key)


@dataclass(frozen=True)
class Worker:
    """A worker: sign-in name, and for each agency the roles there."""

    login: str
    name: str
    memberships: tuple[tuple[str, tuple[Role, ...]], ...]

    @property
    def id(self) -> UUID:
        return demo_id(self.login)


MUNICIPALITIES: Sequence[Municipality] = (
    Municipality("valmont", "Ville de Valmont"),
    Municipality("rivebourg", "Commune de Rivebourg"),
)

AGENCIES: Sequence[Agency] = (
    Agency("social-valmont", "Service social de Valmont", Sector.SOCIAL, AgencyKind.PUBLIC, ("valmont",)),
    Agency("clinique", "Clinique du Port", Sector.HEALTH, AgencyKind.PRIVATE, ("valmont", "rivebourg")),
    Agency("habitat", "Habitat Valmont", Sector.HOUSING, AgencyKind.PUBLIC, ("valmont",)),
    Agency("emploi", "Agence Emploi Ensemble", Sector.EMPLOYMENT, AgencyKind.PUBLIC, ("valmont", "rivebourg")),
    Agency("ecoles", "Écoles de Rivebourg", Sector.EDUCATION, AgencyKind.PUBLIC, ("rivebourg",)),
    Agency("mediation", "Maison de justice", Sector.JUSTICE, AgencyKind.PUBLIC, ("valmont", "rivebourg")),
    Agency("entraide", "Entraide Rivebourg", Sector.CIVIL_SOCIETY, AgencyKind.USER_LED, ("rivebourg", "valmont")),
)

CASEWORK = (Role.INTAKE, Role.CASEWORKER)
LEADS = (Role.SUPERVISOR, Role.ADMINISTRATOR)

WORKERS: Sequence[Worker] = (
    Worker("nadia.belkacem", "Nadia Belkacem", (("social-valmont", CASEWORK),)),
    Worker("paul.morel", "Paul Morel", (("social-valmont", LEADS),)),
    Worker("tom.privat", "Tom Privat", (("social-valmont", (Role.PRIVACY_OFFICER,)),)),
    Worker("ines.costa", "Inès Costa", (("clinique", CASEWORK),)),
    Worker("karim.aziz", "Karim Aziz", (("clinique", LEADS),)),
    Worker("lucie.petit", "Lucie Petit", (("habitat", CASEWORK),)),
    Worker("marc.olivier", "Marc Olivier", (("habitat", LEADS),)),
    Worker("sofia.rossi", "Sofia Rossi", (("emploi", CASEWORK),)),
    Worker("jean.dubois", "Jean Dubois", (("emploi", LEADS),)),
    Worker("emma.leroy", "Emma Leroy", (("ecoles", (*CASEWORK, *LEADS)),)),
    Worker("hugo.lambert", "Hugo Lambert", (("mediation", (*CASEWORK, *LEADS)),)),
    Worker("awa.diallo", "Awa Diallo", (("entraide", LEADS),)),
    Worker("lea.martin", "Léa Martin", (("entraide", CASEWORK), ("social-valmont", CASEWORK))),
)

DESKS: Mapping[str, str] = {
    "social-valmont": "nadia.belkacem",
    "clinique": "ines.costa",
    "habitat": "lucie.petit",
    "emploi": "sofia.rossi",
    "entraide": "lea.martin",
    "mediation": "hugo.lambert",
}
"""Who writes for each agency that works with people, by its key."""

ADMINISTRATORS: Mapping[str, str] = {
    "social-valmont": "paul.morel",
    "clinique": "karim.aziz",
    "habitat": "marc.olivier",
    "emploi": "jean.dubois",
    "ecoles": "emma.leroy",
    "entraide": "awa.diallo",
    "mediation": "hugo.lambert",
}
"""Who administrates each agency, by its key."""

PRIVACY_OFFICERS: Mapping[str, str] = {"social-valmont": "tom.privat"}
"""Who answers for privacy in the agencies that have somebody for it, by its key."""


def agency(key: str) -> Agency:
    """The agency of this key."""
    return next(one for one in AGENCIES if one.key == key)


def worker(login: str) -> Worker:
    """The worker of this sign-in name."""
    return next(one for one in WORKERS if one.login == login)
