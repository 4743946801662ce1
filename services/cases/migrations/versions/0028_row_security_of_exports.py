"""Row security of copies: for whom they were granted; and what the making of one may read, of one agency."""

from shared.database.migrations import run_script

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MAKING = "(SELECT cases.current_task()) = 'rights_export'"
WHAT_AN_AGENCY_CONTRIBUTED = (
    "account_link",
    "address",
    "agenda_item",
    "budget",
    "budget_spending",
    "case_closure",
    "complaint",
    "conference_decision",
    "conference_minutes",
    "contact_point",
    "document",
    "earlier_version",
    "early_warning_rule",
    "emergency_access",
    "goal",
    "goal_progress",
    "mandate",
    "message",
    "minutes_answer",
    "need",
    "need_outcome",
    "note",
    "observation",
    "occurrence",
    "person",
    "person_communication",
    "person_identifier",
    "person_version",
    "plan_signature",
    "planned_action",
    "rating",
    "referral_disclosure",
    "relationship",
    "retention_rule",
    "risk_assessment",
    "risk_reason",
    "supplementary_statement",
    "support_case",
    "task",
    "thread",
    "warning",
)
AROUND_IT = (
    "access_log",
    "address_place",
    "agreement",
    "case_person",
    "conference_share",
    "consent",
    "early_warning",
    "early_warning_fact",
    "rights_request",
    "timeline_entry",
)
GATHERED = "".join(
    f"""
CREATE POLICY gathered_for_a_copy ON cases.{table} FOR SELECT USING (
    {MAKING} AND agency_id = (SELECT cases.current_agency()));
"""
    for table in WHAT_AN_AGENCY_CONTRIBUTED
) + "".join(
    f"""
CREATE POLICY gathered_for_a_copy ON cases.{table} FOR SELECT USING ({MAKING});
"""
    for table in AROUND_IT
)
MAY_TAKE_IT = """(SELECT (r.person_id = (SELECT cases.current_person()) AND r.relationship_id IS NULL
        AND (SELECT cases.speaks_for_oneself()))
    OR (r.agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('privacy_officer'))
        AND r.worker_id <> (SELECT cases.current_subject())
        AND (r.relationship_id IS NULL OR EXISTS (SELECT FROM cases.still_asks_for_them(r.id))))
    FROM cases.rights_request r WHERE r.id = rights_export.request_id)"""
COPIES = f"""
ALTER TABLE cases.rights_export ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_request ON cases.rights_export FOR SELECT USING (
    (SELECT true FROM cases.rights_request r WHERE r.id = rights_export.request_id));
CREATE POLICY kept_by_its_making ON cases.rights_export USING ({MAKING});
ALTER TABLE cases.rights_export_part ENABLE ROW LEVEL SECURITY;
CREATE POLICY taken_by_whom_it_is_for ON cases.rights_export_part FOR SELECT USING (
    (SELECT {MAY_TAKE_IT} FROM cases.rights_export WHERE rights_export.id = rights_export_part.export_id));
CREATE POLICY kept_by_its_making ON cases.rights_export_part USING ({MAKING});
REVOKE DELETE ON cases.rights_export FROM cases_service;
CREATE FUNCTION cases.copies_for_representatives()
    RETURNS TABLE (id uuid, agency_id uuid, made_at timestamptz, kept_until timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT r.id, r.agency_id, e.made_at, e.kept_until
    FROM rights_request r JOIN rights_export e ON e.request_id = r.id
    WHERE r.person_id = current_person() AND speaks_for_oneself() AND r.relationship_id IS NOT NULL $$;
COMMENT ON FUNCTION cases.copies_for_representatives IS
    'For the person who asks to whom their data went: copies that were made for whoever represents them.';
"""


def upgrade() -> None:
    """Lock the tables."""
    for step in (GATHERED, COPIES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
