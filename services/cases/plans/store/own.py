"""The plan as the person sees it, or who represents them, and what they say to it, with the log line of each look."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import WITHHELD, is_their_word, logging_their_look, shown_to_them, themselves
from services.cases.plans.store.items import ACTIONS
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SHOWN: Final = logging_their_look("(SELECT coalesce(array_agg(DISTINCT s.category), '{}') FROM shown s)")
_GOAL = Statement(f"""
    SELECT g.id, g.case_id, g.municipality_id, g.person_id, g.also_about, g.category, g.sensitivity, g.agency_id,
           g.worker_id, g.scale
    FROM goal g WHERE g.id = :id AND {shown_to_them("g")}
""")
_KEEP_PROGRESS = Statement("""
    INSERT INTO goal_progress (id, goal_id, municipality_id, person_id, category, sensitivity, level, said_by, words,
        marked_at, agency_id, account_id, relationship_id)
    VALUES (:id, :goal_id, :municipality_id, :person_id, :category, :sensitivity, :level, :said_by, :words, :now,
        :agency_id, :account_id, :relationship_id)
""")
_PROGRESS = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT p.id, p.goal_id, p.level, p.said_by, p.words, p.marked_at, p.category
        FROM goal_progress p JOIN goal g ON g.id = p.goal_id
        WHERE p.id = :id AND p.goal_id = :goal_id AND {shown_to_them("g")} AND {is_their_word("p")}),
    logged AS ({_SHOWN})
    SELECT * FROM shown
""")
_AN_ACTION: Final = f"""
    SELECT a.*, a.owner_kind = 'person' AND a.owner_id = :person_id AS is_theirs,
           (SELECT g.id FROM goal g WHERE g.id = a.goal_id AND {shown_to_them("g")}) AS shown_goal_id
    FROM planned_action a WHERE a.id = :id AND {shown_to_them("a")}"""
_FIND_ACTION = Statement(_AN_ACTION)
_READ_ACTION = Statement(f"WITH shown AS MATERIALIZED ({_AN_ACTION}), logged AS ({_SHOWN}) SELECT * FROM shown")
_VERSION: Final = f"""
    SELECT v.id, v.case_id, v.municipality_id, v.number, v.proposed_at, v.agreed_at, v.agency_id, v.lead_agrees,
           v.awaiting, cp.category, cp.agencies, is_open_case(v.case_id) AS case_is_open,
           :person_id = ANY (v.awaiting) AS waits_for_you,
           EXISTS (SELECT FROM plan_version later WHERE later.case_id = v.case_id AND later.number > v.number)
               AS is_superseded,
           (SELECT s.answer FROM plan_signature s
            WHERE s.version_id = v.id AND s.person_id = :person_id AND {is_their_word("s")}
            ORDER BY s.id DESC LIMIT 1) AS your_answer
    FROM plan_version v JOIN case_person cp ON cp.case_id = v.case_id AND cp.person_id = :person_id
    WHERE cp.left_at IS NULL AND cp.category NOT IN ({WITHHELD})"""
_VERSIONS = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT * FROM ({_VERSION} AND (CAST(:after AS uuid) IS NULL OR v.id < :after)) v WHERE NOT v.is_superseded
        ORDER BY v.id DESC LIMIT CAST(:many AS integer) + 1),
    logged AS ({_SHOWN})
    SELECT * FROM shown ORDER BY id DESC
""")
_FIND_VERSION = Statement(f"{_VERSION} AND v.id = :id")
_READ_VERSION = Statement(
    f"WITH shown AS MATERIALIZED ({_VERSION} AND v.id = :id), logged AS ({_SHOWN}) SELECT * FROM shown"
)
_GOALS = Statement(f"""
    SELECT g.id, g.category, g.own_words, g.wording, g.target_on, g.state, g.version > l.version AS changed_since
    FROM plan_line l JOIN goal g ON g.id = l.item_id
    WHERE l.record_id = :id AND l.kind = 'goal' AND {shown_to_them("l")} AND {shown_to_them("g")} ORDER BY g.id
""")
_ACTIONS = Statement(f"""
    SELECT a.id, a.category, a.title, a.due_on, a.state, a.version > l.version AS changed_since
    FROM plan_line l JOIN planned_action a ON a.id = l.item_id
    WHERE l.record_id = :id AND l.kind = 'action' AND {shown_to_them("l")} AND {shown_to_them("a")} ORDER BY a.id
""")
_LOCK_VERSION = Statement("SELECT true FROM plan_version WHERE id = :id FOR UPDATE")
_AGREE = Statement("""
    UPDATE plan_version SET awaiting = :awaiting, lead_agrees = :lead_agrees, agreed_at = :agreed_at WHERE id = :id
""")
_SIGN = Statement("""
    INSERT INTO plan_signature (id, version_id, case_id, municipality_id, party, person_id, answer, words, signed_how,
        signed_at, agency_id, account_id, relationship_id, decision_id, session_id)
    VALUES (:id, :version_id, :case_id, :municipality_id, :party, :person_id, :answer, :words, 'electronic', :now,
        :agency_id, :account_id, :relationship_id, :decision_id, :session_id)
""")
_FOLLOW = Statement("SELECT duty_of_plan(:id)")


async def find_goal(work: UnitOfWork, speaker: Speaker, goal_id: UUID) -> asyncpg.Record | None:
    """One goal that is theirs to see; nothing of it is shown."""
    return await work.row(_GOAL, id=goal_id, **themselves(work, speaker, "mark-own-progress"))


async def keep_progress(work: UnitOfWork, speaker: Speaker, values: Mapping[str, Any]) -> None:
    """Keep how far they say that a goal was reached."""
    await work.run(_KEEP_PROGRESS, **{**themselves(work, speaker, "mark-own-progress"), **values})


async def read_progress(work: UnitOfWork, speaker: Speaker, goal_id: UUID, progress_id: UUID) -> asyncpg.Record | None:
    """A word of theirs on a goal."""
    mine = themselves(work, speaker, "mark-own-progress")
    return await work.row(_PROGRESS, id=progress_id, goal_id=goal_id, **mine)


async def find_action(work: UnitOfWork, speaker: Speaker, action_id: UUID) -> asyncpg.Record | None:
    """One action that is theirs to see, whole; nothing of it is shown."""
    return await work.row(_FIND_ACTION, id=action_id, **themselves(work, speaker, "move-own-action"))


async def read_action(work: UnitOfWork, speaker: Speaker, action_id: UUID, operation: str) -> asyncpg.Record | None:
    """One action that is theirs to see."""
    return await work.row(_READ_ACTION, id=action_id, **themselves(work, speaker, operation))


async def lock_action(work: UnitOfWork, action_id: UUID) -> None:
    """Make simultaneous changes wait for each other."""
    await work.row(ACTIONS.lock, id=action_id)


async def change_action(work: UnitOfWork, action: asyncpg.Record, state: str) -> None:
    """Keep the earlier version, then the present one, which no worker wrote."""
    await work.run(ACTIONS.keep_earlier, id=action["id"])
    whole = {**dict(action), "state": state}
    await work.run(ACTIONS.change, **whole, reader_agency=action["agency_id"], reader=None, now=work.now)


async def list_versions(work: UnitOfWork, speaker: Speaker, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The latest version of each plan of theirs, newest first; one more than `limit` if there is."""
    return await work.rows(_VERSIONS, after=after, many=limit, **themselves(work, speaker, "list-own-plans"))


async def find_version(work: UnitOfWork, speaker: Speaker, version_id: UUID) -> asyncpg.Record | None:
    """One version of a plan of theirs; nothing of it is shown."""
    return await work.row(_FIND_VERSION, id=version_id, **themselves(work, speaker, "sign-own-plan"))


async def read_version(work: UnitOfWork, speaker: Speaker, version_id: UUID, operation: str) -> asyncpg.Record | None:
    """One version of a plan of theirs."""
    return await work.row(_READ_VERSION, id=version_id, **themselves(work, speaker, operation))


async def goals_in(work: UnitOfWork, speaker: Speaker, version_id: UUID) -> list[asyncpg.Record]:
    """Goals in a version, as far as they were and are theirs to see; whoever shows it has logged the look."""
    return await work.rows(_GOALS, id=version_id, **themselves(work, speaker, "read-own-plan"))


async def actions_in(work: UnitOfWork, speaker: Speaker, version_id: UUID) -> list[asyncpg.Record]:
    """Likewise, of actions."""
    return await work.rows(_ACTIONS, id=version_id, **themselves(work, speaker, "read-own-plan"))


async def lock_version(work: UnitOfWork, version_id: UUID) -> None:
    """Make simultaneous signatures wait for each other."""
    await work.run(_LOCK_VERSION, id=version_id)


async def sign(work: UnitOfWork, speaker: Speaker, agreed: Mapping[str, Any], signature: Mapping[str, Any]) -> None:
    """Keep what they said to a version, how far it is agreed on, and whether its lead must still see to it."""
    await work.run(_AGREE, id=signature["version_id"], **agreed)
    said = {**themselves(work, speaker, "sign-own-plan"), **signature, "decision_id": work.decision_id}
    await work.run(_SIGN, **said)
    await work.run(_FOLLOW, id=signature["version_id"])
