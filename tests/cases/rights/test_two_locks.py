"""Who sees a request: the predicate alone and row security alone say the same, whatever flows to them."""

from uuid import UUID

from services.cases.conflicts.actions import declare_conflict
from services.cases.conflicts.domain import Relation
from services.cases.rights.actions import NewRequest, record_request
from services.cases.rights.store import list_about
from shared.contracts.cases.rights import Right
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.cases.voice.voices import Voices, today
from tests.cases.worlds import World

LOCKED = Statement("SELECT id FROM rights_request WHERE person_id = :person_id ORDER BY id")
WITHDRAW_ALL_GRANTS = "UPDATE cases.access_grant SET ended_at = now() WHERE person_id = $1"


class Asking(Voices):
    """A scene in which somebody uses a right."""

    async def asked_of(self, worker: Actor) -> UUID:
        new = NewRequest(right=Right.ACCESS, words="What do you keep?", received_on=today(), relationship_id=None)
        async with self.work(worker) as work:
            return await record_request(work, worker, self.person_id, new)

    async def seen_by(self, who: Actor) -> list[UUID]:
        """By the predicate; which says what the lock says."""
        async with self.owner.work(who) as work:
            by_predicate = [row["id"] for row in await list_about(work, self.person_id, None, 50)]
        async with self.database.work(who) as work:
            by_lock = [row["id"] for row in await work.rows(LOCKED, person_id=self.person_id)]
        assert by_predicate == by_lock
        return by_predicate


async def test_it_is_seen_by_privacy_officers_of_whom_it_is_asked_and_by_who_took_it_down(
    cases_database: Database, cases_owner: Database, world: World
) -> None:
    scene = Asking(cases_database, cases_owner, world)
    await scene.known(scene.lead, scene.person_id)
    await scene.known(scene.adviser, scene.person_id)
    officer = world.worker(Role.PRIVACY_OFFICER, agency=scene.lead.agency_id, purpose=Purpose.RIGHTS)
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR, Role.CASEWORKER)
    elsewhere = scene.colleague(scene.adviser, Role.PRIVACY_OFFICER)
    ours, theirs = await scene.asked_of(scene.lead), await scene.asked_of(scene.adviser)
    expected = {officer: [ours], scene.lead: [ours], supervisor: [], elsewhere: [theirs], scene.adviser: [theirs]}
    for who, seen in expected.items():
        assert await scene.seen_by(who) == seen
    friend = scene.colleague(scene.lead, Role.PRIVACY_OFFICER)
    assert await scene.seen_by(friend) == [ours]
    async with scene.work(friend) as work:
        await declare_conflict(work, friend, scene.person_id, Relation.FRIEND)
    assert await scene.seen_by(friend) == []
    await scene.owner.pool.execute(WITHDRAW_ALL_GRANTS, scene.person_id)
    assert await scene.seen_by(officer) == [ours], "they must be able to answer when nothing flows any more"
