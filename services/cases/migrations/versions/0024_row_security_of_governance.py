"""Row security of what agencies declare, and of breaches."""

from shared.database.migrations import run_script

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ANSWERS = "((SELECT cases.has_role('administrator')) OR (SELECT cases.has_role('privacy_officer')))"
ENTRIES = f"""
ALTER TABLE cases.governance_entry ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE ON cases.governance_entry FROM cases_service;
GRANT UPDATE (ended_at) ON cases.governance_entry TO cases_service;
CREATE POLICY read_by_those_who_answer ON cases.governance_entry FOR SELECT USING (
    {ANSWERS} AND ((SELECT cases.current_agency()) = agency_id OR (SELECT cases.current_agency()) = ANY (shared_with)));
CREATE POLICY declared_for_oneself ON cases.governance_entry FOR INSERT WITH CHECK (
    {ANSWERS} AND agency_id = (SELECT cases.current_agency()) AND written_by = (SELECT cases.current_subject())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY ended_by_its_agency ON cases.governance_entry FOR UPDATE USING (
    {ANSWERS} AND agency_id = (SELECT cases.current_agency()));
CREATE POLICY read_where_their_record_lies ON cases.governance_entry FOR SELECT USING (
    ended_at IS NULL AND municipality_id = (SELECT s.municipality_id FROM cases.spoken_for() s));
CREATE FUNCTION cases.article_told_to_them(which uuid) RETURNS text LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT m.article FROM mandate m
    WHERE m.id = which AND m.person_id = current_person() AND speaks_for_oneself()
      AND (m.withheld_until IS NULL OR m.withheld_until <= now()) AND NOT m.categories && ARRAY['safeguarding'] $$;
COMMENT ON FUNCTION cases.article_told_to_them IS
    'For the person who reads their register: the article of a mandate of which they are told, and nothing else of it.';
"""
BREACHES = f"""
ALTER TABLE cases.breach ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE ON cases.breach FROM cases_service;
GRANT UPDATE (risk, risk_because, authority_told_at, authority_reference, why_late, people_told_at, people_told_how,
    measures, closed_at, version) ON cases.breach TO cases_service;
CREATE POLICY of_those_who_answer ON cases.breach USING ({ANSWERS} AND agency_id = (SELECT cases.current_agency()))
    WITH CHECK ({ANSWERS} AND agency_id = (SELECT cases.current_agency())
        AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ENTRIES, BREACHES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
