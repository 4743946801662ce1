"""How HSDS classifies things, and how it says what was changed."""

from uuid import UUID

from shared.contracts.referrals.hsds.record import HsdsRecord


class Metadata(HsdsRecord):
    """One change made to a record, as its publisher tells it."""

    resource_id: UUID | None = None
    resource_type: str | None = None
    last_action_date: str
    last_action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


class Taxonomy(HsdsRecord):
    """A list of terms that somebody maintains."""

    name: str
    description: str
    uri: str | None = None
    version: str | None = None
    metadata: tuple[Metadata, ...] = ()


class TaxonomyTerm(HsdsRecord):
    """One term of a taxonomy."""

    code: str | None = None
    name: str
    description: str
    parent_id: UUID | None = None
    taxonomy: str | None = None
    taxonomy_detail: Taxonomy | None = None
    language: str | None = None
    taxonomy_id: UUID | None = None
    term_uri: str | None = None
    metadata: tuple[Metadata, ...] = ()


class Attribute(HsdsRecord):
    """The link between a record and a term that describes it."""

    link_id: UUID | None = None
    taxonomy_term_id: UUID | None = None
    link_type: str | None = None
    link_entity: str | None = None
    value: str | None = None
    taxonomy_term: TaxonomyTerm | None = None
    metadata: tuple[Metadata, ...] = ()


class DescribedRecord(HsdsRecord):
    """A record that terms can describe and whose changes can be told: all but those of this file."""

    attributes: tuple[Attribute, ...] = ()
    metadata: tuple[Metadata, ...] = ()
