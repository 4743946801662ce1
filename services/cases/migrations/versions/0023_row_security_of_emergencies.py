"""Row security of emergencies."""

from shared.database.migrations import run_script

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

EMERGENCIES = """
ALTER TABLE cases.emergency_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_whoever_opened_it_and_who_reviews ON cases.emergency_access FOR SELECT USING (
    NOT cases.is_kept_out_of(person_id)
    AND (worker_id = (SELECT cases.current_subject()) OR cases.oversees(person_id)
         OR (agency_id = (SELECT cases.current_agency()) AND ((SELECT cases.has_role('privacy_officer'))
             OR (SELECT cases.current_task()) = 'notice_delivery'))));
CREATE POLICY opened_by_oneself ON cases.emergency_access FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()) AND outcome IS NULL
    AND municipality_id = cases.municipality_of(person_id));
CREATE POLICY reviewed_by_another ON cases.emergency_access FOR UPDATE USING (
    (SELECT cases.has_role('privacy_officer')))
    WITH CHECK (reviewed_by = (SELECT cases.current_subject()));
REVOKE DELETE, TRUNCATE ON cases.emergency_access FROM cases_service;
CREATE FUNCTION cases.is_ones_own_emergency(which uuid, whom uuid, until timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM emergency_access e WHERE e.id = which AND e.person_id = whom
                   AND e.agency_id = current_agency() AND e.worker_id = current_subject()
                   AND e.valid_until = until AND e.began_at > now() - interval '1 minute') $$;
CREATE POLICY issued_in_an_emergency ON cases.access_grant FOR INSERT WITH CHECK (
    ground_kind = 'emergency' AND worker_id = (SELECT cases.current_subject()) AND NOT overrides_refusal
    AND operations = ARRAY['read'] AND cases.is_ones_own_emergency(ground_id, person_id, valid_until));
CREATE FUNCTION cases.is_withheld_emergency(which uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM emergency_access e WHERE e.id = which AND (e.reason IN ('child_at_risk', 'violence') OR EXISTS (
            SELECT FROM access_grant g WHERE g.ground_id = e.id AND g.person_id = e.person_id
              AND 'safeguarding' = ANY (g.purposes)))) $$;
COMMENT ON FUNCTION cases.is_withheld_emergency IS
    'Whether somebody was to be protected in an emergency, perhaps from whoever sits beside the person who reads.';
"""


def upgrade() -> None:
    """Lock the table, and let an emergency issue its grant."""
    run_script(EMERGENCIES)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
