"""One's own voice: how one found the help, what one complains about, by when it is answered, and who hears it."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.voice.domain.words import ANSWERED_WITHIN
from shared.clock import system_clock
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import AccountId, Role, Scope, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.own.people import invited, representative, with_a_case

pytestmark = pytest.mark.anyio

RATED = {"aspect": "being_heard", "score": 4, "began_on": "2026-01-01", "ended_on": "2026-02-28"}
FORGETFUL = {table: Statement(f"SELECT * FROM {table}") for table in ("rating", "complaint")}


async def test_they_say_how_they_found_the_help_and_the_team_hears_whose_word_it_is(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    about = {"case_id": case, "about_agency_id": str(doors.lead.agency.id)}
    once = {"idempotency_key": "in spring"}
    given = await me.made("/ratings", {**about, **RATED, "comment": "They listened"}, **once)
    assert (await me.made("/ratings", {**about, **RATED, "comment": "They listened"}, **once))["id"] == given["id"]
    assert (given["agency"]["id"], given["by_own_hand"]) == (str(doors.lead.agency.id), True)
    (heard,) = (await doors.lead.get(f"/v1/cases/{case}/ratings")).json()["items"]
    assert (heard["comment"], heard["spoken_by"], heard["worker_id"]) == ("They listened", "person", None)
    taken_down = {"about_agency_id": about["about_agency_id"], **RATED, "score": 2, "spoken_by": "person"}
    await doors.lead.made(f"/v1/cases/{case}/ratings", taken_down)
    await doors.lead.made(f"/v1/cases/{case}/ratings", {**taken_down, "spoken_by": "carer", "score": 1})
    assert [(one["score"], one["by_own_hand"]) for one in (await me.reads("/ratings"))["items"]] == [
        (2, False),
        (4, True),
    ]
    future = await me.ask("POST", "/ratings", {**about, **RATED, "ended_on": "2199-01-01"}, accept_language="fr")
    assert future.json()["errors"][0]["pointer"] == "#/ended_on"


async def test_a_complaint_waits_for_the_agencys_supervisors_and_its_answer_is_told_to_whoever_complained(
    doors: Doors,
) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR)
    about = {"case_id": case, "about_agency_id": str(doors.lead.agency.id), "addressed_to": "supervisors"}
    made = await me.made("/complaints", {**about, "text": "Nobody told me of the meeting"})
    today = system_clock().date()
    there = {today + timedelta(days=days) for days in (-1, 0, 1)}
    assert made["answer_due_on"] in {str(day + ANSWERED_WITHIN) for day in there}, "by the day of the municipality"
    assert (await doors.lead.get(f"/v1/cases/{case}/complaints")).json()["items"] == [], "for supervisors alone"
    lines = (await doors.lead.get(f"/v1/persons/{person}/timeline")).json()["items"]
    assert "complaint_recorded" not in [line["kind"] for line in lines]
    waits = [one["kind"] for one in (await supervisor.get("/v1/tasks")).json()["items"]]
    assert waits.count("complaint") == 1

    path = f"/v1/cases/{case}/complaints/{made['id']}"
    (heard,) = (await supervisor.get(f"/v1/cases/{case}/complaints")).json()["items"]
    assert (heard["text"], heard["worker_id"]) == ("Nobody told me of the meeting", None)
    said = {"outcome": "upheld", "answer": "You will be invited"}
    assert (await supervisor.post(f"{path}/answer", said)).status_code == 200
    answered = await me.reads(f"/complaints/{made['id']}")
    assert (answered["state"], answered["outcome"], answered["answer"]) == ("answered", "upheld", "You will be invited")
    (told,) = (await me.reads("/notices"))["items"]
    assert (told["kind"], told["id"]) == ("complaint_answered", made["id"])
    assert "invited" not in str(told)


async def test_it_is_about_who_works_with_them_and_nothing_else_is_learnt(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    police = await doors.agency("Police municipale", Sector.POLICE)
    await doors.share("identity", "social", between=(doors.lead, police))
    await doors.joins(case, police, "other")
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    neighbour, foreign = await with_a_case(doors)
    words = {"text": "Not like this"}
    answers = [
        await me.ask("POST", "/complaints", {**words, "case_id": of, "about_agency_id": str(agency)})
        for of, agency in (
            (case, doors.adviser.agency.id),
            (case, police.agency.id),
            (case, new_id()),
            (foreign, doors.lead.agency.id),
            (str(new_id()), doors.lead.agency.id),
        )
    ]
    assert {(one.status_code, one.content) for one in answers} == {(422, answers[0].content)}
    theirs = {**words, "case_id": case, "about_agency_id": str(doors.lead.agency.id)}
    assert (await daughter.ask("POST", "/complaints", theirs)).status_code == 403
    assert (await daughter.ask("GET", "/complaints")).status_code == 403
    mine = (await me.made("/complaints", theirs))["id"]
    other = await invited(doors, neighbour)
    for hidden in (mine, str(new_id())):
        assert (await other.ask("GET", f"/complaints/{hidden}")).status_code == 404


async def test_row_security_lets_an_account_hear_its_own_words_alone_even_when_a_statement_forgets(
    doors: Doors, served_cases: Database
) -> None:
    person, case = await with_a_case(doors)
    me = await invited(doors, person)
    about = {"case_id": case, "about_agency_id": str(doors.lead.agency.id)}
    mine = (await me.made("/ratings", {**about, **RATED}))["id"]
    a_carers = {"about_agency_id": about["about_agency_id"], **RATED, "spoken_by": "carer"}
    await doors.lead.made(f"/v1/cases/{case}/ratings", a_carers)
    neighbour, foreign = await with_a_case(doors)
    other = await invited(doors, neighbour)
    await other.made("/complaints", {**about, "case_id": foreign, "text": "Not like this"})
    caller = PersonActor(AccountId(UUID(me.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")
    async with served_cases.work(caller) as work:
        rows = {table: await work.rows(statement) for table, statement in FORGETFUL.items()}
    assert [str(row["id"]) for row in rows["rating"]] == [mine]
    assert rows["complaint"] == []
