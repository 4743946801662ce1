"""Row security of cases, teams, notes, needs and the timeline."""

from shared.database.migrations import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def live_ground(whom: str) -> str:
    """The agency has any ground now for `whom`, named with its table, or it would be the view's own column.

    Not EXISTS: PostgreSQL may answer that by hashing every grant of the agency, once for each statement.
    """
    return f"(SELECT true FROM cases.live_ground g WHERE g.person_id = {whom} LIMIT 1)"


COORDINATION = f"""
ALTER TABLE cases.support_case ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground_for_somebody ON cases.support_case FOR SELECT USING (
    (SELECT cases.current_task()) = 'teams_under_agreement' OR {live_ground("ANY (support_case.person_ids)")});
CREATE POLICY opened_for_oneself ON cases.support_case FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()));
CREATE POLICY changed_by_its_team ON cases.support_case FOR UPDATE USING (
    cases.is_on_team(id) OR (SELECT cases.current_task()) = 'teams_under_agreement');
ALTER TABLE cases.case_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.case_person FOR SELECT USING ({live_ground("case_person.person_id")});
CREATE POLICY named_by_an_agency_of_the_case ON cases.case_person FOR INSERT WITH CHECK (
    (SELECT cases.current_agency()) = ANY (agencies));
CREATE POLICY changed_by_its_team ON cases.case_person FOR UPDATE USING (cases.is_on_team(case_id));
ALTER TABLE cases.team_member ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_case ON cases.team_member FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) OR (SELECT cases.current_task()) = 'teams_under_agreement'
    OR (SELECT true FROM cases.support_case c WHERE c.id = team_member.case_id));
CREATE POLICY named_by_oneself ON cases.team_member FOR INSERT WITH CHECK (
    added_by_agency_id = (SELECT cases.current_agency()));
CREATE POLICY changed_by_its_team ON cases.team_member FOR UPDATE USING (cases.is_on_team(case_id));
"""
ITEMS = "".join(
    f"""
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.{table} FOR SELECT USING ({live_ground(f"{table}.person_id")});
CREATE POLICY written_by_oneself ON cases.{table} FOR INSERT WITH CHECK (agency_id = (SELECT cases.current_agency()));
CREATE POLICY changed_with_a_ground ON cases.{table} FOR UPDATE USING ({live_ground(f"{table}.person_id")});
"""
    for table in ("note", "need")
)
HISTORY = f"""
ALTER TABLE cases.earlier_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.earlier_version FOR SELECT USING ({live_ground("earlier_version.person_id")});
CREATE POLICY kept_by_whoever_changes ON cases.earlier_version FOR INSERT WITH CHECK (
    (SELECT cases.current_agency()) IS NOT NULL);
ALTER TABLE cases.timeline_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.timeline_entry FOR SELECT USING (
    (SELECT cases.current_task()) = 'referral_moves' OR {live_ground("timeline_entry.person_id")});
CREATE POLICY written_by_whoever_acts ON cases.timeline_entry FOR INSERT WITH CHECK (
    by_agency_id = (SELECT cases.current_agency()) OR (SELECT cases.current_task()) = 'referral_moves');
CREATE POLICY reclassified_by_its_contributor ON cases.timeline_entry FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()));
CREATE POLICY told_by_referrals ON cases.access_log FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) = 'referral_looks');
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (COORDINATION, ITEMS, HISTORY):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
