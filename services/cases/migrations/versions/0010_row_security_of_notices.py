"""Row security of notices, and what making them may ask of others: ids and classes, never a word of anybody."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ASKING = """
CREATE FUNCTION cases.subject_of_notice(about text, which uuid, whom uuid, sender uuid)
    RETURNS TABLE (municipality_id uuid, person_id uuid, also_about uuid[], category text, sensitivity text,
                   agency_id uuid, worker_id uuid, urgent boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF current_task() IS DISTINCT FROM 'notices' THEN
        RETURN;
    ELSIF about = 'case' THEN
        RETURN QUERY SELECT c.municipality_id, c.person_ids[1], c.person_ids[2:], c.category, 'ordinary', c.agency_id,
                            c.worker_id, false
        FROM support_case c WHERE c.id = which;
    ELSIF about = 'agreement' THEN
        RETURN QUERY SELECT a.municipality_id, NULL::uuid, '{}'::uuid[], NULL, 'ordinary', v.agency_id, v.worker_id,
                            false
        FROM agreement a JOIN agreement_version v ON v.agreement_id = a.id AND v.number = a.latest_version
        WHERE a.id = which;
    ELSIF about = 'webhook' THEN
        RETURN QUERY SELECT w.municipality_id, NULL::uuid, '{}'::uuid[], NULL, 'ordinary', w.agency_id, NULL::uuid,
                            false
        FROM webhook w WHERE w.id = which;
    ELSIF about = 'early_warning' THEN
        RETURN QUERY SELECT w.municipality_id, w.person_id, '{}'::uuid[], c.category, 'ordinary', c.agency_id,
                            c.worker_id, false
        FROM early_warning w JOIN support_case c ON c.id = w.case_id WHERE w.id = which;
    ELSIF about = 'transition' THEN
        RETURN QUERY SELECT t.municipality_id, t.person_id, '{}'::uuid[], NULL, 'ordinary', t.agency_id, t.worker_id,
                            false
        FROM transition t WHERE t.id = which;
    ELSIF about = 'rights_request' THEN
        RETURN QUERY SELECT q.municipality_id, q.person_id, '{}'::uuid[], NULL, 'ordinary', q.agency_id, q.worker_id,
                            false
        FROM rights_request q WHERE q.id = which;
    ELSIF about = 'invitation' THEN
        RETURN QUERY SELECT i.municipality_id, NULL::uuid, '{}'::uuid[], i.category, 'ordinary', i.by_agency_id,
                            i.by_id, false
        FROM team_invitation i WHERE i.id = which;
    ELSIF about = 'conference' THEN
        RETURN QUERY SELECT c.municipality_id, NULL::uuid, '{}'::uuid[], NULL, 'ordinary', c.agency_id, c.worker_id,
                            false
        FROM conference c WHERE c.id = which;
    ELSIF about = 'mandate' THEN
        RETURN QUERY SELECT m.municipality_id, m.person_id, '{}'::uuid[], NULL, 'ordinary', m.agency_id, m.worker_id,
                            false
        FROM mandate m WHERE m.id = which;
    ELSIF about = 'seal_grant' THEN
        RETURN QUERY SELECT s.municipality_id, s.person_id, '{}'::uuid[], NULL, 'ordinary', s.given_by_agency_id,
                            s.given_by_id, false
        FROM seal_grant s WHERE s.item_id = which ORDER BY s.id DESC LIMIT 1;
    ELSIF about = 'emergency' THEN
        RETURN QUERY SELECT e.municipality_id, e.person_id, '{}'::uuid[], NULL, 'ordinary', e.agency_id, e.worker_id,
                            false
        FROM emergency_access e WHERE e.id = which;
    ELSIF about = 'unusual_look' THEN
        RETURN QUERY SELECT u.municipality_id, u.person_id, '{}'::uuid[], NULL, 'ordinary', u.agency_id, NULL::uuid,
                            false
        FROM unusual_look u WHERE u.id = which;
    ELSIF about IN ('referral', 'person') THEN
        RETURN QUERY SELECT g.municipality_id, whom, '{}'::uuid[], NULL, 'ordinary', coalesce(sender, g.agency_id),
                            NULL::uuid, false
        FROM access_grant g WHERE g.person_id = whom ORDER BY g.issued_at DESC LIMIT 1;
    ELSE
        RETURN QUERY EXECUTE format(
            'SELECT i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id, i.worker_id,
                    %s FROM cases.%I i WHERE i.id = $1',
            CASE about WHEN 'message' THEN 'i.urgent' ELSE 'false' END, about) USING which;
    END IF;
END $$;
COMMENT ON FUNCTION cases.subject_of_notice IS
    'Whom something is about, how it is classified and who contributed it; of an item in the table of this name.';
CREATE FUNCTION cases.keeps_out_of_case(worker uuid, which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT keeps_out(worker, ARRAY(
        SELECT p.person_id FROM case_person p WHERE p.case_id = which AND p.left_at IS NULL)) $$;
CREATE FUNCTION cases.concerned_by_notice(
        who text, about text, which uuid, of_case uuid, of_thread uuid, happened_at timestamptz)
    RETURNS TABLE (agency_id uuid, worker_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF current_task() IS DISTINCT FROM 'notices' THEN
        RETURN;
    ELSIF who IN ('team', 'lead', 'thread') THEN
        RETURN QUERY SELECT m.agency_id, m.worker_id FROM team_member m
        WHERE m.case_id = CASE about WHEN 'transition' THEN (SELECT t.case_id FROM transition t WHERE t.id = which)
                          ELSE of_case END
          AND m.ended_at IS NULL AND m.seat = 'member' AND m.starts_at <= happened_at
          AND (m.ends_at IS NULL OR m.ends_at > happened_at) AND (who <> 'lead' OR m.is_lead)
        UNION SELECT m.agency_id, m.worker_id FROM message m WHERE who = 'thread' AND m.thread_id = of_thread
              AND m.worker_id IS NOT NULL
        UNION SELECT r.agency_id, r.worker_id FROM thread_read r WHERE who = 'thread' AND r.thread_id = of_thread;
    ELSIF who = 'administrators' THEN
        RETURN QUERY SELECT p.agency_id, NULL::uuid FROM agreement_party p WHERE p.agreement_id = which
        UNION SELECT s.agency_id, NULL::uuid FROM agreement a
        CROSS JOIN LATERAL agreement_signers(a.id, a.latest_version) s WHERE a.id = which AND a.state <> 'ended';
    ELSIF who = 'leads_under' THEN
        RETURN QUERY SELECT m.agency_id, m.worker_id FROM agreement_effect e
        JOIN case_person p ON p.person_id = e.person_id AND p.left_at IS NULL
        JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
        JOIN team_member m ON m.case_id = c.id AND m.is_lead AND m.seat = 'member' AND m.ended_at IS NULL
        WHERE e.agreement_id = which AND e.at = happened_at
          AND (e.ground_kind = 'team' AND e.ground_id = c.id OR e.agency_id = m.agency_id)
          AND NOT keeps_out(coalesce(m.worker_id, CAST('00000000-0000-0000-0000-000000000000' AS uuid)),
                            ARRAY[e.person_id]);
    ELSIF who = 'leads' THEN
        RETURN QUERY SELECT DISTINCT m.agency_id, m.worker_id FROM case_person p
        JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
        JOIN team_member m ON m.case_id = p.case_id AND m.is_lead AND m.ended_at IS NULL
        WHERE p.person_id = which AND p.left_at IS NULL;
    ELSIF who = 'privacy_officers_around' THEN
        RETURN QUERY SELECT DISTINCT g.agency_id, NULL::uuid FROM access_grant g
        WHERE g.person_id = coalesce((SELECT e.person_id FROM emergency_access e WHERE e.id = which), which)
          AND g.ended_at IS NULL AND 'coordinate' = ANY (g.operations)
          AND (g.valid_until IS NULL OR g.valid_until > happened_at);
    ELSIF who = 'owner' AND about = 'task' THEN
        RETURN QUERY SELECT t.owner_agency_id, t.owner_id FROM task t WHERE t.id = which;
    ELSIF who = 'told' THEN
        RETURN QUERY SELECT m.agency_id, m.worker_id FROM transition t
        JOIN transition_rule r ON r.id = t.rule_version_id
        JOIN team_member m ON m.case_id = t.case_id AND m.ended_at IS NULL AND m.seat = 'member'
            AND m.starts_at <= happened_at AND (m.ends_at IS NULL OR m.ends_at > happened_at)
        WHERE t.id = which AND (r.tells = 'team' OR m.is_lead)
        UNION SELECT t.agency_id, t.worker_id FROM transition t WHERE t.id = which AND t.case_id IS NULL;
    ELSIF who = 'owner' THEN
        RETURN QUERY EXECUTE format(
            'SELECT i.owner_agency_id, CASE i.owner_kind WHEN ''worker'' THEN i.owner_id END
             FROM cases.%I i WHERE i.id = $1 AND i.owner_kind IN (''agency'', ''worker'')', about) USING which;
    ELSIF who = 'participants' THEN
        RETURN QUERY SELECT p.agency_id, p.worker_id FROM conference_participant p
        WHERE p.conference_id = which AND p.state IN ('invited', 'accepted');
    ELSIF who = 'contributor' THEN
        RETURN QUERY SELECT s.agency_id, s.worker_id FROM subject_of_notice(about, which, NULL, NULL) s
        WHERE s.worker_id IS NOT NULL;
    ELSIF who = 'privacy_officers' THEN
        RETURN QUERY SELECT s.agency_id, NULL::uuid FROM subject_of_notice(about, which, NULL, NULL) s
        UNION SELECT around.agency_id, known.worker_id
        FROM rights_request q
        JOIN restricted_access r ON r.person_id = q.person_id AND r.state = 'in_force'
        CROSS JOIN unnest(r.known_to) AS known (worker_id)
        CROSS JOIN LATERAL (
            SELECT q.agency_id
            UNION SELECT g.agency_id FROM access_grant g
            WHERE g.person_id = q.person_id AND g.ended_at IS NULL AND 'coordinate' = ANY (g.operations)
              AND (g.valid_until IS NULL OR g.valid_until > happened_at)) AS around (agency_id)
        WHERE about = 'rights_request' AND q.id = which;
    END IF;
END $$;
"""
DELIVERING = "(SELECT cases.current_task()) = 'notice_delivery'"
NOTICES = f"""
ALTER TABLE cases.notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_whom_it_is_for ON cases.notice FOR SELECT USING (
    for_agency_id = (SELECT cases.current_agency())
    AND (for_worker_id IS NULL OR for_worker_id = (SELECT cases.current_subject()) OR {DELIVERING})
    AND (about IN ('referral', 'mandate', 'invitation', 'conference', 'agreement', 'webhook', 'emergency', 'rights_request', 'unusual_look') OR {live_ground_1("ANY (notice.person_id || notice.also_about)")}));
CREATE POLICY made_of_what_was_told ON cases.notice FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) = 'notices');
CREATE POLICY found_by_housekeeping ON cases.notice FOR SELECT USING ((SELECT cases.current_task()) = 'housekeeping');
CREATE POLICY forgotten_by_housekeeping ON cases.notice FOR DELETE USING (
    (SELECT cases.current_task()) = 'housekeeping');
ALTER TABLE cases.notice_order ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON cases.notice_order FOR SELECT USING (true);
CREATE POLICY moved_with_a_notice ON cases.notice_order FOR UPDATE USING ((SELECT cases.current_task()) = 'notices');
INSERT INTO cases.notice_order (is_only, last) VALUES (true, 0);
ALTER TABLE cases.notice_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.notice_read USING (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
ALTER TABLE cases.notice_reader ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.notice_reader USING (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
CREATE POLICY seen_by_delivery ON cases.notice_read FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) AND {DELIVERING});
CREATE POLICY seen_by_delivery ON cases.notice_reader FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) AND {DELIVERING});
CREATE POLICY delivered_live ON cases.access_log FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND {DELIVERING});
ALTER TABLE cases.referral_hand ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_for_notices ON cases.referral_hand USING ((SELECT cases.current_task()) = 'notices');
CREATE POLICY found_by_housekeeping ON cases.referral_hand FOR SELECT USING (
    (SELECT cases.current_task()) = 'housekeeping');
CREATE POLICY forgotten_by_housekeeping ON cases.referral_hand FOR DELETE USING (
    (SELECT cases.current_task()) = 'housekeeping');
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ASKING, NOTICES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
