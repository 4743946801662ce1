"""What people ask by their rights, over HTTP: who asks, who is told, who answers, and who sees nothing of it."""

from datetime import date, timedelta
from typing import Any, Final

import asyncpg
import pytest

from services.cases.rights.domain import due_on, latest_due_on
from shared.clock import system_clock
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.own.people import invited, representative

pytestmark = pytest.mark.anyio

ERASE: Final = {"right": "erasure", "words": "Delete what you wrote in 2019"}
REFUSED: Final = {"outcome": "refused", "article": "gdpr_17_3_b", "reason": "We must keep payments for ten years."}
EVERYTHING: Final = Statement("SELECT id FROM rights_request")
CHANGE: Final = Statement("UPDATE rights_request SET reason = 'another' WHERE id = :id")
WAITING: Final = Statement("SELECT id FROM duty WHERE shown_as = 'privacy'")


def today() -> date:
    return system_clock().date()


def actor_at(desk: Desk, *roles: Role) -> Actor:
    return Actor(
        agency_id=AgencyId(desk.agency.id),
        sector=Sector.SOCIAL,
        municipalities=(MunicipalityId(new_id()),),
        roles=frozenset(roles),
        scopes=frozenset(Scope),
        purpose=Purpose.RIGHTS,
        purposes=frozenset(Purpose),
        worker_id=WorkerId(desk.worker.id),
    )


async def waits_for(desk: Desk) -> list[str]:
    """What a worker's own list says must be answered."""
    answer = await desk.get("/v1/tasks?kind=rights_request")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_what_a_worker_took_down_waits_for_the_privacy_officers_of_the_agency_alone(
    doors: Doors, served_cases: Database
) -> None:
    person = await doors.registered()
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    supervisor = await doors.hires(doors.lead, Role.SUPERVISOR, Role.CASEWORKER)
    elsewhere = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)
    where, key = f"/v1/persons/{person}/rights-requests", new_id().hex
    received = today() - timedelta(days=3)
    body = {**ERASE, "received_on": received.isoformat()}
    made = [await doors.lead.post(where, body, Idempotency_Key=key) for _ in range(2)]
    assert (made[0].status_code, made[0].json()) == (201, made[1].json())
    path, request_id = made[0].headers["Location"], made[0].json()["id"]
    read = (await officer.get(path)).json()
    assert (read["state"], read["due_on"], read["words"]) == ("open", due_on(received).isoformat(), ERASE["words"])
    assert (await doors.lead.get(path)).json() == read
    assert (await officer.get("/v1/rights-requests")).json()["items"] == [read]
    assert (await officer.get(where)).json()["items"] == [read]
    assert await waits_for(officer) == [request_id]
    foreign = [await who.get(path) for who in (supervisor, elsewhere)]
    invented = await supervisor.get(f"{where}/{new_id()}")
    assert [answer.status_code for answer in foreign] == [404, 404]
    assert foreign[0].content == invented.content
    assert (await supervisor.get(where)).json()["items"] == []
    assert (await doors.lead.get("/v1/rights-requests")).json()["items"] == [read]
    assert (await supervisor.get("/v1/rights-requests")).json()["items"] == []
    for who in (doors.lead, supervisor, elsewhere):
        assert await waits_for(who) == []
    for desk, roles, sees in ((officer, (Role.PRIVACY_OFFICER,), 1), (supervisor, (Role.SUPERVISOR,), 0)):
        async with served_cases.work(actor_at(desk, *roles)) as work:
            assert (len(await work.rows(EVERYTHING)), len(await work.rows(WAITING))) == (sees, sees), "the lock below"


async def test_a_privacy_officer_extends_once_and_decides_once_with_an_article(
    doors: Doors, served_cases: Database
) -> None:
    person = await doors.registered()
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    path = f"/v1/persons/{person}/rights-requests"
    path = f"{path}/{(await doors.lead.made(path, ERASE))['id']}"
    until = latest_due_on(date.fromisoformat((await officer.get(path)).json()["received_on"]))
    longer = {"until": until.isoformat(), "because": "The archive is searched by hand."}
    assert (await doors.lead.post(f"{path}/extension", longer)).status_code == 403
    late = await officer.post(f"{path}/extension", {**longer, "until": (until + timedelta(days=1)).isoformat()})
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "#/until")
    extended = (await officer.post(f"{path}/extension", longer)).json()
    assert (extended["due_on"], extended["extension"]["because"]) == (longer["until"], longer["because"])
    again = await officer.post(f"{path}/extension", longer, Accept_Language="fr")
    assert (again.status_code, again.json()["detail"]) == (409, "Le délai a déjà été prolongé.")
    assert (await doors.lead.post(f"{path}/decision", REFUSED)).status_code == 403
    wrong = await officer.post(f"{path}/decision", {**REFUSED, "article": "gdpr_21_1"}, Accept_Language="fr")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/article")
    decided = (await officer.post(f"{path}/decision", REFUSED)).json()
    assert (decided["state"], decided["decision"]) == ("answered", {**REFUSED, "left_out": []})
    assert await waits_for(officer) == []
    for act, body in (("decision", REFUSED), ("withdrawal", {}), ("extension", longer)):
        refused = await officer.post(f"{path}/{act}", body)
        assert (refused.status_code, refused.json()["state"]) == (409, "answered"), act
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with served_cases.work(actor_at(officer, Role.PRIVACY_OFFICER)) as work:
            await work.run(CHANGE, id=decided["id"])


async def test_the_person_asks_an_agency_that_is_named_to_them_and_reads_the_answer(doors: Doors) -> None:
    person = await doors.registered()
    me, officer = await invited(doors, person), await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    asked: dict[str, Any] = {**ERASE, "agency_id": str(doors.lead.agency.id)}
    made = await me.ask("POST", "/rights-requests", asked)
    assert made.status_code == 201, made.text
    path = f"/rights-requests/{made.json()['id']}"
    for stranger in (str(doors.adviser.agency.id), str(new_id())):
        refused = await me.ask("POST", "/rights-requests", {**asked, "agency_id": stranger})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown")
    taken_down = await doors.lead.made(f"/v1/persons/{person}/rights-requests", {**ERASE, "right": "access"})
    mine = (await me.reads("/rights-requests"))["items"]
    assert [one["id"] for one in mine] == [made.json()["id"], taken_down["id"]]
    assert (mine[0]["agency"]["name"], mine[0]["decision"]) == (doors.lead.agency.name, None)
    assert (await me.reads("/notices"))["items"] == []
    answered = await officer.post(f"/v1/persons/{person}{path}/decision", REFUSED)
    assert answered.status_code == 200, answered.text
    assert (await doors.lead.get(f"/v1/persons/{person}{path}")).status_code == 404, "they did not take it down"
    read = await me.reads(path, Accept_Language="fr")
    assert read["decision"]["reason"] == REFUSED["reason"]
    assert read["article_in_words"].startswith("RGPD art. 17, § 3, b)")
    [notice] = (await me.reads("/notices"))["items"]
    assert (notice["kind"], notice["id"]) == ("rights_answered", made.json()["id"])
    assert (await me.ask("POST", f"{path}/withdrawal")).status_code == 409
    assert (await me.ask("POST", f"/rights-requests/{taken_down['id']}/withdrawal")).status_code == 204
    assert (await me.reads(f"/rights-requests/{taken_down['id']}"))["state"] == "withdrawn"


async def test_a_representative_asks_through_a_worker_and_the_person_is_not_told_of_it(doors: Doors) -> None:
    person = await doors.registered()
    tie, daughter = await representative(doors, person)
    me, other = await invited(doors, person), await invited(doors, await doors.registered())
    asked = {**ERASE, "agency_id": str(doors.lead.agency.id)}
    for path in ("/rights-requests", f"/rights-requests/{new_id()}"):
        assert (await daughter.ask("GET", path)).status_code == 403
    assert (await daughter.ask("POST", "/rights-requests", asked)).status_code == 403
    where = f"/v1/persons/{person}/rights-requests"
    refused = await doors.lead.post(where, {**ERASE, "relationship_id": str(new_id())})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/relationship_id")
    made = await doors.lead.made(where, {**ERASE, "relationship_id": tie})
    for who in (me, other):
        assert (await who.reads("/rights-requests"))["items"] == []
        assert (await who.ask("GET", f"/rights-requests/{made['id']}")).status_code == 404
        assert (await who.ask("POST", f"/rights-requests/{made['id']}/withdrawal")).status_code == 404


async def test_a_privacy_officer_with_a_conflict_of_interest_sees_nothing(
    doors: Doors,
) -> None:
    person = await doors.registered()
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    where = f"/v1/persons/{person}/rights-requests"
    path = f"{where}/{(await doors.lead.made(where, ERASE))['id']}"
    assert (await officer.get(path)).status_code == 200
    declared = await officer.post(f"/v1/persons/{person}/conflicts-of-interest", {"relation": "friend"})
    assert declared.status_code == 201, declared.text
    assert (await officer.get(path)).status_code == 404
    assert (await officer.get("/v1/rights-requests")).json()["items"] == []
    assert await waits_for(officer) == []
