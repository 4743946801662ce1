"""Row security of documents, and what housekeeping may ask of them."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
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
    WITH CHECK (agency_id = (SELECT cases.current_agency()));
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


def upgrade() -> None:
    """Lock every table."""
    run_script(DOCUMENTS)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
