"""An integrated team: nurses, social workers and volunteers look after one person, and each other's work."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.table import Table

from deploy.demo.desk import Desk
from deploy.demo.story.telling import Story, joins, somebody


@dataclass(frozen=True)
class Team:
    """Who plays."""

    ines: Desk
    nadia: Desk
    lea: Desk


async def play(story: Story) -> None:
    """A plan in the person's own words, work that nobody forgets, one thread, and what it avoided."""
    story.begin("An integrated team", "a nurse leads, a social worker and a volunteer of two other agencies help.")
    team = Team(
        ines=await story.desk("ines.costa", "clinique"),
        nadia=await story.desk("nadia.belkacem", "social-valmont"),
        lea=await story.desk("lea.martin", "entraide"),
    )
    case = await _a_team_forms(story, team)
    goal = await _a_plan_is_agreed(story, team, case)
    await _what_each_must_do(story, team, case, goal)
    await _one_thread(story, team, case)
    await _who_stands_in(story, team)
    await _what_it_avoided(story, team, case)


async def _a_team_forms(story: Story, team: Team) -> str:
    story.tell("1. Three agencies, one team")
    person_id = await somebody(team.ines, "Marguerite")
    opened = await team.ines.post(
        "/v1/cases",
        {"persons": [{"person_id": person_id}], "category": "health", "title": "At home after the hospital"},
    )
    case = f"/v1/cases/{opened['id']}"
    await team.ines.post(f"{case}/risk-assessments", {"risk": "high", "reasons": ["isolation"]})
    await joins(team.ines, case, team.nadia, "social_worker")
    await joins(team.ines, case, team.lea, "volunteer")
    listed = (await team.lea.get("/v1/worklist", limit="200"))["items"]
    risk = next(one["risk"] for one in listed if case.endswith(one["case_id"]))
    story.say(f"Inès leads; Nadia and Léa accept. It stands on Léa's list, with its risk: {risk}.")
    return case


async def _a_plan_is_agreed(story: Story, team: Team, case: str) -> str:
    story.tell("2. What the person wants, in her words")
    goal = await team.nadia.post(
        f"{case}/goals",
        {
            "category": "social",
            "own_words": "I want to sleep in my own bed and hear the piano on Sundays.",
            "wording": "Lives at home, and sees others every week",
            "owner": {"kind": "person"},
            "horizon": "months",
            "scale": {
                "much_less": "Moved out against her wish",
                "less": "At home, alone all week",
                "expected": "At home, sees somebody every week",
                "more": "Goes out once a week",
                "much_more": "Plays for others on Sundays",
            },
            "baseline": -1,
        },
    )
    await team.ines.post(f"{case}/plan/versions")
    version = f"{case}/plan/versions/{(await team.ines.get(f'{case}/plan'))['version']['id']}"
    await team.ines.post(f"{version}/signatures", {"party": "lead", "answer": "agreed"})
    words = {"party": "person", "answer": "agreed", "words": "If the piano stays."}
    await team.ines.post(f"{version}/signatures", words)
    story.say(f"The plan is {(await team.ines.get(version))['state']}, by her and by the lead, each with its time.")
    return str(goal["id"])


async def _what_each_must_do(story: Story, team: Team, case: str, goal: str) -> None:
    story.tell("3. Who does what by when")
    today = datetime.now(UTC).date()
    for desk, category, title, days in (
        (team.lea, "social", "Go along to the music school on Sunday", 5),
        (team.nadia, "housing", "Ask for a rail beside the stairs", 12),
    ):
        owner = {"kind": "worker", "id": str(desk.worker.id), "agency_id": str(desk.agency.id)}
        due_on = (today + timedelta(days=days)).isoformat()
        action = {"category": category, "goal_id": goal, "title": title, "owner": owner, "due_on": due_on}
        await team.nadia.post(f"{case}/actions", action)
    task = {
        "category": "health",
        "title": "Look at the new pills together",
        "owner": {"agency_id": str(team.ines.agency.id)},
    }
    await team.ines.post(f"{case}/tasks", {**task, "due_on": (today - timedelta(days=1)).isoformat()})
    for desk, of in ((team.lea, "me"), (team.nadia, "me"), (team.ines, "agency")):
        await _list(story, desk, of, case)


async def _list(story: Story, desk: Desk, of: str, case: str) -> None:
    listed = (await desk.get("/v1/tasks", of=of, limit="200"))["items"]
    here = [one for one in listed if f"/v1/cases/{one['case_id']}" == case]
    table = Table(f"{desk.worker.name}: {of}", "due", "risk")
    for one in here:
        due = f"{one['due_on'] or 'no date'}{' (overdue)' if one['is_overdue'] else ''}"
        table.add_row(one["title"] or one["kind"], due, one["risk"] or "not told")
    story.show(table)


async def _one_thread(story: Story, team: Team, case: str) -> None:
    story.tell("4. One thread instead of five telephone calls")
    said = {"text": "She did not open this morning. Could somebody pass by before noon?", "urgent": True}
    started = {"case_id": case.rpartition("/")[2], "category": "social", "subject": "This morning", "message": said}
    thread = await team.lea.post("/v1/threads", started)
    notice = await _notice(team.nadia, str(thread["id"]))
    urgent = ", urgent" if notice["urgent"] else ""
    story.say(f"Nadia is told: “{notice['label']}”{urgent}. A notice says no name, and no word of it.")
    await team.nadia.post(f"/v1/threads/{thread['id']}/messages", {"text": "I was there: she slept late, all is well."})
    unread = (await team.lea.get(f"/v1/threads/{thread['id']}"))["unread"]
    story.say(f"Léa sees {unread} new message.")


async def _notice(desk: Desk, thread_id: str) -> dict[str, Any]:
    """Of the thread, once it is there: notices come a moment after what they are about."""
    async with asyncio.timeout(20):
        while True:
            for one in (await desk.get("/v1/notices"))["items"]:
                if thread_id in one["link"]:
                    found: dict[str, Any] = one
                    return found
            await asyncio.sleep(0.1)


async def _who_stands_in(story: Story, team: Team) -> None:
    story.tell("5. Somebody is away")
    karim = await story.desk("karim.aziz", "clinique")
    begins = datetime.now(UTC) + timedelta(days=1)
    away = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(days=14)).isoformat()}
    absence = await team.ines.post("/v1/absences", {**away, "deputy_id": str(karim.worker.id)})
    story.say("For two weeks what waits for Inès will stand on Karim's list: nobody waits for somebody who is away.")
    await team.ines.http.delete(f"/v1/absences/{absence['id']}")
    story.say("She stays after all, and takes it back.")


async def _what_it_avoided(story: Story, team: Team, case: str) -> None:
    story.tell("6. Hospital days are an outcome")
    today = datetime.now(UTC).date()
    observed = {
        "category": "health",
        "measure": "hospital_days",
        "effect": "avoided",
        "amount": 11,
        "basis": "same_person_before",
        "began_on": (today - timedelta(days=180)).isoformat(),
        "ended_on": today.isoformat(),
        "source": "hospital_record",
    }
    await team.ines.post(f"{case}/observations", observed)
    outcomes = await team.ines.get(f"{case}/outcomes")
    [one] = outcomes["observed"]
    story.say(f"{one['amount']} {one['measure'].replace('_', ' ')} {one['effect']}, with the source of the number.")
