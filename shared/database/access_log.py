"""Who read or searched what, for which purpose, on which ground: written before the answer leaves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor, PersonActor, TaskActor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import moment, new_id
from shared.sealing.columns import transaction_column


def access_log_table(metadata: sa.MetaData) -> None:
    """Add the access log to a service's tables."""
    sa.Table(
        "access_log",
        metadata,
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True, comment="When, UTC; partition key."),
        sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
        sa.Column("decision_id", sa.Uuid, nullable=False, comment="The access decision; also in the answer's header."),
        sa.Column("act", sa.Text, nullable=False, comment="opened, search_hit, searched or denied."),
        sa.Column("person_id", sa.Uuid, comment="About whom; empty for a search that found nobody."),
        sa.Column(
            "municipality_id",
            sa.Uuid,
            nullable=False,
            comment="Tenant: of the person's record as far as the reader may know it, else the one acted in.",
        ),
        sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Categories of the record that were shown."),
        sa.Column("subject_id", sa.Uuid, nullable=False, comment="Worker, system or account that looked."),
        sa.Column("agency_id", sa.Uuid, comment="Agency for which they acted; empty for people themselves."),
        sa.Column("roles", ARRAY(sa.Text), nullable=False, comment="Roles in which they acted."),
        sa.Column("purpose", sa.Text, nullable=False, comment="Purpose of use."),
        sa.Column("grounds", ARRAY(sa.Text), nullable=False, comment="kind:id of each ground that permitted it."),
        sa.Column("operation", sa.Text, nullable=False, comment="What was asked: the operation's name."),
        transaction_column(),
        sa.Index("ix_access_log_person", "person_id", "at"),
        sa.Index("ix_access_log_tx", "tx", postgresql_using="brin", postgresql_with={"autosummarize": True}),
        postgresql_partition_by="RANGE (at)",
        comment="Every look at personal data, append-only.",
    )


@dataclass(frozen=True)
class Look:
    """One line of the access log.

    Attributes:
        municipality_id: of the person's record, where the row that was shown says it.
        grounds: `kind:id`.
    """

    operation: str
    act: Act = Act.OPENED
    person_id: UUID | None = None
    municipality_id: UUID | None = None
    categories: Sequence[str] = ()
    grounds: Sequence[str] = ()


_LOG = Statement("""
    INSERT INTO access_log
        (at, id, decision_id, act, person_id, municipality_id, categories, subject_id, agency_id, roles, purpose,
         grounds, operation)
    VALUES (:at, :id, :decision_id, :act, :person_id, :municipality_id, :categories, :subject_id, :agency_id, :roles,
            :purpose, :grounds, :operation)
""")


async def log_looks(work: UnitOfWork, looks: Iterable[Look]) -> None:
    """Write lines into the access log, in the transaction of the read."""
    actor = work.actor
    assert not isinstance(actor, TaskActor), "background work reads for nobody"
    rows = [
        {
            "at": work.now,
            "id": new_id(),
            "decision_id": work.decision_id,
            "act": look.act,
            "person_id": look.person_id,
            "municipality_id": look.municipality_id or work.municipality_of(look.person_id),
            "categories": list(look.categories),
            "subject_id": actor.subject,
            "agency_id": _agency_of(actor),
            "roles": _roles_of(actor),
            "purpose": actor.purpose,
            "grounds": list(look.grounds),
            "operation": look.operation,
        }
        for look in looks
    ]
    if len(rows) == 1:
        await work.run(_LOG, **rows[0])
    elif rows:
        await work.run_many(_LOG, rows)


def _agency_of(actor: Actor | PersonActor) -> UUID | None:
    return actor.agency_id if isinstance(actor, Actor) else None


def _roles_of(actor: Actor | PersonActor) -> list[str]:
    return sorted(actor.roles) if isinstance(actor, Actor) else []


def log_if_denied(work: UnitOfWork, look: Look) -> None:
    """Should this unit end with a refusal, keep the look as denied: in a transaction of its own, so that it stays."""

    async def write(afterwards: UnitOfWork) -> None:
        await log_looks(afterwards, [replace(look, act=Act.DENIED, categories=(), grounds=())])

    work.if_refused(write)


_WHOEVER_ACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "decision": "CAST(:look_decision AS uuid)",
        "subject": "CAST(:look_subject AS uuid)",
        "roles": "CAST(:look_roles AS text[])",
        "purpose": "CAST(:look_purpose AS text)",
    }
)


def logging_looks(
    source: str,
    *,
    act: str,
    person_id: str,
    municipality_id: str,
    categories: str,
    grounds: str,
    looker: Mapping[str, str] = _WHOEVER_ACTS,
) -> str:
    """SQL: one line of the log for each row of `source`, to stand in the WITH of the statement that reads.

    Its parameters are those of `look_values`. A line is written with the answer's own rows, so neither can be without
    the other, and it costs no round trip.

    Args:
        source: what follows FROM; the other arguments are SQL expressions over it.
        municipality_id: of the person's record; where it is null, the one acted in stands for it.
        looker: decision, subject, roles and purpose, where one statement reads for several workers of an agency.
    """
    return f"""
        INSERT INTO access_log
            (at, id, decision_id, act, person_id, municipality_id, categories, subject_id, agency_id, roles, purpose,
             grounds, operation)
        SELECT CAST(:look_at AS timestamptz),
               CAST(overlay(CAST(gen_random_uuid() AS text) PLACING :look_moment FROM 1 FOR 15) AS uuid),
               {looker["decision"]}, {act}, {person_id},
               coalesce({municipality_id}, CAST(:look_municipality AS uuid)), {categories},
               {looker["subject"]}, CAST(:look_agency AS uuid), {looker["roles"]},
               {looker["purpose"]}, {grounds}, CAST(:look_operation AS text)
        FROM {source}"""


def look_values(work: UnitOfWork, operation: str) -> dict[str, Any]:
    """The parameters of `logging_looks`: who looks, for what, and by which operation."""
    actor = work.actor
    assert not isinstance(actor, TaskActor), "background work reads for nobody"
    return {
        "look_at": work.now,
        "look_moment": moment(),
        "look_decision": work.decision_id,
        "look_subject": actor.subject,
        "look_agency": _agency_of(actor),
        "look_municipality": work.municipality_of(None),
        "look_roles": _roles_of(actor),
        "look_purpose": actor.purpose,
        "look_operation": operation,
    }
