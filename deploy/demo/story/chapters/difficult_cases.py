"""Difficult cases: agencies meet, and each sees of the agenda what it may see anyway."""

from datetime import UTC, datetime, timedelta

from rich.table import Table

from deploy.demo.desk import Desk, Refused
from deploy.demo.story.telling import Story, joins, somebody


async def play(story: Story) -> None:
    """A panel is convened, matters are put on its agenda, and each participant reads their own."""
    story.begin("Difficult cases", "social work, housing and the house of justice meet every month.")
    nadia = await story.desk("nadia.belkacem", "social-valmont")
    lucie = await story.desk("lucie.petit", "habitat")
    hugo = await story.desk("hugo.lambert", "mediation")
    panel = await _a_panel(story, nadia, lucie, hugo)
    case = await _what_is_spoken_of(story, nadia, lucie, panel)
    await _what_each_reads(story, panel, (nadia, lucie, hugo))
    await _outside(story, lucie, hugo, panel, case)


async def _a_panel(story: Story, nadia: Desk, *others: Desk) -> str:
    story.tell("1. The panel is convened")
    starts_at = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=30)
    when = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat()}
    convened = await nadia.post("/v1/conferences", {**when, "place": "Town hall, second floor"})
    panel = f"/v1/conferences/{convened['id']}"
    for desk in others:
        asked = {"agency_id": str(desk.agency.id), "worker_id": str(desk.worker.id)}
        participant = await nadia.post(f"{panel}/participants", asked)
        await desk.post(f"{panel}/participants/{participant['id']}/acceptance")
    story.say("Nadia convenes; Lucie (housing) and Hugo (justice) accept. No person is named yet.")
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
