"""Periods and holds over HTTP: who may write them, and who learns of them."""

from datetime import timedelta

from shared.clock import system_clock
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from tests.cases.retention.keeping import WHY, YEAR, Keeping

IN_A_YEAR = (system_clock() + YEAR).isoformat()


async def test_privacy_officers_say_for_how_long_their_own_agency_keeps_what_it_writes(keeping: Keeping) -> None:
    doors, officer = keeping.doors, keeping.officer
    rule = await keeping.rule(kind="note", months=60)
    path = f"/v1/retention-periods/{rule['id']}"
    read = await doors.adviser.get(path)
    assert (read.status_code, read.json()) == (200, rule), "everybody there may know"
    assert rule["agency_id"] == str(officer.agency.id)
    body = {key: rule[key] for key in ("municipality_id", "category", "counted_from", "months", "article")}
    assert (await doors.lead.post("/v1/retention-periods", body)).status_code == 403
    assert (await officer.post("/v1/retention-periods", {**body, "municipality_id": str(new_id())})).status_code == 403
    soon = {**body, "takes_effect_at": (system_clock() + timedelta(days=20)).isoformat()}
    for wrong in (soon, {**body, "months": 0}, {**body, "category": "weather"}, {**body, "kind": "person"}):
        assert (await officer.post("/v1/retention-periods", wrong)).status_code == 422
    refused = await officer.post("/v1/retention-periods", {**body, "kind": "document"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/kind"), "documents have classes"
    listed = (await officer.get(f"/v1/retention-periods?agency_id={officer.agency.id}")).json()["items"]
    assert listed == [rule]
    others = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)
    assert (await others.post(f"{path}/retirement", {})).status_code == 403
    retired = await officer.post(f"{path}/retirement", {})
    assert (retired.status_code, retired.json()["retired_at"] is None) == (200, False)
    assert (await officer.post(f"{path}/retirement", {})).status_code == 409
    note = await keeping.note()
    await keeping.passes(YEAR * 10)
    assert (await doors.lead.get(note)).status_code == 200, "nothing is deleted by it any more"


async def test_a_hold_says_why_to_its_own_agency_and_only_to_privacy_officers_that_it_is_there(
    keeping: Keeping,
) -> None:
    doors, officer = keeping.doors, keeping.officer
    await doors.share("social", "housing")
    await doors.joins(keeping.case_id, doors.adviser)
    hold = await officer.made(keeping.holds, {**WHY, "until": IN_A_YEAR})
    path = f"{keeping.holds}/{hold['id']}"
    assert (hold["held_id"], hold["reason"]) == (str(doors.person_id), WHY["reason"])
    assert (await officer.get(path)).json() == hold
    theirs = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    await doors.joins(keeping.case_id, theirs)
    seen = await theirs.get(keeping.holds)
    assert (seen.status_code, [one["reason"] for one in seen.json()["items"]]) == (200, [None])
    assert (await theirs.post(f"{path}/release", {})).status_code == 403
    for desk in (doors.lead, doors.adviser):
        assert [(await desk.get(where)).status_code for where in (keeping.holds, path)] == [403, 403]
        assert (await desk.post(keeping.holds, WHY)).status_code == 403
    stranger = await doors.agency("Clinique", officer.agency.sector, Role.PRIVACY_OFFICER)
    nobody = keeping.holds.replace(str(doors.person_id), str(new_id()))
    for method, body in (("GET", None), ("POST", WHY)):
        foreign, invented = [await stranger.ask(method, where, body) for where in (keeping.holds, nobody)]
        assert (foreign.status_code, foreign.content) == (404, invented.content)
    for wrong in ({**WHY, "reason": ""}, {**WHY, "until": "2020-01-01T00:00:00Z"}, {**WHY, "held": "case"}):
        assert (await officer.post(keeping.holds, wrong)).status_code == 422
    released = await officer.post(f"{path}/release", {})
    assert (released.status_code, released.json()["released_by"]) == (200, str(officer.worker.id))
    assert (await officer.post(f"{path}/release", {})).status_code == 409


async def test_what_is_held_by_name_is_the_persons_and_seen_and_not_sealed(keeping: Keeping) -> None:
    doors, officer = keeping.doors, keeping.officer
    notes = [await keeping.note(category="social"), await keeping.note(category="social", sensitivity="sealed")]
    ids = [note.rpartition("/")[2] for note in notes]
    other = await doors.lead.made(
        "/v1/cases", {"persons": [{"person_id": await doors.registered()}], "category": "social"}
    )
    named = [{**WHY, "held": "item", "held_id": one} for one in (*ids, str(new_id()))]
    cases = [{**WHY, "held": "case", "held_id": one} for one in (keeping.case_id, other["id"])]
    answers = [(await officer.post(keeping.holds, body)).status_code for body in (*named, *cases)]
    assert answers == [201, 422, 422, 201, 422]
    await keeping.rule("social")
    await keeping.passes()
    assert [(await doors.lead.get(note)).status_code for note in notes] == [200, 200], "the case is held"
    held = next(one for one in (await officer.get(keeping.holds)).json()["items"] if one["held"] == "case")
    await officer.post(f"{keeping.holds}/{held['id']}/release", {})
    await keeping.passes()
    assert [(await doors.lead.get(note)).status_code for note in notes] == [200, 410]


async def test_a_hold_ends_by_itself(keeping: Keeping) -> None:
    note = await keeping.note()
    await keeping.rule()
    await keeping.officer.made(keeping.holds, {**WHY, "until": (system_clock() + YEAR * 3).isoformat()})
    await keeping.passes(YEAR * 2)
    assert (await keeping.doors.lead.get(note)).status_code == 200
    await keeping.passes(YEAR * 4)
    assert (await keeping.doors.lead.get(note)).status_code == 410
