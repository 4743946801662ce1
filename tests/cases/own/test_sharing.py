"""One agrees to share, or refuses, by one's own hand: what flows with the answer, who is told, whose word it is."""

import asyncio
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest

from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.own.people import Holder, invited, representative, with_a_case

pytestmark = pytest.mark.anyio

HOUSING: Final = ["identity", "housing"]
FORGED: Final = Statement("""
    INSERT INTO consent (id, person_id, municipality_id, is_refusal, coordination, agencies, sectors, categories,
        purposes, valid_from, given_by, given_how, language, account_id, representative_id, recorded_at)
    VALUES (:id, :person_id, :municipality_id, false, false, '{}', '{housing}', CAST(:categories AS text[]),
        '{care-coordination}', now(), :given_by, 'authenticated', 'en', :account_id,
        CAST(:representative_id AS uuid), now())
""")
FORGED_GRANT: Final = Statement("""
    INSERT INTO access_grant (id, person_id, municipality_id, agency_id, sector, categories, level, operations,
        purposes, shows_sensitive, overrides_refusal, ground_kind, ground_id, agreement_id, valid_from, issued_at)
    VALUES (:id, :person_id, :municipality_id, :agency_id, 'housing', '{identity}', 3, '{read}',
        '{care-coordination}', true, false, 'consent', :ground_id, :ground_id, now(), now())
""")


def with_the(desk: Desk, *categories: str, **more: Any) -> dict[str, Any]:
    return {"agencies": [str(desk.agency.id)], "categories": list(categories or HOUSING), **more}


async def refused(holder: Holder, body: dict[str, Any]) -> list[str]:
    """Where it is refused, with the code."""
    answer = await holder.ask("POST", "/consents", body)
    assert answer.status_code == 422, answer.text
    return [f"{one['pointer']} {one['code']}" for one in answer.json()["errors"]]


async def sees(desk: Desk, person: str) -> bool:
    answer = await desk.get(f"/v1/persons/{person}/record")
    return answer.status_code == 200 and "Exemple" in answer.text


async def lead_is_told(lead: Desk, *kinds: str) -> list[dict[str, Any]]:
    """The lead's notices of these kinds, once there is one of each."""
    async with asyncio.timeout(5):
        while True:
            items = (await lead.get("/v1/notices")).json()["items"]
            found = [one for one in items if one["kind"] in kinds]
            if {one["kind"] for one in found} == set(kinds):
                return found
            await asyncio.sleep(0.05)


async def test_what_they_agree_to_flows_with_the_answer_and_workers_see_whose_word_it_is(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    me = await invited(doors, person)
    receipt = await me.made("/consents", with_the(doors.adviser), accept_language="fr")
    assert await sees(doors.adviser, person)
    assert (receipt["given_by"], receipt["given_how"], receipt["recorded_by"]) == ("person", "authenticated", None)
    assert (receipt["language"], receipt["in_words"]) == (
        "fr",
        "Vous avez accepté de partager (identité, logement) avec Office HLM.",
    )
    assert await me.reads(f"/consents/{receipt['id']}", accept_language="fr") == receipt
    for desk in (doors.lead, doors.adviser):
        seen = (await desk.get(f"/v1/persons/{person}/consents/{receipt['id']}")).json()
        assert (seen["given_how"], seen["agency_id"], seen["state"]) == ("authenticated", None, "active")
    path = f"/v1/persons/{person}/consents/{receipt['id']}"
    handed_over = (await doors.lead.get(f"{path}/receipt")).json()
    assert "recorder" not in {one["party_role"] for one in handed_over["party_identification"]}
    assert (await doors.lead.get(f"{path}/printed-receipt")).status_code == 200
    lines = (await doors.lead.get(f"/v1/persons/{person}/timeline")).json()["items"]
    (line,) = [one for one in lines if one["kind"] == "consent_given"]
    assert (line["by_agency_id"], line["by_id"], line["item_id"]) == (None, None, receipt["id"])
    assert (await me.ask("POST", f"/consents/{receipt['id']}/withdrawal", {})).status_code == 204
    assert not await sees(doors.adviser, person)
    assert (await doors.lead.get(path)).json()["withdrawn_how"] == "authenticated"
    heard = {"given_by": "person", "given_how": "authenticated", "language": "fr", **with_the(doors.adviser)}
    assert (await doors.lead.post(f"/v1/persons/{person}/consents", heard)).status_code == 422


async def test_who_says_the_same_again_or_twice_at_once_has_said_it_once(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    me = await invited(doors, person)
    said = await asyncio.gather(*(me.made("/consents", with_the(doors.adviser)) for _ in range(3)))
    assert len({one["id"] for one in said}) == 1
    once = {"idempotency_key": "yes"}
    assert [(await me.made("/consents", with_the(doors.adviser), **once))["id"] for _ in range(2)] == [
        said[0]["id"]
    ] * 2
    less = await me.made("/consents", with_the(doors.adviser, "identity"))
    assert len((await me.reads("/consents"))["items"]) == 2
    assert (await me.ask("POST", f"/consents/{said[0]['id']}/withdrawal", {})).status_code == 204
    anew = await me.made("/consents", with_the(doors.adviser))
    assert anew["id"] not in {said[0]["id"], less["id"]}, "what was taken back is said anew"


async def test_a_refusal_stops_everybody_it_names_and_the_lead_is_told(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    me = await invited(doors, person)
    yes = await me.made("/consents", with_the(doors.adviser))
    no = await me.made("/consents", {"is_refusal": True, "categories": HOUSING})
    assert no["in_words"] == "You refused to share (identity, housing) with anybody."
    assert not await sees(doors.adviser, person)
    assert (await doors.adviser.get(f"/v1/persons/{person}/consents/{no['id']}")).json()["state"] == "refused"
    told = await lead_is_told(doors.lead, "consent_given", "consent_refused")
    assert {one["link"] for one in told} == {f"/v1/persons/{person}/consents/{one['id']}" for one in (yes, no)}
    assert (await me.ask("POST", f"/consents/{no['id']}/withdrawal", {})).status_code == 204
    assert await sees(doors.adviser, person)


async def test_it_is_said_only_under_agreements_in_force_and_names_nobody_twice(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    me = await invited(doors, person)
    assert await refused(me, with_the(doors.adviser)) == ["#/agencies/0 no_agreement"]
    await doors.share("identity", "housing")
    there, invented = str(doors.adviser.agency.id), str(new_id())
    assert await refused(me, with_the(doors.adviser, "health")) == ["#/agencies/0 no_agreement"]
    body = {"agencies": [there, invented], "sectors": ["police"], "categories": HOUSING}
    assert await refused(me, body) == ["#/agencies/1 no_agreement", "#/sectors/0 no_agreement"]
    assert len(await refused(me, {"agencies": [there, there], "categories": HOUSING})) == 1
    assert await refused(me, with_the(doors.adviser, valid_until="2026-01-01T00:00:00Z")) == ["#/valid_until over"]
    assert await refused(me, {"case_id": invented, "categories": HOUSING}) == ["#/case_id no_such_case"]
    french = await me.ask("POST", "/consents", with_the(doors.adviser, "health"), accept_language="fr")
    assert french.json()["errors"][0]["message"].startswith("Aucun accord en vigueur")
    assert (await me.reads("/consents"))["items"] == []
    by_sector = await me.made("/consents", {"sectors": ["housing"], "categories": HOUSING})
    assert by_sector["in_words"] == "You agreed to share (identity, housing) with the sector housing."
    assert await sees(doors.adviser, person)


async def test_what_is_agreed_with_a_team_reaches_whoever_works_on_the_case(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    _, of_another = await with_a_case(doors)
    await doors.share("identity", "social", "housing")
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    for holder in (me, daughter):
        assert await refused(holder, {"case_id": of_another, "categories": HOUSING}) == ["#/case_id no_such_case"]
    said = await me.made("/consents", {"case_id": case, "categories": HOUSING})
    assert said["in_words"] == "You agreed to share (identity, housing) with whoever works on your case."
    await doors.joins(case, doors.adviser)
    grants = (await doors.lead.get(f"/v1/persons/{person}/grants")).json()["items"]
    on_it = {one["agency_id"] for one in grants if one["ground_id"] == said["id"]}
    assert on_it == {str(doors.lead.agency.id), str(doors.adviser.agency.id)}


async def test_who_represents_them_speaks_by_the_power_to_consent_and_never_on_what_protects_them(
    doors: Doors,
) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing", "safeguarding")
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    _, informed = await representative(doors, person, powers=["be_informed"])
    assert (await informed.ask("POST", "/consents", with_the(doors.adviser))).status_code == 403
    for body in (with_the(doors.adviser, "safeguarding"), {"is_refusal": True, "categories": ["safeguarding"]}):
        assert await refused(daughter, body) == ["#/categories/0 not_yours"]
    hers = await daughter.made("/consents", with_the(doors.adviser))
    seen = (await doors.lead.get(f"/v1/persons/{person}/consents/{hers['id']}")).json()
    assert (seen["given_by"], seen["representative_id"]) == ("representative", tie)
    mine = await me.made("/consents", with_the(doors.adviser))
    assert mine["id"] != hers["id"], "each says it for themselves"
    assert [one["id"] for one in (await daughter.reads("/consents"))["items"]] == [hers["id"]]
    assert (await daughter.ask("GET", f"/consents/{mine['id']}")).status_code == 404
    (of_her, _) = (await me.reads("/consents"))["items"]
    assert of_her["in_words"].startswith("Somebody who represents you agreed")


@pytest.mark.parametrize("says", [None, 16])
async def test_from_which_age_they_consent_themselves_the_municipality_says(doors: Doors, says: int | None) -> None:
    identity = {"family_name": "Exemple", "given_name": "Alix", "birth_date": "2012-01-01"}
    person = str((await doors.lead.made("/v1/persons", {"identity": identity}))["id"])
    await doors.share("identity", "housing")
    if says is not None:
        officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
        age = {"municipality_id": str(doors.municipality.municipality_id), "age": says, "article": "Children Act § 3"}
        await officer.made("/v1/consent-ages", age)
    child, (_, mother) = await invited(doors, person), await representative(doors, person, kind="parent")
    assert await refused(child, with_the(doors.adviser)) == ["#/given_by too_young"]
    assert (await mother.made("/consents", with_the(doors.adviser)))["given_by"] == "representative"
    assert (await child.made("/consents", {"is_refusal": True, "categories": HOUSING}))["is_refusal"]
    assert not await sees(doors.adviser, person), "anybody refuses at any age"


async def test_nobody_speaks_in_the_name_of_somebody_else_even_when_a_statement_forgets(
    doors: Doors, served_cases: Database
) -> None:
    person, _ = await with_a_case(doors)
    neighbour, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    theirs = await (await invited(doors, neighbour)).made("/consents", with_the(doors.adviser))
    place = doors.municipality.municipality_id

    async def says(holder: Holder, whose: str, given_by: str, tie: str | None, *categories: str) -> bool:
        caller = PersonActor(AccountId(UUID(holder.account_id)), frozenset({Scope.OWN_WRITE}), new_id(), "a token")
        values = {"id": new_id(), "person_id": UUID(whose), "municipality_id": place, "given_by": given_by}
        try:
            async with served_cases.work(caller) as work:
                tied = {"representative_id": tie and UUID(tie), "account_id": caller.account_id}
                await work.run(FORGED, **values, **tied, categories=list(categories or HOUSING))
        except asyncpg.InsufficientPrivilegeError:
            return False
        return True

    assert await says(me, person, "person", None)
    assert await says(daughter, person, "representative", tie)
    assert not await says(me, neighbour, "person", None)
    assert not await says(daughter, person, "person", None)
    assert not await says(me, person, "representative", tie)
    assert not await says(daughter, person, "representative", tie, "safeguarding")
    caller = PersonActor(AccountId(UUID(me.account_id)), frozenset({Scope.OWN_WRITE}), new_id(), "a token")
    values = {"id": new_id(), "person_id": UUID(neighbour), "municipality_id": place}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with served_cases.work(caller) as work:
            await work.run(FORGED_GRANT, **values, agency_id=doors.adviser.agency.id, ground_id=UUID(theirs["id"]))
