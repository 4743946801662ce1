"""Several OpenAPI documents as one."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

Document = dict[str, Any]

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SHARED: Final = "securitySchemes"
"""Of this kind all services declare the same, once."""


class DocumentsDisagreeError(ValueError):
    """Two services declare the same path, or different things where there may be only one."""


def merged(documents: Mapping[str, Document], *, info: Document, servers: list[Document]) -> Document:
    """One document with the paths of all.

    What bears the same name in two documents and is the same, stays one; what differs bears the service's name in
    front.

    Args:
        documents: by service, each OpenAPI 3.1.

    Raises:
        DocumentsDisagreeError: a path, an operation id or a security scheme is declared twice, differently.
    """
    clashes = _clashes(documents)
    whole: Document = {
        "openapi": "3.1.0",
        "info": info,
        "servers": servers,
        "tags": [],
        "paths": {},
        "components": {},
        "x-tagGroups": [],
    }
    for service, document in documents.items():
        renamed = _renamed(document, service, clashes)
        _join(whole["paths"], renamed.get("paths", {}), "path")
        for kind, named in renamed.get("components", {}).items():
            _join(whole["components"].setdefault(kind, {}), named, kind, may_repeat=True)
        tags = _tags(renamed)
        whole["tags"] += [tag for tag in tags if tag not in whole["tags"]]
        whole["x-tagGroups"].append({"name": info_title(document, service), "tags": [tag["name"] for tag in tags]})
    _check_operation_ids(whole)
    return whole


def info_title(document: Document, service: str) -> str:
    """What a service calls itself."""
    title: str = document.get("info", {}).get("title", service)
    return title


def operations(document: Document) -> list[tuple[str, str, Document]]:
    """Path, method and operation of each."""
    return [
        (path, method, item[method])
        for path, item in document.get("paths", {}).items()
        for method in METHODS
        if method in item
    ]


def resolved(document: Document, value: Document) -> Document:
    """What a reference leads to; anything else as it is."""
    while "$ref" in value:
        found = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def _clashes(documents: Mapping[str, Document]) -> set[str]:
    """References (`#/components/schemas/Page`) that mean different things in two documents.

    What refers to something that clashes, clashes too, even if it is spelled the same.
    """
    spelled: dict[str, list[Any]] = {}
    for document in documents.values():
        for kind, named in document.get("components", {}).items():
            for name, meaning in named.items():
                spelled.setdefault(f"#/components/{kind}/{name}", []).append(meaning)
    several = {reference: meanings for reference, meanings in spelled.items() if len(meanings) > 1}
    clashing = {
        reference
        for reference, meanings in several.items()
        if any(meaning != meanings[0] for meaning in meanings) and f"/{_SHARED}/" not in reference
    }
    while True:
        more = {
            reference
            for reference, meanings in several.items()
            if reference not in clashing and _references(meanings[0]) & clashing
        }
        if not more:
            return clashing
        clashing |= more


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(_references(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(_references(one) for one in value))
    return {value} if isinstance(value, str) and value.startswith("#/components/") else set()


def _renamed(document: Document, service: str, clashes: set[str]) -> Document:
    """The document with the service's name in front of what clashes, where it is declared and where it is used."""

    def new_name(reference: str) -> str:
        place, _, name = reference.rpartition("/")
        return f"{place}/{service.capitalize()}{name}" if reference in clashes else reference

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(one) for key, one in value.items()}
        if isinstance(value, list):
            return [walk(one) for one in value]
        return new_name(value) if isinstance(value, str) and value.startswith("#/components/") else value

    renamed: Document = walk(document)
    for kind, named in renamed.get("components", {}).items():
        renamed["components"][kind] = {
            new_name(f"#/components/{kind}/{name}").rpartition("/")[2]: meaning for name, meaning in named.items()
        }
    return renamed


def _join(into: Document, more: Document, what: str, *, may_repeat: bool = False) -> None:
    for name, meaning in more.items():
        if name in into and not (may_repeat and into[name] == meaning):
            raise DocumentsDisagreeError(f"{what} {name} is declared twice")
        into[name] = meaning


def _tags(document: Document) -> list[Document]:
    """The tags in use, with their descriptions, in the order in which operations use them."""
    described = {tag["name"]: tag for tag in document.get("tags", [])}
    used: dict[str, Document] = {}
    for _, _, operation in operations(document):
        for name in operation.get("tags", []):
            used.setdefault(name, described.get(name, {"name": name}))
    return list(used.values())


def _check_operation_ids(whole: Document) -> None:
    ids = Counter(operation.get("operationId") for _, _, operation in operations(whole))
    twice = sorted(name for name, count in ids.items() if name and count > 1)
    if twice:
        raise DocumentsDisagreeError(f"operation ids are used twice: {', '.join(twice)}")
