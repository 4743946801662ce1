"""The shape of a copy as JSON Schema, for whoever is handed one and reads it by machine. No I/O.

Any field may be null: what is not known is not left out. Fields that it does not name are allowed: they are added
within a version.

Source:
    JSON Schema, draft 2020-12.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from services.cases.exports.domain.sections import FORMAT, SECTIONS, VERSION, Kept
from services.cases.rights.domain import COPIED
from shared.contracts.cases.rights import Right
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Sector

SCHEMA_PATH: Final = f"/schemas/rights-export-{VERSION}.json"
"""Where every installation serves it, to everybody; under its public address."""

Schema = Mapping[str, Any]
_TEXT: Final[Schema] = {"type": ["string", "null"]}
_TEXTS: Final[Schema] = {"type": ["array", "null"], "items": {"type": "string"}}
_NUMBER: Final[Schema] = {"type": ["integer", "null"]}
_YES_OR_NO: Final[Schema] = {"type": ["boolean", "null"]}
_DAY: Final[Schema] = {"type": ["string", "null"], "format": "date"}
_MOMENT: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}
_AGENCY: Final[Schema] = {"anyOf": [{"$ref": "#/$defs/agency"}, {"type": "null"}]}
_AGENCIES: Final[Schema] = {"type": ["array", "null"], "items": {"$ref": "#/$defs/agency"}}
_OBJECT: Final[Schema] = {"type": ["object", "null"]}
_OBJECTS: Final[Schema] = {"type": ["array", "null"], "items": {"type": "object"}}


def _each(names: str, schema: Schema) -> dict[str, Schema]:
    return dict.fromkeys(names.split(), schema)


_SHAPES: Final[Mapping[str, Schema]] = MappingProxyType(
    {
        **_each(
            "accessibility categories languages operations powers precautions purposes safe_channels sectors", _TEXTS
        ),
        **_each("amount baseline facts level months risk score size_bytes weight", _NUMBER),
        **_each(
            "birth_date_estimated by_the_person by_themselves do_not_contact is_refusal onward_sharing safe", _YES_OR_NO
        ),
        **_each(
            "began_on begins_on due_on ended_on ends_on happened_on received_on retention_from review_on spent_on "
            "target_on told_on",
            _DAY,
        ),
        **_each(
            "answered_at assessed_at at began_at changed_at closed_at confirmed_at ended_at marked_at noticed_at "
            "opened_at recorded_at replaced_at retracted_at said_at signed_at told_at valid_from valid_until "
            "withdrawn_at written_at",
            _MOMENT,
        ),
        "agency_id": _AGENCY,
        "agencies": _AGENCIES,
        "content": {**_OBJECT, "description": "What it said, by the fields of what it was said of."},
        "previous_names": {**_OBJECTS, "description": "Each with family_name and given_name."},
        "scale": {**_OBJECT, "description": "What each level means, from -2 to 2."},
        "sha256": {**_TEXT, "pattern": "^[0-9a-f]{64}$"},
    }
)
"""By the name of the field; what is not named is a text."""
_EXCEPT: Final[Mapping[tuple[Kept, str], Schema]] = MappingProxyType(
    {
        (Kept.ADDRESS, "lines"): _TEXTS,
        (Kept.ADDRESS, "valid_from"): _DAY,
        (Kept.ADDRESS, "valid_until"): _DAY,
        (Kept.RELATIONSHIP, "valid_from"): _DAY,
        (Kept.RELATIONSHIP, "valid_until"): _DAY,
        (Kept.BUDGET, "lines"): {**_OBJECTS, "description": "Each with purpose and planned."},
        (Kept.CONSENT, "agencies"): _AGENCIES,
        (Kept.TRAVELLED, "because"): _TEXTS,
    }
)


def shape_of(kept: Kept, field: str) -> Schema:
    """What a field of a section is."""
    return _EXCEPT.get((kept, field)) or _SHAPES.get(field, _TEXT)


def copy_schema(public_url: str = "") -> dict[str, Any]:
    """The schema of a copy.

    Args:
        public_url: of the installation that serves it; without one it is named by its path alone.
    """
    head: dict[str, Schema] = {
        "$schema": {"type": "string", "format": "uri", "description": "Where this schema is served."},
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "right": {"enum": sorted(COPIED), "description": f"{Right.PORTABILITY}: what the person gave (GDPR Art. 20)."},
        **_each("request_id person_id", {"type": "string", "format": "uuid"}),
        "agency": {"$ref": "#/$defs/agency", "description": "Whose copy it is."},
        "received_on": {"type": "string", "format": "date"},
        **_each("answered_at made_at kept_until", {"type": "string", "format": "date-time"}),
        "left_out": {"type": "array", "items": {"enum": list(Category)}},
        "not_in_it": {"type": "array", "items": {"type": "string"}},
        "volumes": {"type": "integer", "minimum": 1},
        "sections": {"type": "array", "items": {"oneOf": [{"$ref": f"#/$defs/{kept}"} for kept in Kept]}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{public_url}{SCHEMA_PATH}",
        "title": "Copy of what an agency keeps about somebody",
        "description": "GDPR Art. 15 and 20. Any field of an item may be null; fields are only added within a version.",
        **_object(head),
        "$defs": {"agency": _agency(), **{str(kept): _section(kept) for kept in Kept}},
    }


def _section(kept: Kept) -> Schema:
    fields = {name: shape_of(kept, name) for name in SECTIONS[kept].fields}
    item = _object({"id": {"type": "string", "format": "uuid"}, **fields})
    return {
        "title": SECTIONS[kept].called,
        **_object(
            {"section": {"const": kept}, "called": {"type": "string"}, "items": {"type": "array", "items": item}}
        ),
    }


def _agency() -> Schema:
    sector = {"enum": [*Sector, None], "description": "Null where the agency is no longer known."}
    return _object({"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}, "sector": sector})


def _object(properties: Mapping[str, Schema]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}
