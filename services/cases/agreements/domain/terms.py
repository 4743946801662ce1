"""What the parties of an agreement bind themselves to, whole, as it is written, signed and kept. No I/O."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.cases.agreements.domain.agreement import Party
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector


class VersionState(StrEnum):
    """Where a version of an agreement stands."""

    DRAFT = "draft"
    """It waits for signatures."""
    SIGNED = "signed"
    """Everybody has signed; it waits for its day."""
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    """A later version took its place."""
    REPLACED = "replaced"
    """Another draft took its place before everybody had signed."""
    REFUSED = "refused"
    """A party will not sign it."""
    ENDED = "ended"
    """It was in force when the agreement ended."""


class Answer(StrEnum):
    """What an administrator said to a version, for their agency."""

    SIGNED = "signed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask at a party: a function such as its privacy officer, never a person's name.

    Attributes:
        reached_at: an e-mail address or telephone number of that function.
    """

    agency_id: UUID
    function: str
    reached_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """All that one version says.

    Attributes:
        dpv_purposes: addresses of published purposes that say more exactly what for; may be empty.
        legal_basis: letter of GDPR Art. 6(1).
        special_category_basis: letter of GDPR Art. 9(2); None where nothing of a special category is shared.
        retention_months: how long receivers keep it, where that can be counted.
        onward_conditions: under which receivers may pass it on; None where they may not.
        valid_from: from when this version applies.
        valid_until: exclusive.
    """

    title: str
    parties: tuple[Party, ...]
    categories: frozenset[Category]
    purposes: frozenset[Purpose]
    legal_basis: str
    article: str
    retention: str
    contact: str
    valid_from: datetime
    valid_until: datetime | None
    special_category_basis: str | None = None
    dpv_purposes: tuple[str, ...] = ()
    retention_months: int | None = None
    onward_sharing: bool = False
    onward_conditions: str | None = None
    contacts: tuple[Contact, ...] = ()

    def as_kept(self) -> dict[str, Any]:
        """As JSON, in one order: what is kept, and what a signature binds."""
        parties = sorted(self.parties, key=lambda party: party.agency_id)
        return asdict(self) | {
            "parties": [asdict(party) | {"agency_id": str(party.agency_id)} for party in parties],
            "contacts": [asdict(one) | {"agency_id": str(one.agency_id)} for one in self.contacts],
            "categories": sorted(self.categories),
            "purposes": sorted(self.purposes),
            "dpv_purposes": sorted(self.dpv_purposes),
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until and self.valid_until.isoformat(),
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the terms: two versions with the same digest say the same."""
        return digest_of(self.as_kept())


def digest_of(kept: Mapping[str, Any]) -> str:
    """SHA-256 of terms as they are kept."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def terms_from(kept: Mapping[str, Any]) -> Terms:
    """Terms as they were kept."""
    until = kept["valid_until"]
    values = dict(kept) | {
        "parties": tuple(
            Party(UUID(one["agency_id"]), Sector(one["sector"]), one["gives"], one["receives"])
            for one in kept["parties"]
        ),
        "contacts": tuple(
            Contact(UUID(one["agency_id"]), one["function"], one["reached_at"]) for one in kept["contacts"]
        ),
        "categories": frozenset(Category(one) for one in kept["categories"]),
        "purposes": frozenset(Purpose(one) for one in kept["purposes"]),
        "dpv_purposes": tuple(kept["dpv_purposes"]),
        "valid_from": datetime.fromisoformat(kept["valid_from"]),
        "valid_until": datetime.fromisoformat(until) if until else None,
    }
    return Terms(**values)
