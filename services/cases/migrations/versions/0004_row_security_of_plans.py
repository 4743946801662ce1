"""Row security of goals, their progress, actions, the plans that they make, and templates."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


ITEMS = "".join(item_locks_1(table) for table in ("goal", "planned_action"))
PROGRESS = f"""
ALTER TABLE cases.goal_progress ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.goal_progress FOR SELECT USING ({live_ground_1("goal_progress.person_id")});
CREATE POLICY written_by_oneself ON cases.goal_progress FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND {live_ground_1("goal_progress.person_id")});
"""


def case_seen(table: str) -> str:
    """The case of the row is one that the agency sees, by the lock of support_case."""
    return f"(SELECT true FROM cases.support_case c WHERE c.id = {table}.case_id)"


PLANS = "".join(
    f"""
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_case ON cases.{table} FOR SELECT USING ({case_seen(table)});
CREATE POLICY made_by_its_team ON cases.{table} FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND cases.is_on_team(case_id));
"""
    for table in ("plan_version", "plan_review")
)
AGREEING = f"""
CREATE POLICY agreed_to_with_its_case ON cases.plan_version FOR UPDATE USING ({case_seen("plan_version")});
ALTER TABLE cases.plan_line ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.plan_line FOR SELECT USING ({live_ground_1("plan_line.person_id")});
CREATE POLICY kept_with_a_ground ON cases.plan_line FOR INSERT WITH CHECK ({live_ground_1("plan_line.person_id")});
ALTER TABLE cases.plan_signature ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground_or_its_case ON cases.plan_signature FOR SELECT USING (
    CASE WHEN person_id IS NULL THEN {case_seen("plan_signature")} ELSE {live_ground_1("plan_signature.person_id")} END);
CREATE POLICY written_by_oneself ON cases.plan_signature FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND {case_seen("plan_signature")});
"""

TEMPLATES = f"""
ALTER TABLE cases.plan_template ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_in_its_municipality ON cases.plan_template FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY written_in_its_municipality ON cases.plan_template FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY retired_by_its_agency ON cases.plan_template FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()));
ALTER TABLE cases.plan_application ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.plan_application FOR SELECT USING (
    {live_ground_1("plan_application.person_id")});
CREATE POLICY applied_by_oneself ON cases.plan_application FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND {live_ground_1("plan_application.person_id")});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ITEMS, PROGRESS, PLANS, AGREEING, TEMPLATES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
