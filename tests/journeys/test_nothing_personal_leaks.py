"""No name, contact, identifier or free text in any log line, event, URL or error of a whole story."""

import re
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from deploy.demo.cast import demo_id
from deploy.demo.desk import Desk
from deploy.demo.keys import DemoKeys
from deploy.launch.installation import Installation
from tests.journeys.conftest import Parcours, running
from tests.journeys.test_one_record_one_referral import SHARED, a_listing, an_agreement, consents

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

PERSONAL = {
    what: f"{what}{uuid4().hex[:10]}"
    for what in (
        "Family",
        "Given",
        "Identifier",
        "Phone",
        "Code",
        "Hideout",
        "Note",
        "Detail",
        "Question",
        "Title",
        "Subject",
        "Said",
        "Wish",
        "Wording",
        "Level",
        "Deed",
        "Word",
        "Summary",
    )
}
ERRORS: list[str] = []


async def told(desk: Desk, method: str, path: str, body: object = None) -> None:
    """Ask for something that is refused, and keep the answer."""
    answer = await desk.http.request(method, path, json=body)
    assert answer.status_code >= 400, answer.text
    assert answer.status_code < 500, answer.text
    ERRORS.append(answer.text + str(answer.headers))


async def play(parcours: Parcours) -> None:
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    lucie = await parcours.desk("lucie.petit", "habitat")
    await an_agreement(parcours, ("social-valmont", "paul.morel"), ("habitat", "marc.olivier"))
    body = {
        "municipality_id": str(demo_id("valmont")),
        "identity": {"family_name": PERSONAL["Family"], "given_name": PERSONAL["Given"]},
        "identifiers": [{"system": "urn:example:leak", "value": PERSONAL["Identifier"]}],
        "contact_points": [{"kind": "phone", "value": PERSONAL["Phone"], "safe": True, "code_word": PERSONAL["Code"]}],
        "addresses": [{"lines": [PERSONAL["Hideout"]], "locality": "Valmont", "protected": True}],
    }
    person = await nadia.post("/v1/persons", body)
    case = await nadia.post(
        "/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social", "title": PERSONAL["Title"]}
    )
    need = {"term": "housing-instability", "source": "person", "detail": PERSONAL["Detail"]}
    await nadia.post(f"/v1/cases/{case['id']}/needs", need)
    await nadia.post(f"/v1/cases/{case['id']}/notes", {"category": "social", "text": PERSONAL["Note"]})
    message = {"text": PERSONAL["Said"]}
    about = {"case_id": case["id"], "category": "social", "subject": PERSONAL["Subject"]}
    thread = await nadia.post("/v1/threads", {**about, "message": message})
    await nadia.post(f"/v1/threads/{thread['id']}/messages", message)
    await plans(nadia, f"/v1/cases/{case['id']}")
    await nadia.post("/v1/persons/search", {"family_name": PERSONAL["Family"]})
    await consents(nadia, person["id"])
    listing_id = await a_listing(await parcours.desk("marc.olivier", "habitat"))
    draft = {
        "person_id": person["id"],
        "listing_id": listing_id,
        "need": {"category": "housing", "term": "housing-instability"},
        "categories": SHARED,
        "note": PERSONAL["Note"],
    }
    referral = await nadia.post("/v1/referrals", draft)
    path = f"/v1/referrals/{referral['id']}"
    await nadia.post(f"{path}/sending")
    await lucie.get(path)
    await lucie.post(f"{path}/question", {"question": PERSONAL["Question"]})
    await told(nadia, "POST", "/v1/persons", body)
    await told(nadia, "POST", "/v1/persons", {**body, "identity": {"family_name": [PERSONAL["Family"]]}})
    await told(nadia, "POST", "/v1/persons", {**body, "surprise": PERSONAL["Given"]})
    await told(nadia, "POST", f"/v1/cases/{case['id']}/notes", {"category": PERSONAL["Note"], "text": 7})
    await told(nadia, "POST", "/v1/threads", {**about, "message": PERSONAL["Said"]})
    await told(lucie, "POST", f"/v1/threads/{thread['id']}/messages", message)
    await told(lucie, "GET", f"/v1/cases/{case['id']}")
    await told(lucie, "POST", f"{path}/start", {"first_contact_at": PERSONAL["Note"]})
    await told(lucie, "POST", f"{path}/decline", {"reason": "no_capacity", "note": PERSONAL["Note"]})
    broken = await nadia.http.post("/v1/persons", content=b'{"identity": "' + PERSONAL["Family"].encode())
    ERRORS.append(broken.text)


async def plans(nadia: Desk, case: str) -> None:
    """Everything in a plan that somebody may write in words."""
    goal = {
        "category": "social",
        "own_words": PERSONAL["Wish"],
        "wording": PERSONAL["Wording"],
        "owner": {"kind": "person"},
        "horizon": "months",
        "scale": dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), PERSONAL["Level"]),
    }
    goal_id = (await nadia.post(f"{case}/goals", goal))["id"]
    action = {"category": "social", "goal_id": goal_id, "title": PERSONAL["Deed"], "owner": {"kind": "person"}}
    await nadia.post(f"{case}/actions", action)
    said = {"level": 1, "said_by": "person", "words": PERSONAL["Word"]}
    await nadia.post(f"{case}/goals/{goal_id}/progress", said)
    version = f"{case}/plan/versions/{(await nadia.post(f'{case}/plan/versions'))['id']}"
    signature = {"party": "person", "answer": "disagreed", "words": PERSONAL["Word"]}
    await nadia.post(f"{version}/signatures", signature)
    await nadia.post(f"{case}/plan/reviews", {"held_on": "2026-06-01", "summary": PERSONAL["Summary"]})
    await told(nadia, "POST", f"{case}/goals", {**goal, "horizon": PERSONAL["Wish"]})
    await told(nadia, "POST", f"{case}/goals", {**goal, "scale": {"less": PERSONAL["Level"]}})
    await told(nadia, "POST", f"{case}/actions", {**action, "goal_id": PERSONAL["Deed"]})
    await told(nadia, "POST", f"{case}/goals/{goal_id}/progress", {**said, "said_by": PERSONAL["Word"]})
    await told(nadia, "POST", f"{version}/signatures", {**signature, "party": PERSONAL["Word"]})
    await told(nadia, "POST", f"{case}/plan/reviews", {"held_on": PERSONAL["Summary"]})


async def all_events(installation: Installation) -> str:
    assert installation.engines is not None
    kept = []
    for service, url in installation.owners.items():
        connection = await asyncpg.connect(url)
        rows = await connection.fetch(f"SELECT data::text FROM {service}.journal")
        kept += [row[0] for row in rows]
        await connection.close()
    assert len(kept) > 10
    return "\n".join(kept)


def found_in(text: str) -> list[str]:
    return [what for what, marker in PERSONAL.items() if marker.lower() in text.lower()]


async def test_logs_events_urls_and_errors_of_a_story_hold_nothing_personal(
    installation: Installation, keys: DemoKeys, capfd: pytest.CaptureFixture[str]
) -> None:
    async with running("processes", installation, keys) as parcours:
        await play(parcours)
        async with httpx.AsyncClient(trust_env=False, base_url=parcours.url) as asking:
            paths = (await asking.get("/openapi.json")).json()["paths"]
    logged = "".join(capfd.readouterr())
    assert '"event"' in logged, "the processes' log lines were captured"
    assert found_in(logged) == []
    assert found_in("\n".join(ERRORS)) == []
    assert found_in(await all_events(installation)) == []
    assert personal_parameters(paths) == []


def personal_parameters(paths: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    """Parameters of a URL that would carry somebody's name or number."""
    named = re.compile(r"(given|family|birth|phone|email|address|identifier|surname|nir|ssn)", re.IGNORECASE)
    return [
        f"{path} {parameter['name']}"
        for path, operations in paths.items()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] in {"query", "path"}
        and named.search(parameter["name"])
        and not parameter["name"].endswith("_id")
    ]
