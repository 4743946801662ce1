"""Row security of the catalogue of legal grounds, and which mandates are kept from the person."""

from shared.database.migrations import run_script

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

CATALOGUE = """
ALTER TABLE cases.legal_ground ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_in_its_municipality ON cases.legal_ground FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY written_in_its_municipality ON cases.legal_ground FOR INSERT WITH CHECK (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]) AND accepted_at IS NULL
    AND agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
CREATE POLICY confirmed_and_ended_by_privacy_officers ON cases.legal_ground FOR UPDATE USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[])
    AND (SELECT cases.has_role('privacy_officer')));
REVOKE DELETE, TRUNCATE ON cases.legal_ground FROM cases_service;
"""
WITHHELD = """
CREATE FUNCTION cases.is_withheld_mandate(which uuid, at timestamptz) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM mandate m WHERE m.id = which AND m.withheld_until > at) $$;
COMMENT ON FUNCTION cases.is_withheld_mandate IS
    'Whether a mandate is kept from the person, for their own view: for a reason, and never for ever.';
"""


def upgrade() -> None:
    """Lock the table."""
    for step in (CATALOGUE, WITHHELD):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
