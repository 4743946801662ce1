"""Row security of warnings and of what was found risky."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RISK = f"""
ALTER TABLE cases.risk_assessment ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_case ON cases.risk_assessment FOR SELECT USING (
    (SELECT true FROM cases.support_case c WHERE c.id = risk_assessment.case_id));
CREATE POLICY made_by_its_team ON cases.risk_assessment FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND cases.is_on_team(case_id));
ALTER TABLE cases.risk_reason ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.risk_reason FOR SELECT USING ({live_ground_1("risk_reason.person_id")});
CREATE POLICY given_by_oneself ON cases.risk_reason FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND {live_ground_1("risk_reason.person_id")});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (item_locks_1("warning"), RISK):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
