"""Something sealed is there for its writer and for the workers who are named, and for nobody else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.cases.seals.subscriptions import REVOKED_SEALS
from shared.contracts.cases.items import ItemKind
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Told
from tests.cases.doors import Desk
from tests.cases.seals.sealed import SECRET, Scene, actor_at, named

_LOOKS = Statement("""
    SELECT operation, grounds FROM access_log WHERE subject_id = :who AND person_id = :person_id ORDER BY at, id
""")
_ALL_NOTES = Statement("SELECT id FROM note WHERE case_id = :case_id")
_KINDS_LOCKED = Statement("""
    SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE p.polname = 'sealed_for_those_named' AND NOT p.polpermissive
""")
_SEALABLE = Statement("""
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = 'cases' AND c.column_name IN ('sensitivity', 'changed_by_id', 'case_id', 'thread_id', 'id')
    GROUP BY c.table_name HAVING count(*) FILTER (WHERE c.column_name IN ('sensitivity', 'changed_by_id', 'id')) = 3
""")
_EVENTS = Statement("SELECT type FROM journal WHERE type LIKE 'parcours.seal_grant%'")
_TAMPER = Statement("UPDATE seal_grant SET worker_id = :worker WHERE item_id = :item_id")


async def test_only_whoever_is_named_sees_it_and_only_until_it_is_taken_back(scene: Scene) -> None:
    colleague, other = await scene.doors.hires(scene.writer), await scene.doors.hires(scene.writer)
    before = await scene.everything(colleague)
    assert SECRET not in before
    given = await scene.opened_to(colleague)
    assert SECRET in (await colleague.get(scene.path)).text
    assert scene.note["id"] in (await colleague.get(scene.notes)).text
    assert scene.note["id"] in (await colleague.get(f"/v1/persons/{scene.person}/timeline")).text
    assert SECRET in (await colleague.get(f"/v1/persons/{scene.person}/record")).text
    assert (await colleague.get(f"/v1/sealed-items/{scene.note['id']}")).json()["opens_at"] == scene.path
    assert await scene.everything(other) == before
    ended = await scene.writer.ask("DELETE", f"{scene.grants}/{given['id']}")
    assert ended.status_code == 204, ended.text
    assert await scene.everything(colleague) == before
    again = await scene.writer.ask("DELETE", f"{scene.grants}/{given['id']}")
    assert again.status_code == 409


async def test_the_look_at_it_is_logged_and_so_are_the_looks_at_who_may(scene: Scene, served_owner: Database) -> None:
    colleague = await scene.doors.hires(scene.writer)
    await scene.opened_to(colleague)
    await colleague.get(f"/v1/sealed-items/{scene.note['id']}")
    await scene.writer.get(scene.grants)
    async with served_owner.work(TaskActor("test")) as work:
        person_id = UUID(scene.person)
        theirs = await work.rows(_LOOKS, who=colleague.worker.id, person_id=person_id)
        writers = await work.rows(_LOOKS, who=scene.writer.worker.id, person_id=person_id)
        told = [row["type"] for row in await work.rows(_EVENTS)]
    assert [(row["operation"], bool(row["grounds"])) for row in theirs] == [("read-sealed-item", True)]
    assert {"give-seal-grant", "list-seal-grants"} <= {row["operation"] for row in writers}
    assert "parcours.seal_grant.given.v1" in told


async def test_it_opens_the_seal_and_nothing_else(scene: Scene) -> None:
    stranger = await scene.doors.agency("Elsewhere", scene.doors.adviser.agency.sector)
    await scene.opened_to(stranger)
    assert (await stranger.get(scene.path)).status_code == 404
    emergency = {"reason": "danger_to_life", "words": "Found on the stairs"}
    opened = await stranger.post(f"/v1/persons/{scene.person}/emergency-access", emergency)
    assert opened.status_code == 201, opened.text
    assert (await stranger.get(f"/v1/persons/{scene.person}/record")).status_code == 200
    assert SECRET not in await scene.everything(stranger)


async def test_who_sees_it_without_a_say_opens_it_to_nobody_and_a_supervisor_who_sees_it_does(scene: Scene) -> None:
    colleague, other = await scene.doors.hires(scene.writer), await scene.doors.hires(scene.writer)
    supervisor = await scene.doors.hires(scene.writer, Role.SUPERVISOR)
    unknown = await supervisor.post(scene.grants, named(other))
    invented = await supervisor.post(f"/v1/sealed-items/{uuid4()}/seal-grants", named(other))
    assert (unknown.status_code, unknown.text) == (invented.status_code, invented.text)
    assert unknown.status_code == 404
    await scene.opened_to(colleague)
    theirs = await scene.opened_to(supervisor)
    french = await colleague.post(scene.grants, named(other), accept_language="fr")
    assert french.status_code == 403
    assert "L'intervenant a écrit l'élément" in french.text
    assert (await colleague.get(scene.grants)).status_code == 403
    await scene.opened_to(other, by=supervisor, valid_until=theirs["valid_until"])
    assert SECRET in (await other.get(scene.path)).text
    shown = (await scene.writer.get(scene.grants)).json()["items"]
    assert [one["worker_id"] for one in shown] == [str(one.worker.id) for one in (colleague, supervisor, other)]


async def test_given_anew_it_takes_the_place_of_the_one_before(scene: Scene) -> None:
    colleague = await scene.doors.hires(scene.writer)
    first = await scene.opened_to(colleague)
    second = await scene.opened_to(colleague, reason="Still away")
    shown = {one["id"]: one for one in (await scene.writer.get(scene.grants)).json()["items"]}
    assert shown[first["id"]]["ended_at"] is not None
    assert shown[second["id"]]["ended_at"] is None
    for wrong in ({"worker_id": str(scene.writer.worker.id)}, {"valid_until": "2020-01-01T00:00:00Z"}):
        answer = await scene.writer.post(scene.grants, named(colleague, **wrong))
        assert answer.status_code == 422, answer.text


async def test_unsealed_and_sealed_again_it_is_its_writers_alone(scene: Scene) -> None:
    colleague = await scene.doors.hires(scene.writer)
    await scene.opened_to(colleague)
    for sensitivity in ("ordinary", "sealed"):
        changed = await scene.reclassified(sensitivity)
        assert changed.status_code == 200, changed.text
    assert (await colleague.get(scene.path)).status_code == 404


async def is_revoked(scene: Scene, who: Desk) -> None:
    data = {"worker_id": str(who.worker.id), "agency_id": str(who.agency.id)}
    told = Told(new_id(), "parcours.worker.revoked.v1", who.worker.id, datetime.now(UTC), data)
    async with scene.doors.database.work(TaskActor(REVOKED_SEALS.name)) as work:
        await REVOKED_SEALS.handle(work, told)


async def test_a_revoked_worker_is_named_no_more(scene: Scene) -> None:
    colleague = await scene.doors.hires(scene.writer)
    await scene.opened_to(colleague)
    await is_revoked(scene, colleague)
    assert (await colleague.get(scene.path)).status_code == 404
    (shown,) = (await scene.writer.get(scene.grants)).json()["items"]
    assert shown["ended_at"] is not None


async def test_what_a_revoked_worker_gave_of_what_was_open_to_them_ends_with_it(scene: Scene) -> None:
    leaving = await scene.doors.hires(scene.writer, Role.SUPERVISOR)
    named_by_them, by_the_writer = [await scene.doors.hires(scene.writer) for _ in range(2)]
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    await scene.opened_to(leaving, valid_until=until)
    await scene.opened_to(named_by_them, by=leaving, valid_until=until)
    await scene.opened_to(by_the_writer)
    await is_revoked(scene, leaving)
    assert [(await one.get(scene.path)).status_code for one in (leaving, named_by_them, by_the_writer)] == [
        404,
        404,
        200,
    ]
    await is_revoked(scene, scene.writer)
    assert (await by_the_writer.get(scene.path)).status_code == 200, "somebody must go on with what they wrote"


async def test_a_query_that_forgot_the_predicate_sees_nothing_sealed(scene: Scene, served_owner: Database) -> None:
    colleague = await scene.doors.hires(scene.writer)
    case_id = UUID(scene.case_id)
    seen = []
    for _ in range(2):
        async with scene.doors.database.work(actor_at(colleague)) as work:
            seen.append([str(row["id"]) for row in await work.rows(_ALL_NOTES, case_id=case_id)])
        if len(seen) == 1:
            await scene.opened_to(colleague)
    assert seen == [[], [scene.note["id"]]]
    async with served_owner.work(TaskActor("test")) as work:
        locked = {row["relname"] for row in await work.rows(_KINDS_LOCKED)}
        sealable = {row["table_name"] for row in await work.rows(_SEALABLE)}
    assert locked == set(ItemKind) == sealable
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scene.doors.database.work(actor_at(scene.writer)) as work:
            await work.run(_TAMPER, item_id=UUID(scene.note["id"]), worker=new_id())
