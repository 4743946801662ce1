"""Data keys in the database: wrapped, so that nobody can use them who has only that."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from shared.database.statements import Statement

DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]


def data_key_table(metadata: sa.MetaData) -> None:
    """Add the data keys to a service's tables."""
    sa.Table(
        "data_key",
        metadata,
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True, comment="What it closes begins with this."),
        sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Whose; zeros for what is compared across them."),
        sa.Column("use", sa.Text, nullable=False, comment="content or fingerprint."),
        sa.Column("version", sa.Integer, nullable=False, comment="1, 2, 3, …: the last one closes, all open."),
        sa.Column("wrapped", sa.LargeBinary, comment="Encrypted with a master key; empty once it was destroyed."),
        sa.Column("wrapped_by", sa.Text, nullable=False, comment="Which master key."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.Column("announced_at", sa.DateTime(timezone=True), comment="When its destruction was announced, UTC."),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), comment="When, UTC: what it closed is gone."),
        sa.UniqueConstraint("municipality_id", "use", "version"),
        sa.CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", "destroyed_is_empty"),
        comment="Keys with which the most sensitive columns are encrypted.",
    )


ALL: Final = Statement("""
    SELECT id, municipality_id, use, version, wrapped, wrapped_by,
           made_at < now() - interval '1 minute' AS is_known_everywhere
    FROM data_key ORDER BY id
""")
ADD: Final = Statement("""
    INSERT INTO data_key (municipality_id, use, version, wrapped, wrapped_by, made_at)
    VALUES (CAST(:municipality_id AS uuid), :use, :version, :wrapped, :wrapped_by, now())
    ON CONFLICT (municipality_id, use, version) DO NOTHING
""")
REWRAP: Final = Statement("""
    UPDATE data_key SET wrapped = :wrapped, wrapped_by = :wrapped_by
    WHERE id = :id AND wrapped = CAST(:before AS bytea)
""")
DESTROY: Final = Statement("""
    UPDATE data_key SET wrapped = NULL, destroyed_at = now()
    WHERE id = ANY (CAST(:ids AS integer[])) AND wrapped IS NOT NULL
""")


def name_of(row: Any) -> str:
    """What a wrapped key is bound to: it opens nothing in the place of another."""
    return f"{row['municipality_id']} {row['use']} {row['version']}"
