"""What a consent gives or refuses, and which grants follow from it. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.cases.access.domain import Grant, RefusedSharing
from services.cases.agreements.domain.agreement import Agreement
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector

_OF_A_RECIPIENT = frozenset({Operation.READ, Operation.CONTRIBUTE, Operation.REFER})


class ConsentState(StrEnum):
    """What the person last said."""

    ACTIVE = "active"
    AWAITING = "awaiting"
    """It takes the word of the other too, and lets nothing flow until then."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    """The person said something else in its place."""


class GivenBy(StrEnum):
    """Who spoke."""

    PERSON = "person"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True)
class ConsentAge:
    """From which age people consent themselves.

    Attributes:
        age: from which they have a say, beside who represents them.
        alone_from: from which theirs is the only one.
    """

    age: int
    alone_from: int


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """Another word on what was said: that of the other whose word it takes, or of whose word a worker wrote down.

    Attributes:
        relationship_id: by which a representative says it.
        by_id: the account with which, or the worker who heard it.
        evidence: where the signed form or the recording is kept.
    """

    by: GivenBy
    relationship_id: UUID | None
    how: GivenHow
    by_id: UUID
    evidence: str | None = None


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """An agency to which a consent gives something: as it is named, or as it works on the case to whose team it is.

    Attributes:
        worker_id: only this worker of it; None for everybody.
        starts_at, ends_at: of the place on the team; None where the consent alone says.
    """

    agency_id: UUID
    sector: Sector
    worker_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What a person agreed to or refused.

    Attributes:
        agencies, sectors: the recipients; both empty in a refusal means everybody.
        case_id: or the team of this case, as it is at any time, is the recipient.
        heard_by: the agency that recorded it; None where they said it themselves. On a team it is given nothing by what
            it heard itself.
        coordination: the person also agreed that the agencies it names coordinate.
        valid_until: exclusive; None until withdrawn.
        item_id: of a refusal: this one item, whatever its category; then there are no categories.
    """

    id: UUID
    person_id: UUID
    municipality_id: UUID
    is_refusal: bool
    agencies: frozenset[UUID]
    sectors: frozenset[Sector]
    categories: frozenset[Category]
    purposes: frozenset[Purpose]
    valid_from: datetime
    valid_until: datetime | None
    coordination: bool = False
    case_id: UUID | None = None
    heard_by: UUID | None = None
    item_id: UUID | None = None

    def grants(self, agreements: Iterable[Agreement], team: Sequence[Recipient] = ()) -> list[Grant]:
        """The grants that rest on this consent: what it shares and an agreement covers, for each recipient.

        Args:
            team: who works on the case to whose team it is given.
        """
        if self.is_refusal:
            return []
        on_team = [one for one in team if self.case_id is not None and one.agency_id != self.heard_by]
        return [
            grant
            for agreement in agreements
            for recipient in (*self._named_in(agreement), *on_team)
            if (grant := self._grant(agreement, recipient)) is not None
        ]

    def unreached(self, agreements: Iterable[Agreement]) -> frozenset[UUID | Sector]:
        """Those it names to whom none of these agreements lets anything of it flow."""
        grants = self.grants(agreements)
        reached: set[UUID | Sector] = {grant.agency_id for grant in grants}
        reached |= {grant.sector for grant in grants}
        return frozenset((self.agencies | self.sectors) - reached)

    def concerns(self, agency_id: UUID, sector: Sector) -> bool:
        """It names this agency, or its sector, or is a refusal to everybody; or it is for a team, on which every agency
        may come to be, and this is not the one that heard it, which is given nothing by it.
        """
        is_for_their_team = self.case_id is not None and agency_id != self.heard_by
        return self.is_refusal_to_all or is_for_their_team or agency_id in self.agencies or sector in self.sectors

    @property
    def is_refusal_to_all(self) -> bool:
        """It names nobody, and so stops everybody, whoever heard it among them."""
        return self.is_refusal and not (self.agencies or self.sectors)

    def refusals(self) -> list[RefusedSharing]:
        """The refusals in the form in which access is decided."""
        if not self.is_refusal:
            return []
        recipients: list[tuple[UUID | None, Sector | None]] = [(agency, None) for agency in sorted(self.agencies)]
        recipients += [(None, sector) for sector in sorted(self.sectors)]
        return [
            RefusedSharing(
                person_id=self.person_id,
                categories=self.categories,
                agency_id=agency,
                sector=sector,
                item_id=self.item_id,
                valid_from=self.valid_from,
                valid_until=self.valid_until,
            )
            for agency, sector in recipients or [(None, None)]
        ]

    def _named_in(self, agreement: Agreement) -> list[Recipient]:
        receivers = agreement.receivers(agencies=self.agencies, sectors=self.sectors)
        return [Recipient(agency_id=party.agency_id, sector=party.sector) for party in receivers]

    def _grant(self, agreement: Agreement, recipient: Recipient) -> Grant | None:
        share = agreement.covers(recipient.agency_id, self.categories, self.purposes)
        if share is None:
            return None
        ends = [end for end in (self.valid_until, share.valid_until, recipient.ends_at) if end is not None]
        return Grant(
            person_id=self.person_id,
            municipality_id=self.municipality_id,
            agency_id=recipient.agency_id,
            sector=recipient.sector,
            worker_id=recipient.worker_id,
            categories=share.categories,
            operations=_OF_A_RECIPIENT | ({Operation.COORDINATE} if self.coordination else frozenset()),
            purposes=share.purposes,
            sources=share.sources,
            shows_sensitive=True,
            ground_kind=GroundKind.CONSENT,
            ground_id=self.id,
            agreement_id=share.agreement_id,
            valid_from=max(self.valid_from, agreement.valid_from, recipient.starts_at or self.valid_from),
            valid_until=min(ends, default=None),
        )


def categories_that_travel(kind: ItemKind, ever: Iterable[Category]) -> frozenset[Category]:
    """The categories of which a single item may have gone with referrals: of what is written in cases only needs go.

    Args:
        ever: the category it is of, and those it was of before.
    """
    return frozenset(ever if kind is ItemKind.NEED else ())
