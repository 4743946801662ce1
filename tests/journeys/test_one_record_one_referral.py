"""Scene 1: a social worker, a nurse and a housing adviser; one record, one referral, from the gateway's side."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk, Refused
from tests.journeys.conftest import Parcours
from tests.journeys.own_front_end import signed_in_with_code

SHARED = ["identity", "contact", "housing"]


async def an_agreement(parcours: Parcours, *keys_and_logins: tuple[str, str]) -> str:
    """Between these agencies, signed by their administrators; its id."""
    desks = [await parcours.desk(login, key) for key, login in keys_and_logins]
    parties = [{"agency_id": str(agency(desk.agency_key).id), "gives": True, "receives": True} for desk in desks]
    written = await desks[0].post(
        "/v1/agreements",
        {
            "municipality_id": str(demo_id("valmont")),
            "title": "Housing and social work",
            "parties": parties,
            "categories": SHARED,
            "purposes": ["care-coordination"],
            "legal_basis": "e",
            "article": "Fictional Act § 12",
            "retention": "two years",
            "contact": "privacy office",
            "valid_from": "2026-01-01T00:00:00Z",
        },
    )
    for desk in desks:
        await desk.post(f"/v1/agreements/{written['id']}/signature")
    return str(written["id"])


async def a_person(nadia: Desk) -> str:
    person = await nadia.post(
        "/v1/persons",
        {
            "municipality_id": str(demo_id("valmont")),
            "identity": {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Camille"},
            "contact_points": [{"kind": "phone", "value": "+33 0 00 00 00 42", "safe": True, "code_word": "library"}],
            "addresses": [{"lines": ["3 rue de la Fable"], "locality": "Valmont", "protected": True}],
        },
    )
    case = await nadia.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    await nadia.post(f"/v1/cases/{case['id']}/needs", {"term": "housing-instability", "source": "person"})
    return str(person["id"])


async def consents(nadia: Desk, person_id: str) -> str:
    said = await nadia.post(
        f"/v1/persons/{person_id}/consents",
        {
            "agencies": [str(agency("habitat").id)],
            "categories": SHARED,
            "given_by": "person",
            "given_how": "oral",
            "language": "fr",
        },
    )
    return str(said["id"])


async def a_listing(marc: Desk) -> str:
    listing = await marc.post(
        "/v1/services",
        {"name": "Temporary housing", "status": "active", "categories": ["housing"], "takes_referrals": True},
    )
    return str(listing["id"])


async def refused(asking: Any) -> int:
    with pytest.raises(Refused) as answer:
        await asking
    return answer.value.status


async def until(condition: Any, within_seconds: float = 10) -> Any:
    """What a repeated question answers once it is true."""
    give_up = asyncio.get_running_loop().time() + within_seconds
    while asyncio.get_running_loop().time() < give_up:
        found = await condition()
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not become true in time")


@pytest.fixture(scope="session")
async def scene(parcours: Parcours) -> dict[str, Desk]:
    await an_agreement(parcours, ("social-valmont", "paul.morel"), ("habitat", "marc.olivier"))
    return {
        "nadia": await parcours.desk("nadia.belkacem", "social-valmont"),
        "lucie": await parcours.desk("lucie.petit", "habitat"),
        "ines": await parcours.desk("ines.costa", "clinique"),
        "marc": await parcours.desk("marc.olivier", "habitat"),
        "tom": await parcours.desk("tom.privat", "social-valmont"),
    }


async def test_a_referral_is_sent_accepted_started_and_completed(parcours: Parcours, scene: dict[str, Desk]) -> None:
    nadia, lucie = scene["nadia"], scene["lucie"]
    person_id = await a_person(nadia)
    assert await refused(lucie.get(f"/v1/persons/{person_id}/record")) == 404
    begins = (await lucie.get("/v1/events"))["next"]
    await consents(nadia, person_id)
    record = await lucie.get(f"/v1/persons/{person_id}/record")
    assert {one["category"] for one in record["categories"] if one["shown"]} == set(SHARED)
    assert record["person"]["addresses"] == [{"protected": True}]
    draft = {
        "person_id": person_id,
        "listing_id": await a_listing(scene["marc"]),
        "need": {"category": "housing", "term": "housing-instability"},
        "categories": [*SHARED, "health"],
        "note": "A note for the receiver only.",
    }
    referral = await nadia.post("/v1/referrals", draft)
    path = f"/v1/referrals/{referral['id']}"
    assert await refused(lucie.get(path)) == 404
    assert (await nadia.post(f"{path}/sending"))["state"] == "sent"
    assert await refused(scene["ines"].get(path)) == 404
    assert (await lucie.get(path))["state"] == "received"
    acceptance = {"responsible_id": str(lucie.worker.id)}
    assert (await lucie.post(f"{path}/acceptance", acceptance))["state"] == "accepted"
    assert await refused(lucie.post(f"{path}/acceptance", acceptance)) == 409
    contact = {"first_contact_at": "2026-10-05T09:30:00+02:00"}
    assert (await lucie.post(f"{path}/start", contact))["state"] == "in_progress"
    done = {"outcome": "need_met", "evidence": "agreement_signed", "confirmation": "confirmed"}
    assert (await lucie.post(f"{path}/completion", done))["state"] == "completed"

    async def moves() -> list[str]:
        lines = (await nadia.get(f"/v1/persons/{person_id}/timeline", limit="100"))["items"]
        states = [line["state"] for line in lines if line.get("referral_id") == referral["id"]]
        return states if "completed" in states else []

    assert set(await until(moves)) >= {"sent", "received", "accepted", "in_progress", "completed"}
    moved = [f"parcours.referral.{one}.v1" for one in ("sent", "acknowledged", "accepted", "started", "completed")]
    while await events_of(lucie, referral["id"], begins) != moved:  # noqa: ASYNC110 - the test's timeout ends it
        await asyncio.sleep(0.1)
    assert await events_of(scene["ines"], referral["id"], begins) == []
    await is_told_to_the_person(parcours, nadia, person_id)


async def is_told_to_the_person(parcours: Parcours, nadia: Desk, person_id: str) -> None:
    """They sign in and read to whom what travelled, and on which ground."""
    account = await nadia.post(f"/v1/persons/{person_id}/accounts", {})
    async with httpx.AsyncClient(base_url=parcours.url, trust_env=False, timeout=15) as browser:
        me = await signed_in_with_code(browser, account)

        async def recipients() -> list[Any]:
            items: list[Any] = (await me.reads("/v1/my/recipients"))["items"]
            return items

        (told,) = await until(recipients)
        assert (told["way"], told["agency"]["sector"], told["because"]) == ("referral", "housing", ["consent"])
        assert set(told["categories"]) == set(SHARED)


async def events_of(desk: Desk, referral_id: str, after: str) -> list[str]:
    """What the feed tells a desk of a referral, from a place on."""
    types, more = [], True
    while more:
        page = await desk.get("/v1/events", after=after)
        types += [event["type"] for event in page["items"] if event["data"]["referral_id"] == referral_id]
        after, more = page["next"], page["more"]
    return types


async def test_a_withdrawn_consent_closes_the_record_at_once_and_the_snapshot_within_five_seconds(
    scene: dict[str, Desk],
) -> None:
    nadia, lucie = scene["nadia"], scene["lucie"]
    person_id = await a_person(nadia)
    consent_id = await consents(nadia, person_id)
    draft = {
        "person_id": person_id,
        "listing_id": await a_listing(scene["marc"]),
        "need": {"category": "housing"},
        "categories": SHARED,
    }
    referral = await nadia.post("/v1/referrals", draft)
    path = f"/v1/referrals/{referral['id']}"
    await nadia.post(f"{path}/sending")
    assert "Camille" in str(await lucie.get(path))
    await nadia.post(f"/v1/persons/{person_id}/consents/{consent_id}/withdrawal")
    assert await refused(lucie.get(f"/v1/persons/{person_id}/record")) == 404

    async def masked() -> bool:
        return "Camille" not in str(await lucie.get(path))

    assert await until(masked, within_seconds=5)


async def granted(scene: dict[str, Desk], person_id: str, right: str = "rectification") -> str:
    """The person asks Nadia; the privacy officer grants it."""
    asked = {"right": right, "words": "I never lost my home"}
    requests = f"/v1/persons/{person_id}/rights-requests"
    path = f"{requests}/{(await scene['nadia'].post(requests, asked))['id']}"
    await scene["tom"].post(f"{path}/decision", {"outcome": "granted", "reason": "It is corrected"})
    return path


async def test_who_received_what_was_wrong_is_told_that_it_was_corrected_and_acknowledges_it(
    scene: dict[str, Desk],
) -> None:
    nadia, lucie, tom = scene["nadia"], scene["lucie"], scene["tom"]
    person_id = await a_person(nadia)
    await consents(nadia, person_id)
    draft = {"person_id": person_id, "listing_id": await a_listing(scene["marc"]), "need": {"category": "housing"}}
    referral = await nadia.post("/v1/referrals", {**draft, "categories": SHARED})
    await nadia.post(f"/v1/referrals/{referral['id']}/sending")
    path = await granted(scene, person_id)
    (case,) = (await nadia.get("/v1/cases", person_id=person_id))["items"]
    needs = f"/v1/cases/{case['id']}/needs"
    (need,) = (await nadia.get(needs))["items"]
    corrected = await nadia.http.patch(
        f"{needs}/{need['id']}", json={"term": "homelessness"}, headers={"If-Match": '"1"'}
    )
    assert corrected.status_code == 200, corrected.text
    proved = {"kind": "need", "item_id": need["id"], "old_version": 1}
    step = await tom.post(f"{path}/corrections", proved)

    async def told() -> list[dict[str, Any]]:
        listed = (await lucie.get("/v1/rights-notices", limit="100"))["items"]
        return [one for one in listed if one["referral_id"] == referral["id"]]

    (notice,) = await until(told)
    assert (await tom.get(f"{path}/steps"))["items"][0]["state"] == "waiting"

    async def noticed() -> bool:
        return notice["id"] in {one["item_id"] for one in (await lucie.get("/v1/notices", limit="100"))["items"]}

    assert await until(noticed)
    assert await refused(scene["ines"].get(f"/v1/rights-notices/{notice['id']}")) == 404
    await lucie.post(f"/v1/rights-notices/{notice['id']}/acknowledgement")
    (done,) = (await tom.get(f"{path}/steps"))["items"]
    assert (done["id"], done["state"], done["told"], done["acknowledged"]) == (step["id"], "done", 1, 1)
    await restricted_and_lifted(scene, person_id, f"/v1/referrals/{referral['id']}")


async def restricted_and_lifted(scene: dict[str, Desk], person_id: str, referral: str) -> None:
    """What is contested is processed by nobody, what travelled neither, until the person was told that it is."""
    lucie, tom = scene["lucie"], scene["tom"]
    path = await granted(scene, person_id, "restriction")
    asked = await tom.get(path)
    body = {"case": "gdpr_18_1_a", "categories": ["housing"], "review_on": asked["due_on"]}

    async def hidden() -> bool:
        because = {one["category"]: one["because"] for one in (await lucie.get(referral))["disclosure"]["hidden"]}
        return because.get("housing") == "processing_restricted"

    async def shown() -> bool:
        return not await hidden()

    assert await shown()
    step = await tom.post(f"{path}/restrictions", body)
    assert await until(hidden, within_seconds=5)
    await tom.post(f"/v1/processing-restrictions/{step['id']}/lifting", {"told_on": asked["received_on"]})
    assert await until(shown, within_seconds=5)


async def test_who_looked_is_there_for_the_privacy_officer(scene: dict[str, Desk]) -> None:
    nadia, lucie, tom = scene["nadia"], scene["lucie"], scene["tom"]
    person_id = await a_person(nadia)
    assert await refused(lucie.get(f"/v1/persons/{person_id}/record")) == 404
    looks = (await tom.get(f"/v1/persons/{person_id}/access-log"))["items"]
    denied = [look for look in looks if look["act"] == "denied"]
    assert [(look["subject_id"], look["operation"]) for look in denied] == [(str(lucie.worker.id), "open-record")]


async def test_a_foreign_person_and_an_invented_one_are_the_same(scene: dict[str, Desk]) -> None:
    person_id = await a_person(scene["nadia"])
    answers = []
    for one in (person_id, str(uuid4())):
        answer = await scene["ines"].http.get(f"/v1/persons/{one}/record")
        headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
        answers.append((answer.status_code, answer.content.replace(one.encode(), b""), headers))
    assert answers[0] == answers[1]


VARYING = {"date", "x-request-id", "decision-id", "ratelimit"}


async def test_a_retry_with_the_same_key_registers_once(scene: dict[str, Desk]) -> None:
    body = {"identity": {"family_name": f"Once-{uuid4().hex[:8]}"}}
    key = uuid4().hex
    first = await scene["nadia"].post("/v1/persons", body, key=key)
    again = await scene["nadia"].post("/v1/persons", body, key=key)
    assert first["id"] == again["id"]
    other = {"identity": {"family_name": "Other"}}
    assert await refused(scene["nadia"].post("/v1/persons", other, key=key)) == 422
