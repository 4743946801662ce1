"""Row security of personal budgets, what was spent of them, and who signed them."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


PARTS = "".join(
    f"""
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.{table} FOR SELECT USING ({live_ground_1(f"{table}.about_id")});
CREATE POLICY written_by_oneself ON cases.{table} FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND {live_ground_1(f"{table}.about_id")});
"""
    for table in ("budget_spending", "budget_signature")
)


def upgrade() -> None:
    """Lock every table."""
    for step in (item_locks_1("budget"), PARTS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
