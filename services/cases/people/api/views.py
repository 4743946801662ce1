"""What an answer about a person looks like. PostgreSQL builds it; these models describe it in the API document."""

from datetime import date
from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from services.cases.people.api.bodies import Communication
from services.cases.people.domain import parts
from shared.contracts.cases.vocabulary import Sensitivity


class NameView(BaseModel):
    """A name."""

    family_name: str | None
    given_name: str | None


class IdentityView(NameView):
    """Who somebody is."""

    preferred_name: str | None
    previous_names: list[NameView]
    birth_date: str | None = Field(description="`1998`, `1998-04` or `1998-04-12`.")
    birth_date_estimated: bool


class _ItemView(BaseModel):
    id: UUID
    version: int = Field(description='`If-Match: "<version>"` to edit or end it.')
    sensitivity: Sensitivity


class IdentifierView(_ItemView):
    """A number or code."""

    system: str = Field(examples=["urn:example:file-number"])
    value: str = Field(examples=["VX-4001"])


class ContactPointView(_ItemView):
    """Where somebody can be reached, and whether that is safe."""

    kind: parts.ContactKind
    value: str = Field(examples=["+00 000 000"])
    safe: bool | None
    safe_channels: list[parts.Channel]
    safe_times: str | None
    code_word: str | None
    note: str | None


class AddressView(_ItemView):
    """An address; the agency that recorded it alone sees one like this that is protected, or whose place is protected
    in the record of somebody close.
    """

    use: parts.AddressUse
    protected: bool
    valid_from: date | None
    valid_until: date | None
    lines: list[str] = Field(examples=[["1, rue Imaginaire"]])
    postcode: str | None
    locality: str | None
    country: str | None


class ProtectedAddressView(BaseModel):
    """There is an address, or several, that the reader does not get."""

    protected: Literal[True]


class OtherView(BaseModel):
    """The other in a relationship."""

    name: str | None = Field(None, description="Of somebody who is not registered.")
    person_id: UUID | None = None
    family_name: str | None = None
    given_name: str | None = None
    preferred_name: str | None = None


class RelationshipView(_ItemView):
    """What another is to this person."""

    kind: parts.RelationshipKind
    other: OtherView | None = Field(description="Null when it is somebody registered whom the reader may not see.")
    powers: list[parts.Power]
    valid_from: date | None
    valid_until: date | None


Item = TypeVar("Item")


class All(BaseModel, Generic[Item]):
    """All of a short list."""

    items: list[Item]
    next: None = Field(None, description="Always null: there is one page.")


class PersonView(BaseModel):
    """A person as the caller may see them: what is withheld is null, or not in its list."""

    id: UUID
    municipality_id: UUID
    identity: IdentityView | None
    communication: Communication | None
    identifiers: list[IdentifierView]
    contact_points: list[ContactPointView]
    addresses: list[AddressView | ProtectedAddressView]
    relationships: list[RelationshipView]


class Coordinator(BaseModel):
    """Whom to turn to."""

    agency_id: UUID


class KnownView(BaseModel):
    """Whether somebody is known. *Nothing* means unknown, or not for this agency to know: the same."""

    result: Literal["known", "nothing"]
    coordinator: Coordinator | None


class HitView(BaseModel):
    """Somebody found."""

    id: UUID
    municipality_id: UUID
    identity: IdentityView
