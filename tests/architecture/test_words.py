"""One word for one thing. The words on the right side of the design's table stay out of our own names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.documents.applications import applications
from deploy.documents.contents import tables
from tests.architecture.tree import parsed, python_files

# Our word, for whoever meets a failing test. *Subject* is missing on purpose: it is JWT's and NATS's word here, for who
# calls and what a message is about; it never names a person.
INSTEAD = {
    "beneficiary": "person",
    "client": "person, or system",
    "customer": "person",
    "patient": "person",
    "user": "person, or worker",
    "organisation": "agency",
    "organization": "agency",
    "org": "agency",
    "provider": "agency",
    "staff": "worker",
    "professional": "worker",
    "permission": "grant",
    "orientation": "referral",
    "transition": "move",
}
# Where another standard is spoken, its words are right: word → beginning of the path, or exact column or field.
SPOKEN_ELSEWHERE = {
    "client": {
        "services/identity/": "OAuth 2.1: a registered system",
        "gateway/": "HTTP: who opened the connection",
        "shared/clients/": "HTTP: what speaks to another service",
        "shared/web/service.py": "it holds one of shared/clients",
        "shared/messaging/bus.py": "NATS: the connection",
        "identity:": "OAuth 2.1, in columns and fields",
    },
    "patient": {**dict.fromkeys(("shared/fhir/", "services/cases/fhir/", "services/referrals/fhir/"), "FHIR R4")},
    "organization": {
        **dict.fromkeys(("shared/fhir/", "services/referrals/fhir/"), "FHIR R4"),
        "shared/contracts/referrals/": "HSDS 3.0",
        "services/referrals/directory/": "HSDS 3.0",
        "referrals:": "HSDS 3.0, in columns and fields",
    },
    "transition": {
        **dict.fromkeys(
            ("services/cases/", "shared/contracts/cases/", "tests/cases/", "tests/journeys/", "deploy/demo/", "cases:"),
            "a dated change in somebody's life; the step of a referral is a move",
        )
    },
    "user": {
        "shared/contracts/identity/vocabulary.py": "user-led is a kind of agency, and the field's own word",
        "services/identity/tokens/": "OpenID Connect: userinfo",
        "deploy/bench/": "the operating system: time in user mode",
    },
    "provider": {"shared/telemetry/traces.py": "OpenTelemetry"},
}


def words_of(name: str) -> set[str]:
    """The words a name is made of, in the singular (`_NewClients` → new, client)."""
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {"beneficiary" if word.lower() == "beneficiaries" else word.lower().removesuffix("s") for word in found}


@pytest.mark.parametrize(
    ("name", "word"),
    [("patient_id", "patient"), ("_ListUsers", "user"), ("FHIRClient", "client"), ("beneficiaries", "beneficiary")],
)
def test_a_word_is_found_however_it_is_written(name: str, word: str) -> None:
    assert word in words_of(name)


def test_names_in_the_code_use_our_words() -> None:
    assert not _foreign((str(path), name) for path in python_files() for name in _names_given(path))


def test_columns_use_our_words() -> None:
    assert not _foreign(
        (f"{service}:{table.name}", column.name)
        for service, found in tables().items()
        for table in found
        for column in table.columns
    )


def test_what_agencies_read_and_send_uses_our_words() -> None:
    assert not _foreign(
        (f"{service}:{schema}", field)
        for service, app in applications().items()
        for schema, described in app.openapi()["components"]["schemas"].items()
        for field in described.get("properties", {})
    )


def _foreign(named: Iterator[tuple[str, str]]) -> list[str]:
    return [
        f"{place}: {name} (say {INSTEAD[word]})"
        for place, name in named
        for word in words_of(name) & INSTEAD.keys()
        if not any(place.startswith(beginning) for beginning in SPOKEN_ELSEWHERE.get(word, {}))
    ]


def _names_given(path: Path) -> Iterator[str]:
    """Names that a file gives, not those it uses: of files, functions, classes, arguments, variables and attributes."""
    yield from (part.removesuffix(".py") for part in path.parts)
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
