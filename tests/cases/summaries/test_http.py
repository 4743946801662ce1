"""A summary as it is asked over HTTP."""

from typing import Any

from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.summaries.reading import Printed


async def _case(doors: Doors) -> dict[str, Any]:
    person_id = await doors.registered()
    case: dict[str, Any] = await doors.lead.made(
        "/v1/cases", {"persons": [{"person_id": person_id}], "category": "social", "title": "Return home"}
    )
    goal = {
        "category": "social",
        "own_words": "Sortir à nouveau, même le soir.",
        "wording": "Leaves the flat weekly",
        "owner": {"kind": "person"},
        "horizon": "months",
        "scale": {name: f"Is {name}" for name in ("much_less", "less", "expected", "more", "much_more")},
    }
    made = await doors.lead.made(f"/v1/cases/{case['id']}/goals", goal)
    await doors.lead.made(f"/v1/cases/{case['id']}/goals/{made['id']}/progress", {"level": 1, "said_by": "person"})
    return case


async def test_a_case_and_its_plan_are_printed_in_the_language_that_is_asked(doors: Doors) -> None:
    case = await _case(doors)
    english = await doors.lead.get(f"/v1/cases/{case['id']}/summary")
    assert (english.status_code, english.headers["Content-Type"]) == (200, "application/pdf")
    assert english.headers["Cache-Control"] == "no-store"
    assert "Decision-Id" in english.headers
    printed = Printed(english.content)
    assert (printed.title, printed.language, printed.is_tagged) == ("Summary of a case", "en", True)
    assert [words for level, words in printed.headings() if level == 1] == [
        "People",
        "Team",
        "Needs",
        "Goals",
        "Actions",
        "Services used and avoided",
        "Personal budgets",
        "The plan as a whole",
    ]
    assert (2, "Leaves the flat weekly") in printed.headings()
    for said in ("Return home", "Alix Exemple", "Sortir à nouveau, même le soir.", "+1: Is more", "Coordinator (lead)"):
        assert said in printed.text
    for asked in ({"Accept_Language": "fr-CA, en;q=0.5"}, {}):
        french = await doors.lead.get(f"/v1/cases/{case['id']}/summary" + ("" if asked else "?language=fr"), **asked)
        assert french.headers["Content-Language"] == "fr"
        assert Printed(french.content).title == "Synthèse d'un accompagnement"
        assert Printed(french.content).language == "fr"


async def test_how_a_case_ended_stands_in_its_summary(doors: Doors) -> None:
    case = await _case(doors)
    ending = {"reason": "moved", "outcome": "partly_reached", "handed_over_to": str(doors.adviser.agency.id)}
    assert (await doors.lead.post(f"/v1/cases/{case['id']}/closure", ending)).status_code == 200
    text = Printed((await doors.lead.get(f"/v1/cases/{case['id']}/summary?language=fr")).content).text
    for said in ("Partiellement atteint", "Relais pris par: Office HLM", "Conservation à compter du"):
        assert said in text


async def test_foreign_and_invented_cases_are_the_same_404(doors: Doors) -> None:
    case = await _case(doors)
    answers = [await doors.adviser.get(f"/v1/cases/{case_id}/summary") for case_id in (case["id"], new_id())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() | {"instance": ""} == answers[1].json() | {"instance": ""}


async def test_a_language_that_is_not_spoken_here_is_pointed_at(doors: Doors) -> None:
    case = await _case(doors)
    refused = await doors.lead.get(f"/v1/cases/{case['id']}/summary?language=de")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/query/language"
