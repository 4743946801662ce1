"""Scene 14: agencies with different aims score their own goals, and the results can be compared."""

from typing import Any
from uuid import uuid4

import pytest

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk
from deploy.demo.plan_templates import TEMPLATES
from tests.journeys.conftest import Parcours

SHARED = ["identity", "social", "housing"]
SCALE = {name: f"What {name} means" for name in ("much_less", "less", "expected", "more", "much_more")}


async def an_agreement(paul: Desk, marc: Desk) -> None:
    parties = [{"agency_id": str(agency(desk.agency_key).id), "gives": True, "receives": True} for desk in (paul, marc)]
    body = {
        "municipality_id": str(demo_id("valmont")),
        "title": "Plans for people who need a home",
        "parties": parties,
        "categories": SHARED,
        "purposes": ["care-coordination"],
        "legal_basis": "e",
        "article": "Fictional Act § 12",
        "retention": "two years",
        "contact": "privacy office",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    written = await paul.post("/v1/agreements", body)
    for desk in (paul, marc):
        await desk.post(f"/v1/agreements/{written['id']}/signature")


async def a_case(nadia: Desk, lucie: Desk) -> str:
    """Led by the social worker, with the housing adviser on the team; its address."""
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa"}
    person = await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    asked = {"agency_id": str(agency("habitat").id), "worker_id": str(lucie.worker.id), "capacity": "housing_adviser"}
    invitation = await nadia.post(f"/v1/cases/{opened['id']}/invitations", asked)
    await lucie.post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
    return f"/v1/cases/{opened['id']}"


async def a_goal(desk: Desk, case: str, category: str, wording: str) -> str:
    body = {
        "category": category,
        "own_words": "I want a quiet place, and somebody to talk to.",
        "wording": wording,
        "owner": {"kind": "person"},
        "horizon": "months",
        "scale": SCALE,
        "baseline": -2,
    }
    return str((await desk.post(f"{case}/goals", body))["id"])


async def says(desk: Desk, case: str, goal_id: str, level: int, said_by: str = "worker") -> None:
    await desk.post(f"{case}/goals/{goal_id}/progress", {"level": level, "said_by": said_by})


async def scores(desk: Desk, case: str) -> dict[str, Any]:
    return dict((await desk.get(f"{case}/plan"))["scores"])


@pytest.fixture
async def desks(parcours: Parcours) -> tuple[Desk, Desk]:
    """The social worker and the housing adviser, whose agencies share."""
    paul, marc = await parcours.desk("paul.morel", "social-valmont"), await parcours.desk("marc.olivier", "habitat")
    await an_agreement(paul, marc)
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    return nadia, await parcours.desk("lucie.petit", "habitat")


async def test_two_agencies_score_their_goals_and_the_lead_reviews_what_came_of_them(desks: tuple[Desk, Desk]) -> None:
    nadia, lucie = desks
    case = await a_case(nadia, lucie)
    company = await a_goal(nadia, case, "social", "Sees other people every week")
    letters = await a_goal(nadia, case, "justice", "Reads letters from the court")
    home = await a_goal(lucie, case, "housing", "Has a tenancy and keeps it")
    await nadia.post(f"{case}/plan/versions")
    version = f"{case}/plan/versions/{(await nadia.get(f'{case}/plan'))['version']['id']}"
    await nadia.post(f"{version}/signatures", {"party": "lead", "answer": "agreed"})
    await lucie.post(f"{version}/signatures", {"party": "person", "answer": "agreed", "words": "Yes, that is it."})
    assert (await nadia.get(version))["state"] == "agreed"

    await nadia.post(f"{case}/plan/reviews", {"held_on": "2026-06-01", "next_review_on": "2026-09-01"})
    await says(nadia, case, company, 1)
    await says(nadia, case, letters, 0)
    await says(lucie, case, home, 1)
    await says(lucie, case, home, 0, "person")
    assert (await nadia.get(f"{case}/goals/{home}"))["in_disagreement"]
    assert await scores(lucie, case) == {"at_first": 25.2, "by_worker": 62.4, "by_person": 50.0}
    assert await scores(nadia, case) == {"at_first": 22.6, "by_worker": 59.1, "by_person": 50.0}

    await nadia.post(f"{case}/plan/reviews", {"held_on": "2026-09-01", "summary": "It works."})
    review = f"{case}/plan/reviews/{(await nadia.get(f'{case}/plan'))['review']['id']}"
    changed = {line["goal_id"]: line for line in (await lucie.get(f"{review}/changes"))["items"]}
    assert changed.keys() == {company, home}
    assert (changed[home]["before"]["by_worker"], changed[home]["now"]["by_worker"]) == (None, 1)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: str(one["target_group"]))
async def test_a_plan_begins_with_the_template_of_each_group(
    parcours: Parcours, desks: tuple[Desk, Desk], template: dict[str, Any]
) -> None:
    nadia, lucie = desks
    paul = await parcours.desk("paul.morel", "social-valmont")
    written = await paul.post("/v1/plan-templates", {"municipality_id": str(demo_id("valmont")), **template})
    listed = await lucie.get("/v1/plan-templates", target_group=str(template["target_group"]))
    assert written["id"] in {one["id"] for one in listed["items"]}
    case = await a_case(nadia, lucie)
    begun = await nadia.post(f"{case}/plan/templates", {"template_id": written["id"], "begins_on": "2026-03-02"})
    goals, actions = (await nadia.get(f"{case}/goals"))["items"], (await nadia.get(f"{case}/actions"))["items"]
    assert [one["id"] for one in goals] == begun["goal_ids"]
    assert [one["wording"] for one in goals] == [one["wording"] for one in template["goals"]]
    assert [one["title"] for one in actions] == [one["title"] for goal in template["goals"] for one in goal["actions"]]
