"""Invitations to teams in the database."""

from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.coordination.domain.invitations import Invitation, InvitationState
from services.cases.coordination.predicate import may_see_case
from shared.contracts.cases.coordination import DecliningReason
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SHOWN = """
    i.id, i.case_id, i.municipality_id, i.category, i.agency_id, i.worker_id, i.capacity, i.starts_at, i.ends_at,
    i.by_agency_id, i.by_id, i.invited_at, i.expires_at, i.answered_at, i.reason, i.member_id,
    CASE WHEN i.state = 'pending' AND least(i.expires_at, i.ends_at) <= :now THEN 'expired' ELSE i.state END AS state
"""
_FOR_THE_READER = """
    i.agency_id = :reader_agency AND (i.worker_id IS NULL OR i.worker_id = :reader OR :supervises)
    AND NOT is_kept_out_of_case(i.case_id)
"""
_SWEEP = Statement("""
    UPDATE team_invitation SET state = 'expired'
    WHERE case_id = :case_id AND state = 'pending' AND least(expires_at, ends_at) <= :now
""")
_KEEP = Statement("""
    INSERT INTO team_invitation (id, case_id, municipality_id, category, agency_id, worker_id, capacity, starts_at,
        ends_at, state, by_agency_id, by_id, invited_at, expires_at)
    VALUES (:id, :case_id, :municipality_id, :category, :agency_id, :worker_id, :capacity, :starts_at,
        :ends_at, :state, :reader_agency, :reader, :now, :expires_at)
    ON CONFLICT DO NOTHING
""")
_OF_CASE = Statement(f"""
    SELECT {_SHOWN} FROM team_invitation i JOIN support_case c ON c.id = i.case_id
    WHERE i.case_id = :case_id AND {may_see_case("c")} AND (CAST(:after AS uuid) IS NULL OR i.id > :after)
    ORDER BY i.id LIMIT :limit
""")
_ONE_OF_CASE = Statement(f"""
    SELECT {_SHOWN} FROM team_invitation i JOIN support_case c ON c.id = i.case_id
    WHERE i.id = :id AND i.case_id = :case_id AND {may_see_case("c")}
""")
_WAITING = Statement(f"""
    SELECT {_SHOWN} FROM team_invitation i
    WHERE {_FOR_THE_READER} AND i.state = 'pending' AND least(i.expires_at, i.ends_at) > :now
      AND (CAST(:after AS uuid) IS NULL OR i.id > :after)
    ORDER BY i.id LIMIT :limit
""")
_OPEN = Statement(f"SELECT {_SHOWN} FROM team_invitation i WHERE i.id = :id AND {_FOR_THE_READER}")
_LOCK_CASE = Statement("SELECT * FROM lock_case_of_invitation(:case_id)")
_ANSWER = Statement("""
    UPDATE team_invitation SET state = :state, answered_at = :now, answered_by = :reader, reason = :reason,
        member_id = :member_id
    WHERE id = :id
""")


async def keep(work: UnitOfWork, invitation: Invitation, case: asyncpg.Record, capacity: str) -> bool:
    """Keep a new invitation; False when the same agency and worker is being asked."""
    await work.run(_SWEEP, case_id=invitation.case_id, now=work.now)
    values: dict[str, Any] = {
        "id": invitation.id,
        "case_id": invitation.case_id,
        "municipality_id": case["municipality_id"],
        "category": case["category"],
        "agency_id": invitation.agency_id,
        "worker_id": invitation.worker_id,
        "capacity": capacity,
        "starts_at": invitation.starts_at,
        "ends_at": invitation.ends_at,
        "state": invitation.state,
        "expires_at": invitation.expires_at,
    }
    return bool(await work.run(_KEEP, **values, **reader(work)))


async def list_of_case(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Invitations to the team of a case that the reader may see, in the order of inviting."""
    return await work.rows(_OF_CASE, case_id=case_id, after=after, limit=limit, **reader(work))


async def open_of_case(work: UnitOfWork, case_id: UUID, invitation_id: UUID) -> asyncpg.Record | None:
    """One invitation to the team of a case that the reader may see."""
    return await work.row(_ONE_OF_CASE, id=invitation_id, case_id=case_id, **reader(work))


async def list_waiting(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Invitations that wait for the reader's answer, in the order of inviting."""
    return await work.rows(_WAITING, after=after, limit=limit, supervises=_supervises(work), **reader(work))


async def open_one(work: UnitOfWork, invitation_id: UUID) -> asyncpg.Record | None:
    """One invitation, whatever its state: the reader's, or one that they may answer for their agency."""
    return await work.row(_OPEN, id=invitation_id, supervises=_supervises(work), **reader(work))


async def lock_case(work: UnitOfWork, case_id: UUID) -> asyncpg.Record | None:
    """What somebody who is invited needs of a case that they may not see, locked until the transaction ends.

    A function of the schema's owner tells it; nothing when no answer is waited for.
    """
    return await work.row(_LOCK_CASE, case_id=case_id)


async def answer(
    work: UnitOfWork,
    invitation_id: UUID,
    state: InvitationState,
    *,
    reason: DecliningReason | None = None,
    member_id: UUID | None = None,
) -> None:
    """Keep how it ended."""
    await work.run(_ANSWER, id=invitation_id, state=state, reason=reason, member_id=member_id, **reader(work))


def invitation_from(row: asyncpg.Record) -> Invitation:
    """A row as the domain sees it."""
    return Invitation(
        id=row["id"],
        case_id=row["case_id"],
        agency_id=row["agency_id"],
        worker_id=row["worker_id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=InvitationState(row["state"]),
        expires_at=row["expires_at"],
    )


def _supervises(work: UnitOfWork) -> bool:
    assert isinstance(work.actor, Actor)
    return Role.SUPERVISOR in work.actor.roles
