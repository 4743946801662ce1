"""Scene 2: a doctor leads a team of several agencies around people with long-term conditions. The list is ordered by
risk and by what is due, the team meets, somebody does what was decided, and hospital days are an outcome.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from deploy.demo.desk import Desk, Refused
from tests.journeys.coming_together import (
    SOON,
    a_case,
    a_panel,
    agenda,
    it_begins,
    puts,
    seat,
    share,
    shared,
    were_there,
)
from tests.journeys.conftest import Parcours

CAST = {
    "ines": ("ines.costa", "clinique"),
    "karim": ("karim.aziz", "clinique"),
    "nadia": ("nadia.belkacem", "social-valmont"),
    "paul": ("paul.morel", "social-valmont"),
    "lea": ("lea.martin", "entraide"),
    "awa": ("awa.diallo", "entraide"),
}


@pytest.fixture
async def desks(parcours: Parcours) -> Mapping[str, Desk]:
    """A clinic and social work share health; with the volunteers both share social matters alone."""
    desks = {name: await parcours.desk(*where) for name, where in CAST.items()}
    await share("Long-term conditions", ["identity", "social", "health"], desks["karim"], desks["paul"])
    await share("Going along", ["identity", "social"], desks["karim"], desks["paul"], desks["awa"])
    return desks


async def test_the_caseload_is_ordered_by_risk_and_by_what_is_due(desks: Mapping[str, Desk]) -> None:
    ines, nadia = desks["ines"], desks["nadia"]
    calm, urgent, dated = [await a_case(ines, nadia, category="health") for _ in range(3)]
    await ines.post(f"{calm}/risk-assessments", {"risk": "low"})
    await ines.post(f"{urgent}/risk-assessments", {"risk": "high", "reasons": ["isolation"]})
    for days, case in ((9, urgent), (2, dated)):
        due_on = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
        task = {"category": "health", "title": "Call", "due_on": due_on, "owner": seat(nadia)}
        await ines.post(f"{case}/tasks", task)
    ours = [one.rpartition("/")[2] for one in (urgent, calm, dated)]
    for desk in (ines, nadia):
        listed = [one["case_id"] for one in (await desk.get("/v1/worklist", limit="100"))["items"]]
        assert [one for one in listed if one in ours] == ours, "the riskiest first; whose risk nobody assessed, last"
    waiting = [one["case_id"] for one in (await nadia.get("/v1/tasks", kind="task", limit="100"))["items"]]
    assert [one for one in waiting if one in ours] == [ours[2], ours[0]], "what is due first is first"


async def test_the_team_meets_decides_and_sees_whether_it_worked(desks: Mapping[str, Desk]) -> None:
    ines, nadia, lea = desks["ines"], desks["nadia"], desks["lea"]
    case = await a_case(ines, nadia, lea, category="social")
    await ines.post(f"{case}/observations", stay("used", 12, "2026-01"))
    panel = await a_panel(ines, nadia, lea, starts_at=datetime.now(UTC) + SOON)
    heart = await puts(ines, case, panel, "health")
    walks = await puts(ines, case, panel, "social")
    assert (await agenda(nadia, panel), await agenda(lea, panel)) == ([heart, walks], [walks])
    await it_begins(ines, panel)
    await were_there(ines, panel, nadia, lea)
    for matter, category, title, owner in ((heart, "health", "Order the scales", nadia), (walks, "social", "Go", lea)):
        mine = {f"owner_{name}": value for name, value in seat(owner).items()}
        task = {"title": title, "due_on": "2030-01-31", **mine}
        decided = {"agenda_item_id": matter, "category": category, "text": "So be it.", "task": task}
        await ines.post(f"{case}/conference-decisions", decided)
    for desk, sees, does in ((nadia, 2, "Order the scales"), (lea, 1, "Go")):
        decisions = (await desk.get(f"{case}/conference-decisions"))["items"]
        assert [one["became"][0]["due_on"] for one in decisions] == ["2030-01-31"] * sees
        here = [
            one
            for one in (await desk.get("/v1/tasks", limit="100"))["items"]
            if one["case_id"] == case.rpartition("/")[2]
        ]
        assert [one["title"] for one in here] == [does]
    told = {(one["agenda_item_id"], one["worker_id"]) for one in await shared(ines, panel, 3)}
    assert told == {(matter, seat(who)["worker_id"]) for matter, who in ((heart, nadia), (walks, nadia), (walks, lea))}
    await ines.post(f"{case}/observations", {**stay("avoided", 9, "2026-02"), "basis": "same_person_before"})
    observed = (await nadia.get(f"{case}/outcomes"))["observed"]
    assert {one["effect"]: one["amount"] for one in observed} == {"used": 12, "avoided": 9}
    assert (await lea.get(f"{case}/outcomes"))["observed"] == [], "the volunteers are told nothing of health"
    with pytest.raises(Refused, match="404"):
        await lea.get(f"{case}/agenda-items/{heart}")


def stay(effect: str, days: int, month: str) -> dict[str, object]:
    """Days in hospital in a month."""
    dates = {"began_on": f"{month}-01", "ended_on": f"{month}-28"}
    said = {"category": "health", "source": "hospital_record", "measure": "hospital_days"}
    return {**said, "effect": effect, "amount": days, **dates}
