"""Row security of outcomes and endings."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


NEEDS = f"""
ALTER TABLE cases.need_outcome ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.need_outcome FOR SELECT USING ({live_ground_1("need_outcome.person_id")});
CREATE POLICY written_by_oneself ON cases.need_outcome FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND {live_ground_1("need_outcome.person_id")});
"""
SEEN = "(SELECT true FROM cases.support_case c WHERE c.id = case_closure.case_id)"
CLOSURES = f"""
ALTER TABLE cases.case_closure ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_case ON cases.case_closure FOR SELECT USING ({SEEN});
CREATE POLICY kept_by_its_team ON cases.case_closure FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND cases.is_on_team(case_id));
CREATE POLICY reopened_by_its_team ON cases.case_closure FOR UPDATE USING ({SEEN} AND cases.is_on_team(case_id));
ALTER TABLE cases.closure_referral ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.closure_referral FOR SELECT USING (
    {live_ground_1("closure_referral.person_id")});
CREATE POLICY kept_with_a_ground ON cases.closure_referral FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND {live_ground_1("closure_referral.person_id")});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (item_locks_1("observation"), NEEDS, CLOSURES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
