"""What a restricted person asks by a right reaches somebody: the few who may know of them, and nobody else."""

from typing import Final

from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from tests.cases.doors import Desk, Doors
from tests.cases.notices.test_http import told
from tests.cases.restricted.scene import Refuge, a_refuge
from tests.cases.rights.test_http import ERASE, EVERYTHING, REFUSED, WAITING, actor_at, waits_for


class Asked(Refuge):
    """A refuge in which another agency, whose privacy officer may not know of the person, is asked something."""

    adviser: Desk
    elsewhere: Desk
    path: str

    async def looks(self, who: Desk) -> tuple[int, int, list[str]]:
        """What somebody reads of it, how many are on their list, and what waits for them."""
        listed = await who.get("/v1/rights-requests")
        assert listed.status_code == 200, listed.text
        return (await who.get(self.path)).status_code, len(listed.json()["items"]), await waits_for(who)


async def an_asked_agency(doors: Doors) -> Asked:
    asked = Asked(**vars(await a_refuge(doors)))
    asked.adviser, asked.elsewhere = doors.adviser, await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)
    await doors.share("identity", "social")
    await doors.joins(asked.case_id, asked.adviser)
    await asked.restricted(asked.adviser)
    made = await asked.adviser.made(f"/v1/persons/{asked.person}/rights-requests", ERASE)
    asked.path = f"/v1/persons/{asked.person}/rights-requests/{made['id']}"
    return asked


OF_NOBODY: Final[tuple[int, int, list[str]]] = (404, 0, [])


async def test_those_few_of_the_agency_answer_and_those_who_answer_for_privacy_elsewhere_know(
    doors: Doors, served_cases: Database
) -> None:
    asked = await an_asked_agency(doors)
    request_id = asked.path.rpartition("/")[2]
    assert await asked.looks(asked.adviser) == (200, 1, [request_id])
    assert await asked.looks(asked.officer) == (200, 0, []), "it is another agency's to answer"
    for who in (asked.elsewhere, asked.colleague, asked.lead):
        assert await asked.looks(who) == OF_NOBODY
    kinds = [one["kind"] for one in (await told(asked.officer, 1))["items"]]
    assert "rights_requested" in kinds
    assert (await asked.officer.post(f"{asked.path}/decision", REFUSED)).status_code == 403
    for who, roles, seen in (
        (asked.adviser, (Role.CASEWORKER,), (1, 1)),
        (asked.officer, (Role.PRIVACY_OFFICER,), (1, 0)),
        (asked.elsewhere, (Role.PRIVACY_OFFICER,), (0, 0)),
        (asked.lead, (Role.CASEWORKER,), (0, 0)),
    ):
        async with served_cases.work(actor_at(who, *roles)) as work:
            assert (len(await work.rows(EVERYTHING)), len(await work.rows(WAITING))) == seen, "the lock below"
    decided = await asked.adviser.post(f"{asked.path}/decision", REFUSED)
    assert (decided.status_code, decided.json()["state"]) == (200, "answered"), decided.text


async def test_it_is_theirs_only_while_the_person_is_restricted(doors: Doors) -> None:
    asked = await an_asked_agency(doors)
    named = await doors.hires(doors.adviser)
    await asked.restricted(asked.adviser, named)
    request_id = asked.path.rpartition("/")[2]
    assert await asked.looks(named) == (200, 1, [request_id])
    await asked.lifted()
    assert await asked.looks(named) == OF_NOBODY
    assert (await asked.officer.get(asked.path)).status_code == 404
    assert await asked.looks(asked.elsewhere) == (200, 1, [request_id])
