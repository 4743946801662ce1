"""What an API document must say of each operation, and which operations do not."""

from collections.abc import Iterator
from typing import Final

from gateway.documents.examples import unshown
from gateway.documents.merged import Document, operations, resolved

_SHORTEST_DESCRIPTION: Final = 15
_FIRST_ERROR: Final = "400"


def violations(document: Document) -> list[str]:
    """Sentences about what is missing, one each; empty when the document is complete.

    Each operation needs a summary, a description, a tag, an operation id, a declaration of its security (an empty
    list where it is public), an example of its body and of its success, and its errors as documents that explain
    themselves.
    """
    found: list[str] = []
    for path, method, operation in operations(document):
        said = [*_unsaid(operation), *_unexplained(document, operation), *_undescribed(document, path, operation)]
        found += [f"{method.upper()} {path} {sentence}" for sentence in said]
    return found


def _unsaid(operation: Document) -> list[str]:
    answers = operation.get("responses", {})
    said = {
        "has no summary": operation.get("summary"),
        "has no description": len(operation.get("description", "")) >= _SHORTEST_DESCRIPTION,
        "has no tag": operation.get("tags"),
        "has no operation id": operation.get("operationId"),
        "does not say whether it needs a token": "security" in operation,
        "has no success": any(_is_success(status) or _is_redirect(status) for status in answers),
        "says no error": any(status >= _FIRST_ERROR for status in answers),
        "needs a token and does not say 401": "401" in answers or not operation.get("security"),
    }
    return [sentence for sentence, is_said in said.items() if not is_said]


def _unexplained(document: Document, operation: Document) -> Iterator[str]:
    parts = unshown(document, operation.get("requestBody", {}))
    if parts:
        yield f"has a body without an example: {', '.join(parts)}"
    answers = {status: resolved(document, answer) for status, answer in operation.get("responses", {}).items()}
    successes = [answer.get("content") for status, answer in answers.items() if _is_success(status)]
    for status, answer in answers.items():
        if _is_success(status):
            parts = unshown(document, answer)
            if parts:
                yield f"has no example of its answer {status}: {', '.join(parts)}"
        elif not (_is_redirect(status) or _explains_itself(answer) or answer.get("content") in successes):
            yield f"answers {status} with something else than a problem document"


def _undescribed(document: Document, path: str, operation: Document) -> Iterator[str]:
    described = {resolved(document, one).get("name") for one in operation.get("parameters", [])}
    for part in path.split("/"):
        if part.startswith("{") and part[1:-1] not in described:
            yield f"does not describe its parameter {part}"


def _is_success(status: str) -> bool:
    return status.startswith("2")


def _is_redirect(status: str) -> bool:
    return status.startswith("3")


def _explains_itself(answer: Document) -> bool:
    """An error is a problem document, FHIR's outcome, an OAuth error (RFC 6749, 5.2), or a page for who signs in."""
    content = answer.get("content", {})
    return not content or any(
        kind in {"application/problem+json", "application/fhir+json", "text/html"}
        or "error" in media.get("schema", {}).get("required", [])
        for kind, media in content.items()
    )
