"""Row security of retention, and what deleting may ask of others: when things end, never a word of them."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

DELETING = "(SELECT cases.current_task()) = 'retention'"
PERIODS = f"""
ALTER TABLE cases.retention_period ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_in_its_municipality ON cases.retention_period FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]) OR {DELETING});
CREATE POLICY written_by_privacy_officers ON cases.retention_period FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND (SELECT cases.has_role('privacy_officer'))
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY retired_by_privacy_officers ON cases.retention_period FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('privacy_officer')));
REVOKE DELETE, TRUNCATE ON cases.retention_period FROM cases_service;
"""
HOLDS = f"""
ALTER TABLE cases.legal_hold ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_privacy_officers_with_a_ground ON cases.legal_hold FOR SELECT USING (
    (SELECT cases.has_role('privacy_officer')) AND {live_ground_1("legal_hold.person_id")});
CREATE POLICY written_by_privacy_officers_with_a_ground ON cases.legal_hold FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND (SELECT cases.has_role('privacy_officer')) AND {live_ground_1("legal_hold.person_id")});
CREATE POLICY released_by_privacy_officers ON cases.legal_hold FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('privacy_officer')));
REVOKE DELETE, TRUNCATE ON cases.legal_hold FROM cases_service;
CREATE FUNCTION cases.is_held(any_of uuid[], at timestamptz) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT current_task() IS NOT DISTINCT FROM 'retention' AND EXISTS (
        SELECT FROM legal_hold h
        WHERE h.held_id = ANY (any_of) AND h.released_at IS NULL AND (h.until IS NULL OR h.until > at)) $$;
COMMENT ON FUNCTION cases.is_held IS
    'Whether one of these people, cases or items is held back from deletion: only who deletes is told.';
"""
# A birth date of which only the year or the month is known is its last day: nothing goes too early.
BEGINNINGS = """
CREATE FUNCTION cases.case_over_from(which uuid, of_agency uuid) RETURNS timestamptz LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT coalesce((
        SELECT CAST(k.retention_from AS timestamp) AT TIME ZONE coalesce((
            SELECT z.time_zone FROM municipality_clock z WHERE z.municipality_id = k.municipality_id), 'UTC')
        FROM case_closure k
        WHERE k.case_id = c.id AND k.reopened_at IS NULL AND k.agency_id = of_agency
        ORDER BY k.id DESC LIMIT 1), c.closed_at)
    FROM support_case c WHERE c.id = which AND c.closed_at IS NOT NULL AND current_task() = 'retention' $$;
COMMENT ON FUNCTION cases.case_over_from IS
    'From when what an agency wrote in a closed case is kept; from which earlier day its closer says of their own agency: nobody lets those of others go sooner.';
CREATE FUNCTION cases.all_of_age_at(people uuid[]) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT CASE WHEN count(p.birth_date) = cardinality(people) THEN max(
        CAST(CASE length(p.birth_date)
            WHEN 4 THEN make_date(CAST(p.birth_date AS integer), 12, 31)
            WHEN 7 THEN CAST(CAST(p.birth_date || '-01' AS date) + interval '1 month - 1 day' AS date)
            ELSE CAST(p.birth_date AS date) END + interval '18 years' AS timestamp)
        AT TIME ZONE coalesce(z.time_zone, 'UTC')) END
    FROM unnest(people) AS one (id)
    LEFT JOIN person p ON p.person_id = one.id
    LEFT JOIN municipality_clock z ON z.municipality_id = p.municipality_id
    WHERE current_task() = 'retention' $$;
COMMENT ON FUNCTION cases.all_of_age_at IS 'When the youngest of these people comes of age; nothing where nobody knows.';
CREATE FUNCTION cases.forget_seal_grants(ids uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM seal_grant s WHERE s.item_id = ANY (ids) AND current_task() = 'retention' $$;
COMMENT ON FUNCTION cases.forget_seal_grants IS 'To whom something deleted was open, and why, goes with it.';
"""
DELETED = (
    "note", "need", "goal", "planned_action", "task", "thread", "message", "warning", "occurrence", "observation",
    "budget", "informal_member", "agenda_item", "conference_minutes", "conference_decision", "need_outcome",
    "goal_progress", "thread_read", "own_thread_read", "message_attachment", "budget_signature", "budget_spending",
    "conference_share", "minutes_signature", "earlier_version", "timeline_entry", "plan_line", "notice", "duty",
    "early_warning", "early_warning_fact", "rights_export", "rights_export_part",
)  # fmt: skip
DELETION = "".join(
    f"""
CREATE POLICY looked_through_by_retention ON cases.{table} USING ({DELETING});
"""
    for table in DELETED
)
TOMBSTONES = f"""
ALTER TABLE cases.tombstone ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.tombstone FOR SELECT USING ({live_ground_1("tombstone.person_id")});
CREATE POLICY left_by_deletion ON cases.tombstone FOR INSERT WITH CHECK ({DELETING});
REVOKE UPDATE, DELETE, TRUNCATE ON cases.tombstone FROM cases_service;
"""


def upgrade() -> None:
    """Lock the tables."""
    for step in (PERIODS, HOLDS, BEGINNINGS, DELETION, TOMBSTONES):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
