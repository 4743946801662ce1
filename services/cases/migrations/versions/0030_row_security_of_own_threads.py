"""Row security of threads that people begin themselves, with an account of their own."""

from shared.database.migrations import run_script

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

RECEIVERS = """
CREATE FUNCTION cases.receiver_in_case(which uuid, named uuid, at timestamptz)
    RETURNS TABLE (agency_id uuid, sector text, category text, municipality_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT m.agency_id, m.sector, p.category, p.municipality_id
    FROM case_person p
    JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
    JOIN team_member m ON m.case_id = c.id AND m.seat = 'member' AND m.ended_at IS NULL
    WHERE p.case_id = which AND p.person_id = current_person() AND p.left_at IS NULL AND p.category <> 'safeguarding'
      AND CASE WHEN named IS NULL THEN m.is_lead
               ELSE m.agency_id = named AND speaks_for_oneself() AND m.sector NOT IN ('police', 'justice')
                    AND m.starts_at <= at AND (m.ends_at IS NULL OR m.ends_at > at) END
    ORDER BY m.is_lead DESC, m.id LIMIT 1 $$;
COMMENT ON FUNCTION cases.receiver_in_case IS
    'To whom somebody writes about a case of theirs: an agency of its team of which the person is told, or whoever leads it, whom they need not know.';
"""
IS_THEIRS = "person_id = (SELECT cases.current_person())"
THREADS = f"""
CREATE POLICY begun_by_whom_it_is_with ON cases.thread FOR INSERT WITH CHECK ({IS_THEIRS} AND also_about = '{{}}'
    AND category <> 'safeguarding' AND sensitivity = 'ordinary' AND state = 'open' AND referral_id IS NULL
    AND account_id = (SELECT cases.current_account())
    AND relationship_id IS NOT DISTINCT FROM (SELECT cases.current_relationship())
    AND with_person = (relationship_id IS NULL)
    AND with_relationship_ids = array_remove(ARRAY[relationship_id], NULL)
    AND agency_id IN (
        SELECT r.agency_id FROM cases.receiver_in_case(case_id, NULL, now()) r
        UNION ALL SELECT r.agency_id FROM cases.receiver_in_case(case_id, thread.agency_id, now()) r));
CREATE POLICY issued_by_who_wrote_to_them ON cases.access_grant FOR INSERT WITH CHECK ({IS_THEIRS}
    AND ground_kind = 'authorship' AND ground_id = person_id AND operations = '{{read}}'
    AND sources = ARRAY[agency_id] AND agreement_id IS NULL AND worker_id IS NULL
    AND (SELECT true FROM cases.thread t
         WHERE t.agency_id = access_grant.agency_id AND t.account_id = (SELECT cases.current_account()) LIMIT 1));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (RECEIVERS, THREADS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
