"""What of a feed can be listed, and for the rest: what is wrong, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from services.referrals.directory.domain.entries import Entry, Part, pointer_into
from services.referrals.directory.domain.storable import unstorable
from shared.contracts.referrals.hsds.organization import Organization
from shared.contracts.referrals.hsds.record import HsdsRecord
from shared.contracts.referrals.hsds.service import Service
from shared.refusals import FieldError

MOST_ERRORS = 20
"""Per entry: whoever repairs a feed needs the first ones."""

_NO_SUCH_WORD = ("Not one of the words that HSDS 3.0 has here.", "Ce n'est pas l'un des mots que HSDS 3.0 prévoit ici.")
_MESSAGES = {
    "missing": ("HSDS 3.0 requires this.", "HSDS 3.0 l'exige."),
    "uuid_parsing": ("HSDS 3.0 wants a UUID here.", "HSDS 3.0 demande ici un UUID."),
    "enum": _NO_SUCH_WORD,
    "literal_error": _NO_SUCH_WORD,
}
_OTHERWISE = ("Not what HSDS 3.0 has here.", "Ce n'est pas ce que HSDS 3.0 prévoit ici.")

_Record = TypeVar("_Record", bound=HsdsRecord)


@dataclass(frozen=True)
class AcceptedService:
    """A service that can be listed.

    Attributes:
        document: what was published; absent instead of null, numbers as numbers, everything else as it came.
        organization_id: the published id of who offers it.
    """

    pointer: str
    service: Service
    document: Mapping[str, Any]
    organization_id: UUID | None
    is_summary: bool

    @property
    def published_id(self) -> UUID:
        return self.service.id


@dataclass(frozen=True)
class AcceptedOrganization:
    """An organization that can be listed."""

    pointer: str
    published_id: UUID
    document: Mapping[str, Any]
    is_summary: bool


@dataclass(frozen=True)
class RejectedEntry:
    """An entry that cannot be listed; the rest of the feed can."""

    pointer: str
    errors: Sequence[FieldError]


def accept_service(entry: Entry) -> AcceptedService | RejectedEntry:
    """A service, if it and the organization nested in it are HSDS 3.0."""
    service, errors = _validated(Service, entry.document)
    organization_id = service.organization_id if service else None
    if entry.organization is not None:
        organization, more_errors = _validated(Organization, entry.organization)
        errors += more_errors
        organization_id = organization.id if organization else None
    if service is None or errors:
        return RejectedEntry(entry.pointer, errors[:MOST_ERRORS])
    return AcceptedService(entry.pointer, service, document_as_published(service), organization_id, entry.is_summary)


def accept_organization(organization: Part, *, is_summary: bool) -> AcceptedOrganization | RejectedEntry:
    """An organization, if it is HSDS 3.0."""
    accepted, errors = _validated(Organization, organization)
    if accepted is None:
        return RejectedEntry(organization.pointer, errors[:MOST_ERRORS])
    return AcceptedOrganization(organization.pointer, accepted.id, document_as_published(accepted), is_summary)


def document_as_published(record: HsdsRecord) -> dict[str, Any]:
    """The members that were there, known and unknown."""
    return record.model_dump(mode="json", exclude_unset=True)


def completed_by_summary(present: Mapping[str, Any], summary: Mapping[str, Any]) -> dict[str, Any]:
    """What is listed, changed by the entry of a list: it has the last word on what it tells, and tells no lists."""
    untold = {name: member for name, member in present.items() if isinstance(member, list) and name not in summary}
    return {**summary, **untold}


def _validated(kind: type[_Record], document: Part) -> tuple[_Record | None, list[FieldError]]:
    errors = [replace(error, pointer=pointer_into(document, path)) for path, error in unstorable(document)]
    if errors:
        return None, errors
    try:
        return kind.model_validate(document), []
    except ValidationError as failure:
        return None, [
            FieldError(pointer_into(document, error["loc"]), error["type"], *_MESSAGES.get(error["type"], _OTHERWISE))
            for error in failure.errors(include_url=False, include_input=False, include_context=False)
        ]
