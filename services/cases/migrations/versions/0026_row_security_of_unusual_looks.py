"""Row security of unusual looks, and what the background work that looks for them may ask."""

from shared.database.migrations import run_script

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LOOKING = "(SELECT cases.current_task()) = 'unusual_looks'"
ANSWERS = "(SELECT cases.has_role('privacy_officer'))"
DECIDES = """agency_id = (SELECT cases.current_agency()) AND (
        (SELECT cases.has_role('privacy_officer'))
        OR by_officer AND (SELECT cases.has_role('supervisor')) AND (SELECT cases.has_role('administrator')))"""
RULES = f"""
ALTER TABLE cases.unusual_look_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_in_its_municipality ON cases.unusual_look_rule FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]) OR {LOOKING});
CREATE POLICY written_in_its_municipality ON cases.unusual_look_rule FOR INSERT WITH CHECK (
    {ANSWERS} AND agency_id = (SELECT cases.current_agency())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY ended_by_its_agency ON cases.unusual_look_rule FOR UPDATE USING (
    {ANSWERS} AND agency_id = (SELECT cases.current_agency()));
REVOKE UPDATE, DELETE, TRUNCATE ON cases.unusual_look_rule FROM cases_service;
GRANT UPDATE (ended_at) ON cases.unusual_look_rule TO cases_service;
CREATE FUNCTION cases.unusual_look_counts(which uuid) RETURNS TABLE (version integer, outcome text, many bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT r.version, u.outcome, count(*)
    FROM unusual_look_rule r JOIN unusual_look u ON u.rule_version_id = r.id
    WHERE r.rule_id = which AND has_role('privacy_officer') AND r.municipality_id = ANY (current_municipalities())
    GROUP BY r.version, u.outcome $$;
COMMENT ON FUNCTION cases.unusual_look_counts IS
    'For privacy officers, who see those of their own agency alone; small counts are hidden before they are told.';
"""
NOTICED = f"""
ALTER TABLE cases.unusual_look ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_those_who_answer ON cases.unusual_look FOR SELECT USING (
    {DECIDES} AND (person_id IS NULL OR NOT cases.is_kept_out_of(person_id)));
CREATE POLICY delivered_live ON cases.unusual_look FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) AND (SELECT cases.current_task()) = 'notice_delivery');
CREATE POLICY noticed_by_rules ON cases.unusual_look FOR INSERT WITH CHECK ({LOOKING} AND outcome IS NULL);
CREATE POLICY decided_by_another ON cases.unusual_look FOR UPDATE
    USING ({DECIDES} AND outcome IS NULL)
    WITH CHECK (decided_by = (SELECT cases.current_subject()) AND worker_id <> (SELECT cases.current_subject()));
REVOKE UPDATE, DELETE, TRUNCATE ON cases.unusual_look FROM cases_service;
GRANT UPDATE (outcome, reason, decided_at, decided_by) ON cases.unusual_look TO cases_service;
ALTER TABLE cases.worker_trace ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_rules ON cases.worker_trace USING ({LOOKING});
CREATE POLICY found_by_housekeeping ON cases.worker_trace FOR SELECT USING (
    (SELECT cases.current_task()) = 'housekeeping');
CREATE POLICY forgotten_by_housekeeping ON cases.worker_trace FOR DELETE USING (
    (SELECT cases.current_task()) = 'housekeeping');
ALTER TABLE cases.look_review ENABLE ROW LEVEL SECURITY;
CREATE POLICY moved_by_rules ON cases.look_review USING ({LOOKING});
REVOKE INSERT, DELETE, TRUNCATE ON cases.look_review FROM cases_service;
INSERT INTO cases.look_review (is_only, tx, look_id)
    SELECT true, CAST(CAST(pg_current_xact_id() AS text) AS bigint) + cases.transaction_offset(),
           '00000000-0000-0000-0000-000000000000';
CREATE POLICY looked_at_by_rules ON cases.access_log FOR SELECT USING ({LOOKING});
"""
TIES = """
CREATE FUNCTION cases.is_open_place(which uuid, whose uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM address a WHERE a.id = which AND NOT a.protected AND a.ended_at IS NULL
                   AND a.sensitivity <> 'sealed' AND a.use <> 'former') AND NOT is_sheltered(which, whose) $$;
CREATE FUNCTION cases.is_told_of(agency uuid, whom uuid, what text) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM access_grant g WHERE g.person_id = whom AND g.agency_id = agency AND g.ended_at IS NULL
                   AND (g.valid_until IS NULL OR g.valid_until > now()) AND 'read' = ANY (g.operations)
                   AND what = ANY (g.categories) AND g.worker_id IS NULL AND g.known_to IS NULL) $$;
COMMENT ON FUNCTION cases.is_told_of IS
    'Whether an agency as a whole may read a category of somebody: what is noticed tells it nothing that it must not read.';
REVOKE ALL ON FUNCTION cases.is_open_place, cases.is_told_of FROM PUBLIC;
CREATE FUNCTION cases.ties_of_looks(agencies uuid[], workers uuid[], people uuid[], supervising boolean[])
    RETURNS TABLE (agency_id uuid, worker_id uuid, person_id uuid, works_with_them boolean, lives_near boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT l.agency, l.worker, l.person,
        EXISTS (SELECT FROM case_person p JOIN team_member m ON m.case_id = p.case_id
                WHERE p.person_id = l.person AND m.agency_id = l.agency
                  AND (m.ended_at IS NULL OR m.ended_at > now() - interval '90 days')
                  AND (m.worker_id = l.worker OR m.worker_id IS NULL OR l.supervises))
        OR EXISTS (SELECT FROM duty d WHERE d.for_agency_id = l.agency AND d.for_worker_id = l.worker
                   AND l.person = ANY (d.person_id || d.also_about))
        OR EXISTS (SELECT FROM timeline_entry e WHERE e.person_id = l.person AND l.worker IN (e.by_id, e.worker_id)
                   AND e.at > now() - interval '1 year')
        OR EXISTS (SELECT FROM person p WHERE p.person_id = l.person AND p.worker_id = l.worker
                   AND p.recorded_at > now() - interval '1 year')
        OR EXISTS (SELECT FROM access_grant g WHERE g.person_id = l.person AND g.worker_id = l.worker
                   AND (g.ended_at IS NULL OR g.ended_at > now() - interval '90 days')),
        is_told_of(l.agency, l.person, 'contact') AND EXISTS (
            SELECT FROM conflict_of_interest c
            JOIN address_place theirs ON theirs.person_id = c.person_id
            JOIN address_place ours ON ours.person_id = l.person
                AND ((ours.place_words, ours.place_numbers, ours.place_town) IN (
                        (theirs.place_words, theirs.place_numbers, theirs.place_town),
                        (theirs.place_words_anew, theirs.place_numbers_anew, theirs.place_town_anew))
                    OR (ours.place_words_anew, ours.place_numbers_anew, ours.place_town_anew) IN (
                        (theirs.place_words, theirs.place_numbers, theirs.place_town),
                        (theirs.place_words_anew, theirs.place_numbers_anew, theirs.place_town_anew)))
            WHERE c.worker_id = l.worker AND c.agency_id = l.agency AND c.lifted_at IS NULL
              AND c.person_id <> l.person AND '{}' NOT IN (ours.place_words, ours.place_numbers)
              AND is_told_of(l.agency, c.person_id, 'contact')
              AND is_open_place(ours.address_id, l.person) AND is_open_place(theirs.address_id, c.person_id))
    FROM unnest(agencies, workers, people, supervising) AS l (agency, worker, person, supervises)
    WHERE current_task() = 'unusual_looks' $$;
COMMENT ON FUNCTION cases.ties_of_looks IS
    'For the background work that looks at looks: who works with whom, and who lives where somebody close to the worker does, as far as the agency as a whole may read both addresses. No protected or sheltered place counts.';
"""
NAMES = """
CREATE FUNCTION cases.has_rule_about_names(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM unusual_look_rule r
                   WHERE r.municipality_id = which AND r.kind = 'same_surname' AND r.ended_at IS NULL) $$;
CREATE FUNCTION cases.workers_to_compare(many integer) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT DISTINCT t.worker_id FROM worker_trace t
    WHERE t.agency_id = current_agency() AND t.opened_at IS NOT NULL AND t.names_compared_at IS NULL
      AND has_role('privacy_officer') AND has_rule_about_names(t.municipality_id)
    ORDER BY t.worker_id LIMIT many $$;
CREATE FUNCTION cases.compare_names(worker uuid, keys text[], at timestamptz, moment text)
    RETURNS TABLE (id uuid, municipality_id uuid) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT coalesce(has_role('privacy_officer'), false) THEN RETURN; END IF;
    RETURN QUERY
    WITH compared AS (
        UPDATE worker_trace t SET names_compared_at = at
        WHERE t.agency_id = current_agency() AND t.worker_id = worker AND t.opened_at IS NOT NULL
          AND t.names_compared_at IS NULL AND has_rule_about_names(t.municipality_id)
        RETURNING t.person_id, t.municipality_id, t.opened_at)
    INSERT INTO unusual_look AS u (id, rule_version_id, municipality_id, agency_id, worker_id, person_id, on_day,
        looked_at, by_officer, noticed_at)
    SELECT CAST(overlay(CAST(gen_random_uuid() AS text) PLACING moment FROM 1 FOR 15) AS uuid),
           r.id, c.municipality_id, current_agency(), worker, c.person_id,
           CAST(c.opened_at AT TIME ZONE coalesce(z.time_zone, 'UTC') AS date), c.opened_at,
           EXISTS (SELECT FROM access_log l WHERE l.person_id = c.person_id AND l.at = c.opened_at
                   AND l.subject_id = worker AND 'privacy_officer' = ANY (l.roles)), at
    FROM compared c
    JOIN unusual_look_rule r ON r.municipality_id = c.municipality_id AND r.kind = 'same_surname' AND r.ended_at IS NULL
    LEFT JOIN municipality_clock z ON z.municipality_id = c.municipality_id
    WHERE is_told_of(current_agency(), c.person_id, 'identity')
      AND EXISTS (SELECT FROM person_name n JOIN person p ON p.person_id = n.person_id
                  WHERE n.person_id = c.person_id AND n.family_key = ANY (keys) AND p.sensitivity <> 'sealed')
    ON CONFLICT DO NOTHING
    RETURNING u.id, u.municipality_id;
END $$;
COMMENT ON FUNCTION cases.compare_names IS
    'Notices whom of those they opened a worker of the acting officer may be a relative of. The names are parameters and are kept nowhere.';
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (RULES, NOTICED, TIES, NAMES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
