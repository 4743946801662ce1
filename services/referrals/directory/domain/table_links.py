"""How the tables of HSDS's CSV package belong together."""

from typing import NamedTuple

FILES = {
    "organizations.csv": "organization",
    "programs.csv": "program",
    "services.csv": "service",
    "attributes.csv": "attribute",
    "service_at_location.csv": "service_at_location",
    "locations.csv": "location",
    "phones.csv": "phone",
    "contacts.csv": "contact",
    "addresses.csv": "address",
    "schedules.csv": "schedule",
    "funding.csv": "funding",
    "service_areas.csv": "service_area",
    "required_documents.csv": "required_document",
    "languages.csv": "language",
    "accessibility.csv": "accessibility",
    "taxonomy_terms.csv": "taxonomy_term",
    "metadata.csv": "metadata",
    "meta_table_descriptions.csv": "meta_table_description",
    "cost_options.csv": "cost_option",
    "organization_identifiers.csv": "organization_identifier",
    "taxonomies.csv": "taxonomy",
}
"""The published example names tables by their file; the published schema (`compiled/tabular.json`) by their name."""


class Many(NamedTuple):
    """Rows of `table` whose `key` names a row of `parent` are nested in it as the list `member`."""

    parent: str
    member: str
    table: str
    key: str


class One(NamedTuple):
    """The row of `table` that `key` of a row of `parent` names is nested in it as `member`."""

    parent: str
    key: str
    member: str
    table: str


def _in_each(parents: tuple[str, ...], member: str, table: str) -> tuple[Many, ...]:
    return tuple(Many(parent, member, table, f"{parent}_id") for parent in parents)


_DESCRIBED = tuple(sorted(set(FILES.values()) - {"attribute", "metadata", "taxonomy", "taxonomy_term"}))

MANY = (
    *_in_each(("service",), "service_at_locations", "service_at_location"),
    *_in_each(("service",), "service_areas", "service_area"),
    *_in_each(("service",), "required_documents", "required_document"),
    *_in_each(("service",), "cost_options", "cost_option"),
    *_in_each(("service", "organization"), "funding", "funding"),
    *_in_each(("organization",), "locations", "location"),
    *_in_each(("organization",), "programs", "program"),
    *_in_each(("organization",), "organization_identifiers", "organization_identifier"),
    *_in_each(("location",), "addresses", "address"),
    *_in_each(("location",), "accessibility", "accessibility"),
    *_in_each(("service", "location", "phone"), "languages", "language"),
    *_in_each(("service", "location", "service_at_location"), "schedules", "schedule"),
    *_in_each(("service", "location", "organization", "service_at_location"), "contacts", "contact"),
    *_in_each(("service", "location", "organization", "service_at_location", "contact"), "phones", "phone"),
    *(Many(parent, "attributes", "attribute", "link_id") for parent in _DESCRIBED),
    *(
        Many(parent, "metadata", "metadata", "resource_id")
        for parent in (*_DESCRIBED, "attribute", "taxonomy", "taxonomy_term")
    ),
)
ONE = (
    One("service", "program_id", "program", "program"),
    One("service_at_location", "location_id", "location", "location"),
    One("attribute", "taxonomy_term_id", "taxonomy_term", "taxonomy_term"),
    One("taxonomy_term", "taxonomy_id", "taxonomy_detail", "taxonomy"),
)
