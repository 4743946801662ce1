"""What is true of grants whatever the computer: which one shows which item to whom.

`predicate.py` says the same in SQL; a property test holds the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.cases.marks.domain import is_held_back
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.policy.grammar import in_french

SUMMARY = (Category.IDENTITY, Category.CONTACT)
"""Categories whose items a grant of the level *summary* shows, where it names them."""
Holder = tuple[UUID, Sector] | None  # an agency


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One effective right of an agency, with its origin. Issued and ended by its ground, never by hand.

    Attributes:
        worker_id: None for everybody of the agency.
        sector: the agency's, so that a refusal can name a sector.
        sources: agencies whose contributions it shows, the giving parties of its agreement; None for all.
        shows_sensitive: the ground names its categories one by one.
        overrides_refusal: only a mandate whose article says so.
        kept_out: workers who declared a conflict of interest with the person: no ground shows them anything. Not part
            of what was granted; the database knows it of every grant on the person.
        known_to: of a restricted person the only workers to whom any ground shows anything; None of all others. As
            above.
        held_back: marks of what is stored and not processed, without those open to whoever asks. As above.
    """

    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    sector: Sector
    worker_id: UUID | None = None
    categories: frozenset[Category]
    level: Level = Level.FULL
    operations: frozenset[Operation]
    purposes: frozenset[Purpose]
    sources: frozenset[UUID] | None = None
    shows_sensitive: bool = False
    overrides_refusal: bool = False
    ground_kind: GroundKind
    ground_id: UUID
    agreement_id: UUID | None = None
    valid_from: datetime
    valid_until: datetime | None = None
    kept_out: frozenset[UUID] = field(default=frozenset(), compare=False)
    known_to: frozenset[UUID] | None = field(default=None, compare=False)
    held_back: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def ground(self) -> str:
        """As the access log and the record view write it."""
        return f"{self.ground_kind}:{self.ground_id}"

    def serves(self, actor: Actor, at: datetime) -> bool:
        """It is this actor's, for this purpose, at this time, and nothing keeps them from the person."""
        return (
            self.agency_id == actor.agency_id
            and self.worker_id in {None, actor.subject}
            and actor.purpose in self.purposes
            and self.valid_from <= at
            and (self.valid_until is None or at < self.valid_until)
            and actor.subject not in self.kept_out
            and (self.known_to is None or actor.subject in self.known_to)
        )


@dataclass(frozen=True, kw_only=True)
class RefusedSharing:
    """What the person refused. It wins over every ground except a mandate whose article overrides refusal.

    Attributes:
        agency_id, sector: to whom; both None for everybody.
        item_id: one item, whatever its category; such a refusal names no categories.
    """

    person_id: UUID
    categories: frozenset[Category]
    agency_id: UUID | None = None
    sector: Sector | None = None
    item_id: UUID | None = None
    valid_from: datetime
    valid_until: datetime | None = None

    def stops(self, grant: Grant, category: Category, at: datetime, item_id: UUID | None = None) -> bool:
        """Whether the grant shows nothing of this category, or nothing of this item of it."""
        return (
            not grant.overrides_refusal
            and self.person_id == grant.person_id
            and (category in self.categories or (item_id is not None and item_id == self.item_id))
            and (self.agency_id is None or self.agency_id == grant.agency_id)
            and (self.sector is None or self.sector == grant.sector)
            and self.valid_from <= at
            and (self.valid_until is None or at < self.valid_until)
        )


@dataclass(frozen=True, kw_only=True)
class SealGrant:
    """A sealed item is opened to a worker who is named. It is no ground: a grant on the person must show the item."""

    item_id: UUID
    agency_id: UUID
    worker_id: UUID
    valid_from: datetime
    valid_until: datetime

    def opens(self, item_id: UUID, actor: Actor, at: datetime) -> bool:
        """Whether this actor is named for this item, now."""
        return (
            self.item_id == item_id
            and (self.agency_id, self.worker_id) == (actor.agency_id, actor.subject)
            and self.valid_from <= at < self.valid_until
        )


@dataclass(frozen=True, kw_only=True)
class Item:
    """What a decision needs to know of anything in a record; refusals of it, and seal grants, name its id."""

    id: UUID
    person_id: UUID
    category: Category
    sensitivity: Sensitivity
    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A case, as it belongs to the record of one of its people.

    Attributes:
        agencies: those that opened or led it.
    """

    case_id: UUID
    person_id: UUID
    category: Category
    agencies: frozenset[UUID]


@dataclass(frozen=True)
class Standing:
    """How an actor stands to one person: the grants that serve them now, what the person refused, and which sealed
    items are opened to them.
    """

    actor: Actor
    at: datetime
    grants: tuple[Grant, ...]
    refused: tuple[RefusedSharing, ...]
    seals: tuple[SealGrant, ...] = ()

    @property
    def is_none(self) -> bool:
        """There is no ground at all: for this actor the person does not exist."""
        return not self.grants

    @property
    def person_id(self) -> UUID:
        return self.grants[0].person_id

    @property
    def municipality_id(self) -> UUID:
        """The person's; every ground carries it."""
        return self.grants[0].municipality_id

    @in_french(
        "Un élément d'un dossier (un nom, une adresse, un accompagnement, une note, un besoin, un objectif, un "
        "document, un message, une ligne de l'historique) est montré à un intervenant quand un même accès à la "
        "personne réunit tout ceci : il est détenu par l'organisme de l'intervenant ou par ce seul intervenant ; "
        "il sert la finalité de la demande ; il est en vigueur ; il permet de lire ; il couvre la catégorie de "
        "l'élément et, au niveau *résumé*, seulement l'identité, les coordonnées et l'existence d'accompagnements "
        "; s'il nomme les organismes dont il laisse passer les éléments, celui qui a apporté cet élément en est ; "
        "il montre ce qui est sensible, si l'élément l'est ; et aucun refus de la personne ne l'arrête, sauf si "
        "l'article de son mandat l'emporte sur les refus. Un intervenant qui a déclaré un conflit d'intérêts avec "
        "la personne ne voit rien, quel que soit le fondement, jusqu'à ce qu'un encadrant le lève. Une personne à "
        "accès restreint n'existe que pour les intervenants désignés, quel que soit le fondement. Ce qui est "
        "scellé n'est vu que de l'intervenant qui l'a écrit et de ceux qu'un accès au scellé désigne, tant qu'il est "
        "en vigueur, et jamais sur un accès d'urgence. Ce qu'aucun accès ne montre est retenu, et une personne à "
        "laquelle il n'y a pas d'accès n'est pas là. Ce dont le traitement est limité (RGPD art. 18), un élément ou "
        "ce qu'un organisme a apporté dans une catégorie, est conservé et n'est montré à personne, sauf à "
        "l'intervenant désigné pour un usage permis."
    )
    def grounds_to_read(self, item: Item) -> tuple[Grant, ...]:
        """The grants that show this item; empty when it is withheld.

        An item of a record (a name, an address, a case, a note, a need, a goal, a document, a message, a line of the
        timeline) is shown to a worker when one grant on the person does all of this: it is held by the worker's agency
        or by this worker alone; it serves the purpose of the request; it is valid now; it permits to read; it covers
        the item's category, and at the level *summary* only identity, contact and that there are cases; where it names
        the agencies whose items it lets flow, the one that contributed this item is among them; it shows what is
        sensitive, if the item is; and no refusal of the person stops it, unless the article of its mandate overrides
        refusals. A worker who declared a conflict of interest with the person is shown nothing, whatever the ground,
        until a supervisor lifts it. A restricted person is there for the workers who are named and for nobody else,
        whatever the ground. What is sealed is seen by the worker who wrote it, and by those whom a seal grant names
        while it is valid, and by nobody else; never on emergency access. What no grant shows is withheld, and a person
        on whom there is no grant is not there. What is restricted from processing (GDPR Art. 18), an item or what an
        agency contributed in a category, is stored and shown to nobody, but to the worker who is named for a use that
        is permitted.
        """
        return tuple(grant for grant in self.grants if self._shows(grant, item))

    def grounds_to_follow(self, outline: Outline) -> tuple[Grant, ...]:
        """The grants that show the outline of a case: that it exists, its state and its team."""
        return tuple(
            grant
            for grant in self.grants
            if grant.person_id == outline.person_id
            and grant.level >= Level.SUMMARY
            and Operation.READ in grant.operations
            and (_is_the_team_of(grant, outline.case_id) or _covers(grant, outline.category, outline.agencies))
            and not self._refused(grant, outline.category)
            and not is_held_back(grant.held_back, outline.agencies, outline.category)
        )

    def grounds_for(self, operation: Operation, category: Category) -> tuple[Grant, ...]:
        """The grants that permit an operation in a category."""
        return tuple(
            grant
            for grant in self.grants
            if operation in grant.operations
            and category in grant.categories
            and not self._refused(grant, category)
            and not (operation is Operation.CONTRIBUTE and is_held_back(grant.held_back, {grant.agency_id}, category))
        )

    def is_refused(self, category: Category) -> bool:
        """A ground for this category exists, and the person's refusal stops it."""
        return any(category in grant.categories and self._refused(grant, category) for grant in self.grants)

    def readable_categories(self) -> tuple[Category, ...]:
        """Categories of which at least one ground shows items."""
        return tuple(
            category
            for category in Category
            if any(_level_shows(grant, category) for grant in self.grounds_for(Operation.READ, category))
        )

    def _shows(self, grant: Grant, item: Item) -> bool:
        return (
            grant.person_id == item.person_id
            and _level_shows(grant, item.category)
            and Operation.READ in grant.operations
            and _covers(grant, item.category, frozenset({item.agency_id}))
            and self._sensitivity_permits(grant, item)
            and not self._refused(grant, item.category, item.id)
            and not is_held_back(grant.held_back, {item.agency_id}, item.category, item.id)
        )

    def _sensitivity_permits(self, grant: Grant, item: Item) -> bool:
        if item.sensitivity is Sensitivity.SEALED:
            return grant.ground_kind is not GroundKind.EMERGENCY and self._opens_seal(item)
        return item.sensitivity is Sensitivity.ORDINARY or grant.shows_sensitive

    def _opens_seal(self, item: Item) -> bool:
        is_named = any(seal.opens(item.id, self.actor, self.at) for seal in self.seals)
        return is_named or item.worker_id == self.actor.subject

    def _refused(self, grant: Grant, category: Category, item_id: UUID | None = None) -> bool:
        return any(refusal.stops(grant, category, self.at, item_id) for refusal in self.refused)


def standing(
    actor: Actor,
    at: datetime,
    grants: Iterable[Grant],
    refused: Sequence[RefusedSharing],
    seals: Sequence[SealGrant] = (),
) -> Standing:
    """How an actor stands to a person, from all grants on that person that have not been ended."""
    serving = tuple(grant for grant in grants if grant.serves(actor, at))
    return Standing(actor, at, serving, tuple(refused), tuple(seals))


def _level_shows(grant: Grant, category: Category) -> bool:
    return grant.level == Level.FULL or (grant.level == Level.SUMMARY and category in SUMMARY)


def _covers(grant: Grant, category: Category, contributors: frozenset[UUID]) -> bool:
    return category in grant.categories and (grant.sources is None or bool(grant.sources & contributors))


def _is_the_team_of(grant: Grant, case_id: UUID) -> bool:
    return grant.ground_kind is GroundKind.TEAM and grant.ground_id == case_id
