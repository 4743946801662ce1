"""People begin threads themselves: with whom they may, who reads it, and what no refusal tells."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from services.cases.conversations.domain import BEGUN_A_DAY
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role, Scope, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.own.people import Holder, invited, representative, with_a_case

pytestmark = pytest.mark.anyio

FORGED = Statement("""
    INSERT INTO thread (id, case_id, municipality_id, person_id, also_about, category, sensitivity, agency_id, version,
        written_at, changed_at, changed_by_agency_id, account_id, relationship_id, subject, state, last_place,
        with_person, with_relationship_ids)
    SELECT gen_random_uuid(), case_id, municipality_id, person_id, also_about, coalesce(:category, category),
        sensitivity, coalesce(CAST(:agency_id AS uuid), agency_id), version, written_at, changed_at,
        changed_by_agency_id, CASE WHEN :other_account THEN gen_random_uuid() ELSE account_id END, relationship_id,
        subject, state, last_place, with_person, with_relationship_ids
    FROM thread WHERE id = :id
""")
TAKEN = Statement("""
    INSERT INTO access_grant (id, person_id, municipality_id, agency_id, sector, categories, level, operations,
        purposes, sources, shows_sensitive, overrides_refusal, ground_kind, ground_id, valid_from, issued_at)
    SELECT gen_random_uuid(), person_id, municipality_id, :agency_id, 'housing', '{health}', 3,
        CAST(:operations AS text[]), '{care-coordination}',
        ARRAY[CAST(:source AS uuid)], true, false, 'authorship', person_id, now(), now()
    FROM thread WHERE id = :id
""")

REFUSES_POLICE = {
    "is_refusal": True,
    "given_by": "person",
    "given_how": "oral",
    "language": "fr",
    "categories": ["social"],
    "sectors": ["police"],
}


def wish(case: str, text: str = "May I bring my sister?", **more: Any) -> dict[str, Any]:
    return {"case_id": case, "subject": "Thursday", "message": {"text": text}, **more}


async def refused(me: Holder, body: Mapping[str, Any], **headers: str) -> tuple[str, str, str]:
    answer = await me.ask("POST", "/threads", body, **headers)
    assert answer.status_code == 422, answer.text
    (one,) = answer.json()["errors"]
    return one["pointer"], one["code"], one["message"]


async def heard(desk: Desk, case: str) -> list[str]:
    found = (await desk.get(f"/v1/threads?case_id={case}")).json()
    return [one["id"] for one in found.get("items", [])]


async def housed(doors: Doors, case: str, *categories: str) -> None:
    await doors.share(*(categories or ("identity", "social")))
    await doors.joins(case, doors.adviser)


async def test_whom_somebody_writes_to_reads_it_answers_and_closes_it(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    await housed(doors, case)
    me = await invited(doors, person)
    mine = await me.made("/threads", wish(case))
    assert (mine["subject"], mine["category"], mine["state"], mine["unread"]) == ("Thursday", "social", "open", 0)
    assert mine["agency"]["id"] == str(doors.lead.agency.id), "whoever leads the case"

    for desk in (doors.lead, doors.adviser):
        assert await heard(desk, case) == [mine["id"]], "the case's category is its team's"
    seen = (await doors.lead.get(f"/v1/threads/{mine['id']}")).json()
    told = (seen["started_by"], seen["worker_id"], seen["with_person"], seen["sensitivity"], seen["unread"])
    assert told == ("person", None, True, "ordinary", 1)
    answer = await doors.adviser.post(f"/v1/threads/{mine['id']}/messages", {"text": "Please do"})
    assert answer.status_code == 201, answer.text
    texts = [one["text"] for one in (await me.reads(f"/threads/{mine['id']}/messages"))["items"]]
    assert texts == ["May I bring my sister?", "Please do"]

    lines = (await doors.lead.get(f"/v1/persons/{person}/timeline")).json()["items"]
    (line,) = [one for one in lines if one["item_id"] == mine["id"]]
    assert (line["kind"], line["by_id"]) == ("thread_started", None)
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR, Role.CASEWORKER)
    renamed = await supervisor.ask("PATCH", f"/v1/threads/{mine['id']}", {"subject": "No"}, if_match='"1"')
    assert renamed.status_code == 403, "nobody puts words into somebody's mouth"
    assert (await doors.adviser.post(f"/v1/threads/{mine['id']}/closure", {})).status_code == 403
    colleague = await doors.hires(doors.lead)
    assert (await colleague.post(f"/v1/threads/{mine['id']}/closure", {})).status_code == 200
    (earlier,) = (await colleague.get(f"/v1/threads/{mine['id']}/versions")).json()["items"]
    assert (earlier["content"]["state"], earlier["written_by_id"]) == ("open", None)


async def test_an_agency_of_the_team_is_written_to_by_name_and_what_it_holds_is_not_the_leads(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    await housed(doors, case)
    me = await invited(doors, person)
    assert {one["agency_id"] for one in (await me.reads("/record"))["team"]} == {
        str(doors.lead.agency.id),
        str(doors.adviser.agency.id),
    }
    mine = await me.made("/threads", wish(case, agency_id=str(doors.adviser.agency.id), category="health"))
    assert mine["agency"]["name"] == "Office HLM"
    assert await heard(doors.adviser, case) == [mine["id"]], "of a category that no agreement lets flow to it"
    assert await heard(doors.lead, case) == []


async def test_who_is_not_named_to_them_is_answered_as_an_invented_one(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    police = await doors.agency("Police", Sector.POLICE)
    stranger = await doors.agency("Mission locale", Sector.EMPLOYMENT)
    await doors.share("identity", "social", between=(doors.lead, police))
    await doors.joins(case, police)
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    french = {"accept_language": "fr"}
    invented = await refused(me, wish(case, agency_id=str(new_id())), **french)
    assert invented[:2] == ("#/agency_id", "no_such_agency")
    assert "dont vous ayez connaissance" in invented[2]
    for desk in (police, stranger):
        assert await refused(me, wish(case, agency_id=str(desk.agency.id)), **french) == invented
    for desk in (doors.lead, police):
        named = await refused(daughter, wish(case, agency_id=str(desk.agency.id)), **french)
        assert named == invented, "with whom somebody works could tell where they are"

    _, foreign = await with_a_case(doors)
    watched = await doors.lead.made("/v1/cases", {"persons": [{"person_id": person}], "category": "safeguarding"})
    none = await refused(me, wish(str(new_id())))
    assert none[:2] == ("#/case_id", "no_such_case")
    for other in (foreign, watched["id"]):
        assert await refused(me, wish(other)) == none
        assert await refused(me, wish(other, agency_id=str(doors.lead.agency.id))) == none


async def test_police_that_lead_the_case_are_written_to_like_anybody_and_not_named(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    police = await doors.agency("Police", Sector.POLICE)
    await doors.share("identity", "social", "housing", between=(doors.lead, police))
    await doors.gives_the_lead(case, await doors.joins(case, police), police)
    me = await invited(doors, person)
    mine = await me.made("/threads", wish(case))
    assert mine["agency"] is None
    assert await heard(police, case) == [mine["id"]]
    assert (await doors.lead.post(f"/v1/persons/{person}/consents", REFUSES_POLICE)).status_code == 201
    assert (await me.made("/threads", wish(case)))["agency"] is None, "a refusal of theirs would tell who leads"


async def test_whoever_represents_somebody_begins_one_with_whoever_leads_and_is_told_of_no_agency(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me, (tie, daughter) = await invited(doors, person), await representative(doors, person)
    hers = await daughter.made("/threads", wish(case, "She fell yesterday"))
    assert hers["agency"] is None
    assert (await me.reads("/threads"))["items"] == [], "a worker begins one that is with both"
    seen = (await doors.lead.get(f"/v1/threads/{hers['id']}")).json()
    told = (seen["started_by"], seen["with_person"], seen["with_relationship_ids"])
    assert told == ("representative", False, [tie])
    _, powerless = await representative(doors, person, kind="sibling", powers=["be_informed"])
    assert (await powerless.ask("POST", "/threads", wish(case))).status_code == 201
    over = {"valid_until": "2026-01-01"}
    await doors.lead.ask("PATCH", f"/v1/persons/{person}/relationships/{tie}", over, if_match='"1"')
    late = await daughter.ask("POST", "/threads", wish(case))
    assert (late.status_code, late.json()["type"]) == (403, "/problems/speaks-for-nobody")


async def test_what_would_be_read_by_nobody_or_hidden_from_themselves_is_not_begun(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    assert (await refused(me, wish(case, category="safeguarding")))[:2] == ("#/category", "withheld")
    await me.made("/consents", {"is_refusal": True, "agencies": [], "categories": ["health"]})
    assert (await refused(me, wish(case, category="health")))[:2] == ("#/category", "refused")
    await me.made("/threads", wish(case, category="housing"))
    assert (
        await doors.lead.post(f"/v1/cases/{case}/closure", {"reason": "goals_reached", "outcome": "reached"})
    ).status_code < 300
    assert (await refused(me, wish(case)))[:2] == ("#/case_id", "no_such_case")


async def test_one_is_begun_once_and_as_many_as_can_be_read(doors: Doors, served: dict[str, ServiceDatabase]) -> None:
    person, case = await with_a_case(doors)
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    once = {"idempotency_key": "thursday"}
    first = await me.made("/threads", wish(case), **once)
    assert (await me.made("/threads", wish(case), **once))["id"] == first["id"]
    connection = await asyncpg.connect(served["cases"].owner_url)
    columns = [
        row["attname"]
        for row in await connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'cases.thread'::regclass AND attnum > 0"
        )
    ]
    same = ", ".join("gen_random_uuid()" if one == "id" else one for one in columns)
    await connection.execute(
        f"INSERT INTO cases.thread ({', '.join(columns)}) SELECT {same} FROM cases.thread, generate_series(2, $2)"
        " WHERE id = $1",
        UUID(first["id"]),
        BEGUN_A_DAY,
    )
    await connection.close()
    many = await me.ask("POST", "/threads", wish(case), accept_language="fr")
    assert (many.status_code, many.json()["type"]) == (429, "/problems/too-many-threads")
    assert 86_000 < int(many.headers["retry-after"]) <= 86_401
    assert many.json()["detail"].startswith("Vous avez ouvert 20 fils")
    await daughter.made("/threads", wish(case))


async def test_row_security_lets_nobody_begin_in_another_name_or_hand_out_more_than_a_letter(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    mine = await me.made("/threads", wish(case))
    caller = PersonActor(AccountId(UUID(me.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")
    as_it_is = {"id": mine["id"], "category": None, "agency_id": None, "other_account": False}
    async with served_cases.work(caller) as work:
        await work.run(FORGED, **as_it_is)
    stranger = doors.adviser.agency.id
    for forged in ({"category": "safeguarding"}, {"agency_id": stranger}, {"other_account": True}):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with served_cases.work(caller) as work:
                await work.run(FORGED, **{**as_it_is, **forged})
    lead = doors.lead.agency.id
    for agency, source, operations in (
        (stranger, stranger, ["read"]),
        (lead, stranger, ["read"]),
        (lead, lead, ["read", "coordinate"]),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with served_cases.work(caller) as work:
                await work.run(TAKEN, id=mine["id"], agency_id=agency, source=source, operations=operations)
