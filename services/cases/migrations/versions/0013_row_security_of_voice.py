"""Row security of what people say: what is for supervisors only is seen by supervisors only."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SUPERVISED = "about_agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('supervisor'))"


def said(table: str) -> str:
    """The locks of a table of what people say."""
    ground = live_ground_1(f"{table}.person_id")
    return f"""
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY heard_with_a_ground ON cases.{table} FOR SELECT USING (
    (addressed_to = 'team' OR {SUPERVISED}) AND {ground});
CREATE POLICY taken_down_by_oneself ON cases.{table} FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()) AND {ground});
"""


ANSWERS = f"""
CREATE POLICY heard_with_a_ground_for_change ON cases.complaint FOR UPDATE USING (
    (addressed_to = 'team' OR {SUPERVISED}) AND {live_ground_1("complaint.person_id")});
CREATE POLICY answered_by_supervisors ON cases.complaint AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK ({SUPERVISED});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (said("rating"), said("complaint"), ANSWERS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
