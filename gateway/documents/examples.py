"""Which parts of a body a reader of the API document cannot picture, because no example shows them."""

from typing import Any, Final

from gateway.documents.merged import Document, resolved

_SPEAK_FOR_THEMSELVES: Final = frozenset({"boolean", "integer", "number", "null"})
_SHOWING: Final = ("example", "examples", "const", "enum", "default", "format")


def unshown(document: Document, holder: Document) -> list[str]:
    """The parts of the JSON bodies and forms under `content` that no example shows, as dotted names.

    An example may stand beside the schema, in it, or in each of its parts; a number, a date or a word of a closed list
    needs none.
    """
    return [
        part
        for kind, media in resolved(document, holder).get("content", {}).items()
        if ("json" in kind or "form" in kind) and not ("example" in media or media.get("examples"))
        for part in _unshown_in(document, media.get("schema", {}), "body", frozenset())
    ]


def _unshown_in(document: Document, schema: Any, name: str, above: frozenset[str]) -> list[str]:
    reference = schema.get("$ref", "")
    if reference in above:
        return []
    above |= {reference} - {""}
    meaning = resolved(document, schema)
    if meaning.get("type") in _SPEAK_FOR_THEMSELVES or any(key in meaning for key in _SHOWING):
        return []
    for choice in ("anyOf", "oneOf"):
        if choice in meaning:
            return min((_unshown_in(document, one, name, above) for one in meaning[choice]), key=len)
    if "allOf" in meaning:
        return [part for one in meaning["allOf"] for part in _unshown_in(document, one, name, above)]
    if meaning.get("type") == "array":
        return _unshown_in(document, meaning.get("items", {}), f"{name}[]", above)
    properties = meaning.get("properties", {})
    inside = [part for key, one in properties.items() for part in _unshown_in(document, one, f"{name}.{key}", above)]
    return inside if properties else [name]
