"""Conferences as they are asked over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.conferences.meetings import NEXT_YEAR
from tests.cases.doors import Doors

BEGIN = Statement("UPDATE conference SET starts_at = now() - interval '1 minute' WHERE id = :id")
WHEN = {"starts_at": NEXT_YEAR.isoformat(), "ends_at": (NEXT_YEAR + timedelta(hours=1)).isoformat()}
MATTER = {"category": "housing", "topic": "Where does he live in May?", "asked": "person"}


def read(content: bytes) -> Calendar:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    return calendar


@pytest.fixture
async def case_id(doors: Doors) -> str:
    """A case with the lead and the adviser on its team."""
    await doors.share("identity", "social", "housing")
    case_id: str = (await doors.case())["id"]
    await doors.joins(case_id, doors.adviser)
    return case_id


@pytest.fixture
async def conference(doors: Doors) -> dict[str, Any]:
    convened: dict[str, Any] = await doors.lead.made("/v1/conferences", {**WHEN, "place": "Room 3"})
    return convened


async def test_a_conference_is_convened_changed_and_cancelled(doors: Doors) -> None:
    convened = await doors.lead.post("/v1/conferences", {**WHEN, "link": "https://call.example.org/a"})
    assert (convened.status_code, convened.headers["ETag"]) == (201, '"1"')
    path, shown = convened.headers["Location"], convened.json()
    assert path == f"/v1/conferences/{shown['id']}"
    assert (shown["state"], shown["time_zone"]) == ("planned", "Europe/Paris")
    assert (await doors.lead.get(path)).json() == shown
    assert (await doors.adviser.get(path)).status_code == 404
    assert (await doors.lead.ask("PATCH", path, {"place": "Room 5"})).status_code == 428
    assert (await doors.lead.ask("PATCH", path, {"place": "Room 5"}, If_Match='"7"')).status_code == 412
    changed = await doors.lead.ask("PATCH", path, {"place": "Room 5", "link": None}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json()["place"], changed.json()["link"]) == ("Room 5", None)
    cancelled = await doors.lead.post(f"{path}/cancellation", {"reason": "person_wish"})
    assert (cancelled.json()["state"], cancelled.json()["cancelled_because"]) == ("cancelled", "person_wish")
    late = await doors.lead.post(f"{path}/cancellation", {"reason": "other"}, Accept_Language="fr")
    assert (late.status_code, late.json()["detail"]) == (409, "Cette réunion est passée ou annulée.")


async def test_what_cannot_be_is_pointed_at(doors: Doors) -> None:
    past = {"starts_at": "2020-01-01T09:00:00Z", "ends_at": "2020-01-01T10:00:00Z"}
    refused = [
        await doors.lead.post("/v1/conferences", past),
        await doors.lead.post("/v1/conferences", {**WHEN, "municipality_id": str(new_id())}),
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    pointers = [answer.json()["errors"][0]["pointer"] for answer in refused]
    assert pointers == ["#/starts_at", "#/municipality_id"]


async def test_others_are_invited_and_answer(doors: Doors, conference: dict[str, Any]) -> None:
    where = f"/v1/conferences/{conference['id']}/participants"
    assert (await doors.lead.post(where, {"agency_id": str(new_id())})).status_code == 422
    invited = await doors.lead.post(where, {"agency_id": str(doors.adviser.agency.id)})
    path = invited.headers["Location"]
    assert (invited.status_code, invited.json()["state"], invited.json()["worker_id"]) == (201, "invited", None)
    assert (await doors.lead.post(f"{path}/acceptance", None)).status_code == 403
    accepted = (await doors.adviser.post(f"{path}/acceptance", None)).json()
    assert (accepted["state"], accepted["worker_id"]) == ("accepted", str(doors.adviser.worker.id))
    declined = await doors.adviser.post(f"{path}/decline", {"reason": "not_free"})
    assert (declined.status_code, declined.json()["reason"]) == (200, "not_free")
    assert (await doors.adviser.get(path)).json() == declined.json()
    listed = (await doors.adviser.get(f"{where}?limit=1")).json()
    assert [one["state"] for one in listed["items"]] == ["accepted"], "whoever convenes comes"
    following = (await doors.adviser.get(f"{where}?limit=1&after={listed['next']}")).json()
    assert [one["state"] for one in following["items"]] == ["declined"]
    withdrawn = await doors.lead.post(f"{path}/withdrawal", None)
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert (await doors.adviser.get(path)).status_code == 404


async def test_a_matter_is_put_on_the_agenda_changed_and_taken_off(
    doors: Doors, case_id: str, conference: dict[str, Any]
) -> None:
    body, agenda = {**MATTER, "conference_id": conference["id"]}, f"/v1/conferences/{conference['id']}/agenda"
    put = await doors.lead.post(f"/v1/cases/{case_id}/agenda-items", body)
    path = put.headers["Location"]
    assert (put.status_code, put.headers["ETag"], put.json()["conference_id"]) == (201, '"1"', conference["id"])
    assert (await doors.lead.get(agenda)).json()["items"] == [put.json()]
    assert (await doors.adviser.get(agenda)).status_code == 404, "the adviser takes no part"
    assert (await doors.adviser.get(path)).json() == put.json() | {"conference_id": None}
    assert (await doors.adviser.get(f"/v1/cases/{case_id}/agenda-items")).json()["items"][0]["id"] == put.json()["id"]
    changed = await doors.lead.ask("PATCH", path, {"topic": "With whom?"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["topic"], changed.headers["ETag"]) == (200, "With whom?", '"2"')
    [earlier] = (await doors.adviser.get(f"{path}/versions")).json()["items"]
    assert earlier["content"]["topic"] == MATTER["topic"]
    assert "conference_id" not in earlier["content"]
    assert (await doors.lead.post(f"{path}/withdrawal", None)).json()["state"] == "taken_off"
    unsaid = await doors.lead.post(f"/v1/cases/{case_id}/agenda-items", {**body, "asked": "nobody"})
    assert (unsaid.status_code, unsaid.json()["errors"][0]["pointer"]) == (422, "#/not_asked_because")


async def test_a_calendar_is_told_when_and_of_nobody(doors: Doors, conference: dict[str, Any]) -> None:
    path = f"/v1/conferences/{conference['id']}"
    asked = await doors.lead.get(f"{path}/calendar", Accept_Language="fr")
    assert (asked.status_code, asked.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    [event] = read(asked.content).walk("VEVENT")
    assert (event["uid"], event.get("dtstart").dt, event["summary"]) == (conference["id"], NEXT_YEAR, "Réunion")
    assert "Room 3" not in asked.text
    assert (await doors.adviser.get(f"{path}/calendar")).status_code == 404
    await doors.lead.post(f"{path}/cancellation", {"reason": "other"})
    cancelled = read((await doors.lead.get(f"{path}/calendar")).content)
    assert (cancelled["method"], cancelled.walk("VEVENT")[0]["sequence"]) == ("CANCEL", 1)


async def test_the_same_key_acts_once(doors: Doors, case_id: str) -> None:
    key = new_id().hex
    convened = [await doors.lead.post("/v1/conferences", WHEN, Idempotency_Key=key) for _ in range(2)]
    assert convened[0].json() == convened[1].json()
    assert len((await doors.lead.get("/v1/conferences")).json()["items"]) == 1
    body = {**MATTER, "conference_id": convened[0].json()["id"]}
    put = [await doors.lead.post(f"/v1/cases/{case_id}/agenda-items", body, Idempotency_Key=key) for _ in range(2)]
    assert put[0].json() == put[1].json()
    assert len((await doors.lead.get(f"/v1/cases/{case_id}/agenda-items")).json()["items"]) == 1


async def test_conferences_continue_page_by_page(doors: Doors) -> None:
    made = [
        (await doors.lead.made("/v1/conferences", {"starts_at": at.isoformat(), "ends_at": end.isoformat()}))["id"]
        for at, end in ((NEXT_YEAR + timedelta(days=day), NEXT_YEAR + timedelta(days=day, hours=1)) for day in range(3))
    ]
    first = (await doors.lead.get("/v1/conferences?limit=2")).json()
    rest = (await doors.lead.get(f"/v1/conferences?limit=2&after={first['next']}")).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == made[::-1]
    assert rest["next"] is None


async def test_who_may_see_what_is_told_before_one_meets(
    doors: Doors, case_id: str, conference: dict[str, Any]
) -> None:
    path = f"/v1/conferences/{conference['id']}"
    await doors.lead.made(f"{path}/participants", {"agency_id": str(doors.adviser.agency.id)})
    body = {**MATTER, "conference_id": conference["id"]}
    matter = await doors.lead.made(f"/v1/cases/{case_id}/agenda-items", body)
    answer = await doors.lead.get(f"{path}/disclosure")
    assert (answer.status_code, answer.json()["purpose"], answer.json()["next"]) == (200, "care-coordination", None)
    [told] = answer.json()["items"]
    assert (told["agenda_item_id"], told["is_complete"]) == (matter["id"], True)
    shown = {one["agency_id"]: (one["sees"], one["people"][0]["withheld_because"]) for one in told["participants"]}
    assert shown == {
        str(doors.lead.agency.id): (True, None),
        str(doors.adviser.agency.id): (False, "no_ground"),
    }, "whoever of the agency comes is not the one on the team"


async def test_what_was_said_is_written_signed_and_corrected(
    doors: Doors, case_id: str, conference: dict[str, Any], served_owner: Database
) -> None:
    path, here = f"/v1/conferences/{conference['id']}", f"/v1/cases/{case_id}"
    matter = await doors.lead.made(f"{here}/agenda-items", {**MATTER, "conference_id": conference["id"]})
    body = {"agenda_item_id": matter["id"], "category": "housing", "text": "From June."}
    assert (await doors.lead.post(f"{here}/conference-minutes", body)).json()["state"] == "planned"
    async with served_owner.work(TaskActor("clock")) as work:
        await work.run(BEGIN, id=UUID(conference["id"]))
    written = await doors.lead.post(f"{here}/conference-minutes", body)
    where = written.headers["Location"]
    assert (written.status_code, written.headers["ETag"], written.json()["signatures"]) == (201, '"1"', [])
    assert (await doors.adviser.get(where)).json() == written.json(), "they see the matter, and take no part"
    assert (await doors.lead.post(f"{where}/signatures", {"version": 1})).status_code == 403
    [seat] = (await doors.lead.get(f"{path}/participants")).json()["items"]
    there = await doors.lead.post(f"{path}/participants/{seat['id']}/attendance", {"attendance": "attended"})
    assert (there.status_code, there.json()["attendance"]) == (200, "attended")
    assert (await doors.lead.get(f"{path}/shared")).json() == {"items": [], "next": None}, "nobody else was there"
    person = f"/v1/persons/{doors.person_id}/shared-in-conferences"
    assert (await doors.lead.get(person)).json() == {"items": [], "next": None}
    stranger = await doors.agency("Clinique", Sector.HEALTH)
    assert (await stranger.get(person)).status_code == 404
    signed = await doors.lead.post(f"{where}/signatures", {"version": 1})
    assert [one["worker_id"] for one in signed.json()["signatures"]] == [str(doors.lead.worker.id)]
    assert (await doors.lead.post(f"{where}/signatures", {"version": 2})).status_code == 412
    corrected = await doors.lead.ask("PATCH", where, {"text": "From July."}, If_Match='"1"')
    assert (corrected.json()["signatures"], corrected.headers["ETag"]) == ([], '"2"')
    [earlier] = (await doors.adviser.get(f"{where}/versions")).json()["items"]
    assert earlier["content"] == {"text": "From June."}
    [listed] = (await doors.adviser.get(f"{here}/conference-minutes")).json()["items"]
    assert listed == (await doors.adviser.get(where)).json()


async def test_what_was_decided_is_written_with_who_does_it(
    doors: Doors, case_id: str, conference: dict[str, Any], served_owner: Database
) -> None:
    here = f"/v1/cases/{case_id}"
    matter = await doors.lead.made(f"{here}/agenda-items", {**MATTER, "conference_id": conference["id"]})
    async with served_owner.work(TaskActor("clock")) as work:
        await work.run(BEGIN, id=UUID(conference["id"]))
    task = {"title": "Keep it", "due_on": "2030-06-01", "owner_agency_id": str(doors.adviser.agency.id)}
    body = {"agenda_item_id": matter["id"], "category": "housing", "text": "He moves in June.", "task": task}
    written = await doors.lead.post(f"{here}/conference-decisions", body)
    where, decided = written.headers["Location"], written.json()
    assert (written.status_code, written.headers["ETag"]) == (201, '"1"')
    [became] = decided["became"]
    assert (became["id"], became["owner_agency_id"], became["due_on"]) == (
        decided["task_id"],
        task["owner_agency_id"],
        task["due_on"],
    )
    assert (await doors.adviser.get(f"{here}/tasks/{became['id']}")).json()["title"] == task["title"]
    corrected = await doors.lead.ask("PATCH", where, {"task_id": None}, If_Match='"1"')
    assert (corrected.json()["became"], corrected.headers["ETag"]) == ([], '"2"')
    [earlier] = (await doors.adviser.get(f"{where}/versions")).json()["items"]
    assert earlier["content"] == {"text": body["text"]}
    [listed] = (await doors.adviser.get(f"{here}/conference-decisions")).json()["items"]
    assert (listed["id"], listed["version"]) == (decided["id"], 2)


async def test_a_case_is_put_before_the_panel_of_the_month(doors: Doors, case_id: str) -> None:
    body = {"title": "Difficult cases", "week": "second", "weekday": "thursday", "begins_at": "14:00", "minutes": 120}
    elsewhere = await doors.lead.post("/v1/conference-series", {**body, "begins_at": "14:00:00+02:00"})
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["pointer"]) == (422, "#/begins_at")
    begun = await doors.lead.post("/v1/conference-series", body)
    where, panel = begun.headers["Location"], begun.json()
    assert (begun.status_code, panel["minutes"], panel["ended_at"]) == (201, 120, None)
    assert (await doors.adviser.get(where)).json() == panel, "the town knows it"
    assert (await doors.adviser.get("/v1/conference-series")).json()["items"] == [panel]
    why = {"category": "housing", "topic": "Who takes it on?", "asked": "nobody", "series_id": panel["id"]}
    path = f"/v1/cases/{case_id}/escalations"
    assert (await doors.adviser.post(path, {**why, "reason": "nothing_moves"})).status_code == 422, "why nobody?"
    put = await doors.adviser.post(path, {**why, "reason": "nothing_moves", "not_asked_because": "person_wish"})
    assert (put.status_code, put.json()["escalated_because"]) == (201, "nothing_moves")
    assert put.json()["starts_at"] == panel["next_starts_at"]
    assert (await doors.lead.get(put.headers["Location"])).json()["escalated_because"] == "nothing_moves"
    assert (await doors.lead.ask("PATCH", where, {"minutes": 90})).status_code == 428
    assert (await doors.adviser.ask("PATCH", where, {"minutes": 90}, If_Match='"1"')).status_code == 403
    assert (await doors.lead.ask("PATCH", where, {"title": None}, If_Match='"1"')).status_code == 422
    body = {"minutes": 90, "weekday": "tuesday", "link": "https://example.org/call"}
    changed = await doors.lead.ask("PATCH", where, body, If_Match=begun.headers["ETag"])
    assert (changed.status_code, changed.headers["ETag"], changed.json()["minutes"]) == (200, '"2"', 90)
    assert changed.json()["next_starts_at"] == panel["next_starts_at"], "the one that is planned takes place as it is"
    assert (await doors.adviser.post(f"{where}/end", {})).status_code == 403
    ended = (await doors.lead.post(f"{where}/end", {})).json()
    assert (ended["next_starts_at"], ended["ended_at"] is None) == (None, False)
    assert (await doors.adviser.get("/v1/conference-series")).json()["items"] == []
