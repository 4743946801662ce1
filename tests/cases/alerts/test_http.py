"""Warnings as they are asked over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from shared.identifiers import new_id
from tests.cases.alerts.warned import today
from tests.cases.doors import Doors


def a_warning(**more: Any) -> dict[str, Any]:
    said = {"kind": "dog", "precautions": ["phone_before"], "text": "Bites", "told_on": today().isoformat()}
    return {**said, "review_on": (today() + timedelta(days=30)).isoformat(), **more}


@pytest.fixture
async def where(doors: Doors) -> str:
    """The warnings of a case of the lead."""
    return f"/v1/cases/{(await doors.case())['id']}/warnings"


async def test_a_warning_is_recorded_corrected_reviewed_and_ended(doors: Doors, where: str) -> None:
    recorded = await doors.lead.post(where, a_warning(), Accept_Language="fr")
    assert (recorded.status_code, recorded.headers["ETag"]) == (201, '"1"')
    warning, path = recorded.json(), recorded.headers["Location"]
    assert (warning["label"], warning["category"], warning["state"]) == ("Chien", "household", "standing")
    assert (await doors.lead.get(path)).json() == warning | {"label": "Dog"}
    assert (await doors.lead.ask("PATCH", path, {"text": "Two"})).status_code == 428
    corrected = await doors.lead.ask("PATCH", path, {"text": "Two dogs"}, If_Match='"1"')
    assert (corrected.status_code, corrected.json()["text"]) == (200, "Two dogs")
    [earlier] = (await doors.lead.get(f"{path}/versions")).json()["items"]
    assert earlier["content"]["text"] == "Bites"
    stands = {"outcome": "stands", "review_on": (today() + timedelta(days=60)).isoformat()}
    key = new_id().hex
    answers = [await doors.lead.post(f"{path}/review", stands, If_Match='"2"', Idempotency_Key=key) for _ in range(2)]
    assert [(one.status_code, one.headers["ETag"]) for one in answers] == [(200, '"3"')] * 2
    ended = await doors.lead.post(f"{path}/review", {"outcome": "ended"}, If_Match='"3"')
    assert (ended.json()["state"], ended.json()["review_on"], ended.json()["is_overdue"]) == ("ended", None, False)
    late = await doors.lead.post(f"{path}/review", {"outcome": "ended"}, If_Match='"4"', Accept_Language="fr")
    assert (late.status_code, late.json()["detail"]) == (409, "Cette alerte a pris fin.")


async def test_bad_input_is_pointed_at(doors: Doors, where: str) -> None:
    for more, pointer in (
        ({"told_on": None}, "#/told_on"),
        ({"not_told_because": "not_yet_met"}, "#/told_on"),
        ({"review_on": today().isoformat()}, "#/review_on"),
        ({"kind": "cat"}, "#/kind"),
        ({"precautions": ["run"]}, "#/precautions/0"),
        ({"text": ""}, "#/text"),
        ({"lasts": "for ever"}, "#/lasts"),
    ):
        answer = await doors.lead.post(where, a_warning(**more))
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])
    assert (await doors.lead.get(where)).json()["items"] == []


async def test_what_is_not_yours_and_what_is_not_there_are_the_same_answer(doors: Doors, where: str) -> None:
    warning = await doors.lead.made(where, a_warning())
    paths = (f"{where}/{warning['id']}", f"/v1/cases/{new_id()}/warnings/{new_id()}")
    for ending in ("", "/versions"):
        answers = [await doors.adviser.get(f"{path}{ending}") for path in paths]
        assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)
    acts = [await doors.adviser.post(f"{path}/review", {"outcome": "ended"}, If_Match='"1"') for path in paths]
    assert (acts[0].status_code, acts[0].content) == (404, acts[1].content)


async def test_terms_are_said_in_the_callers_language(doors: Doors) -> None:
    english = (await doors.lead.get("/v1/warning-terms")).json()
    french = (await doors.lead.get("/v1/warning-terms", Accept_Language="fr")).json()
    assert {"kind": "dog", "category": "household", "label": "Dog"} in english["kinds"]
    assert {"precaution": "visit_in_pairs", "label": "Ne pas y aller seul"} in french["precautions"]
