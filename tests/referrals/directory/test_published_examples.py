"""What upstream publishes: does it keep to its own schemas, and where is it odd in other ways?"""

import pytest

from services.referrals.directory.domain.table_links import FILES
from tests.referrals.directory.published import example, tabular_rows_schema, validator_of, violations


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("service_full", "service"),
        ("service_full", "compiled/service_with_definitions"),
        ("organization_full", "organization"),
        ("service_at_location_full", "service_at_location"),
        ("location", "location"),
        ("taxonomy", "taxonomy"),
        ("taxonomy_term", "taxonomy_term"),
    ],
)
def test_the_published_documents_keep_to_the_published_schemas(name: str, schema: str) -> None:
    assert violations(example(name), schema) == []


@pytest.mark.parametrize("kind", ["service", "organization", "service_at_location"])
def test_the_published_lists_keep_to_the_published_schemas(kind: str) -> None:
    for entry in example(f"{kind}_list")["contents"]:
        assert violations(entry, f"compiled/{kind}_list") == []


def test_the_tabular_example_is_not_looked_at_by_its_schema_and_breaks_it_in_two_places() -> None:
    """The schema names tables `service`, the example `services.csv`; and two identifiers are numbers."""
    tables = example("tabular")
    assert violations(tables, "compiled/tabular") == []
    assert not tables.keys() & set(FILES.values())
    assert [
        f"{name}{error.json_path.removeprefix('$')}: {error.message}"
        for name, rows in tables.items()
        for error in validator_of(tabular_rows_schema(FILES[name])).iter_errors(rows)
    ] == [
        "locations.csv[0].external_identifier: 10092008082 is not of type 'string'",
        "organization_identifiers.csv[0].identifier: 1234567 is not of type 'string'",
    ]


def test_the_examples_place_a_building_beyond_the_pole() -> None:
    """The schema sets no bounds, so 100° north is valid HSDS; we list the place without a position."""
    place = example("service_full")["service_at_locations"][0]["location"]
    assert place["latitude"] == 100


def test_the_tabular_example_has_rows_that_belong_to_nothing() -> None:
    tables = example("tabular")
    ids = {row["id"] for rows in tables.values() for row in rows}
    assert tables["attributes.csv"][0]["link_id"] not in ids
    assert tables["metadata.csv"][0]["resource_id"] not in ids
    assert tables["contacts.csv"][0]["organization_id"] not in ids
    assert tables["contacts.csv"][0]["service_at_location_id"] not in ids


def test_the_schemas_do_catch_a_broken_document() -> None:
    broken = example("service_full") | {"status": "open"}
    assert violations(broken, "service") == violations(broken, "compiled/service_with_definitions") != []
    broken = example("service_full")
    broken["phones"][0]["languages"][0]["id"] = "not a UUID"
    assert violations(broken, "service") != []
