"""Of a restricted person nobody but those who are named learns that there is one, whatever grounds they have."""

from typing import Any
from uuid import UUID

from services.cases.restricted.subscriptions import REVOKED_NAMES
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.doors import Desk
from tests.cases.people.readers import Log
from tests.cases.restricted.scene import REVIEW, Refuge, said

ABOUT = ("/v1/persons/{}", "/v1/persons/{}/record", "/v1/persons/{}/grants", "/v1/persons/{}/restricted-access")


async def test_to_everybody_else_the_person_is_as_good_as_invented(refuge: Refuge) -> None:
    """By id, in the record and beside it."""
    addresses = [(path, refuge.person) for path in ABOUT] + [("/v1/cases/{}", refuge.case_id)]
    for path, one in addresses:
        assert (await refuge.colleague.get(path.format(one))).status_code == 200
    await refuge.restricted()
    for path, one in addresses:
        found = await refuge.colleague.get(path.format(one))
        assert (path, said(found)) == (path, said(await refuge.colleague.get(path.format(new_id()))))
        assert (await refuge.lead.get(path.format(one))).status_code == 200
    await refuge.lifted()
    for path, one in addresses:
        assert (await refuge.colleague.get(path.format(one))).status_code == 200


async def test_no_search_list_or_check_finds_them(refuge: Refuge) -> None:
    questions = (
        ("/v1/persons/search", {"family_name": refuge.surname}, "items"),
        ("/v1/persons/search", {"identifier": refuge.number}, "items"),
        ("/v1/persons/known-check", {"identifier": refuge.number}, "result"),
    )

    async def told(who: Desk) -> list[Any]:
        found = [(await who.post(path, body)).json()[key] for path, body, key in questions]
        cases = (await who.get("/v1/cases")).json()["items"]
        return [one if isinstance(one, str) else len(one) for one in (*found, cases)]

    assert await told(refuge.colleague) == [1, 1, "known", 1]
    await refuge.restricted()
    assert await told(refuge.colleague) == [0, 0, "nothing", 0]
    assert await told(refuge.lead) == [1, 1, "known", 1]


async def test_who_may_not_know_may_begin_a_second_record_and_is_told_nothing(refuge: Refuge) -> None:
    body = {"identity": {"family_name": "Other", "given_name": "One"}, "identifiers": [refuge.number]}
    assert (await refuge.colleague.post("/v1/persons", body)).status_code == 409
    await refuge.restricted()
    assert (await refuge.colleague.post("/v1/persons", body)).status_code == 201


async def test_it_takes_two_of_whom_one_answers_for_privacy(refuge: Refuge) -> None:
    proposal = await refuge.proposed()
    assert (await refuge.lead.post(f"{proposal}/confirmation", {})).status_code == 403
    other = await refuge.doors.hires(refuge.lead, Role.CASEWORKER, Role.SUPERVISOR)
    assert (await other.post(f"{proposal}/confirmation", {})).status_code == 403
    assert await refuge.reads(refuge.colleague) == 200
    decided = await refuge.decided(proposal)
    assert decided["state"] == "in_force"
    assert set(decided["known_to"]) == {str(refuge.lead.worker.id), str(refuge.officer.worker.id)}
    assert (await refuge.officer.post(f"{proposal}/confirmation", {})).status_code == 409
    assert await refuge.reads(refuge.colleague) == 404


async def test_a_proposal_from_before_another_decision_is_not_confirmed_any_more(refuge: Refuge) -> None:
    earlier = await refuge.proposed(refuge.colleague)
    await refuge.restricted()
    assert (await refuge.officer.post(f"{earlier}/confirmation", {})).status_code == 409
    assert await refuge.reads(refuge.colleague) == 404
    assert await refuge.reads(refuge.lead) == 200


async def test_what_is_rejected_changes_nothing(refuge: Refuge) -> None:
    proposal = await refuge.proposed()
    assert (await refuge.officer.post(f"{proposal}/rejection", {})).json()["state"] == "rejected"
    assert (await refuge.officer.post(f"{proposal}/confirmation", {})).status_code == 409
    assert await refuge.reads(refuge.colleague) == 200


async def test_who_is_named_sees_what_their_grounds_show_and_no_more(refuge: Refuge) -> None:
    stranger = refuge.doors.adviser
    await refuge.restricted(refuge.colleague, stranger)
    assert await refuge.reads(refuge.colleague) == 200
    assert await refuge.reads(stranger) == 404


async def test_no_later_ground_shows_them(refuge: Refuge) -> None:
    await refuge.restricted()
    opened = {"persons": [{"person_id": refuge.person}], "category": "housing"}
    case_id = (await refuge.lead.made("/v1/cases", opened))["id"]
    assert (await refuge.colleague.get(f"/v1/cases/{case_id}")).status_code == 404
    named = await refuge.lead.post("/v1/cases", opened | {"lead_worker_id": str(refuge.colleague.worker.id)})
    assert named.status_code == 409


async def test_a_privacy_officer_who_may_not_know_decides_when_asked_by_name(refuge: Refuge) -> None:
    await refuge.restricted()
    new_officer = await refuge.doors.hires(refuge.lead, Role.PRIVACY_OFFICER)
    foreign = await refuge.doors.hires(refuge.doors.adviser, Role.PRIVACY_OFFICER)
    proposal = await refuge.proposed(asked=new_officer)
    for stranger in (refuge.colleague, foreign):
        assert (await stranger.get(proposal)).status_code == 404
        assert (await stranger.post(f"{proposal}/confirmation", {})).status_code == 404
    assert await refuge.reads(new_officer) == 404
    [waiting] = (await new_officer.get("/v1/restricted-access")).json()["items"]
    assert waiting["state"] == "proposed"
    assert str(new_officer.worker.id) in (await refuge.decided(proposal, by=new_officer))["known_to"]
    assert await refuge.reads(new_officer) == 200
    assert await refuge.reads(refuge.officer) == 404


async def test_what_is_to_be_looked_at_again_is_found(refuge: Refuge) -> None:
    await refuge.restricted()
    for who, many in ((refuge.lead, 1), (refuge.officer, 1), (refuge.colleague, 0)):
        assert len((await who.get("/v1/restricted-access?review_before=2027-03-02")).json()["items"]) == many
        assert (await who.get(f"/v1/restricted-access?review_before={REVIEW}")).json()["items"] == []


async def test_reasons_and_dates_that_do_not_fit_are_refused(refuge: Refuge) -> None:
    wrong = (
        {"kind": "restrict", "reason": "danger_over", "review_on": REVIEW},
        {"kind": "restrict", "reason": "threat", "review_on": "2020-01-01"},
        {"kind": "restrict", "reason": "threat", "review_on": "2099-01-01"},
        {"kind": "restrict", "reason": "threat"},
        {"kind": "lift", "reason": "danger_over", "named": [str(new_id())]},
        {"kind": "lift", "reason": "threat"},
    )
    for body in wrong:
        assert (await refuge.lead.post(refuge.restrictions, body)).status_code == 422, body


async def test_it_is_told_with_ids_only_and_a_revoked_worker_is_forgotten(
    refuge: Refuge, served_cases: Database, served_owner: Database
) -> None:
    await refuge.restricted(refuge.colleague)
    assert await refuge.reads(refuge.colleague) == 200
    log = Log(served_owner)
    told = [data for kind, data in await log.told(UUID(refuge.person)) if kind == "parcours.person.restricted.v1"]
    assert set(told[0]) == {"person_id", "municipality_id", "restriction_id", "known_to"}
    await revoked(served_cases, refuge.colleague)
    assert await refuge.reads(refuge.colleague) == 404
    assert await refuge.reads(refuge.lead) == 200
    told = [data for kind, data in await log.told(UUID(refuge.person)) if kind == "parcours.person.restricted.v1"]
    assert [str(refuge.colleague.worker.id) in one["known_to"] for one in told] == [True, False]


async def test_the_last_who_may_know_stays_so_that_somebody_can_lift_it(refuge: Refuge, served_cases: Database) -> None:
    await refuge.restricted()
    await revoked(served_cases, refuge.officer)
    await revoked(served_cases, refuge.lead)
    assert [await refuge.reads(one) for one in (refuge.officer, refuge.lead)] == [404, 200]


async def revoked(cases: Database, desk: Desk) -> None:
    data = {"worker_id": str(desk.worker.id), "agency_id": str(desk.agency.id)}
    async with cases.work(TaskActor(REVOKED_NAMES.name)) as work:
        event = Told(new_id(), "parcours.worker.left.v1", desk.worker.id, work.now, data)
        await REVOKED_NAMES.handle(work, event)
