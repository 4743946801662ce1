"""Row security of retention, and what deleting may ask of others: when things end, never a word of them."""

from services.cases.items.store.row_security import live_ground_1
from services.cases.territories.predicate import zone_of
from shared.database.migrations import run_script

revision = "0033"
down_revision = "0032"
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
    SELECT (current_task() IS NOT DISTINCT FROM 'retention' OR has_role('privacy_officer')) AND EXISTS (
        SELECT FROM legal_hold h
        WHERE h.held_id = ANY (any_of) AND h.released_at IS NULL AND (h.until IS NULL OR h.until > at)) $$;
COMMENT ON FUNCTION cases.is_held IS
    'Whether one of these people, cases or items is held back from deletion: who deletes is told, and who answers for privacy.';
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
CREATE FUNCTION cases.of_age_at(born date, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT greatest(born + interval '18 years', born - 1 + interval '18 years 1 day') AT TIME ZONE zone $$;
COMMENT ON FUNCTION cases.of_age_at IS
    'When somebody comes of age; born on 29 February on 1 March, where the year has no such day.';
CREATE FUNCTION cases.all_of_age_at(people uuid[]) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT CASE WHEN count(p.birth_date) = cardinality(people) THEN max(
        of_age_at(CAST(CASE length(p.birth_date)
            WHEN 4 THEN make_date(CAST(p.birth_date AS integer), 12, 31)
            WHEN 7 THEN CAST(CAST(p.birth_date || '-01' AS date) + interval '1 month - 1 day' AS date)
            ELSE CAST(p.birth_date AS date) END AS date), coalesce(z.time_zone, 'UTC'))) END
    FROM unnest(people) AS one (id)
    LEFT JOIN person p ON p.person_id = one.id
    LEFT JOIN municipality_clock z ON z.municipality_id = p.municipality_id
    WHERE current_task() = 'retention' $$;
COMMENT ON FUNCTION cases.all_of_age_at IS 'When the youngest of these people comes of age; nothing where nobody knows.';
"""
KINDS = (
    "note", "need", "goal", "planned_action", "task", "thread", "message", "warning", "occurrence", "observation",
    "budget", "informal_member", "agenda_item", "conference_minutes", "conference_decision",
)  # fmt: skip
NAMING_THEM = (
    ("need_outcome", "need_id"), ("goal_progress", "goal_id"), ("thread_read", "thread_id"),
    ("own_thread_read", "thread_id"), ("message_attachment", "message_id"), ("budget_signature", "budget_id"),
    ("budget_spending", "budget_id"), ("conference_share", "agenda_item_id"), ("minutes_signature", "minutes_id"),
    ("minutes_answer", "minutes_id"),
    ("earlier_version", "item_id"), ("timeline_entry", "item_id"), ("plan_line", "item_id"), ("notice", "item_id"),
    ("duty", "id"), ("duty", "item_id"), ("seal_grant", "item_id"), ("supplementary_statement", "item_id"), ("early_warning_fact", "early_warning_id"),
    ("early_warning", "id"), *((kind, "id") for kind in KINDS),
)  # fmt: skip
DELETABLE = ", ".join(f"('{table}', '{column}')" for table, column in NAMING_THEM)
# Functions instead of policies: of forty tables each would carry one more into every statement that reads it.
DELETION = f"""
CREATE FUNCTION cases.items_beneath(which text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE which
        WHEN 'thread' THEN 'ARRAY(SELECT b.id FROM message b WHERE b.thread_id = i.id)'
        WHEN 'goal' THEN 'ARRAY(SELECT b.id FROM planned_action b WHERE b.goal_id = i.id)'
        WHEN 'agenda_item' THEN 'ARRAY(SELECT b.id FROM conference_minutes b WHERE b.agenda_item_id = i.id
            UNION ALL SELECT b.id FROM conference_decision b WHERE b.agenda_item_id = i.id)'
        ELSE 'CAST(''{{}}'' AS uuid[])' END $$;
COMMENT ON FUNCTION cases.items_beneath IS
    'SQL: the items of their own that stand beneath the item i, each with a rule of whoever wrote it.';
CREATE FUNCTION cases.case_of_item(which text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE which WHEN 'message' THEN '(SELECT t.case_id FROM thread t WHERE t.id = i.thread_id)'
                      ELSE 'i.case_id' END $$;
COMMENT ON FUNCTION cases.case_of_item IS 'SQL: the case of the item i.';
CREATE FUNCTION cases.must_be_deleting(which text) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'retention' OR which <> ALL (ARRAY[{", ".join(f"'{one}'" for one in KINDS)}]) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only retention looks through items to delete them';
    END IF;
END $$;
CREATE FUNCTION cases.items_with_a_rule(which text, after uuid, many integer, at timestamptz, to_delete boolean)
    RETURNS TABLE (id uuid, case_id uuid, municipality_id uuid, person_id uuid, also_about uuid[], category text,
        sensitivity text, agency_id uuid, worker_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    PERFORM must_be_deleting(which);
    RETURN QUERY EXECUTE format($sql$
        SELECT i.id, %1$s, i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id,
               i.worker_id
        FROM %2$I i
        WHERE ($1 IS NULL OR i.id > $1) AND EXISTS (
            SELECT FROM retention_period r
            WHERE r.agency_id = i.agency_id AND r.municipality_id = i.municipality_id AND r.category = i.category
              AND (r.kind IS NULL OR r.kind = %2$L) AND r.retired_at IS NULL AND r.takes_effect_at <= $3
              AND (NOT $4 OR i.changed_at <= $3 - make_interval(days => 28 * r.months)))
          AND (NOT $4 OR cardinality(%3$s) = 0)
        ORDER BY i.id LIMIT $2 %4$s $sql$,
        case_of_item(which), which, items_beneath(which), CASE WHEN to_delete THEN 'FOR UPDATE OF i SKIP LOCKED' END)
        USING after, many, at, to_delete;
END $$;
COMMENT ON FUNCTION cases.items_with_a_rule IS
    'Items about which a rule of retention says something, in the order of their ids; to delete them only those of which it is time to ask, locked.';
CREATE FUNCTION cases.what_keeps_items(which text, ids uuid[], at timestamptz)
    RETURNS TABLE (item_id uuid, changed_at timestamptz, case_over_from timestamptz, all_of_age_at timestamptz,
        is_held boolean, rule_id uuid, counted_from text, months integer, time_zone text,
        beneath uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    PERFORM must_be_deleting(which);
    RETURN QUERY EXECUTE format($sql$
        SELECT i.id, i.changed_at, case_over_from(%1$s, i.agency_id), all_of_age_at(i.person_id || i.also_about),
               is_held(ARRAY[i.id, %1$s, i.person_id] || i.also_about, $2), r.id, r.counted_from, r.months, %4$s, %3$s
        FROM %2$I i
        LEFT JOIN LATERAL (
            SELECT r.id, r.counted_from, r.months FROM retention_period r
            WHERE r.agency_id = i.agency_id AND r.municipality_id = i.municipality_id AND r.category = i.category
              AND (r.kind IS NULL OR r.kind = %2$L) AND r.retired_at IS NULL AND r.takes_effect_at <= $2
              -- What a rule said that was in force and was retired, none says that was written before.
              AND NOT EXISTS (
                SELECT FROM retention_period x
                WHERE x.agency_id = r.agency_id AND x.municipality_id = r.municipality_id AND x.category = r.category
                  AND (x.kind IS NULL OR x.kind = %2$L)
                  AND x.takes_effect_at < x.retired_at AND x.retired_at > r.written_at
                  AND (x.kind IS NOT NULL, x.takes_effect_at, x.id) > (r.kind IS NOT NULL, r.takes_effect_at, r.id))
            ORDER BY r.kind IS NULL, r.takes_effect_at DESC, r.id DESC LIMIT 1) r ON true
        WHERE i.id = ANY ($1) $sql$, case_of_item(which), which, items_beneath(which),
            $zone${zone_of("i.municipality_id")}$zone$) USING ids, at;
END $$;
COMMENT ON FUNCTION cases.what_keeps_items IS
    'What decides for how long items are kept, of which retention may see nothing else; and which items stand beneath them.';
CREATE FUNCTION cases.delete_naming(which text, by text, ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'retention' OR (which, by) NOT IN ({DELETABLE}) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only retention deletes, and only items and what hangs on them';
    END IF;
    EXECUTE format('DELETE FROM %I WHERE %I = ANY ($1)', which, by) USING ids;
END $$;
COMMENT ON FUNCTION cases.delete_naming IS 'Delete the rows of a table that name these items.';
CREATE FUNCTION cases.noticed_because_of(ids uuid[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT ARRAY(SELECT DISTINCT f.early_warning_id FROM early_warning_fact f
                 WHERE f.fact_id = ANY (ids) AND current_task() = 'retention') $$;
COMMENT ON FUNCTION cases.noticed_because_of IS 'Early warnings that rest on one of these items.';
CREATE FUNCTION cases.empty_copies(people uuid[], agencies uuid[], at timestamptz) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    DELETE FROM rights_export_part p USING rights_export e, unnest(people, agencies) AS lost (person_id, agency_id)
    WHERE e.person_id = lost.person_id AND e.agency_id = lost.agency_id AND p.export_id = e.id
      AND current_task() = 'retention';
    DELETE FROM rights_export e
    USING rights_request r, unnest(people, agencies) AS lost (person_id, agency_id)
    WHERE e.person_id = lost.person_id AND e.agency_id = lost.agency_id AND e.deleted_at IS NULL AND r.id = e.request_id
      AND r.closed_at > at - (e.kept_until - e.made_at) + interval '1 day' AND current_task() = 'retention';
    UPDATE rights_export e SET deleted_at = at
    FROM unnest(people, agencies) AS lost (person_id, agency_id)
    WHERE e.person_id = lost.person_id AND e.agency_id = lost.agency_id AND e.deleted_at IS NULL
      AND current_task() = 'retention' $$;
COMMENT ON FUNCTION cases.empty_copies IS
    'A copy would outlive what is deleted. The first of these agencies gave it to the first of these people, and so on. As long as copies are made of a request it is made again, of what is left, and whoever asked hears of it.';
"""
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
