"""Scene 3: agencies come together every month and speak of difficult cases; each sees of the agenda what is theirs."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from icalendar import Calendar

from deploy.demo.desk import Desk, Refused
from tests.journeys.coming_together import (
    SOON,
    a_case,
    a_panel,
    agenda,
    changes,
    invitation_of,
    it_begins,
    person_of,
    puts,
    seat,
    share,
    shared,
    were_there,
)
from tests.journeys.conftest import Parcours
from tests.journeys.own_front_end import signed_in_with_code

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
    await share("Difficult cases", ["identity", "social", "housing"], desks["paul"], desks["marc"])
    return desks


async def test_of_one_agenda_each_agency_sees_what_it_may_see_anyway(desks: Mapping[str, Desk]) -> None:
    nadia, lucie, emma = desks["nadia"], desks["lucie"], desks["emma"]
    together, alone = await a_case(nadia, lucie), await a_case(nadia)
    panel = await a_panel(nadia, lucie, emma, starts_at=STARTS_AT)
    home = await puts(nadia, together, panel, "housing")
    justice = await puts(nadia, together, panel, "justice", asked="nobody", not_asked_because="person_wish")
    other = await puts(nadia, alone, panel, "housing")
    back = await puts(lucie, together, panel, "social")
    assert await agenda(nadia, panel) == [home, justice, other, back]
    assert await agenda(lucie, panel) == [home, back]
    assert await agenda(emma, panel) == [], "the school comes, and has no ground for anybody"
    with pytest.raises(Refused, match="404"):
        await emma.get(f"{together}/agenda-items/{home}")


async def test_a_calendar_outside_learns_when_and_that_it_is_off(desks: Mapping[str, Desk]) -> None:
    nadia, lucie = desks["nadia"], desks["lucie"]
    case, panel = await a_case(nadia, lucie), await a_panel(nadia, lucie, starts_at=STARTS_AT)
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


async def refuses(parcours: Parcours, nadia: Desk, case: str, minutes_id: str) -> None:
    """The person signs in, reads what was said of them, and says why they do not sign it."""
    account = await nadia.post(f"{await person_of(nadia, case)}/accounts", {})
    async with httpx.AsyncClient(base_url=parcours.url, trust_env=False, timeout=15) as browser:
        me = await signed_in_with_code(browser, account)
        (read,) = (await me.reads("/v1/my/minutes"))["items"]
        assert (read["id"], read["text"]) == (minutes_id, "The flat is free in June.")
        refusal = {"version": read["version"], "answer": "refused", "words": "Not in June."}
        await me.writes(f"/v1/my/minutes/{minutes_id}/signature", refusal)


async def test_what_is_decided_is_signed_done_and_known_by_whom(parcours: Parcours, desks: Mapping[str, Desk]) -> None:
    nadia, lucie, emma = desks["nadia"], desks["lucie"], desks["emma"]
    case = await a_case(nadia, lucie)
    panel = await a_panel(nadia, lucie, emma, starts_at=datetime.now(UTC) + SOON)
    matter = await puts(nadia, case, panel, "housing")
    [told] = (await nadia.get(f"{panel}/disclosure"))["items"]
    sees = {one["agency_id"]: one["sees"] for one in told["participants"]}
    assert sees == {seat(nadia)["agency_id"]: True, seat(lucie)["agency_id"]: True, seat(emma)["agency_id"]: False}
    await it_begins(nadia, panel)
    await were_there(nadia, panel, lucie, emma)
    about = {"agenda_item_id": matter, "category": "housing"}
    minutes = await nadia.post(f"{case}/conference-minutes", {**about, "text": "The flat is free in June."})
    where = f"{case}/conference-minutes/{minutes['id']}"
    signed = await lucie.post(f"{where}/signatures", {"version": 1})
    assert [one["worker_id"] for one in signed["signatures"]] == [seat(lucie)["worker_id"]]
    with pytest.raises(Refused, match="404"):
        await emma.post(f"{where}/signatures", {"version": 1})
    await refuses(parcours, nadia, case, minutes["id"])
    assert [one["words"] for one in (await lucie.get(where))["answers"]] == ["Not in June."]
    lucies = {f"owner_{name}": value for name, value in seat(lucie).items()}
    task = {"title": "Keep the flat", "due_on": "2030-06-01", **lucies}
    decided = await nadia.post(f"{case}/conference-decisions", {**about, "text": "He moves in June.", "task": task})
    [waits] = [one for one in (await lucie.get("/v1/tasks", limit="100"))["items"] if one["id"] == decided["task_id"]]
    assert (waits["title"], waits["due_on"]) == (task["title"], task["due_on"])
    await changes(lucie, f"{case}/tasks/{waits['id']}", {"state": "done"})
    decision = await nadia.get(f"{case}/conference-decisions/{decided['id']}")
    assert [one["state"] for one in decision["became"]] == ["done"]
    [known] = await shared(nadia, panel, 1)
    assert (known["agenda_item_id"], known["worker_id"]) == (matter, seat(lucie)["worker_id"])
    assert known["grounds"] == [f"team:{case.rpartition('/')[2]}"]
    assert (await emma.get(f"{panel}/shared"))["items"] == []


async def test_who_is_let_in_for_the_meeting_is_out_with_it(desks: Mapping[str, Desk]) -> None:
    nadia, lucie, emma = desks["nadia"], desks["lucie"], desks["emma"]
    case, starts_at = await a_case(nadia), datetime.now(UTC) + timedelta(days=1)
    panel = await a_panel(nadia, lucie, emma, starts_at=starts_at)
    matter = await puts(nadia, case, panel, "housing")
    let_in = {"case_id": case.rpartition("/")[2]}
    for guest, categories in ((lucie, ["housing", "identity"]), (emma, [])):
        given = await nadia.post(f"{await invitation_of(nadia, panel, guest)}/access", let_in)
        assert given["categories"] == categories, "the school shares no agreement"
    assert (await agenda(lucie, panel), await agenda(emma, panel)) == ([matter], [])
    person = await person_of(nadia, case)
    for hours, grounds in ((2, {"authorship", "team"}), (3, {"authorship"})):
        at = (starts_at + timedelta(hours=hours)).isoformat()
        grants = (await nadia.get(f"{person}/grants", at=at))["items"]
        assert {one["ground_kind"] for one in grants} == grounds, "an hour after the end, whoever closes it or not"
    await nadia.post(f"{panel}/cancellation", {"reason": "other"})
    with pytest.raises(Refused, match="404"):
        await lucie.get(case)


async def test_whoever_may_see_a_case_puts_it_before_the_panel_of_the_month(desks: Mapping[str, Desk]) -> None:
    nadia, lucie, emma = desks["nadia"], desks["lucie"], desks["emma"]
    case, when = await a_case(nadia, lucie), {"week": "second", "weekday": "thursday", "begins_at": "14:00:00"}
    body = {"title": "Panel on difficult cases", **when, "minutes": 120}
    series = await nadia.post("/v1/conference-series", body)
    why = {"category": "housing", "topic": "Nobody takes it on.", "asked": "person", "reason": "nobody_takes_it_on"}
    put = await lucie.post(f"{case}/escalations", {**why, "series_id": series["id"]})
    assert put["starts_at"] == series["next_starts_at"]
    panel = f"/v1/conferences/{put['conference_id']}"
    await emma.post(f"{await asked_as_well(nadia, panel, emma)}/acceptance")
    assert (await agenda(nadia, panel), await agenda(lucie, panel)) == ([put["id"]], [put["id"]])
    assert await agenda(emma, panel) == []


async def asked_as_well(convener: Desk, panel: str, guest: Desk) -> str:
    """The address of somebody's invitation."""
    return f"{panel}/participants/{(await convener.post(f'{panel}/participants', seat(guest)))['id']}"


async def calendar(desk: Desk, panel: str) -> Calendar:
    answer: httpx.Response = await desk.http.get(f"{panel}/calendar")
    assert "Town hall" not in answer.text
    read = Calendar.from_ical(answer.content)
    assert isinstance(read, Calendar)
    return read
