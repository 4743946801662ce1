"""What somebody reads about themselves, what is withheld, and what a representative never sees."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase
from services.identity.agencies.domain import Agency
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role, Scope, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.own.people import invited, representative, with_a_case

pytestmark = pytest.mark.anyio

GOAL = {"wording": "Mobility at home", "horizon": "months", "owner": {"kind": "person"}}

FORGETFUL = {
    table: Statement(f"SELECT * FROM {table}")
    for table in (
        "goal",
        "need",
        "planned_action",
        "goal_progress",
        "person",
        "contact_point",
        "address",
        "consent",
        "access_grant",
        "conference_share",
        "agenda_item",
        "referral_disclosure",
    )
}


async def wants(doors: Doors, person: str, case: str, own_words: str, **more: Any) -> None:
    body = {**GOAL, "own_words": own_words, "category": "social", "person_ids": [person], **more}
    body["owner"] = {"kind": "person", "id": person}
    await doors.lead.made(f"/v1/cases/{case}/goals", body)


async def is_done_by(doors: Doors, person: str, case: str, agency: Agency) -> None:
    """A goal, and an action for it that an agency owns."""
    await wants(doors, person, case, "Walk to the market again")
    goal = (await doors.lead.get(f"/v1/cases/{case}/goals")).json()["items"][-1]["id"]
    owner = {"kind": "agency", "agency_id": str(agency.id)}
    body = {"goal_id": goal, "category": "social", "title": "Goes along", "owner": owner, "person_ids": [person]}
    await doors.lead.made(f"/v1/cases/{case}/actions", body)


async def test_they_read_their_goals_and_needs_and_nothing_that_is_withheld(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    await wants(doors, person, case, "Walk to the market again")
    await wants(doors, person, case, "A sensitive wish", sensitivity="sensitive")
    await wants(doors, person, case, "A sealed word", sensitivity="sealed")
    await wants(doors, person, case, "Watched over", category="safeguarding")
    neighbour, other_case = await with_a_case(doors)
    await wants(doors, neighbour, other_case, "Somebody else's wish")
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)

    mine = {goal["own_words"] for goal in (await me.reads("/record"))["goals"]}
    hers = {goal["own_words"] for goal in (await daughter.reads("/record"))["goals"]}
    assert mine == {"Walk to the market again", "A sensitive wish"}
    assert hers == {"Walk to the market again"}


async def test_an_item_that_is_about_somebody_else_too_is_in_nobodys_own_view(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    partner = await doors.registered()
    joined = await doors.lead.post(f"/v1/cases/{case}/persons", {"person_id": partner})
    assert joined.status_code < 300, joined.text
    await wants(doors, person, case, "For both of us", person_ids=[person, partner])
    for one in (person, partner):
        assert (await (await invited(doors, one)).reads("/record"))["goals"] == []


async def test_a_representative_learns_nothing_of_where_somebody_is(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    path = f"/v1/persons/{person}"
    await doors.lead.made(f"/v1/cases/{case}/needs", {"term": "over-indebtedness", "source": "person"})
    await is_done_by(doors, person, case, doors.lead.agency)
    await doors.lead.made(f"{path}/addresses", {"use": "home", "lines": ["3 quai Nord"], "locality": "Valmont"})
    shelter = {"use": "home", "lines": ["9 rue Cachée"], "locality": "Ailleurs", "protected": True}
    await doors.lead.made(f"{path}/addresses", shelter)
    await doors.lead.made(f"{path}/contact-points", {"kind": "phone", "value": "+33 1 99 00 00 01", "safe": True})
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)

    seen = await daughter.ask("GET", "/record")
    record = seen.json()
    assert (record["addresses"], record["contact_points"], record["team"]) == ([], [], [])
    assert not any(word in seen.text for word in ("quai Nord", "Cachée", "+33", "Ailleurs"))
    assert str(doors.lead.agency.id) not in seen.text, "who works with them could tell where they are"
    assert (record["agencies"], len(record["needs"]), len(record["actions"])) == ([], 1, 1)
    for closed in ("/grants", "/access-log"):
        assert (await daughter.ask("GET", closed)).status_code == 403
    whole = await me.ask("GET", "/record")
    assert "quai Nord" in whole.text
    assert "Cachée" not in whole.text
    assert [one["is_lead"] for one in whole.json()["team"]] == [True]
    theirs = {whole.json()["needs"][0]["agency_id"], whole.json()["actions"][0]["owner_agency_id"]}
    assert theirs == {str(doors.lead.agency.id)}


async def test_they_read_who_can_see_what_and_who_looked_in_their_language(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    await doors.share("identity", "housing")
    consent = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": ["identity", "housing"]}
    await doors.lead.made(f"/v1/persons/{person}/consents", {**consent, "agencies": [str(doors.adviser.agency.id)]})
    assert (await doors.adviser.get(f"/v1/persons/{person}/record")).status_code == 200
    me = await invited(doors, person)

    grants = [one["in_words"] for one in (await me.reads("/grants"))["items"]]
    because = "because you, or who represents you, agreed to it."
    assert f"Office HLM may read, write, refer you to others (identity, housing), {because}" in grants
    looks = (await me.reads("/access-log", accept_language="fr"))["items"]
    assert "Office HLM a ouvert (identité, logement)." in [one["in_words"] for one in looks]
    assert "worker" not in str(looks)
    (agreed,) = (await me.reads("/consents"))["items"]
    assert [one["name"] for one in agreed["agencies"]] == ["Office HLM"]
    pages = await me.reads("/access-log?limit=1")
    assert (await me.reads(f"/access-log?limit=1&after={pages['next']}"))["items"] != pages["items"]


async def test_what_the_police_may_see_and_looks_for_safeguarding_are_withheld(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    police = await doors.agency("Police municipale", Sector.POLICE)
    await doors.share("identity", "social", between=(doors.lead, police))
    await doors.joins(case, police, "other")
    assert (await police.get(f"/v1/persons/{person}/record")).status_code == 200
    await is_done_by(doors, person, case, police.agency)
    protecting = await doors.lead.get(f"/v1/persons/{person}/record", purpose_of_use="safeguarding")
    assert protecting.status_code == 200
    me = await invited(doors, person)
    for path in ("/grants", "/access-log", "/record"):
        assert "Police" not in (await me.ask("GET", path)).text
    assert "safeguarding" not in {one["purpose"] for one in (await me.reads("/access-log"))["items"]}


async def test_who_looked_without_any_ground_is_withheld_since_nobody_here_knows_their_sector(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    police = await doors.agency("Gendarmerie nationale", Sector.POLICE)
    assert (await police.get(f"/v1/persons/{person}/record")).status_code == 404
    me = await invited(doors, person)
    assert "Gendarmerie" not in (await me.ask("GET", "/access-log")).text
    assert (await me.reads("/access-log"))["items"], "what the lead did is there"


async def test_each_look_is_logged_and_a_privacy_officer_sees_it(
    doors: Doors, served: dict[str, ServiceDatabase]
) -> None:
    person, _ = await with_a_case(doors)
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    for path in ("/record", "/grants", "/access-log", "/consents"):
        await me.reads(path)
    await daughter.reads("/record")
    connection = await asyncpg.connect(served["cases"].owner_url)
    rows = await connection.fetch(
        "SELECT operation, agency_id, grounds[1] AS ground FROM cases.access_log WHERE subject_id = $1 ORDER BY at, id",
        me.account_id,
    )
    await connection.close()
    assert {row["operation"] for row in rows} == {
        "read-own-record",
        "read-own-grants",
        "read-own-access-log",
        "read-own-consents",
    }
    assert {(row["agency_id"], row["ground"]) for row in rows} == {(None, f"own:{person}")}
    told = str((await me.reads("/access-log"))["items"])
    assert "Somebody who represents you opened" in told
    assert "Somebody who represents you tried to open and was refused" not in told
    assert (await daughter.ask("GET", "/grants")).status_code == 403
    assert "Somebody who represents you tried to open and was refused" in str((await me.reads("/access-log"))["items"])
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    assert (await officer.get(f"/v1/persons/{person}/access-log")).status_code == 200


@pytest.mark.parametrize("table", sorted(FORGETFUL))
async def test_row_security_shows_an_account_nobody_else_even_when_a_statement_forgets(
    doors: Doors, served_cases: Database, table: str
) -> None:
    person, case = await with_a_case(doors)
    await wants(doors, person, case, "A sealed word", sensitivity="sealed")
    await with_a_case(doors)
    me = await invited(doors, person)
    caller = PersonActor(AccountId(UUID(me.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")
    async with served_cases.work(caller) as work:
        rows = await work.rows(FORGETFUL[table])
    assert {str(row["person_id"]) for row in rows} <= {person}
    assert not [row for row in rows if row.get("sensitivity") == "sealed"]
