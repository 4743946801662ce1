"""What somebody does with their own plan: say how far a goal is reached, tick off what they do, agree or disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.accounts.domain import Speaker
from services.cases.coordination.domain.case import must_be_open
from services.cases.duties.actions import hold_case
from services.cases.plans import events
from services.cases.plans.domain.agreeing import Agreement
from services.cases.plans.domain.attainment import Attainment
from services.cases.plans.domain.goals import ACTIONS_FOLLOW, state_after
from services.cases.plans.policy import (
    MARK_OWN,
    MOVE_OWN,
    OWN_ACTION_RULES,
    OWN_RULES,
    READ_OWN,
    SIGN_OWN,
    AboutOwnAction,
)
from services.cases.plans.store import own as store
from services.cases.timeline.actions import add_own_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.plans import ActionState, Party, SignedAs, VersionState, Voice
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide_for_a_person
from shared.refusals import Conflict, NotFound, Stale


@dataclass(frozen=True)
class Seen:
    """A version of a plan, with what stands in it, as far as it is shown."""

    version: asyncpg.Record
    goals: Sequence[asyncpg.Record]
    actions: Sequence[asyncpg.Record]


async def mark_own_progress(
    work: UnitOfWork, caller: PersonActor, goal_id: UUID, level: Attainment, words: str | None
) -> UUID:
    """Say how far a goal is reached; it stands beside what workers say.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotFound: no such goal that is theirs to see.
        Conflict: nobody has agreed on its scale yet.
    """
    mine = await _who_may(work, caller, MARK_OWN)
    goal = await store.find_goal(work, mine, goal_id)
    if goal is None:
        raise NotFound
    if goal["scale"] is None:
        raise Conflict("Agree on the goal's scale first.", detail_fr="Convenez d'abord de l'échelle de l'objectif.")
    voice = Voice.PERSON if mine.is_the_person else Voice.REPRESENTATIVE
    progress_id = new_id()
    about = {name: goal[name] for name in ("municipality_id", "category", "sensitivity", "agency_id")}
    said = {"id": progress_id, "goal_id": goal_id, "level": level, "said_by": voice, "words": words}
    await store.keep_progress(work, mine, about | said)
    await add_own_line(work, goal, LineKind.PROGRESS_MARKED, state=voice)
    told = {"case_id": goal["case_id"], "person_id": mine.person_id, "goal_id": goal_id}
    await work.tell(events.ProgressMarked(**told, progress_id=progress_id, said_by=voice))
    return progress_id


async def read_own_progress(work: UnitOfWork, caller: PersonActor, goal_id: UUID, progress_id: UUID) -> asyncpg.Record:
    """What one said of a goal.

    Raises:
        SpeaksForNobody, NotFound: as above.
    """
    return _found(await store.read_progress(work, await _who_may(work, caller, MARK_OWN), goal_id, progress_id))


async def read_own_action(work: UnitOfWork, caller: PersonActor, action_id: UUID, operation: str) -> asyncpg.Record:
    """One action of the plan.

    Raises:
        SpeaksForNobody, NotFound: as above.
    """
    return _found(await store.read_action(work, await _who_may(work, caller, READ_OWN), action_id, operation))


async def move_own_action(
    work: UnitOfWork, caller: PersonActor, action_id: UUID, version: int, wanted: ActionState
) -> UUID:
    """Say how it goes with what one does oneself; the earlier version is kept.

    Raises:
        SpeaksForNobody, NotFound: as above.
        NotAllowed: it is somebody else's to do, or the caller represents the person.
        Stale: somebody changed it since.
        Conflict: the wanted state does not follow the present one.
    """
    mine = await _who_may(work, caller, READ_OWN)
    seen = _found(await store.find_action(work, mine, action_id))
    facts = AboutOwnAction(mine, is_theirs=seen["is_theirs"])
    decide_for_a_person(OWN_ACTION_RULES, MOVE_OWN, caller, facts)
    await hold_case(work, seen["case_id"])
    await store.lock_action(work, action_id)
    action = _found(await store.find_action(work, mine, action_id))
    if action["version"] != version:
        raise Stale
    state = state_after(ActionState(action["state"]), wanted, ACTIONS_FOLLOW)
    if state == action["state"]:
        return action_id
    await store.change_action(work, action, state)
    await add_own_line(work, action, LineKind.ACTION_CHANGED, state=state)
    told = {"case_id": action["case_id"], "person_id": mine.person_id, "action_id": action_id}
    await work.tell(events.ActionChanged(**told, state=state))
    return action_id


async def list_own_plans(work: UnitOfWork, caller: PersonActor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The latest version of each plan of theirs, newest first; one more than `limit` if there is.

    Raises:
        SpeaksForNobody: as above.
    """
    return await store.list_versions(work, await _who_may(work, caller, READ_OWN), after, limit)


async def read_own_plan(work: UnitOfWork, caller: PersonActor, version_id: UUID, operation: str) -> Seen:
    """A version of a plan of theirs, with what stands in it.

    Raises:
        SpeaksForNobody, NotFound: as above.
    """
    mine = await _who_may(work, caller, READ_OWN)
    version = _found(await store.read_version(work, mine, version_id, operation))
    goals, planned = await store.goals_in(work, mine, version_id), await store.actions_in(work, mine, version_id)
    return Seen(version, goals, planned)


async def sign_own_plan(
    work: UnitOfWork, caller: PersonActor, version_id: UUID, answer: SignedAs, words: str | None
) -> UUID:
    """Agree or disagree to a version: an act of whoever signed in, at this time, which is never changed.

    Raises:
        SpeaksForNobody, NotFound: as above.
        NotAllowed: a representative without the power to sign.
        Conflict: the case is closed, or there is a newer version.
    """
    mine = await _who_may(work, caller, SIGN_OWN)
    seen = _found(await store.find_version(work, mine, version_id))
    await hold_case(work, seen["case_id"])
    await store.lock_version(work, version_id)
    version = _found(await store.find_version(work, mine, version_id))
    must_be_open(CaseState.OPEN if version["case_is_open"] else CaseState.CLOSED)
    if version["is_superseded"]:
        raise Conflict("There is a newer version.", detail_fr="Une version plus récente existe.")
    agreement = Agreement(frozenset(version["awaiting"]), version["lead_agrees"]).after(mine.person_id, answer)
    agreed_at = (version["agreed_at"] or work.now) if agreement.is_complete else None
    agreed = {
        "awaiting": sorted(agreement.awaiting),
        "lead_agrees": agreement.lead_agrees,
        "agreed_at": agreed_at,
    }
    party = Party.PERSON if mine.is_the_person else Party.REPRESENTATIVE
    await store.sign(work, mine, agreed, _signature(caller, version, party, answer, words))
    await add_own_line(work, _line_of(version, mine), LineKind.PLAN_SIGNED, state=answer)
    state = VersionState.AGREED if agreement.is_complete else VersionState.PROPOSED
    told = {"case_id": version["case_id"], "person_id": mine.person_id, "version_id": version_id}
    await work.tell(events.PlanSigned(**told, state=state, party=party, answer=answer))
    return version_id


async def _who_may(work: UnitOfWork, caller: PersonActor, action: str) -> Speaker:
    return await who_may(work, caller, OWN_RULES, action, "see-own-plan")


def _found(row: asyncpg.Record | None) -> asyncpg.Record:
    if row is None:
        raise NotFound
    return row


def _signature(
    caller: PersonActor, version: asyncpg.Record, party: Party, answer: SignedAs, words: str | None
) -> dict[str, object]:
    return {
        "id": new_id(),
        "version_id": version["id"],
        "case_id": version["case_id"],
        "municipality_id": version["municipality_id"],
        "agency_id": version["agency_id"],
        "party": party,
        "answer": answer,
        "words": words,
        "session_id": caller.session_id,
    }


def _line_of(version: asyncpg.Record, mine: Speaker) -> dict[str, object]:
    """The version, as a fact about the case of one person."""
    about = {"person_id": mine.person_id, "parties": version["agencies"], "sensitivity": "ordinary", "worker_id": None}
    return {**dict(version), **about}
