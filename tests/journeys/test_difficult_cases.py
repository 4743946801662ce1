"""Scene 3: agencies come together every month and speak of difficult cases; each sees of the agenda what is theirs."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from icalendar import Calendar

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk, Refused
from tests.journeys.conftest import Parcours

STARTS_AT = datetime(datetime.now(UTC).year + 1, 7, 1, 8, tzinfo=UTC)
CAST = {
    "nadia": ("nadia.belkacem", "social-valmont"),
    "paul": ("paul.morel", "social-valmont"),
    "lucie": ("lucie.petit", "habitat"),
    "marc": ("marc.olivier", "habitat"),
    "emma": ("emma.leroy", "ecoles"),
}


@pytest.fixture
async def desks(parcours: Parcours) -> Mapping[str, Desk]:
    """Social work, housing and schools; the first two share social matters and housing."""
    desks = {name: await parcours.desk(*where) for name, where in CAST.items()}
    signing = [desks["paul"], desks["marc"]]
    body = {
        "municipality_id": str(demo_id("valmont")),
        "title": "Difficult cases",
        "parties": [{"agency_id": str(agency(one.agency_key).id), "gives": True, "receives": True} for one in signing],
        "categories": ["identity", "social", "housing"],
        "purposes": ["care-coordination"],
        "legal_basis": "e",
        "article": "Fictional Act § 12",
        "retention": "two years",
        "contact": "privacy office",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    written = await signing[0].post("/v1/agreements", body)
    for desk in signing:
        await desk.post(f"/v1/agreements/{written['id']}/signature")
    return desks


async def a_case(nadia: Desk, *team: Desk) -> str:
    """About somebody new, with these on its team; its address."""
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa"}
    person = await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    for desk in team:
        asked = {"agency_id": str(agency(desk.agency_key).id), "worker_id": str(desk.worker.id), "capacity": "other"}
        invitation = await nadia.post(f"/v1/cases/{opened['id']}/invitations", asked)
        await desk.post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
    return f"/v1/cases/{opened['id']}"


async def a_panel(nadia: Desk, *others: Desk) -> str:
    """Convened by the social worker; the others say yes. Its address."""
    when = {"starts_at": STARTS_AT.isoformat(), "ends_at": (STARTS_AT + timedelta(hours=2)).isoformat()}
    panel = f"/v1/conferences/{(await nadia.post('/v1/conferences', {**when, 'place': 'Town hall'}))['id']}"
    for desk in others:
        asked = {"agency_id": str(agency(desk.agency_key).id), "worker_id": str(desk.worker.id)}
        participant = await nadia.post(f"{panel}/participants", asked)
        await desk.post(f"{panel}/participants/{participant['id']}/acceptance")
    return panel


async def puts(desk: Desk, case: str, panel: str, category: str, **more: Any) -> str:
    body = {"conference_id": panel.rpartition("/")[2], "category": category, "topic": "What now?", "asked": "person"}
    return str((await desk.post(f"{case}/agenda-items", {**body, **more}))["id"])


async def agenda(desk: Desk, panel: str) -> list[str]:
    return [one["id"] for one in (await desk.get(f"{panel}/agenda"))["items"]]


async def test_of_one_agenda_each_agency_sees_what_it_may_see_anyway(desks: Mapping[str, Desk]) -> None:
    nadia, lucie, emma = desks["nadia"], desks["lucie"], desks["emma"]
    shared, alone = await a_case(nadia, lucie), await a_case(nadia)
    panel = await a_panel(nadia, lucie, emma)
    home = await puts(nadia, shared, panel, "housing")
    justice = await puts(nadia, shared, panel, "justice", asked="nobody", not_asked_because="person_wish")
    other = await puts(nadia, alone, panel, "housing")
    back = await puts(lucie, shared, panel, "social")
    assert await agenda(nadia, panel) == [home, justice, other, back]
    assert await agenda(lucie, panel) == [home, back]
    assert await agenda(emma, panel) == [], "the school comes, and has no ground for anybody"
    with pytest.raises(Refused, match="404"):
        await emma.get(f"{shared}/agenda-items/{home}")


async def test_a_calendar_outside_learns_when_and_that_it_is_off(desks: Mapping[str, Desk]) -> None:
    nadia, lucie = desks["nadia"], desks["lucie"]
    case, panel = await a_case(nadia, lucie), await a_panel(nadia, lucie)
    matter = await puts(nadia, case, panel, "housing")
    asked = await calendar(lucie, panel)
    [event] = asked.walk("VEVENT")
    assert (asked["method"], event["sequence"], event.get("dtstart").dt) == ("REQUEST", 0, STARTS_AT)
    assert event.get("dtstart").params["TZID"] == "Europe/Paris"
    await nadia.post(f"{panel}/cancellation", {"reason": "too_few_can_come"})
    cancelled = await calendar(lucie, panel)
    assert (cancelled["method"], cancelled.walk("VEVENT")[0]["sequence"]) == ("CANCEL", 1)
    assert (await lucie.get(f"{case}/agenda-items/{matter}"))["conference_state"] == "cancelled"
    with pytest.raises(Refused, match="409"):
        await puts(lucie, case, panel, "housing")


async def calendar(desk: Desk, panel: str) -> Calendar:
    answer: httpx.Response = await desk.http.get(f"{panel}/calendar")
    assert "Town hall" not in answer.text
    read = Calendar.from_ical(answer.content)
    assert isinstance(read, Calendar)
    return read
