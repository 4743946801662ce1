"""The tables of personal budgets."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.cases.items.store.columns import id_column, item_columns, item_indexes
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)


def _of_a_budget() -> tuple[sa.Column[object], ...]:
    """What a part of a budget keeps of it, as it was classified when the part was written."""
    return (
        id_column(),
        sa.Column("budget_id", sa.Uuid, sa.ForeignKey("cases.budget.id"), nullable=False, comment="The budget."),
        sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the budget."),
        sa.Column("about_id", sa.Uuid, nullable=False, comment="Whose budget, the first; personal data (pseudonym)."),
        sa.Column("category", sa.Text, nullable=False, comment="The budget's then."),
        sa.Column("sensitivity", sa.Text, nullable=False, comment="Likewise."),
        sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it down."),
        sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it down."),
    )


budget = sa.Table(
    "budget",
    metadata,
    *item_columns(),
    sa.Column("title", sa.Text, nullable=False, comment="Personal data: free text."),
    sa.Column("currency", sa.Text, nullable=False, comment="ISO 4217."),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="Sum of the lines; smallest unit of the currency."),
    sa.Column("begins_on", sa.Date, nullable=False, comment="First day; local date."),
    sa.Column("ends_on", sa.Date, nullable=False, comment="Last day, included; local date."),
    sa.Column("lines", JSONB, nullable=False, comment="[{purpose, planned}]; smallest unit of the currency."),
    sa.Column("terms_version", sa.Integer, nullable=False, comment="Version since which money and period are these."),
    sa.CheckConstraint("amount > 0 AND begins_on <= ends_on", name="possible"),
    *item_indexes("budget"),
    comment="Money that somebody may use for agreed purposes.",
)
budget_spending = sa.Table(
    "budget_spending",
    metadata,
    *_of_a_budget(),
    sa.Column("spent_for", sa.Text, nullable=False, comment="Coded: of which line, by its purpose."),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="Smallest unit of the currency; negative takes back."),
    sa.Column("spent_on", sa.Date, nullable=False, comment="When; local date."),
    sa.Column("above_because", sa.Text, comment="Coded: why more than the line had; empty where it had enough."),
    sa.Column("reverses_id", sa.Uuid, comment="The spending that this takes back."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.CheckConstraint("(amount < 0) = (reverses_id IS NOT NULL) AND amount <> 0", name="signed"),
    sa.Index("ix_budget_spending_budget", "budget_id", "id"),
    sa.Index("uq_budget_spending_reverses", "reverses_id", unique=True),
    comment="What was spent of budgets; never changed, only taken back by a second row.",
)
budget_signature = sa.Table(
    "budget_signature",
    metadata,
    *_of_a_budget(),
    sa.Column("terms_version", sa.Integer, nullable=False, comment="The budget's then: to what they answered."),
    sa.Column("party", sa.Text, nullable=False, comment="person, representative or worker."),
    sa.Column("person_id", sa.Uuid, comment="For whom; empty for a worker; personal data (pseudonym)."),
    sa.Column("representative_id", sa.Uuid, comment="Who spoke for them, where known here; personal data (pseudonym)."),
    sa.Column("answer", sa.Text, nullable=False, comment="agreed or disagreed."),
    sa.Column("signed_how", sa.Text, nullable=False, comment="written, oral or electronic."),
    sa.Column("signed_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("decision_id", sa.Uuid, nullable=False, comment="The access decision under which it was done."),
    sa.Column("session_id", sa.Uuid, comment="The sign-in by which they were known; empty for a system without one."),
    sa.Index("ix_budget_signature_budget", "budget_id", "id"),
    comment="Who agreed or disagreed to a budget, when, and before whom; never changed.",
)
