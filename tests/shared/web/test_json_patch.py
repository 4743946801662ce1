"""JSON Patch, as far as it is spoken here."""

from typing import Any

import pytest

from shared.refusals import Invalid
from shared.web.json_patch import json_patched

DOCUMENT: dict[str, Any] = {"status": "draft", "note": [{"text": "one"}], "a/b": 1}


@pytest.mark.parametrize(
    ("operation", "member", "after"),
    [
        ({"op": "replace", "path": "/status", "value": "sent"}, "status", "sent"),
        ({"op": "add", "path": "/note/-", "value": 2}, "note", [{"text": "one"}, 2]),
        ({"op": "add", "path": "/note/0", "value": 2}, "note", [2, {"text": "one"}]),
        ({"op": "add", "path": "/new", "value": None}, "new", None),
        ({"op": "replace", "path": "/note/0/text", "value": "two"}, "note", [{"text": "two"}]),
        ({"op": "remove", "path": "/note/0"}, "note", []),
        ({"op": "add", "path": "/a~1b", "value": 2}, "a/b", 2),
        ({"op": "test", "path": "/status", "value": "draft"}, "status", "draft"),
    ],
)
def test_an_operation_is_made_on_a_copy(operation: dict[str, Any], member: str, after: Any) -> None:
    before = {**DOCUMENT, "note": [{"text": "one"}]}
    assert json_patched(DOCUMENT, [operation])[member] == after
    assert before == DOCUMENT


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/gone", "value": 1},
        {"op": "remove", "path": "/note/1"},
        {"op": "add", "path": "/note/2", "value": 1},
        {"op": "add", "path": "/note/01", "value": 1},
        {"op": "add", "path": "/status/x", "value": 1},
        {"op": "add", "path": "status", "value": 1},
        {"op": "add", "path": "/new"},
        {"op": "test", "path": "/status", "value": "sent"},
        {"op": "move", "path": "/status", "from": "/note"},
        {"path": "/status"},
    ],
)
def test_what_cannot_be_made_is_pointed_at(operation: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        json_patched(DOCUMENT, [{"op": "test", "path": "/status", "value": "draft"}, operation])
    assert refused.value.errors[0].pointer == "#/1"


@pytest.mark.parametrize("operations", [{}, ["x"], [{}] * 101])
def test_what_is_no_patch_is_refused(operations: Any) -> None:
    with pytest.raises(Invalid):
        json_patched(DOCUMENT, operations)
