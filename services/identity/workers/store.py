"""Workers and memberships in tables."""

from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint

from services.identity.agencies.domain import Standing, in_order
from services.identity.schema import metadata
from services.identity.workers.domain import Membership, MembershipId, Worker, purposes_of, scopes_of
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Sector, WorkerId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; the claim sub of their tokens."),
    sa.Column("display_name", sa.Text, nullable=False, comment="Name shown to colleagues; personal data of a worker."),
    sa.Column("login", sa.Text, nullable=False, comment="Sign-in name, lower case; personal data of a worker."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False, comment="When they were registered, UTC."),
    sa.UniqueConstraint("login"),
    comment="People who work for agencies; personal data of workers.",
)
memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("worker_id", sa.ForeignKey(workers.c.id), nullable=False, comment="Who."),
    sa.Column("agency_id", sa.ForeignKey("identity.agencies.id"), nullable=False, comment="For which agency."),
    sa.Column("roles", ARRAY(sa.Text), nullable=False, comment="In which roles."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="From when on, UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), comment="From when on no more, UTC; empty while it is open."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.CheckConstraint("cardinality(roles) > 0", name="has_a_role"),
    sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="ends_after_it_begins"),
    ExcludeConstraint(
        (sa.text("worker_id"), "="),
        (sa.text("agency_id"), "="),
        (sa.text("tstzrange(valid_from, valid_until)"), "&&"),
        using="gist",
        name="ex_memberships_once_at_a_time",
    ),
    sa.Index("ix_memberships_agency", "agency_id", "worker_id"),
    comment="Who works for which agency, in which roles; earlier times are kept.",
)

_ADD_WORKER = Statement("""
    INSERT INTO workers (id, display_name, login, version, registered_at)
    VALUES (:id, :display_name, :login, :version, :at)
""")
_WORKER = Statement("SELECT id, display_name, login, version FROM workers WHERE id = :id")
_CALLED = Statement("SELECT id, display_name, login, version FROM workers WHERE login = :login")
_WORKER_FOR_CHANGE = Statement("SELECT id, display_name, login, version FROM workers WHERE id = :id FOR NO KEY UPDATE")
_SAVE_WORKER = Statement("UPDATE workers SET display_name = :display_name, version = :version WHERE id = :id")
_IN_BRIEF = Statement("SELECT id, display_name, agencies FROM worker_in_brief(:id, :at)")

_ADD_MEMBERSHIP = Statement("""
    INSERT INTO memberships (id, worker_id, agency_id, roles, valid_from, valid_until, version)
    VALUES (:id, :worker_id, :agency_id, :roles, :valid_from, :valid_until, :version)
""")
_MEMBERSHIP = "SELECT id, worker_id, agency_id, roles, valid_from, valid_until, version FROM memberships"
_LATEST = Statement(f"""
    {_MEMBERSHIP} WHERE worker_id = :worker_id AND agency_id = :agency_id ORDER BY valid_from DESC LIMIT 1
""")
_LATEST_FOR_CHANGE = Statement(f"""
    {_MEMBERSHIP} WHERE worker_id = :worker_id AND agency_id = :agency_id ORDER BY valid_from DESC LIMIT 1 FOR UPDATE
""")
_SAVE_MEMBERSHIP = Statement("""
    UPDATE memberships SET roles = :roles, valid_until = :valid_until, version = :version WHERE id = :id
""")
_OTHER_ADMINISTRATORS = Statement("""
    SELECT EXISTS (
        SELECT FROM memberships
        WHERE agency_id = :agency_id AND worker_id <> :worker_id AND 'administrator' = ANY(roles)
          AND valid_from <= :at AND (valid_until IS NULL OR valid_until > :at + interval '1 minute'))
""")
_COLLEAGUES = Statement("""
    SELECT latest.*, workers.display_name, workers.login
    FROM workers JOIN LATERAL (
        SELECT id, worker_id, agency_id, roles, valid_from, valid_until, version FROM memberships
        WHERE worker_id = workers.id AND agency_id = :agency_id ORDER BY valid_from DESC LIMIT 1) AS latest ON true
    WHERE workers.id IN (SELECT worker_id FROM memberships WHERE agency_id = :agency_id)
      AND (CAST(:role AS text) IS NULL OR :role = ANY(latest.roles))
      AND (CAST(:after_name AS text) IS NULL
           OR (workers.display_name, workers.id) > (:after_name, CAST(:after_id AS uuid)))
    ORDER BY workers.display_name, workers.id LIMIT :most
""")
_STANDING = """
    SELECT memberships.worker_id, memberships.agency_id, memberships.roles, memberships.valid_until, agencies.name,
           agencies.sector, agencies.purposes,
           ARRAY(SELECT municipality_id FROM territories WHERE agency_id = agencies.id ORDER BY position)
           AS municipalities
    FROM memberships JOIN agencies ON agencies.id = memberships.agency_id AND agencies.active
    WHERE worker_id = :worker_id AND valid_from <= :at AND (valid_until IS NULL OR valid_until > :at)
"""
_STANDINGS = Statement(f"{_STANDING} ORDER BY agencies.name, agencies.id")
_ONE_STANDING = Statement(f"{_STANDING} AND memberships.agency_id = :agency_id")


class LoginTaken(Conflict):
    """Another worker signs in with this name; choose another, or add that worker to the agency by their id."""

    code = "login-taken"
    title = "This sign-in name is taken"
    title_fr = "Cet identifiant de connexion est déjà pris"


class AlreadyMember(Conflict):
    """The worker already works for this agency at that time; change the membership instead."""

    code = "already-member"
    title = "Already works for this agency"
    title_fr = "Travaille déjà pour cet organisme"


async def add_worker(work: UnitOfWork, worker: Worker) -> None:
    """Raises LoginTaken when another worker has this login."""
    try:
        await work.run(
            _ADD_WORKER,
            id=worker.id,
            display_name=worker.display_name,
            login=worker.login,
            version=worker.version,
            at=work.now,
        )
    except asyncpg.UniqueViolationError as failure:
        raise LoginTaken from failure


async def worker(work: UnitOfWork, worker_id: UUID, *, for_change: bool = False) -> Worker | None:
    """A colleague or oneself; nobody else's row can be seen."""
    row = await work.row(_WORKER_FOR_CHANGE if for_change else _WORKER, id=worker_id)
    return None if row is None else Worker(**dict(row))


async def worker_called(work: UnitOfWork, login: str) -> Worker | None:
    """Who signs in with this name, as far as the caller may see them."""
    row = await work.row(_CALLED, login=login)
    return None if row is None else Worker(**dict(row))


async def save_worker(work: UnitOfWork, worker: Worker) -> None:
    await work.run(_SAVE_WORKER, id=worker.id, display_name=worker.display_name, version=worker.version)


async def worker_in_brief(work: UnitOfWork, worker_id: UUID) -> tuple[str, tuple[AgencyId, ...]] | None:
    """Name and present agencies of any worker, by id only."""
    row = await work.row(_IN_BRIEF, id=worker_id, at=work.now)
    return None if row is None else (row["display_name"], tuple(AgencyId(one) for one in row["agencies"]))


async def add_membership(work: UnitOfWork, membership: Membership) -> None:
    """Raises AlreadyMember when the worker has a membership at that time."""
    try:
        await work.run(
            _ADD_MEMBERSHIP,
            id=membership.id,
            worker_id=membership.worker_id,
            agency_id=membership.agency_id,
            roles=sorted(membership.roles),
            valid_from=membership.valid_from,
            valid_until=membership.valid_until,
            version=membership.version,
        )
    except asyncpg.ExclusionViolationError as failure:
        raise AlreadyMember from failure


async def membership(
    work: UnitOfWork, worker_id: UUID, agency_id: UUID, *, for_change: bool = False
) -> Membership | None:
    """The latest membership of a worker in an agency."""
    statement = _LATEST_FOR_CHANGE if for_change else _LATEST
    row = await work.row(statement, worker_id=worker_id, agency_id=agency_id)
    return None if row is None else _membership_from(row)


async def save_membership(work: UnitOfWork, membership: Membership) -> None:
    await work.run(
        _SAVE_MEMBERSHIP,
        id=membership.id,
        roles=sorted(membership.roles),
        valid_until=membership.valid_until,
        version=membership.version,
    )


async def others_administrate(work: UnitOfWork, agency_id: UUID, worker_id: UUID) -> bool:
    """Whether somebody beside this worker is an administrator of the agency now, and in a minute still.

    Two who revoke each other wait for each other, and the one who waited may have begun a moment before the other: for
    them the end that the other has just set lies ahead.
    """
    return bool(await work.value(_OTHER_ADMINISTRATORS, agency_id=agency_id, worker_id=worker_id, at=work.now))


async def colleagues(
    work: UnitOfWork, agency_id: UUID, *, role: Role | None, after: tuple[str, UUID] | None, most: int
) -> list[tuple[Worker, Membership]]:
    """Workers of an agency with their latest membership, by name."""
    rows = await work.rows(
        _COLLEAGUES,
        agency_id=agency_id,
        role=role,
        after_name=after and after[0],
        after_id=after and after[1],
        most=most,
    )
    return [(_colleague_from(row), _membership_from(row)) for row in rows]


async def standings(work: UnitOfWork, worker_id: UUID) -> list[Standing]:
    """For which agencies a worker may act now, by name."""
    return [_standing_from(row) for row in await work.rows(_STANDINGS, worker_id=worker_id, at=work.now)]


async def standing(work: UnitOfWork, worker_id: UUID, agency_id: UUID) -> Standing | None:
    """What a worker may do for an agency now; None when nothing."""
    row = await work.row(_ONE_STANDING, worker_id=worker_id, agency_id=agency_id, at=work.now)
    return None if row is None else _standing_from(row)


def _membership_from(row: Any) -> Membership:
    return Membership(
        id=MembershipId(row["id"]),
        worker_id=WorkerId(row["worker_id"]),
        agency_id=AgencyId(row["agency_id"]),
        roles=frozenset(Role(one) for one in row["roles"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        version=row["version"],
    )


def _colleague_from(row: Any) -> Worker:
    return Worker(id=WorkerId(row["worker_id"]), display_name=row["display_name"], login=row["login"])


def _standing_from(row: Any) -> Standing:
    roles = frozenset(Role(one) for one in row["roles"])
    return Standing(
        subject=row["worker_id"],
        is_system=False,
        agency_id=AgencyId(row["agency_id"]),
        agency_name=row["name"],
        sector=Sector(row["sector"]),
        municipalities=tuple(MunicipalityId(one) for one in row["municipalities"]),
        roles=roles,
        scopes=scopes_of(roles),
        purposes=in_order(purposes_of(roles, [Purpose(one) for one in row["purposes"]])),
        until=row["valid_until"],
    )
