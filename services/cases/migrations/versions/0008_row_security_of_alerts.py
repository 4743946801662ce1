"""Row security of warnings, occurrences, risk, and of rules and what they noticed."""

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

RULES = """
ALTER TABLE cases.early_warning_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_in_its_municipality ON cases.early_warning_rule FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[])
    OR (SELECT cases.current_task()) = 'early_warnings');
CREATE POLICY written_in_its_municipality ON cases.early_warning_rule FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY ended_by_its_agency ON cases.early_warning_rule FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()));
CREATE FUNCTION cases.early_warning_counts(which uuid)
    RETURNS TABLE (version integer, verdict text, because text, many bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT r.version, w.verdict, w.because, count(*)
    FROM early_warning_rule r JOIN early_warning w ON w.rule_version_id = r.id
    WHERE r.rule_id = which AND has_role('supervisor') AND r.municipality_id = ANY (current_municipalities())
    GROUP BY r.version, w.verdict, w.because $$;
COMMENT ON FUNCTION cases.early_warning_counts IS
    'For supervisors, who see no single one without its facts; small counts are hidden before they are told.';
"""
NOTICED = f"""
ALTER TABLE cases.early_warning ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.early_warning FOR SELECT USING ({live_ground_1("early_warning.person_id")});
CREATE POLICY noticed_by_rules ON cases.early_warning FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) = 'early_warnings' AND verdict IS NULL);
CREATE POLICY answered_by_oneself ON cases.early_warning FOR UPDATE
    USING (verdict IS NULL AND {live_ground_1("early_warning.person_id")})
    WITH CHECK (answered_by_agency_id = (SELECT cases.current_agency())
        AND answered_by_id = (SELECT cases.current_subject()));
ALTER TABLE cases.early_warning_fact ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.early_warning_fact FOR SELECT USING (
    (SELECT cases.current_task()) = 'early_warnings' OR {live_ground_1("early_warning_fact.person_id")});
CREATE POLICY counted_by_rules ON cases.early_warning_fact FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) = 'early_warnings');
ALTER TABLE cases.watched_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY watched_by_rules ON cases.watched_person USING ((SELECT cases.current_task()) = 'early_warnings');
"""
FACTS = """
CREATE FUNCTION cases.watch_person(whom uuid, at timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    INSERT INTO watched_person (person_id, municipality_id, due_at)
    SELECT p.person_id, p.municipality_id, at FROM case_person p
    WHERE p.person_id = whom AND p.left_at IS NULL AND current_task() = 'early_warnings' LIMIT 1
    ON CONFLICT (person_id) DO UPDATE SET due_at = least(watched_person.due_at, EXCLUDED.due_at) $$;
CREATE FUNCTION cases.facts_for_rules(people uuid[])
    RETURNS TABLE (person_id uuid, case_id uuid, kind text, id uuid, name text, happened_on date, category text,
        sensitivity text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    WITH mine AS (
        SELECT p.person_id, c.id AS case_id, c.category, c.opened_at, c.next_review_on
        FROM case_person p JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
        WHERE p.person_id = ANY (people) AND p.left_at IS NULL AND current_task() = 'early_warnings')
    SELECT m.person_id, m.case_id, 'occurrence', o.id, o.term, o.happened_on, o.category, o.sensitivity
    FROM mine m JOIN occurrence o ON o.case_id = m.case_id AND m.person_id = ANY (o.person_id || o.also_about)
    WHERE o.state = 'recorded' AND o.sensitivity <> 'sealed'
    UNION ALL
    SELECT m.person_id, m.case_id, 'referral', e.id, e.category, (e.at AT TIME ZONE 'UTC')::date, e.category,
           e.sensitivity
    FROM mine m JOIN timeline_entry e ON e.case_id = m.case_id AND e.person_id = m.person_id
    WHERE e.kind = 'referral_sent' AND e.category IS NOT NULL AND e.sensitivity <> 'sealed'
    UNION ALL
    SELECT m.person_id, m.case_id, 'appointment', e.id, e.category, (e.at AT TIME ZONE 'UTC')::date, e.category,
           e.sensitivity
    FROM mine m JOIN timeline_entry e ON e.case_id = m.case_id AND e.person_id = m.person_id
    WHERE e.kind = 'appointment_missed' AND e.category IS NOT NULL AND e.sensitivity <> 'sealed'
      AND NOT EXISTS (SELECT FROM timeline_entry k
                      WHERE k.item_id = e.item_id AND k.kind = 'appointment_kept' AND k.id > e.id)
    UNION ALL
    SELECT m.person_id, m.case_id, 'case_opened', m.case_id, 'opened', (greatest(m.opened_at, (
            SELECT max(e.at) FROM timeline_entry e
            WHERE e.case_id = m.case_id AND e.person_id = m.person_id AND e.kind IN ('case_reopened', 'joined_case')))
        AT TIME ZONE 'UTC')::date, m.category, 'ordinary'
    FROM mine m
    UNION ALL
    SELECT m.person_id, m.case_id, 'case_review', m.case_id, 'review', m.next_review_on, m.category, 'ordinary'
    FROM mine m WHERE m.next_review_on IS NOT NULL
    UNION ALL
    SELECT m.person_id, m.case_id, 'warning_review', w.id, 'review', w.review_on, w.category, w.sensitivity
    FROM mine m JOIN warning w ON w.case_id = m.case_id AND m.person_id = ANY (w.person_id || w.also_about)
    WHERE w.state = 'standing' AND w.review_on IS NOT NULL AND w.sensitivity <> 'sealed' $$;
COMMENT ON FUNCTION cases.facts_for_rules IS
    'What is known in open cases and is not sealed, for the background work that looks at it by rules, and nobody else.';
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (item_locks_1("warning"), item_locks_1("occurrence"), RISK, RULES, NOTICED, FACTS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
