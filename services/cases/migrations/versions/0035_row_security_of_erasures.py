"""Row security of erasures: who answers for them, and the work that carries them out."""

from shared.database.migrations import run_script

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KINDS = (
    "note", "need", "goal", "planned_action", "task", "document", "thread", "message", "warning", "occurrence",
    "observation", "budget", "informal_member", "agenda_item", "conference_minutes", "conference_decision",
)  # fmt: skip
OF_ANY_KIND = ", ".join(f"'{one}'" for one in KINDS)
ERASURES = """
ALTER TABLE cases.erasure ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_step ON cases.erasure FOR SELECT USING (
    (SELECT true FROM cases.rights_step s WHERE s.id = erasure.id));
CREATE POLICY carried_out ON cases.erasure USING ((SELECT cases.current_task()) = 'retention');
CREATE POLICY kept_with_its_step ON cases.erasure FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND done_at IS NULL AND EXISTS (
        SELECT FROM cases.rights_step s WHERE s.id = erasure.id AND s.kind = 'erasure'
            AND s.person_id = erasure.person_id AND s.taken_by_id = (SELECT cases.current_subject())));
REVOKE DELETE, TRUNCATE ON cases.erasure FROM cases_service;
"""
# What keeps something without being counted would tell by the difference that it exists.
CARRYING_OUT = f"""
CREATE FUNCTION cases.sealed_beneath(which text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE which
        WHEN 'thread' THEN
            'EXISTS (SELECT FROM message b WHERE b.thread_id = i.id AND b.sensitivity = ''sealed'')'
        WHEN 'goal' THEN
            'EXISTS (SELECT FROM planned_action b WHERE b.goal_id = i.id AND b.sensitivity = ''sealed'')'
        WHEN 'agenda_item' THEN
            'EXISTS (SELECT FROM conference_minutes b WHERE b.agenda_item_id = i.id AND b.sensitivity = ''sealed'')
             OR EXISTS (SELECT FROM conference_decision b
                        WHERE b.agenda_item_id = i.id AND b.sensitivity = ''sealed'')'
        ELSE 'false' END $$;
COMMENT ON FUNCTION cases.sealed_beneath IS
    'SQL: something sealed stands beneath the item i, which for an erasure is then, as what is sealed, not there.';
CREATE FUNCTION cases.items_to_erase(which text, step uuid, after uuid, many integer)
    RETURNS TABLE (id uuid, case_id uuid, municipality_id uuid, person_id uuid, also_about uuid[], category text,
        sensitivity text, agency_id uuid, worker_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'retention' OR which <> ALL (ARRAY[{OF_ANY_KIND}]) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only retention looks through items to delete them';
    END IF;
    RETURN QUERY EXECUTE format($sql$
        SELECT i.id, %1$s, i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id,
               i.worker_id
        FROM %2$I i JOIN erasure e ON e.id = $1 AND e.done_at IS NULL
        WHERE i.person_id = e.person_id AND i.also_about = '{{}}' AND i.agency_id = e.agency_id
          AND i.sensitivity <> 'sealed' AND NOT (%3$s) AND i.written_at <= e.decided_at
          AND (e.is_whole OR i.category = ANY (e.categories) OR i.id = ANY (e.item_ids))
          AND ($2 IS NULL OR i.id > $2)
        ORDER BY i.id LIMIT $3 FOR UPDATE OF i $sql$, case_of_item(which), which, sealed_beneath(which))
        USING step, after, many;
END $$;
COMMENT ON FUNCTION cases.items_to_erase IS
    'Of what an agency wrote about one person alone, what an erasure names; nothing that is sealed.';
CREATE FUNCTION cases.erased_by(step uuid) RETURNS TABLE (id uuid, kind text) LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT t.id, t.kind FROM tombstone t WHERE t.rule_id = step AND current_task() = 'retention' $$;
COMMENT ON FUNCTION cases.erased_by IS 'What an erasure has erased.';
CREATE FUNCTION cases.finish_erasure(step uuid, kept integer, at timestamptz) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'retention' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only retention finishes an erasure';
    END IF;
    UPDATE erasure e SET done_at = at WHERE e.id = step AND e.done_at IS NULL;
    UPDATE rights_step s SET state = 'done', done_at = at, proof = s.proof || jsonb_build_object(
            'erased', (SELECT count(*) FROM tombstone t WHERE t.rule_id = step), 'kept', kept, 'erased_at', at)
        WHERE s.id = step;
END $$;
COMMENT ON FUNCTION cases.finish_erasure IS 'All was looked at; whoever received it is waited for from now on.';
"""
BEFOREHAND = f"""
CREATE FUNCTION cases.others_beneath(which text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE which
        WHEN 'thread' THEN 'EXISTS (SELECT FROM message b WHERE b.thread_id = i.id AND b.agency_id <> i.agency_id)'
        WHEN 'goal' THEN
            'EXISTS (SELECT FROM planned_action b WHERE b.goal_id = i.id AND b.agency_id <> i.agency_id)'
        WHEN 'agenda_item' THEN
            'EXISTS (SELECT FROM conference_minutes b WHERE b.agenda_item_id = i.id AND b.agency_id <> i.agency_id)
             OR EXISTS (SELECT FROM conference_decision b WHERE b.agenda_item_id = i.id AND b.agency_id <> i.agency_id)'
        ELSE 'false' END $$;
COMMENT ON FUNCTION cases.others_beneath IS 'SQL: another agency wrote something beneath the item i.';
CREATE FUNCTION cases.what_would_be_erased(whom uuid, at timestamptz)
    RETURNS TABLE (category text, kind text, goes bigint, held bigint, about_others_too bigint,
        with_others_beneath bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE which text;
BEGIN
    IF NOT (has_role('privacy_officer') OR is_restricted(whom)) OR is_kept_out_of(whom) THEN RETURN; END IF;
    FOREACH which IN ARRAY ARRAY[{OF_ANY_KIND}] LOOP
        RETURN QUERY EXECUTE format($sql$
            SELECT f.category, %2$L, count(*) FILTER (WHERE NOT f.others AND NOT f.held AND NOT f.beneath),
                   count(*) FILTER (WHERE NOT f.others AND f.held), count(*) FILTER (WHERE f.others),
                   count(*) FILTER (WHERE NOT f.others AND NOT f.held AND f.beneath)
            FROM (SELECT i.category, i.person_id <> $1 OR i.also_about <> '{{}}' AS others, (%3$s) AS beneath,
                         is_held(ARRAY[i.id, %1$s, i.person_id] || i.also_about, $2) OR %4$s AS held
                  FROM %2$I i
                  WHERE (i.person_id = $1 OR i.also_about @> ARRAY[$1] AND i.also_about <> '{{}}')
                    AND i.agency_id = current_agency() AND i.sensitivity <> 'sealed' AND NOT (%5$s)
                    AND (i.also_about = '{{}}' OR NOT keeps_out(current_subject(), i.person_id || i.also_about))) f
            GROUP BY f.category ORDER BY f.category $sql$,
            case_of_item(which), which, others_beneath(which), CASE which WHEN 'document' THEN
                'EXISTS (SELECT FROM document_hold h WHERE h.document_id = i.id AND h.released_at IS NULL)
                 OR EXISTS (SELECT FROM document_evidence v WHERE v.document_id = i.id AND v.taken_back_at IS NULL)'
                ELSE 'false' END, sealed_beneath(which)) USING whom, at;
    END LOOP;
END $$;
COMMENT ON FUNCTION cases.what_would_be_erased IS
    'Counts of what the acting agency wrote about somebody: what would go, and what stays and why.';
"""


def upgrade() -> None:
    """Lock the table."""
    for step in (ERASURES, CARRYING_OUT, BEFOREHAND):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
