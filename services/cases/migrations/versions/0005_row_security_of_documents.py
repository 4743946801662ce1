"""Row security of documents, and what housekeeping may ask of them."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from services.cases.territories.predicate import zone_of
from shared.database.migrations import run_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# The change of a document is said of what is written: with USING, who reads it and may not correct it would be told that
# there is none.
DOCUMENTS = f"""
{item_locks_1("document")}
CREATE POLICY changed_by_the_agency_that_sent_it ON cases.document AS RESTRICTIVE FOR UPDATE USING (true)
    WITH CHECK (agency_id = (SELECT cases.current_agency()) OR (SELECT cases.current_task()) = 'retention');
ALTER TABLE cases.document_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.document_version FOR SELECT USING (
    {live_ground_1("document_version.person_id")});
CREATE POLICY kept_by_the_agency_that_sent_it ON cases.document_version FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()));
ALTER TABLE cases.document_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.document_evidence FOR SELECT USING (
    {live_ground_1("document_evidence.person_id")});
CREATE POLICY named_by_the_agency_that_answers_for_the_ground ON cases.document_evidence FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND {live_ground_1("document_evidence.person_id")});
CREATE POLICY taken_back_by_the_agency_that_named_it ON cases.document_evidence FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) AND {live_ground_1("document_evidence.person_id")});
CREATE FUNCTION cases.contents_kept(ids uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'housekeeping' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only housekeeping asks which contents are kept';
    END IF;
    RETURN ARRAY(
        SELECT d.content_id FROM document d WHERE d.content_id = ANY (ids)
        UNION SELECT v.content_id FROM document_version v WHERE v.content_id = ANY (ids));
END $$;
COMMENT ON FUNCTION cases.contents_kept IS
    'Fails rather than to answer with nothing: what it does not name is deleted.';
"""

DELETING = "".join(
    f"""
CREATE POLICY looked_through_by_retention ON cases.{table} USING ((SELECT cases.current_task()) = 'retention');
"""
    for table in ("document", "document_version", "document_evidence", "document_hold", "content_to_delete")
)
RETENTION = f"""
ALTER TABLE cases.retention_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_in_its_municipality ON cases.retention_rule FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY written_by_privacy_officers ON cases.retention_rule FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND (SELECT cases.has_role('privacy_officer'))
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY retired_by_privacy_officers ON cases.retention_rule FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('privacy_officer')));
ALTER TABLE cases.document_hold ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_privacy_officers_with_a_ground ON cases.document_hold FOR SELECT USING (
    (SELECT cases.has_role('privacy_officer')) AND {live_ground_1("document_hold.person_id")});
CREATE POLICY written_by_privacy_officers_with_a_ground ON cases.document_hold FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND (SELECT cases.has_role('privacy_officer')) AND {live_ground_1("document_hold.person_id")});
CREATE POLICY released_by_privacy_officers ON cases.document_hold FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('privacy_officer')));
ALTER TABLE cases.content_to_delete ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION cases.what_keeps(ids uuid[], at timestamptz) RETURNS TABLE (
        document_id uuid, changed_at timestamptz, case_over_from timestamptz, is_held boolean,
        shows_what_is_in_force boolean, grounds_ended_at timestamptz, rule_id uuid, counted_from text, months integer,
        time_zone text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'retention' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only retention asks what keeps a document';
    END IF;
    RETURN QUERY
        SELECT d.id, d.changed_at,
               case_over_from(d.case_id, d.agency_id),
               EXISTS (SELECT FROM document_hold h WHERE h.document_id = d.id AND h.released_at IS NULL)
                   OR is_held(ARRAY[d.id, d.case_id, d.person_id] || d.also_about, at),
               coalesce(shown.in_force, false), shown.ended_at, r.id, r.counted_from, r.months,
               {zone_of("d.municipality_id")}
        FROM document d
        CROSS JOIN LATERAL (
            SELECT bool_or(ground.ends_at IS NULL OR ground.ends_at > at) AS in_force, max(ground.ends_at) AS ended_at
            FROM (
                SELECT least(o.withdrawn_at, o.valid_until) AS ends_at
                FROM document_evidence e JOIN consent o ON o.id = e.ground_id
                WHERE e.document_id = d.id AND e.ground_kind = 'consent' AND e.taken_back_at IS NULL
                UNION ALL
                SELECT least(m.ended_at, m.valid_until, CASE WHEN m.state = 'rejected' THEN m.decided_at END)
                FROM document_evidence e JOIN mandate m ON m.id = e.ground_id
                WHERE e.document_id = d.id AND e.ground_kind = 'mandate' AND e.taken_back_at IS NULL) AS ground) AS shown
        LEFT JOIN LATERAL (
            SELECT o.id, o.counted_from, o.months FROM retention_rule o
            WHERE o.agency_id = d.agency_id AND o.municipality_id = d.municipality_id AND o.retention = d.retention
              AND o.retired_at IS NULL AND o.takes_effect_at <= at
              -- What a rule said that was in force and was retired, none says that was written before.
              AND NOT EXISTS (
                SELECT FROM retention_rule x
                WHERE x.agency_id = o.agency_id AND x.municipality_id = o.municipality_id AND x.retention = o.retention
                  AND x.takes_effect_at < x.retired_at AND x.retired_at > o.written_at
                  AND (x.takes_effect_at, x.id) > (o.takes_effect_at, o.id))
            ORDER BY o.takes_effect_at DESC, o.id DESC LIMIT 1) AS r ON true
        WHERE d.id = ANY (ids);
END $$;
COMMENT ON FUNCTION cases.what_keeps IS
    'What decides for how long documents are kept, of which retention may see nothing else: cases, consents, mandates. From which earlier day a closed case is kept its closer says of documents of their own agency: nobody lets those of others go sooner.';
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (DOCUMENTS, RETENTION, DELETING):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
