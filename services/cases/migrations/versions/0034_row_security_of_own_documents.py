"""Row security of documents that people attach to their messages, and of those that are named to them."""

from shared.database.migrations import run_script

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NAMED = """
CREATE FUNCTION cases.is_named_to_them(which uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM message_attachment a JOIN message m ON m.id = a.message_id JOIN thread t ON t.id = m.thread_id
        WHERE a.document_id = which AND a.taken_off_at IS NULL AND m.retracted_at IS NULL
          AND m.person_id = current_person() AND t.person_id = current_person()
          AND CASE WHEN speaks_for_oneself() THEN t.with_person
                   ELSE current_relationship() = ANY (t.with_relationship_ids) END);
END $$;
COMMENT ON FUNCTION cases.is_named_to_them IS
    'Whether a message that stands names a document, in a thread that is with whoever signed in.';
CREATE FUNCTION cases.is_theirs_to_name(what uuid, within uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM document d WHERE d.id = what AND d.account_id = current_account())
        AND EXISTS (SELECT FROM message m WHERE m.id = within AND m.person_id = current_person()
                    AND m.account_id IS NOT NULL AND m.relationship_id IS NOT DISTINCT FROM current_relationship());
END $$;
COMMENT ON FUNCTION cases.is_theirs_to_name IS
    'Whether whoever signed in sent a document, and a message is their word: to name another would show it to them.';
"""
IS_THEIRS = "person_id = (SELECT cases.current_person())"
THEIR_ITEM = f"""{IS_THEIRS} AND also_about = '{{}}' AND sensitivity <> 'sealed' AND category <> 'safeguarding'
    AND (sensitivity = 'ordinary' OR (SELECT cases.speaks_for_oneself()))"""
DOCUMENTS = f"""
CREATE POLICY read_by_whom_it_is_named_to ON cases.document FOR SELECT USING ({THEIR_ITEM}
    AND cases.is_named_to_them(id));
CREATE POLICY sent_by_whom_its_thread_is_with ON cases.document FOR INSERT WITH CHECK ({THEIR_ITEM}
    AND worker_id IS NULL AND account_id = (SELECT cases.current_account())
    AND relationship_id IS NOT DISTINCT FROM (SELECT cases.current_relationship())
    AND (SELECT true FROM cases.thread t WHERE t.case_id = document.case_id AND t.agency_id = document.agency_id
         AND t.state = 'open' LIMIT 1));
CREATE POLICY read_by_whom_it_names_something_to ON cases.message_attachment FOR SELECT USING ({IS_THEIRS}
    AND cases.is_named_to_them(document_id));
CREATE POLICY named_in_their_own_word ON cases.message_attachment FOR INSERT WITH CHECK ({IS_THEIRS}
    AND worker_id IS NULL AND cases.is_theirs_to_name(document_id, message_id));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (NAMED, DOCUMENTS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
