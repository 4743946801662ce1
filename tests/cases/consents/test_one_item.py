"""A refusal of one item wins over every consent, and says to nobody who is refused that there is one."""

import asyncio
from typing import Any
from uuid import UUID

from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.own.people import invited, with_a_case
from tests.cases.people.readers import Log

SAID = {"given_by": "person", "given_how": "oral", "language": "fr"}


async def shared_case(doors: Doors) -> tuple[str, str, str]:
    """A person who agreed to share with the adviser, their case, and the adviser's list of what they need."""
    person, case_id = await with_a_case(doors)
    await doors.share("identity", "social", "housing")
    named = {"agencies": [str(doors.adviser.agency.id)], "categories": ["identity", "social", "housing"]}
    consent = await doors.lead.made(f"/v1/persons/{person}/consents", {**SAID, **named})
    return person, case_id, consent["id"]


async def needed(doors: Doors, case_id: str, term: str) -> str:
    need = {"term": term, "source": "person"}
    return str((await doors.lead.made(f"/v1/cases/{case_id}/needs", need))["id"])


async def seen_by_the_adviser(doors: Doors, person: str, case_id: str) -> set[str]:
    """Needs in the list, the record and the timeline: the same in each."""
    listed = (await doors.adviser.get(f"/v1/cases/{case_id}/needs")).json().get("items", [])
    record = (await doors.adviser.get(f"/v1/persons/{person}/record")).json()
    lines = (await doors.adviser.get(f"/v1/persons/{person}/timeline")).json()["items"]
    found = {one["id"] for one in listed}
    assert {one["id"] for one in record["needs"]} == found
    assert {one["item_id"] for one in lines if one["kind"].startswith("need")} == found
    return found


async def test_one_item_is_refused_and_nothing_says_that_it_is_there(doors: Doors) -> None:
    person, case_id, _ = await shared_case(doors)
    kept, secret = [await needed(doors, case_id, term) for term in ("homelessness", "food-insecurity")]
    assert await seen_by_the_adviser(doors, person, case_id) == {kept, secret}
    consents = f"/v1/persons/{person}/consents"
    before = (await doors.adviser.get(consents)).text
    body: dict[str, Any] = {**SAID, "is_refusal": True, "agencies": [str(doors.adviser.agency.id)], "item_id": secret}
    refusal = await doors.lead.made(consents, body)
    assert (refusal["item_id"], refusal["categories"]) == (secret, [])
    assert await seen_by_the_adviser(doors, person, case_id) == {kept}
    hidden = await doors.adviser.get(f"/v1/cases/{case_id}/needs/{secret}")
    invented = await doors.adviser.get(f"/v1/cases/{case_id}/needs/{new_id()}")
    assert (hidden.status_code, hidden.text) == (invented.status_code, invented.text) == (404, invented.text)
    assert (await doors.adviser.get(consents)).text == before
    assert "consent_refused" not in (await doors.adviser.get(f"/v1/persons/{person}/timeline")).text
    assert secret in (await doors.lead.get(f"/v1/cases/{case_id}/needs")).text
    withdrawn = await doors.lead.post(f"{consents}/{refusal['id']}/withdrawal", {})
    assert withdrawn.status_code == 200, withdrawn.text
    assert refusal["id"] not in (await doors.adviser.get(f"/v1/persons/{person}/timeline")).text
    assert refusal["id"] in (await doors.lead.get(f"/v1/persons/{person}/timeline")).text
    assert await seen_by_the_adviser(doors, person, case_id) == {kept, secret}


async def test_what_cannot_be_refused_alone_is_said(doors: Doors) -> None:
    person, case_id, _ = await shared_case(doors)
    consents = f"/v1/persons/{person}/consents"
    sealed = {"category": "social", "text": "Said to me alone", "sensitivity": "sealed"}
    sealed_id = (await doors.lead.made(f"/v1/cases/{case_id}/notes", sealed))["id"]
    for wrong in (
        {"item_id": str(new_id())},
        {"item_id": sealed_id},
        {"item_id": sealed_id, "categories": ["social"]},
        {},
        {"item_id": sealed_id, "is_refusal": False, "agencies": [str(doors.adviser.agency.id)]},
    ):
        answer = await doors.lead.post(consents, {**SAID, "is_refusal": True, **wrong})
        assert answer.status_code == 422, answer.text


async def test_the_person_refuses_it_by_their_own_hand(doors: Doors) -> None:
    person, case_id, consent = await shared_case(doors)
    kept, secret = [await needed(doors, case_id, term) for term in ("homelessness", "food-insecurity")]
    me = await invited(doors, person)
    unknown = await me.ask("POST", "/refusals", {"item_id": str(new_id())}, accept_language="fr")
    assert (unknown.status_code, "Votre dossier" in unknown.text) == (422, True)
    refused = await me.made("/refusals", {"item_id": secret, "agency_ids": [str(doors.adviser.agency.id)]})
    assert await seen_by_the_adviser(doors, person, case_id) == {kept}
    shown = {one["id"]: one for one in (await me.reads("/consents"))["items"]}
    assert (shown[refused["id"]]["item_id"], shown[consent]["item_id"]) == (secret, None)
    assert secret in str(await me.reads("/record")), "it is still theirs to read"
    assert (await me.ask("POST", f"/consents/{refused['id']}/withdrawal", {})).status_code == 204
    assert refused["id"] not in (await doors.adviser.get(f"/v1/persons/{person}/timeline")).text
    assert await seen_by_the_adviser(doors, person, case_id) == {kept, secret}


async def test_what_they_refuse_twice_they_have_refused_once(doors: Doors) -> None:
    person, case_id, _ = await shared_case(doors)
    kept, secret = [await needed(doors, case_id, term) for term in ("homelessness", "food-insecurity")]
    me = await invited(doors, person)
    body = {"item_id": secret, "agency_ids": [str(doors.adviser.agency.id)]}
    at_once = await asyncio.gather(*(me.made("/refusals", body) for _ in range(2)))
    again, other = await me.made("/refusals", body), await me.made("/refusals", body | {"item_id": kept})
    assert at_once == [again, again]
    assert other["id"] != again["id"]
    assert await seen_by_the_adviser(doors, person, case_id) == set()
    assert (await me.ask("POST", f"/consents/{again['id']}/withdrawal", {})).status_code == 204
    assert await seen_by_the_adviser(doors, person, case_id) == {secret}
    assert (await me.made("/refusals", body))["id"] != again["id"], "what was taken back is said anew"


async def test_a_refusal_reaches_what_travelled_as_of_another_category(doors: Doors, served_owner: Database) -> None:
    """Whoever refuses it: the lead who hears it, and the person, who never sees what it was before."""
    person, case_id, _ = await shared_case(doors)
    me = await invited(doors, person)
    heard, refused = [await needed(doors, case_id, term) for term in ("homelessness", "food-insecurity")]
    for need in (heard, refused):
        path = f"/v1/cases/{case_id}/needs/{need}"
        etag = (await doors.lead.get(path)).headers["etag"]
        how = {"if_match": etag, "content_type": "application/merge-patch+json"}
        changed = await doors.lead.ask("PATCH", path, {"category": "health"}, **how)
        assert changed.status_code == 200, changed.text
    refusal = {**SAID, "is_refusal": True, "agencies": [], "item_id": heard}
    await doors.lead.made(f"/v1/persons/{person}/consents", refusal)
    await me.made("/refusals", {"item_id": refused})
    told = [data for kind, data in await Log(served_owner).told(UUID(person)) if kind == "parcours.consent.refused.v1"]
    assert [(one["item_id"], one["categories"]) for one in told] == [
        (heard, ["health", "housing"]),
        (refused, ["health", "social"]),
    ]


async def test_what_is_refused_anyway_is_lost_by_nobody(doors: Doors) -> None:
    person, _, consent = await shared_case(doors)
    consents = f"/v1/persons/{person}/consents"
    refusal = {**SAID, "is_refusal": True, "agencies": [str(doors.adviser.agency.id)], "categories": ["housing"]}
    await doors.lead.made(consents, refusal)
    (would,) = (await doors.lead.get(f"{consents}/{consent}/withdrawal")).json()["grants"]
    assert would["loses"] == ["identity", "social"]
    (mine,) = (await (await invited(doors, person)).reads(f"/consents/{consent}/withdrawal"))["grants"]
    assert mine["loses"] == ["identity", "social"]


async def test_what_a_narrower_consent_still_covers_is_told_before_the_earlier_one_ends(
    doors: Doors, served_owner: Database
) -> None:
    person, _, consent = await shared_case(doors)
    narrower = {"agencies": [str(doors.adviser.agency.id)], "categories": ["housing"], "supersedes": consent}
    made = await doors.lead.made(f"/v1/persons/{person}/consents", {**SAID, **narrower})
    told = [
        one for one in await Log(served_owner).told(UUID(person)) if "superseded" in one[0] or "continued" in one[0]
    ]
    assert [kind for kind, _ in told] == ["parcours.consent.continued.v1", "parcours.consent.superseded.v1"]
    said = told[0][1]
    assert (said["consent_id"], said["by_consent_id"], said["categories"]) == (consent, made["id"], ["housing"])
    assert said["agency_id"] == str(doors.adviser.agency.id)
