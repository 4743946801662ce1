"""What an API document must say of each operation, and which operations do not."""

from typing import Any, Final

from gateway.documents.merged import Document, operations

_SHORTEST_DESCRIPTION: Final = 15
_FIRST_ERROR: Final = 400
_HTTP_OK: Final = range(200, 300)


def violations(document: Document) -> list[str]:
    """Sentences about what is missing, one each; empty when the document is complete.

    Each operation needs a summary, a description, a tag, an operation id, a declaration of its security (an empty
    list where it is public), an example of its body and of its success, and its errors as problem documents (or as the
    same document as its success).
    """
    found: list[str] = []
    for path, method, operation in operations(document):
        found += [f"{method.upper()} {path} {what}" for what in _missing(document, operation)]
    return found + [
        f"{path} names the parameter {{{name}}} and does not describe it"
        for path, name in _undescribed_parameters(document)
    ]


def _missing(document: Document, operation: Document) -> list[str]:
    said = operation.get("responses", {})
    missing = {
        "has no summary": not operation.get("summary"),
        "has no description": len(operation.get("description", "")) < _SHORTEST_DESCRIPTION,
        "has no tag": not operation.get("tags"),
        "has no operation id": not operation.get("operationId"),
        "does not say whether it needs a token": "security" not in operation,
        "has a body without an example": not _bodies_have_examples(document, operation.get("requestBody", {})),
        "has no success": not any(_is_success(status) for status in said),
    }
    sentences = [sentence for sentence, is_missing in missing.items() if is_missing]
    successes = [_resolved(document, written).get("content") for status, written in said.items() if _is_success(status)]
    for status, written in said.items():
        response = _resolved(document, written)
        if _is_success(status):
            if not _bodies_have_examples(document, response):
                sentences.append(f"has no example of its answer {status}")
        elif not (_is_redirect(status) or _is_problem(response) or response.get("content") in successes):
            sentences.append(f"answers {status} with something else than a problem document")
    if operation.get("security") and "401" not in said:
        sentences.append("needs a token and does not say 401")
    if not any(status.isdigit() and int(status) >= _FIRST_ERROR for status in said):
        sentences.append("says no error")
    return sentences


def _is_success(status: str) -> bool:
    return status.isdigit() and int(status) in _HTTP_OK


def _is_redirect(status: str) -> bool:
    return status.startswith("3")


def _is_problem(response: Document) -> bool:
    return "application/problem+json" in response.get("content", {}) or not response.get("content")


def _bodies_have_examples(document: Document, holder: Document) -> bool:
    """Whether each JSON body under `content` shows an example: beside its schema, in it, or in each of its parts."""
    return all(
        "example" in media or media.get("examples") or _has_example(document, media.get("schema", {}), frozenset())
        for kind, media in _resolved(document, holder).get("content", {}).items()
        if "json" in kind or "form" in kind
    )


def _has_example(document: Document, schema: Any, seen: frozenset[str]) -> bool:
    """Whether a reader can see what a value looks like."""
    reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
    if reference in seen:
        return True
    resolved = _resolved(document, schema)
    if resolved.get("type") in {"boolean", "null"}:
        return True
    if any(key in resolved for key in ("example", "examples", "const", "enum", "default", "format")):
        return True
    deeper = seen | {reference} if reference else seen
    if resolved.get("type") == "array":
        return _has_example(document, resolved.get("items", {}), deeper)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in resolved:
            return any(_has_example(document, one, deeper) for one in resolved[several])
    properties = resolved.get("properties", {})
    return bool(properties) and all(_has_example(document, one, deeper) for one in properties.values())


def _resolved(document: Document, value: Document) -> Document:
    while "$ref" in value:
        found: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def _undescribed_parameters(document: Document) -> list[tuple[str, str]]:
    undescribed = []
    for path, _, operation in operations(document):
        described = {
            parameter["name"]
            for parameter in (_resolved(document, one) for one in operation.get("parameters", []))
            if parameter["in"] == "path"
        }
        named = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        undescribed += [(path, name) for name in sorted(named - described)]
    return undescribed
