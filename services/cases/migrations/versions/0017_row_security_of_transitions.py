"""Row security of rules, dated changes and receipts, and what the background work may ask of dates."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BY_RULES = "(SELECT cases.current_task()) = 'transitions'"
RULES = """
ALTER TABLE cases.transition_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_in_its_municipality ON cases.transition_rule FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[])
    OR (SELECT cases.current_task()) IS NOT NULL);
CREATE POLICY written_in_its_municipality ON cases.transition_rule FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY ended_by_its_agency ON cases.transition_rule FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()));
"""
DATES = f"""
ALTER TABLE cases.transition ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.transition FOR SELECT USING (
    {BY_RULES} OR {live_ground_1("transition.person_id")});
CREATE POLICY opened_by_rules ON cases.transition FOR INSERT WITH CHECK ({BY_RULES});
CREATE POLICY changed_by_rules_and_planned_by_who_leads ON cases.transition FOR UPDATE USING (
    {BY_RULES} OR cases.leads_case(case_id));
ALTER TABLE cases.transition_receipt ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.transition_receipt FOR SELECT USING (
    {BY_RULES} OR {live_ground_1("transition_receipt.person_id")});
CREATE POLICY asked_by_rules ON cases.transition_receipt FOR INSERT WITH CHECK ({BY_RULES} AND given_at IS NULL);
CREATE POLICY given_by_who_was_asked ON cases.transition_receipt FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()))
    WITH CHECK (agency_id = (SELECT cases.current_agency()) AND given_by_id = (SELECT cases.current_subject()));
ALTER TABLE cases.transition_seat ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_rules ON cases.transition_seat USING ({BY_RULES});
ALTER TABLE cases.transition_watch ENABLE ROW LEVEL SECURITY;
CREATE POLICY watched_by_rules ON cases.transition_watch USING ({BY_RULES});
"""
FACTS = """
CREATE FUNCTION cases.watch_for_transitions(whom uuid, at timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    INSERT INTO transition_watch (person_id, municipality_id, due_at)
    SELECT p.person_id, p.municipality_id, at FROM person p
    WHERE p.person_id = whom AND current_task() = 'transitions' AND (
        EXISTS (SELECT FROM case_person c WHERE c.person_id = whom AND c.left_at IS NULL)
        OR EXISTS (SELECT FROM mandate m WHERE m.person_id = whom AND m.state = 'confirmed')
        OR EXISTS (SELECT FROM consent c WHERE c.person_id = whom AND c.valid_until IS NOT NULL)
        OR EXISTS (SELECT FROM transition t WHERE t.person_id = whom))
    ON CONFLICT (person_id) DO UPDATE SET due_at = least(transition_watch.due_at, EXCLUDED.due_at) $$;
CREATE FUNCTION cases.facts_for_transitions(whom uuid, at timestamptz)
    RETURNS TABLE (person_id uuid, municipality_id uuid, kind text, id uuid, category text, sensitivity text,
        agency_id uuid, worker_id uuid, ends_at timestamptz, birth_date text, time_zone text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF current_task() IS DISTINCT FROM 'transitions' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT p.person_id, p.municipality_id, 'birth', p.person_id, p.category, p.sensitivity, p.agency_id,
                        p.worker_id, NULL::timestamptz, CAST(p.birth_date AS text), z.time_zone
    FROM person p LEFT JOIN municipality_clock z ON z.municipality_id = p.municipality_id WHERE p.person_id = whom;
    RETURN QUERY SELECT p.person_id, p.municipality_id, 'lead', c.id, c.category, 'ordinary', m.agency_id, m.worker_id,
                        NULL::timestamptz, NULL::text, NULL::text
    FROM case_person p JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
    JOIN team_member m ON m.case_id = c.id AND m.is_lead AND m.ended_at IS NULL
    LEFT JOIN transition t ON t.case_id = c.id AND t.person_id = p.person_id AND t.state = 'open'
    WHERE p.person_id = whom AND p.left_at IS NULL
    ORDER BY t.id IS NULL, c.opened_at, c.id LIMIT 1;
    RETURN QUERY SELECT m.person_id, m.municipality_id, 'mandate_ends', m.id, m.categories[1], 'ordinary', m.agency_id,
                        m.worker_id, m.ends_at, NULL::text, NULL::text
    FROM (SELECT *, CASE WHEN ends_unless_reviewed THEN least(valid_until, review_at) ELSE valid_until END AS ends_at
          FROM mandate WHERE mandate.person_id = whom AND mandate.state = 'confirmed') m
    WHERE m.ends_at > at;
    RETURN QUERY SELECT c.person_id, c.municipality_id, 'consent_ends', c.id, c.categories[1], 'ordinary',
                        coalesce(c.agency_id, answering_agency(c.person_id)), c.worker_id, c.valid_until, NULL::text, NULL::text
    FROM consent c WHERE c.person_id = whom AND NOT c.is_refusal AND c.withdrawn_at IS NULL AND c.lapsed_at IS NULL
      AND c.awaits IS NULL
      AND c.valid_until > at AND (c.majority_at IS NULL OR c.valid_until < c.majority_at);
END $$;
COMMENT ON FUNCTION cases.facts_for_transitions IS
    'When somebody was born, who leads their case, and what ends by its own date: for the background work that prepares known days, and nobody else.';
CREATE FUNCTION cases.plans_awaited_by_transitions(many integer)
    RETURNS TABLE (id uuid, municipality_id uuid, agency_id uuid, sector text, worker_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT t.id, t.municipality_id, m.agency_id, m.sector, m.worker_id
    FROM transition t JOIN team_member m ON m.case_id = t.case_id AND m.is_lead AND m.ended_at IS NULL
    WHERE t.plan = 'awaited' AND t.state = 'open' AND current_task() = 'transitions' ORDER BY t.id LIMIT many $$;
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (RULES, DATES, FACTS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
