"""What journeys in which people meet have in common: agreements, cases with a team, conferences that begin soon."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk, Refused

SOON = timedelta(seconds=2)
LONG = timedelta(hours=2)


def seat(desk: Desk) -> dict[str, str]:
    """A worker, with the agency for which they act."""
    return {"agency_id": str(agency(desk.agency_key).id), "worker_id": str(desk.worker.id)}


async def share(title: str, categories: Sequence[str], *signing: Desk) -> str:
    """An agreement in force between the agencies of these administrators; its address. Whoever shares more than other
    stories of the same municipality ends it.
    """
    parties = [{"agency_id": str(agency(one.agency_key).id), "gives": True, "receives": True} for one in signing]
    body = {
        "municipality_id": str(demo_id("valmont")),
        "title": title,
        "parties": parties,
        "categories": list(categories),
        "purposes": ["care-coordination"],
        "legal_basis": "e",
        "special_category_basis": "h",
        "article": "Fictional Act § 12",
        "retention": "two years",
        "contact": "privacy office",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    written = await signing[0].post("/v1/agreements", body)
    for desk in signing:
        await desk.post(f"/v1/agreements/{written['id']}/signature")
    return f"/v1/agreements/{written['id']}"


async def a_case(lead: Desk, *team: Desk, category: str = "social", birth_date: str | None = None) -> str:
    """About somebody new, with these on its team; its address."""
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Noa", "birth_date": birth_date}
    person = await lead.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    opened = await lead.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": category})
    for desk in team:
        invitation = await lead.post(f"/v1/cases/{opened['id']}/invitations", {**seat(desk), "capacity": "other"})
        await desk.post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
    return f"/v1/cases/{opened['id']}"


async def person_of(desk: Desk, case: str) -> str:
    """The address of the one person whom a case is about."""
    [person] = (await desk.get(case))["persons"]
    return f"/v1/persons/{person['person_id']}"


async def a_panel(convener: Desk, *others: Desk, starts_at: datetime) -> str:
    """A conference of two hours to which the others say yes; its address."""
    when = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + LONG).isoformat()}
    panel = f"/v1/conferences/{(await convener.post('/v1/conferences', {**when, 'place': 'Town hall'}))['id']}"
    for desk in others:
        participant = await convener.post(f"{panel}/participants", seat(desk))
        await desk.post(f"{panel}/participants/{participant['id']}/acceptance")
    return panel


async def it_begins(desk: Desk, panel: str) -> None:
    """Wait until a conference has begun."""
    starts_at = datetime.fromisoformat((await desk.get(panel))["starts_at"])
    await asyncio.sleep(max(0.0, (starts_at - datetime.now(UTC)).total_seconds()) + 0.1)


async def invitation_of(convener: Desk, panel: str, guest: Desk) -> str:
    """The address of the invitation by which somebody comes."""
    listed = (await convener.get(f"{panel}/participants", limit="100"))["items"]
    [one] = [one for one in listed if one["worker_id"] == str(guest.worker.id)]
    return f"{panel}/participants/{one['id']}"


async def were_there(convener: Desk, panel: str, *guests: Desk) -> None:
    for guest in guests:
        await convener.post(f"{await invitation_of(convener, panel, guest)}/attendance", {"attendance": "attended"})


async def puts(desk: Desk, case: str, panel: str, category: str, **more: Any) -> str:
    """A matter on the agenda; its id."""
    body = {"conference_id": panel.rpartition("/")[2], "category": category, "topic": "What now?", "asked": "person"}
    return str((await desk.post(f"{case}/agenda-items", {**body, **more}))["id"])


async def agenda(desk: Desk, panel: str) -> list[str]:
    return [one["id"] for one in (await desk.get(f"{panel}/agenda"))["items"]]


async def shared(desk: Desk, panel: str, many: int) -> list[dict[str, Any]]:
    """What was shared there with whom, once it has been written down."""
    async with asyncio.timeout(15):
        while True:
            items: list[dict[str, Any]] = (await desk.get(f"{panel}/shared"))["items"]
            if len(items) >= many:
                return items
            await asyncio.sleep(0.2)


async def only_rules(administrator: Desk, *rules: dict[str, Any]) -> None:
    """What is prepared before known days, in place of what a run before has left."""
    for rule in (await administrator.get("/v1/transition-rules", limit="100"))["items"]:
        await administrator.post(f"/v1/transition-rules/{rule['id']}/retirement")
    for rule in rules:
        valmont = {"municipality_id": str(demo_id("valmont"))}
        await administrator.post("/v1/transition-rules", {**valmont, "months_before": 12, **rule})


async def comes(desk: Desk, person: str, subject: str, **expected: str) -> dict[str, Any]:
    """A change on a known day that arises from this and is as expected, soon."""
    expected = {"subject_id": subject, **expected}
    async with asyncio.timeout(20):
        while True:
            found: list[dict[str, Any]] = (await desk.get(f"{person}/transitions"))["items"]
            for one in found:
                if expected.items() <= one.items():
                    return one
            await asyncio.sleep(0.1)


async def changes(desk: Desk, path: str, body: dict[str, Any], version: int = 1) -> None:
    """Change something of which they have read this version."""
    headers = {"If-Match": f'"{version}"', "Content-Type": "application/merge-patch+json"}
    answer = await desk.http.patch(path, json=body, headers=headers)
    if answer.is_error:
        raise Refused(answer)
