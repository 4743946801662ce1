"""Row security of what must be done, of tasks and absences, and how duties stand in lists."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FOR_REFERRALS = "(SELECT cases.current_task()) = 'referral_moves'"
GROUND = live_ground_1("duty.person_id")
CASE = "(SELECT true FROM cases.support_case c WHERE c.id = duty.case_id)"
ASKED = "shown_as = 'asked' AND for_agency_id = (SELECT cases.current_agency())"
WITH_ITS_CAUSE = f"{FOR_REFERRALS} OR {ASKED} OR CASE WHEN person_id IS NULL THEN {CASE} ELSE {GROUND} END"

DUTIES = f"""
ALTER TABLE cases.duty ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_what_it_arises_from ON cases.duty FOR SELECT USING ({WITH_ITS_CAUSE});
CREATE POLICY arises_with_a_ground_or_in_the_team ON cases.duty FOR INSERT WITH CHECK (
    {FOR_REFERRALS} OR CASE WHEN person_id IS NULL THEN cases.is_on_team(case_id) ELSE {GROUND} END);
CREATE POLICY changes_with_what_it_arises_from ON cases.duty FOR UPDATE USING ({WITH_ITS_CAUSE});
CREATE POLICY ends_with_what_it_arises_from ON cases.duty FOR DELETE USING ({WITH_ITS_CAUSE});
"""
OF_THEIR_OWN = f"""
{item_locks_1("task")}
ALTER TABLE cases.absence ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_ones_own_agency ON cases.absence USING (agency_id = (SELECT cases.current_agency()));
"""
PLACES = """
CREATE FUNCTION cases.hold_case(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$ SELECT FROM support_case c WHERE c.id = which FOR NO KEY UPDATE $$;
COMMENT ON FUNCTION cases.hold_case IS
    'What must be done in a case, the case and its team change one after the other, also by those who may not change the case itself.';
CREATE FUNCTION cases.duty_place(which uuid, shown_as text, day date) RETURNS integer LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT CASE WHEN shown_as = 'referral' OR c.state = 'open'
                THEN (day - DATE '2000-01-01') * 4 + 3 - coalesce(c.risk, 0) END
    FROM (SELECT which) one LEFT JOIN support_case c ON c.id = which $$;
COMMENT ON FUNCTION cases.duty_place IS
    'Where a duty stands in lists: the earliest day first, of one day the highest risk. Nowhere while its case is closed, but a referral waits for its answer all the same.';
CREATE FUNCTION cases.list_duties(which uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM duty_listing l WHERE l.duty_id = ANY (which);
    INSERT INTO duty_listing (duty_id, member_id, agency_id, worker_id, starts_at, ends_at, kind, place)
    SELECT d.id, m.id, m.agency_id, m.worker_id, m.starts_at, m.ends_at, d.kind, d.place
    FROM duty d JOIN team_member m ON m.case_id = d.case_id
    WHERE d.id = ANY (which) AND d.place IS NOT NULL AND m.place IS NOT NULL AND m.ended_at IS NULL $$;
COMMENT ON FUNCTION cases.list_duties IS 'Puts duties into the lists of the teams of their cases, as both are now.';
CREATE FUNCTION cases.duties_follow(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    UPDATE duty d SET place = duty_place(d.case_id, d.shown_as, d.day),
        for_agency_id = CASE d.shown_as WHEN 'case' THEN lead.agency_id ELSE d.for_agency_id END,
        for_worker_id = CASE d.shown_as WHEN 'case' THEN lead.worker_id ELSE d.for_worker_id END
    FROM team_member lead
    WHERE d.case_id = which AND lead.case_id = which AND lead.is_lead AND lead.ended_at IS NULL;
    SELECT list_duties(ARRAY(SELECT d.id FROM duty d WHERE d.case_id = which)) $$;
COMMENT ON FUNCTION cases.duties_follow IS
    'For what changes with a case and its team, also about those of its people for whom its lead has no ground.';
ALTER TABLE cases.duty_listing ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_ones_own_seats ON cases.duty_listing FOR SELECT USING (agency_id = (SELECT cases.current_agency()));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (DUTIES, OF_THEIR_OWN, PLACES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
