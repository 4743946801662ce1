"""Difficult cases: agencies meet, each sees of the agenda what it may see anyway, and what is decided is done."""

import asyncio
from datetime import UTC, datetime, timedelta

from rich.table import Table

from deploy.demo.desk import Desk, Refused
from deploy.demo.story.telling import Story, joins, somebody


async def play(story: Story) -> None:
    """A panel is convened, each participant reads their own, one is let in, and something is decided."""
    story.begin("Difficult cases", "social work, housing and the house of justice meet every month.")
    nadia = await story.desk("nadia.belkacem", "social-valmont")
    lucie = await story.desk("lucie.petit", "habitat")
    hugo = await story.desk("hugo.lambert", "mediation")
    story.tell("1. The panel is convened")
    in_five_days = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=5)
    panel = await _a_panel(in_five_days, nadia, lucie, hugo)
    story.say("Nadia convenes; Lucie (housing) and Hugo (justice) accept. No person is named yet.")
    case = await _what_is_spoken_of(story, nadia, lucie, panel)
    await _what_each_reads(story, panel, (nadia, lucie, hugo))
    await _outside(story, lucie, hugo, panel, case)
    await _let_in(story, nadia, hugo, panel, case)
    await _decided(story, nadia, lucie, case)


async def _a_panel(starts_at: datetime, nadia: Desk, *others: Desk) -> str:
    when = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat()}
    convened = await nadia.post("/v1/conferences", {**when, "place": "Town hall, second floor"})
    panel = f"/v1/conferences/{convened['id']}"
    for desk in others:
        asked = {"agency_id": str(desk.agency.id), "worker_id": str(desk.worker.id)}
        participant = await nadia.post(f"{panel}/participants", asked)
        await desk.post(f"{panel}/participants/{participant['id']}/acceptance")
    return panel


async def _what_is_spoken_of(story: Story, nadia: Desk, lucie: Desk, panel: str) -> str:
    story.tell("2. What is spoken of")
    person_id = await somebody(nadia, "Elias")
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person_id}], "category": "social"})
    case = f"/v1/cases/{opened['id']}"
    await joins(nadia, case, lucie, "housing_adviser")
    conference_id = panel.rpartition("/")[2]
    for category, topic, who in (
        ("housing", "Where he lives when the shelter closes", {"asked": "person"}),
        ("justice", "The hearing in spring", {"asked": "nobody", "not_asked_because": "person_wish"}),
    ):
        matter = {"conference_id": conference_id, "category": category, "topic": topic, **who}
        await nadia.post(f"{case}/agenda-items", matter)
    story.say("Two matters about Elias. Of each it stands written whether he was asked to come, or why not.")
    return case


async def _what_each_reads(story: Story, panel: str, desks: tuple[Desk, ...]) -> None:
    story.tell("3. One agenda, three readings")
    table = Table("reader", "matters", "what they are about")
    for desk in desks:
        matters = (await desk.get(f"{panel}/agenda"))["items"]
        topics = "; ".join(one["topic"] for one in matters)
        table.add_row(
            f"{desk.worker.name}, {desk.agency.name}", str(len(matters)), topics or "nothing: no ground for anybody"
        )
    story.show(table)
    story.say("A meeting is no ground. Justice matters do not flow under the agreement; Hugo knows of nobody here.")


async def _outside(story: Story, lucie: Desk, hugo: Desk, panel: str, case: str) -> None:
    story.tell("4. What leaves the system")
    calendar = await lucie.http.get(f"{panel}/calendar")
    place_told = "Town hall" in calendar.text
    story.say(f"Lucie's calendar learns when, and of whom nothing. Place told to it: {'yes' if place_told else 'no'}.")
    try:
        await hugo.get(f"{case}/agenda-items")
    except Refused as refused:
        story.say(f"Hugo asks for the case itself: {refused.status}, the same as for a case that was never opened.")


async def _let_in(story: Story, nadia: Desk, hugo: Desk, panel: str, case: str) -> None:
    story.tell("5. Who must hear it is let in, until it is over")
    given = await nadia.post(f"{await _seat(nadia, panel, hugo)}/access", {"case_id": case.rpartition("/")[2]})
    [matter] = (await hugo.get(f"{panel}/agenda"))["items"]
    story.say(f"Nadia leads the case, and lets Hugo in. Now he reads: {matter['topic']}.")
    story.say(f"Of {' and '.join(given['categories'])}, under the agreement; it ends by itself at {given['ends_at']}.")


async def _decided(story: Story, nadia: Desk, lucie: Desk, case: str) -> None:
    story.tell("6. What is decided is done by somebody, by a day")
    panel = await _a_panel(datetime.now(UTC) + timedelta(seconds=2), nadia, lucie)
    about = {"category": "housing", "conference_id": panel.rpartition("/")[2], "topic": "The flat", "asked": "person"}
    matter = await nadia.post(f"{case}/agenda-items", about)
    await asyncio.sleep(2.5)
    await nadia.post(f"{await _seat(nadia, panel, lucie)}/attendance", {"attendance": "attended"})
    owner = {"owner_agency_id": str(lucie.agency.id), "owner_worker_id": str(lucie.worker.id)}
    task = {"title": "Keep the flat for Elias", "due_on": "2030-06-01", **owner}
    body = {"agenda_item_id": matter["id"], "category": "housing", "text": "He moves in June.", "task": task}
    decided = await nadia.post(f"{case}/conference-decisions", body)
    listed = (await lucie.get("/v1/tasks", kind="task", limit="100"))["items"]
    [mine] = [one for one in listed if one["id"] == decided["task_id"]]
    story.say(f"On Lucie's list: {mine['title']}, by {mine['due_on']}.")
    category = await _first_shared(nadia, panel)
    story.say(f"What was shared with whom writes itself: to Lucie, about {category}, by her team.")


async def _first_shared(nadia: Desk, panel: str) -> str:
    """About what something was shared, once the register has heard who was there.

    Raises:
        TimeoutError: it has heard nothing for 15 seconds.
    """
    async with asyncio.timeout(15):
        while True:
            shared = (await nadia.get(f"{panel}/shared"))["items"]
            if shared:
                return str(shared[0]["category"])
            await asyncio.sleep(0.2)


async def _seat(nadia: Desk, panel: str, guest: Desk) -> str:
    """The address of the invitation by which somebody comes."""
    listed = (await nadia.get(f"{panel}/participants"))["items"]
    [one] = [one for one in listed if one["worker_id"] == str(guest.worker.id)]
    return f"{panel}/participants/{one['id']}"
