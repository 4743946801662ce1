"""Whatever kind of item is classified anew, what it said and how it went before stays closed to its new readers."""

from typing import Any

import pytest

from tests.cases.doors import Doors
from tests.cases.items.written import KINDS, SECRET, written


@pytest.mark.parametrize("kind", list(KINDS))
async def test_what_is_opened_does_not_open_its_past(doors: Doors, case: dict[str, Any], kind: str) -> None:
    path = await written(doors, case["id"], kind)
    changes = [*KINDS[kind][1], {"category": "housing"}]
    for version, change in enumerate(changes, 1):
        assert (await doors.adviser.get(path)).status_code == 404, "it is about health until now"
        changed = await doors.lead.ask("PATCH", path, change, If_Match=f'"{version}"')
        assert changed.status_code == 200, changed.text
    shown = (await doors.adviser.get(path)).json()
    assert (shown["category"], shown["version"]) == ("housing", len(changes) + 1)
    assert (await doors.adviser.get(f"{path}/versions")).json()["items"] == []
    assert len((await doors.lead.get(f"{path}/versions")).json()["items"]) == len(changes)
    assert await seen(doors, path) == {"versions": 0, "children": 0, "lines": 1, "told": False}


async def seen(doors: Doors, path: str) -> dict[str, Any]:
    """What the adviser learns of an item beside what it says now."""
    parts = ("", "/versions", "/progress", "/outcomes", "/messages", "/signatures", "/spendings")
    answers = {part: await doors.adviser.get(f"{path}{part}") for part in parts}
    timeline = await doors.adviser.get(f"/v1/persons/{doors.person_id}/timeline")
    children = [answers[part].json().get("items", []) for part in parts[2:]]
    return {
        "versions": len(answers["/versions"].json()["items"]),
        "children": sum(map(len, children)) + answers[""].json().get("unread", 0),
        "lines": sum(line["item_id"] == path.rpartition("/")[2] for line in timeline.json()["items"]),
        "told": SECRET in "".join(answer.text for answer in answers.values()),
    }
