"""When an agency is closed: said by whoever leads its work, read by all."""

from datetime import timedelta

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.referrals.worlds import Caller, Town

pytestmark = pytest.mark.anyio

FORGE = Statement("""
    INSERT INTO closure (id, agency_id, starts_on, ends_on, said_at, said_by_id)
    VALUES (:id, :agency_id, current_date, current_date, now(), :said_by_id)
""")
FORGET = Statement("DELETE FROM closure WHERE agency_id = :agency_id")


def closure(town: Town, first: int = 1, last: int = 5) -> dict[str, str]:
    today = town.running.clock().date()
    return {"starts_on": str(today + timedelta(first)), "ends_on": str(today + timedelta(last))}


def leader(town: Town, role: Role = Role.SUPERVISOR) -> Caller:
    return town.colleague_of(town.receiver, role)


async def test_a_closure_is_announced_read_by_all_and_called_off(town: Town) -> None:
    supervisor, body = leader(town), closure(town)
    announced = await supervisor.post("/v1/closures", body, {"idempotency-key": "summer"})
    again = await supervisor.post("/v1/closures", body, {"idempotency-key": "summer"})
    assert (announced.status, again.status) == (201, 201)
    told = announced.json()
    assert told == again.json()
    assert {name: told[name] for name in body} == body
    path = announced.headers["location"]
    assert (await town.stranger.get(path)).json() == told
    listed = await town.stranger.get(f"/v1/closures?agency_id={town.receiver.actor.agency_id}")
    assert listed.json()["items"] == [told]
    assert (await town.stranger.ask("DELETE", path)).status == 403
    assert (await supervisor.ask("DELETE", path)).status == 204
    assert (await supervisor.get(path)).status == 404
    assert (await supervisor.get("/v1/closures")).json()["items"] == []


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 201), (Role.CASEWORKER, 403), (Role.INTAKE, 403)])
async def test_whoever_leads_the_work_says_it(town: Town, role: Role, status: int) -> None:
    answer = await leader(town, role).post("/v1/closures", closure(town), {"accept-language": "fr"})
    assert answer.status == status
    if status == 403:
        assert "encadre le travail" in answer.json()["reasons"][0]


@pytest.mark.parametrize(("first", "last", "code"), [(5, 1, "before_start"), (-9, -2, "past"), (1, 200, "too_long")])
async def test_what_is_no_closure_is_pointed_at(town: Town, first: int, last: int, code: str) -> None:
    answer = await leader(town).post("/v1/closures", closure(town, first, last))
    assert answer.status == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("#/ends_on", code)]


async def test_the_second_lock_lets_nobody_close_another_agency_or_open_it(
    town: Town, referrals_database: Database
) -> None:
    await leader(town).post("/v1/closures", closure(town))
    stranger = town.stranger.actor
    async with referrals_database.work(stranger) as work:
        assert await work.run(FORGET, agency_id=town.receiver.actor.agency_id) == 0
    with pytest.raises(Exception, match="row-level security"):
        async with referrals_database.work(stranger) as work:
            await work.run(FORGE, id=new_id(), agency_id=town.receiver.actor.agency_id, said_by_id=stranger.subject)
