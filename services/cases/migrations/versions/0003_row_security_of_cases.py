"""Row security of cases, teams, hand-overs, notes, needs and the timeline."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


COORDINATION = f"""
ALTER TABLE cases.support_case ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground_for_somebody ON cases.support_case FOR SELECT USING (
    (SELECT cases.current_task()) IN ('teams_under_agreement', 'transitions') OR {live_ground_1("ANY (support_case.person_ids)")});
CREATE POLICY opened_for_oneself ON cases.support_case FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()));
CREATE POLICY changed_by_its_team ON cases.support_case FOR UPDATE USING (
    cases.is_on_team(id) OR (SELECT cases.current_task()) IN ('teams_under_agreement', 'transitions'));
ALTER TABLE cases.case_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.case_person FOR SELECT USING ({live_ground_1("case_person.person_id")});
CREATE POLICY named_by_an_agency_of_the_case ON cases.case_person FOR INSERT WITH CHECK (
    (SELECT cases.current_agency()) = ANY (agencies));
CREATE POLICY changed_by_its_team ON cases.case_person FOR UPDATE USING (cases.is_on_team(case_id));
ALTER TABLE cases.team_member ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_case ON cases.team_member FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) OR (SELECT cases.current_task()) IN ('teams_under_agreement', 'transitions')
    OR (SELECT true FROM cases.support_case c WHERE c.id = team_member.case_id));
CREATE POLICY named_by_oneself ON cases.team_member FOR INSERT WITH CHECK (
    added_by_agency_id = (SELECT cases.current_agency()));
CREATE POLICY changed_by_its_team ON cases.team_member FOR UPDATE USING (
    cases.is_on_team(case_id) OR (SELECT cases.current_task()) = 'transitions');
CREATE FUNCTION cases.team_of_case(which uuid) RETURNS SETOF cases.team_member LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT m.* FROM team_member m
    WHERE m.case_id = which AND (is_on_team(which) OR current_task() IN ('teams_under_agreement', 'transitions')) $$;
CREATE FUNCTION cases.is_kept_out_of_case(which uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    RETURN keeps_out(current_subject(), ARRAY(
        SELECT p.person_id FROM case_person p WHERE p.case_id = which AND p.left_at IS NULL));
END $$;
COMMENT ON FUNCTION cases.is_kept_out_of_case IS
    'For invitations: whoever must not know one of the people is not asked, and does not learn that there is a case.';
CREATE FUNCTION cases.leads_case(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM team_member m WHERE m.case_id = which AND m.agency_id = current_agency()
                   AND m.is_lead AND m.ended_at IS NULL) $$;
CREATE FUNCTION cases.is_invited_to(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM team_invitation i WHERE i.case_id = which AND i.agency_id = current_agency()
                   AND i.state = 'pending') $$;
CREATE FUNCTION cases.lock_case_of_invitation(which uuid)
    RETURNS TABLE (id uuid, municipality_id uuid, category text, agencies uuid[], state text, risk smallint,
        next_review_on date, changed_at timestamptz)
    LANGUAGE sql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT c.id, c.municipality_id, c.category, c.agencies, c.state, c.risk, c.next_review_on, c.changed_at
    FROM support_case c WHERE c.id = which AND is_invited_to(which) FOR NO KEY UPDATE $$;
ALTER TABLE cases.team_invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_whom_it_invites_and_who_leads ON cases.team_invitation FOR SELECT USING (
    (agency_id = (SELECT cases.current_agency()) AND NOT cases.is_kept_out_of_case(case_id))
    OR cases.leads_case(case_id));
CREATE POLICY written_by_who_leads ON cases.team_invitation FOR INSERT WITH CHECK (
    by_agency_id = (SELECT cases.current_agency()) AND cases.leads_case(case_id));
CREATE POLICY answered_or_withdrawn ON cases.team_invitation FOR UPDATE USING (
    (agency_id = (SELECT cases.current_agency()) AND NOT cases.is_kept_out_of_case(case_id))
    OR cases.leads_case(case_id));
ALTER TABLE cases.case_contributor ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_itself ON cases.case_contributor FOR SELECT USING (agency_id = (SELECT cases.current_agency()));
CREATE POLICY written_by_oneself ON cases.case_contributor FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()));
"""
SEATS = """
CREATE FUNCTION cases.{name} RETURNS TABLE (member_id uuid, vacant_id uuid, agency_id uuid, worker_id uuid, case_id uuid,
        category text, agencies uuid[], person_id uuid, municipality_id uuid)
    LANGUAGE sql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT c.id FROM support_case c WHERE c.id IN (SELECT m.case_id FROM team_member m WHERE {whose})
    ORDER BY c.id FOR NO KEY UPDATE;
    WITH seat AS (
        UPDATE team_member m SET ended_at = at
        WHERE {whose} AND (m.ends_at IS NULL OR m.ends_at > at) RETURNING m.*),
    ended AS (
        UPDATE access_grant g SET ended_at = at FROM seat s
        WHERE g.ground_kind = 'team' AND g.ground_id = s.case_id AND g.agency_id = s.agency_id
          AND g.worker_id = s.worker_id AND g.ended_at IS NULL),
    ended_of_consents AS (
        UPDATE access_grant g SET ended_at = at FROM seat s JOIN consent c ON c.case_id = s.case_id
        WHERE g.ground_kind = 'consent' AND g.ground_id = c.id AND g.agency_id = s.agency_id
          AND g.worker_id = s.worker_id AND g.ended_at IS NULL),
    vacant AS (
        INSERT INTO team_member AS v (id, case_id, municipality_id, agency_id, sector, capacity, is_lead, seat,
            starts_at, added_by_agency_id, added_by_id)
        SELECT overlay(gen_random_uuid()::text PLACING moment FROM 1 FOR 15)::uuid, s.case_id, s.municipality_id,
            s.agency_id, s.sector, s.capacity, true, 'vacant', at, s.agency_id, s.worker_id
        FROM seat s WHERE s.is_lead RETURNING v.id, v.case_id),
    changed AS (
        UPDATE support_case c SET changed_at = at, outline_changed_at = at, version = c.version + 1 FROM vacant v WHERE c.id = v.case_id)
    SELECT s.id, v.id, s.agency_id, s.worker_id, c.id, c.category, c.agencies, p.person_id, p.municipality_id
    FROM seat s JOIN support_case c ON c.id = s.case_id LEFT JOIN vacant v ON v.case_id = c.id AND s.is_lead
    JOIN case_person p ON p.case_id = c.id AND p.left_at IS NULL
    ORDER BY c.id, s.id, p.joined_at, p.person_id $$;
"""
SEATS_OF_THE_REVOKED = SEATS.format(
    name="end_seats_of(worker uuid, agency uuid, added_before uuid, moment text, at timestamptz)",
    whose="""m.agency_id = agency AND m.worker_id = worker AND m.ended_at IS NULL AND m.id < added_before
        AND current_task() = 'revoked_workers'""",
)
SEATS_OF_THE_KEPT_OUT = SEATS.format(
    name="end_seats_of_kept_out(whom uuid, moment text, at timestamptz)",
    whose="""m.ended_at IS NULL AND current_task() = 'kept_out_workers' AND m.case_id IN (
        SELECT about.case_id FROM case_person about WHERE about.person_id = whom AND about.left_at IS NULL)
        AND m.worker_id IN (
        SELECT c.worker_id FROM conflict_of_interest c WHERE c.person_id = whom AND c.lifted_at IS NULL)""",
)
ITEMS = "".join(item_locks_1(table) for table in ("note", "need", "informal_member"))
HANDOVERS = """
ALTER TABLE cases.handover ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_case ON cases.handover FOR SELECT USING (
    (SELECT true FROM cases.support_case c WHERE c.id = handover.case_id));
CREATE POLICY offered_by_its_team ON cases.handover FOR INSERT WITH CHECK (
    by_agency_id = (SELECT cases.current_agency()) AND by_id = (SELECT cases.current_subject())
    AND cases.is_on_team(case_id));
CREATE POLICY answered_by_its_team ON cases.handover FOR UPDATE USING (cases.is_on_team(case_id));
"""
HISTORY = f"""
ALTER TABLE cases.earlier_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.earlier_version FOR SELECT USING ({live_ground_1("earlier_version.person_id")});
CREATE POLICY kept_by_whoever_changes ON cases.earlier_version FOR INSERT WITH CHECK (
    (SELECT cases.current_agency()) IS NOT NULL
    AND (cases.is_on_team(item_id) OR {live_ground_1("earlier_version.person_id")}));
ALTER TABLE cases.timeline_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.timeline_entry FOR SELECT USING (
    (SELECT cases.current_task()) IN ('referral_moves', 'transitions') OR {live_ground_1("timeline_entry.person_id")});
CREATE POLICY written_by_whoever_acts ON cases.timeline_entry FOR INSERT WITH CHECK (
    by_agency_id = (SELECT cases.current_agency())
    OR (SELECT cases.current_task()) IN ('referral_moves', 'revoked_workers', 'kept_out_workers', 'retention', 'coming_of_age', 'transitions', 'lapsed_invitations'));
CREATE POLICY reclassified_by_its_contributor ON cases.timeline_entry FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) OR (SELECT cases.current_task()) = 'transitions');
CREATE POLICY told_by_referrals ON cases.access_log FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) = 'referral_looks');
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (COORDINATION, SEATS_OF_THE_REVOKED, SEATS_OF_THE_KEPT_OUT, ITEMS, HANDOVERS, HISTORY):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
