"""Row security of steps: who sees the request sees what was done, and who received the data sees that it changed."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ANSWERS = "((SELECT cases.has_role('privacy_officer')) OR cases.is_restricted(person_id))"
STEPS = f"""
ALTER TABLE cases.rights_step ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_request ON cases.rights_step FOR SELECT USING (
    (SELECT true FROM cases.rights_request r WHERE r.id = rights_step.request_id));
CREATE POLICY taken_by_whom_it_was_asked_of ON cases.rights_step FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND taken_by_id = (SELECT cases.current_subject()) AND {ANSWERS}
    AND EXISTS (SELECT FROM cases.rights_request r
                WHERE r.id = rights_step.request_id AND r.person_id = rights_step.person_id
                  AND r.agency_id = rights_step.agency_id AND r.state = 'answered'));
REVOKE UPDATE, DELETE, TRUNCATE ON cases.rights_step FROM cases_service;
ALTER TABLE cases.supplementary_statement ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.supplementary_statement FOR SELECT USING (
    {live_ground_1("supplementary_statement.person_id")});
CREATE POLICY kept_with_its_step ON cases.supplementary_statement FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND EXISTS (
        SELECT FROM cases.rights_step s WHERE s.id = supplementary_statement.id AND s.kind = 'statement'
            AND s.person_id = supplementary_statement.person_id AND s.taken_by_id = (SELECT cases.current_subject())));
REVOKE UPDATE, DELETE, TRUNCATE ON cases.supplementary_statement FROM cases_service;
"""
NOTICES = """
ALTER TABLE cases.rights_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_who_received_it ON cases.rights_notice FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) AND NOT cases.is_kept_out_of(person_id));
CREATE POLICY seen_with_its_step ON cases.rights_notice FOR SELECT USING (
    (SELECT true FROM cases.rights_step s WHERE s.id = rights_notice.step_id));
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON cases.rights_notice FROM cases_service;
CREATE FUNCTION cases.tell_recipient(which uuid, step uuid, referral uuid, receiver uuid, at timestamptz)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'rights_recipients' THEN RETURN false; END IF;
    PERFORM FROM rights_step s WHERE s.id = step FOR NO KEY UPDATE;
    INSERT INTO rights_notice (id, step_id, person_id, municipality_id, kind, referral_id, agency_id, told_at)
        SELECT which, s.id, s.person_id, s.municipality_id, s.kind, referral, receiver, at
        FROM rights_step s WHERE s.id = step
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE rights_step s SET state = 'waiting', done_at = NULL WHERE s.id = step;
    RETURN true;
END $$;
COMMENT ON FUNCTION cases.tell_recipient IS 'An agency that received it is told; the step waits for it.';
CREATE FUNCTION cases.acknowledge_rights_notice(which uuid, said text, law text, until date, at timestamptz)
    RETURNS TABLE (step_id uuid, state text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
DECLARE of_step uuid;
BEGIN
    SELECT n.step_id INTO of_step FROM rights_notice n
        WHERE n.id = which AND n.agency_id = current_agency() AND NOT is_kept_out_of(n.person_id);
    PERFORM FROM rights_step s WHERE s.id = of_step FOR NO KEY UPDATE;
    UPDATE rights_notice n SET acknowledged_at = at, acknowledged_by_id = current_subject(), answer = said,
            article = law, kept_until = until
        WHERE n.id = which AND n.step_id = of_step AND n.acknowledged_at IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE rights_step s SET state = 'done', done_at = at
        WHERE s.id = of_step AND s.state = 'waiting' AND NOT EXISTS (
            SELECT FROM rights_notice n WHERE n.step_id = of_step AND n.acknowledged_at IS NULL);
    RETURN QUERY SELECT s.id, s.state FROM rights_step s WHERE s.id = of_step;
END $$;
COMMENT ON FUNCTION cases.acknowledge_rights_notice IS
    'For an agency that was told, which sees neither the step nor who else was.';
"""
OF_THE_AGENCY = """
CREATE FUNCTION cases.item_of_agency(kind text, which uuid, whom uuid)
    RETURNS TABLE (category text, sensitivity text, version integer, changed_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT (has_role('privacy_officer') OR is_restricted(whom)) OR is_kept_out_of(whom) THEN RETURN; END IF;
    RETURN QUERY EXECUTE format(
        'SELECT i.category, i.sensitivity, i.version, i.changed_at FROM cases.%I i
         WHERE i.id = $1 AND $2 = ANY (i.person_id || i.also_about) AND i.agency_id = cases.current_agency()
           AND i.sensitivity <> ''sealed''
           AND NOT cases.keeps_out(cases.current_subject(), i.person_id || i.also_about)', kind) USING which, whom;
END $$;
COMMENT ON FUNCTION cases.item_of_agency IS
    'How something is classified that the acting agency wrote about somebody, for those who answer for privacy there.';
CREATE FUNCTION cases.corrected_item(kind text, which uuid, whom uuid, old integer)
    RETURNS TABLE (category text, new_version integer, wrong_from timestamptz, wrong_until timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT (has_role('privacy_officer') OR is_restricted(whom)) OR is_kept_out_of(whom) THEN RETURN; END IF;
    IF kind IN ('identity', 'communication', 'identifier', 'contact_point', 'address', 'relationship') THEN
        RETURN QUERY SELECT v.category, old + 1, coalesce(
                (SELECT b.replaced_at FROM person_version b
                 WHERE b.item_id = which AND b.part = kind AND b.version = old - 1), to_timestamp(0)),
                v.replaced_at
            FROM person_version v
            WHERE v.item_id = which AND v.part = kind AND v.version = old AND v.person_id = whom
              AND v.agency_id = current_agency() AND v.sensitivity <> 'sealed'
              AND NOT EXISTS (SELECT FROM relationship r WHERE r.id = which AND is_kept_out_of(r.other_person_id));
    ELSE
        RETURN QUERY SELECT v.category, old + 1, v.written_at, coalesce(next.written_at, i.changed_at)
            FROM item_of_agency(kind, which, whom) i
            JOIN earlier_version v ON v.item_id = which AND v.version = old AND v.sensitivity <> 'sealed'
            LEFT JOIN earlier_version next ON next.item_id = which AND next.version = old + 1;
    END IF;
END $$;
COMMENT ON FUNCTION cases.corrected_item IS
    'What something of the acting agency said before it was corrected: its category then, and how long it stood.';
"""


def upgrade() -> None:
    """Lock the tables."""
    for step in (STEPS, NOTICES, OF_THE_AGENCY):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
