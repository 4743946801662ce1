"""Row security of what people are told live, and what keeps that something happened."""

from shared.database.migrations import run_script

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NEWS = """
ALTER TABLE cases.own_news ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_whom_it_is_for ON cases.own_news FOR SELECT USING (
    person_id = (SELECT cases.current_person()));
CREATE POLICY found_by_housekeeping ON cases.own_news FOR SELECT USING ((SELECT cases.current_task()) = 'housekeeping');
CREATE POLICY forgotten_by_housekeeping ON cases.own_news FOR DELETE USING (
    (SELECT cases.current_task()) = 'housekeeping');
"""
# Of a message among workers nothing is kept: not even that somebody was woken shows, but it need not be.
TELLING = """
CREATE FUNCTION cases.tell_the_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
DECLARE
    about jsonb := to_jsonb(NEW);
    whom uuid;
BEGIN
    IF TG_TABLE_NAME = 'message' AND NOT EXISTS (
        SELECT FROM thread t WHERE t.id = CAST(about ->> 'thread_id' AS uuid)
          AND (t.with_person OR t.with_relationship_ids <> '{}')) THEN
        RETURN NULL;
    END IF;
    FOR whom IN
        SELECT DISTINCT l.person_id FROM account_link l
        WHERE l.ended_at IS NULL AND l.person_id IN (
            SELECT CAST(about ->> 'person_id' AS uuid)
            UNION ALL SELECT q.person_id FROM rights_request q WHERE q.id = CAST(about ->> 'request_id' AS uuid)
            UNION ALL SELECT p.person_id FROM case_person p
            WHERE TG_TABLE_NAME = 'plan_version' AND p.case_id = CAST(about ->> 'case_id' AS uuid) AND p.left_at IS NULL)
    LOOP
        INSERT INTO own_news (person_id, tx, kind, item_id, municipality_id, at)
        VALUES (whom, pg_current_xact_id()::text::bigint + transaction_offset(), TG_ARGV[0],
                CAST(coalesce(about ->> 'request_id', about ->> 'id') AS uuid),
                CAST(about ->> 'municipality_id' AS uuid), now())
        ON CONFLICT DO NOTHING;
        PERFORM pg_notify('cases_own_news', CAST(whom AS text));
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION cases.tell_the_person IS
    'Keeps, with what happened, that people with an account may be told of it: whether they are is decided when it is read.';
CREATE FUNCTION cases.ask_the_person_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('cases_own_news', CAST(NEW.person_id AS text));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION cases.ask_the_person_again IS
    'Who listens may have lost what lets them: it is asked at once.';
"""


def told(table: str, kind: str, when: str, so: str = "") -> str:
    """The trigger that tells of one kind."""
    return f"""
CREATE TRIGGER tell_{kind} AFTER {when} ON cases.{table}
    FOR EACH ROW {f"WHEN ({so})" if so else ""} EXECUTE FUNCTION cases.tell_the_person('{kind}');
"""


TOLD = (
    told("message", "message_written", "INSERT"),
    told("plan_version", "plan_proposed", "INSERT"),
    told("complaint", "complaint_answered", "UPDATE", "NEW.answered_at IS NOT NULL AND OLD.answered_at IS NULL"),
    told("rights_request", "rights_extended", "UPDATE", "NEW.extended_at IS NOT NULL AND OLD.extended_at IS NULL"),
    told("rights_request", "rights_answered", "UPDATE", "NEW.state = 'answered' AND OLD.state <> 'answered'"),
    told("rights_export", "rights_copy_ready", "INSERT"),
    told("consent", "consent_awaits", "INSERT", "NEW.awaits IS NOT NULL"),
)
ENDING = "".join(
    f"""
CREATE TRIGGER ask_the_person_again AFTER UPDATE ON cases.{table}
    FOR EACH ROW EXECUTE FUNCTION cases.ask_the_person_again();
"""
    for table in ("account_link", "relationship")
)


def upgrade() -> None:
    """Lock the table, and keep what happens."""
    for step in (NEWS, TELLING, *TOLD, ENDING):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
