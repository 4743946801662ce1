"""Row security of what must be done, of tasks and absences, and how duties stand in lists."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_BACKGROUND_WORK = "(SELECT cases.current_task()) IN ('referral_moves', 'transitions')"
GROUND = live_ground_1("duty.person_id")
CASE = "(SELECT true FROM cases.support_case c WHERE c.id = duty.case_id)"
ASKED = "shown_as = 'asked' AND for_agency_id = (SELECT cases.current_agency())"
NOT_FOR_SUPERVISORS = "shown_as <> 'complaint' OR for_agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('supervisor'))"
FOR_PRIVACY_OFFICERS = """shown_as = 'privacy' AND for_agency_id = (SELECT cases.current_agency())
    AND ((SELECT cases.has_role('privacy_officer')) OR cases.is_restricted(person_id))
    AND NOT cases.is_kept_out_of(person_id)"""
WITH_ITS_CAUSE = f"""{OF_BACKGROUND_WORK} OR {ASKED} OR {FOR_PRIVACY_OFFICERS}
    OR shown_as <> 'privacy' AND ({NOT_FOR_SUPERVISORS}) AND CASE WHEN person_id IS NULL THEN {CASE} ELSE {GROUND} END"""

OVERDUE = "(SELECT cases.current_task()) = 'overdue_duties'"

DUTIES = f"""
ALTER TABLE cases.duty ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_what_it_arises_from ON cases.duty FOR SELECT USING ({WITH_ITS_CAUSE});
CREATE POLICY arises_with_a_ground_or_in_the_team ON cases.duty FOR INSERT WITH CHECK (
    {OF_BACKGROUND_WORK}
    OR shown_as NOT IN ('complaint', 'privacy') AND CASE WHEN person_id IS NULL THEN cases.is_on_team(case_id) ELSE {GROUND} END);
CREATE POLICY changes_with_what_it_arises_from ON cases.duty FOR UPDATE USING ({WITH_ITS_CAUSE});
CREATE POLICY found_when_its_day_passed ON cases.duty FOR SELECT USING ({OVERDUE});
CREATE POLICY told_when_its_day_passed ON cases.duty FOR UPDATE USING ({OVERDUE});
CREATE POLICY ends_with_what_it_arises_from ON cases.duty FOR DELETE USING ({WITH_ITS_CAUSE});
"""
OF_THEIR_OWN = f"""
{item_locks_1("task")}
ALTER TABLE cases.absence ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_ones_own_agency ON cases.absence USING (agency_id = (SELECT cases.current_agency()));
"""
PLACES = """
CREATE FUNCTION cases.hold_case(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$ SELECT FROM support_case c WHERE c.id = which FOR NO KEY UPDATE $$;
COMMENT ON FUNCTION cases.hold_case IS
    'What must be done in a case, the case and its team change one after the other, also by those who may not change the case itself.';
CREATE FUNCTION cases.hold_conference(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$ SELECT FROM conference c WHERE c.id = which FOR NO KEY UPDATE $$;
COMMENT ON FUNCTION cases.hold_conference IS
    'Answers to a conference come one after the other, also of those who may not change it: what waits is made anew with each.';
CREATE FUNCTION cases.duty_place(which uuid, shown_as text, day date, for_agency uuid) RETURNS integer LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT CASE WHEN shown_as IN ('referral', 'complaint') OR which IS NULL OR c.state = 'open'
                THEN (day - DATE '2000-01-01') * 4 + 3 - coalesce((
                    SELECT c.risk FROM team_member m
                    WHERE m.case_id = which AND m.agency_id = for_agency AND m.ended_at IS NULL LIMIT 1), 0) END
    FROM (SELECT which) one LEFT JOIN support_case c ON c.id = which $$;
COMMENT ON FUNCTION cases.duty_place IS
    'Where a duty stands in lists: the earliest day first, of one day the highest risk, which is said to an agency that works on the case and to no other. Nowhere while its case is closed, but a referral or a complaint waits for its answer all the same.';
CREATE FUNCTION cases.list_duties(which uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM duty_listing l WHERE l.duty_id = ANY (which);
    INSERT INTO duty_listing (duty_id, member_id, agency_id, worker_id, starts_at, ends_at, kind, place)
    SELECT d.id, m.id, m.agency_id, m.worker_id, m.starts_at, m.ends_at, d.kind, d.place
    FROM duty d JOIN team_member m ON m.case_id = d.case_id
    WHERE d.id = ANY (which) AND d.place IS NOT NULL AND m.place IS NOT NULL AND m.ended_at IS NULL
      AND d.shown_as NOT IN ('asked', 'message', 'complaint') $$;
COMMENT ON FUNCTION cases.list_duties IS 'Puts duties into the lists of the teams of their cases, as both are now.';
CREATE FUNCTION cases.duties_follow(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    UPDATE duty d SET place = duty_place(d.case_id, d.shown_as, d.day,
            CASE WHEN d.kind IN ('review', 'signature', 'transition') THEN lead.agency_id ELSE d.for_agency_id END),
        for_agency_id = CASE WHEN d.kind IN ('review', 'signature', 'transition') THEN lead.agency_id ELSE d.for_agency_id END,
        for_worker_id = CASE WHEN d.kind IN ('review', 'signature', 'transition') THEN lead.worker_id ELSE d.for_worker_id END
    FROM team_member lead
    WHERE d.case_id = which AND lead.case_id = which AND lead.is_lead AND lead.ended_at IS NULL;
    DELETE FROM duty d USING handover h JOIN team_member m ON m.id IN (h.giver_id, h.taker_id)
    WHERE h.case_id = which AND d.id = h.id AND m.ended_at IS NOT NULL;
    SELECT list_duties(ARRAY(SELECT d.id FROM duty d WHERE d.case_id = which)) $$;
COMMENT ON FUNCTION cases.duties_follow IS
    'For what changes with a case and its team, also about those of its people for whom its lead has no ground.';
CREATE FUNCTION cases.duties_of_conference(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM duty d WHERE d.within_id = which;
    INSERT INTO duty (id, kind, shown_as, within_id, municipality_id, also_about, sensitivity, agency_id, worker_id,
        parties, for_agency_id, for_worker_id, due_on, since, until, day, place)
    SELECT p.id, 'conference', 'asked', c.id, c.municipality_id, '{}', 'ordinary', c.agency_id, c.worker_id,
           '{}', p.agency_id, p.worker_id, at.day, p.invited_at, c.ends_at, at.day, duty_place(NULL, 'asked', at.day, NULL)
    FROM conference c JOIN conference_participant p ON p.conference_id = c.id
    CROSS JOIN LATERAL (SELECT CAST(c.starts_at AT TIME ZONE c.time_zone AS date) AS day) at
    WHERE c.id = which AND c.cancelled_because IS NULL AND p.state IN ('invited', 'accepted') $$;
CREATE FUNCTION cases.duties_of_message(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM duty d USING message m WHERE m.id = which AND d.within_id = m.thread_id AND d.item_id = which;
    INSERT INTO duty (id, kind, shown_as, case_id, within_id, item_id, municipality_id, person_id, also_about, category,
        sensitivity, agency_id, worker_id, parties, for_agency_id, for_worker_id, since, day, place)
    SELECT CAST(md5(m.id::text || s.id::text) AS uuid), 'message', 'message', t.case_id, t.id, m.id, m.municipality_id,
           m.person_id, m.also_about, m.category, m.sensitivity, m.agency_id, m.worker_id, '{}', s.agency_id,
           s.worker_id, m.written_at, at.day, duty_place(t.case_id, 'message', at.day, s.agency_id)
    FROM message m JOIN thread t ON t.id = m.thread_id
    JOIN team_member s ON s.case_id = t.case_id AND s.worker_id IS NOT NULL AND s.place IS NOT NULL
        AND s.ended_at IS NULL AND s.starts_at <= m.written_at
        AND (s.agency_id, s.worker_id) IS DISTINCT FROM (m.agency_id, m.worker_id)
    CROSS JOIN LATERAL (SELECT CAST(m.written_at AT TIME ZONE 'UTC' AS date) AS day) at
    WHERE m.id = which AND m.urgent AND m.retracted_at IS NULL $$;
CREATE FUNCTION cases.duty_of_complaint(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM duty d WHERE d.id = which AND d.shown_as = 'complaint';
    INSERT INTO duty (id, kind, shown_as, case_id, municipality_id, person_id, also_about, category, sensitivity,
        agency_id, worker_id, parties, for_agency_id, due_on, since, day, place)
    SELECT w.id, 'complaint', 'complaint', w.case_id, w.municipality_id, w.person_id, '{}', w.category, w.sensitivity,
           w.agency_id, w.worker_id, '{}', w.about_agency_id, w.answer_due_on, w.said_at, w.answer_due_on,
           duty_place(w.case_id, 'complaint', w.answer_due_on, w.about_agency_id)
    FROM complaint w WHERE w.id = which AND w.state <> 'answered' $$;
COMMENT ON FUNCTION cases.duty_of_complaint IS
    'For whoever takes a complaint down, and must not see what waits for the supervisors of another agency.';
ALTER TABLE cases.duty_listing ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_ones_own_seats ON cases.duty_listing FOR SELECT USING (agency_id = (SELECT cases.current_agency()));
"""
THEIRS = """d.for_agency_id = agency AND d.for_worker_id = worker AND d.shown_as IN ('item', 'referral')
      AND coalesce(d.given_at, d.since) <= revoked_at AND current_task() = 'revoked_workers'"""
THEIR_DUTY = f"i.id IN (SELECT d.id FROM duty d WHERE {THEIRS})"
THEIR_GOAL = """i.owner_kind = 'worker' AND i.owner_agency_id = agency AND i.owner_id = worker
      AND i.state NOT IN ('completed', 'cancelled') AND i.changed_at <= revoked_at AND current_task() = 'revoked_workers'"""

OF_A_GOAL = ("owner_kind", "state", "own_words", "wording", "horizon", "target_on", "scale", "weight", "baseline")


def _is_their_agencys(table: str, owner: str, *said: str, theirs: str = THEIR_DUTY) -> str:
    """What was theirs to do says so itself from its next version on; each waits for whoever changes it meanwhile.

    Args:
        owner: what is assigned, so that it is nobody's.
        said: what an earlier version tells.
        theirs: which rows `i` were theirs.
    """
    content = ", ".join(f"'{column}', i.{column}" for column in said)
    about = ("municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id", "worker_id")
    return f"""
    SELECT FROM {table} i WHERE {theirs} ORDER BY i.id FOR NO KEY UPDATE OF i;
    INSERT INTO earlier_version (item_id, version, {", ".join(about)}, content, written_at, written_by_agency_id,
        written_by_id)
    SELECT i.id, i.version, {", ".join(f"i.{column}" for column in about)}, jsonb_build_object({content}), i.changed_at,
           i.changed_by_agency_id, i.changed_by_id
    FROM {table} i WHERE {theirs};
    UPDATE {table} i SET {owner}, version = i.version + 1, changed_at = at WHERE {theirs};"""


REVOKED = f"""
CREATE FUNCTION cases.release_revoked(worker uuid, agency uuid, revoked_at timestamptz, at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    UPDATE access_grant g SET ended_at = at
    WHERE g.agency_id = agency AND g.worker_id = worker AND g.ended_at IS NULL AND g.issued_at <= revoked_at
      AND current_task() = 'revoked_workers';
    DELETE FROM duty d
    WHERE d.for_agency_id = agency AND d.for_worker_id = worker AND d.shown_as = 'message' AND d.since <= revoked_at
      AND current_task() = 'revoked_workers';
{_is_their_agencys("task", "owner_id = NULL", "state", "title", "due_on", "owner_agency_id", "owner_id")}
{_is_their_agencys("planned_action", "owner_kind = 'agency', owner_id = NULL", "owner_kind", "state", "title", "due_on")}
{_is_their_agencys("goal", "owner_kind = 'agency', owner_id = NULL", *OF_A_GOAL, theirs=THEIR_GOAL)}
    UPDATE duty d SET for_worker_id = NULL, given_because = NULL, given_by_id = NULL, given_at = NULL
    WHERE {THEIRS} $$;
COMMENT ON FUNCTION cases.release_revoked IS
    'What a revoked worker was to do is nobody''s in their agency, until a supervisor names somebody, and their goals are the agency''s; rights that name them end. To what they were asked by name, supervisors see and decline it.';
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (DUTIES, OF_THEIR_OWN, PLACES, REVOKED):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
