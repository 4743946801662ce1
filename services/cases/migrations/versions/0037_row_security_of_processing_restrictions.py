"""Row security of what is stored and not processed: its marks are kept on grants and on rows, by functions alone."""

from shared.database.migrations import run_script

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

RESTRICTIONS = """
ALTER TABLE cases.processing_restriction ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_whom_it_was_asked_of ON cases.processing_restriction FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) AND NOT cases.is_kept_out_of(person_id)
    AND ((SELECT cases.has_role('privacy_officer')) OR cases.is_restricted(person_id)));
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON cases.processing_restriction FROM cases_service;
ALTER TABLE cases.restriction_use ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_restriction ON cases.restriction_use FOR SELECT USING (
    (SELECT true FROM cases.processing_restriction p WHERE p.id = restriction_use.restriction_id));
CREATE POLICY permitted_by_who_answers ON cases.restriction_use FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND permitted_by_id = (SELECT cases.current_subject())
    AND EXISTS (SELECT FROM cases.processing_restriction p
                WHERE p.id = restriction_use.restriction_id AND p.lifted_at IS NULL AND p.marks = restriction_use.marks
                  AND p.person_id = restriction_use.person_id AND p.agency_id = restriction_use.agency_id));
REVOKE UPDATE, DELETE, TRUNCATE ON cases.restriction_use FROM cases_service;
"""
ASKED = """
CREATE FUNCTION cases.held_back_from(whom uuid, marks text[], worker uuid, agency uuid, at timestamptz) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT ARRAY(SELECT mark FROM unnest(marks) AS mark WHERE (
        SELECT bool_and(EXISTS (
            SELECT FROM restriction_use u WHERE u.restriction_id = p.id AND u.worker_id = worker AND u.agency_id = agency
              AND u.valid_from <= at AND u.valid_until > at))
        FROM processing_restriction p
        WHERE p.person_id = whom AND p.lifted_at IS NULL AND mark = ANY (p.marks)) IS NOT TRUE) $$;
COMMENT ON FUNCTION cases.held_back_from IS
    'The marks on somebody that hold back from a worker: all but those of which every restriction is open to them. Nobody has a use without a worker.';
CREATE FUNCTION cases.lets_process(whom uuid, marks text[], contributors uuid[], category text, which uuid, worker uuid,
    agency uuid, at timestamptz) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT coalesce(which::text <> ALL (m.held), true)
        AND EXISTS (SELECT FROM unnest(contributors) AS one WHERE one || ':' || category <> ALL (m.held))
    FROM (SELECT held_back_from(whom, marks, worker, agency, at) AS held) m $$;
COMMENT ON FUNCTION cases.lets_process IS
    'Whether something is not restricted from processing, or open to a worker. A function: it is asked of few people.';
CREATE FUNCTION cases.processes(row_id uuid, of_agency uuid, category text, people uuid[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT current_task() IS NOT NULL OR coalesce(current_person() = ANY (people), false)
        OR NOT EXISTS (SELECT FROM unnest(people) AS one WHERE NOT lets_process(
            one, held_marks(ARRAY[one]), ARRAY[of_agency], category, row_id, current_subject(), current_agency(), now()))
    $$;
COMMENT ON FUNCTION cases.processes IS
    'Whether a row that is stored and not processed is there: for background work, its person, and permitted uses.';
"""
MARKING = """
CREATE FUNCTION cases.held_marks(people uuid[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT ARRAY(SELECT DISTINCT mark FROM processing_restriction p, unnest(p.marks) AS mark
                 WHERE p.person_id = ANY (people) AND p.lifted_at IS NULL) $$;
CREATE FUNCTION cases.hold_back(whom uuid, contributor uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
DECLARE kind text;
BEGIN
    UPDATE access_grant g SET held_back = nullif(held_marks(ARRAY[whom]), '{}')
        WHERE g.person_id = whom AND g.ended_at IS NULL;
    FOR kind IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'held_back'
        JOIN pg_attribute named ON named.attrelid = c.oid AND named.attname = 'id'
        WHERE c.relnamespace = 'cases'::regnamespace AND c.relkind = 'r' AND a.atttypid = 'boolean'::regtype LOOP
        EXECUTE format(
            'UPDATE cases.%I i SET held_back = NOT i.held_back
             WHERE i.agency_id = $1 AND (i.person_id = $2 OR i.also_about @> ARRAY[$2] AND i.also_about <> ''{}'')
               AND i.held_back <> (ARRAY[i.agency_id || '':'' || i.category, i.id::text]
                                   && held_marks(i.person_id || i.also_about))', kind) USING contributor, whom;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION cases.hold_back FROM PUBLIC;
COMMENT ON FUNCTION cases.hold_back IS
    'Marks the grants on somebody, and the rows of an agency about them, as the restrictions in force say.';
CREATE FUNCTION cases.restrict_processing(which uuid, request uuid, of_case text, what text[], review date,
    proof jsonb, at timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE asked rights_request;
BEGIN
    SELECT r.* INTO asked FROM rights_request r WHERE r.id = request AND r.agency_id = current_agency();
    IF asked.id IS NULL OR is_kept_out_of(asked.person_id)
       OR NOT (has_role('privacy_officer') OR is_restricted(asked.person_id))
       OR of_case = 'gdpr_21_1' THEN RETURN false; END IF;
    PERFORM lock_conflicts_with(asked.person_id, true);
    INSERT INTO rights_step (id, request_id, person_id, municipality_id, agency_id, kind, state, proof, taken_at,
        taken_by_id)
        VALUES (which, request, asked.person_id, asked.municipality_id, asked.agency_id, 'restriction', 'in_force', proof,
                at, current_subject());
    INSERT INTO processing_restriction (id, person_id, municipality_id, agency_id, request_id, of_case, marks, review_on,
        began_at)
        VALUES (which, asked.person_id, asked.municipality_id, asked.agency_id, request, of_case, what, review, at);
    PERFORM hold_back(asked.person_id, asked.agency_id);
    RETURN true;
END $$;
CREATE FUNCTION cases.lift_restriction(which uuid, told date, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE lifted processing_restriction;
BEGIN
    UPDATE processing_restriction p SET lifted_at = at, lifted_by_id = current_subject(), told_on = told
        WHERE p.id = which AND p.agency_id = current_agency() AND p.lifted_at IS NULL AND p.of_case <> 'gdpr_21_1'
          AND NOT is_kept_out_of(p.person_id) AND (has_role('privacy_officer') OR is_restricted(p.person_id))
        RETURNING p.* INTO lifted;
    IF lifted.id IS NULL THEN RETURN false; END IF;
    PERFORM lock_conflicts_with(lifted.person_id, true);
    UPDATE rights_step s SET state = 'done', done_at = at WHERE s.id = which;
    PERFORM hold_back(lifted.person_id, lifted.agency_id);
    RETURN true;
END $$;
"""
KEPT = (
    "agenda_item", "budget", "complaint", "conference_decision", "conference_minutes", "document", "goal", "informal_member",
    "message", "need", "note", "observation", "occurrence", "planned_action", "rating", "task", "thread", "warning",
)  # fmt: skip
WRITTEN = """
CREATE FUNCTION cases.hold_back_what_is_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
DECLARE one uuid;
BEGIN
    FOREACH one IN ARRAY NEW.person_id || NEW.also_about LOOP PERFORM lock_conflicts_with(one, false); END LOOP;
    NEW.held_back := ARRAY[NEW.agency_id || ':' || NEW.category, NEW.id::text]
        && held_marks(NEW.person_id || NEW.also_about);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION cases.hold_back_what_is_written IS
    'Marks what is written, or put into a category, that is restricted from processing already.';
"""
LOCKED = "".join(
    f"""
CREATE TRIGGER held_back_as_it_is_written BEFORE INSERT ON cases.{table} FOR EACH ROW
    EXECUTE FUNCTION cases.hold_back_what_is_written();
CREATE TRIGGER held_back_as_it_is_moved BEFORE UPDATE ON cases.{table} FOR EACH ROW
    WHEN ((OLD.agency_id, OLD.category, OLD.person_id, OLD.also_about)
          IS DISTINCT FROM (NEW.agency_id, NEW.category, NEW.person_id, NEW.also_about))
    EXECUTE FUNCTION cases.hold_back_what_is_written();
CREATE POLICY stored_and_not_processed ON cases.{table} AS RESTRICTIVE FOR SELECT USING (
    NOT held_back OR cases.processes(id, agency_id, category, person_id || also_about));
"""
    for table in KEPT
)


def upgrade() -> None:
    """Lock the tables, and what is marked."""
    for step in (RESTRICTIONS, MARKING, ASKED, WRITTEN, LOCKED):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
