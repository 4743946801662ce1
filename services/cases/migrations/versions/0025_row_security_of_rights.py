"""Row security of what people ask by their data-protection rights: for whom it is asked of, whatever flows to them."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ANSWERS_FOR_PRIVACY = "(SELECT cases.has_role('privacy_officer'))"
ASKED_OF_THEM = f"""NOT cases.is_kept_out_of(person_id) AND CASE
    WHEN agency_id = (SELECT cases.current_agency())
    THEN {ANSWERS_FOR_PRIVACY} OR worker_id = (SELECT cases.current_subject()) OR cases.is_restricted(person_id)
    ELSE {ANSWERS_FOR_PRIVACY} AND cases.is_restricted(person_id) END"""
ASKED_BY_THEM = """person_id = (SELECT cases.current_person()) AND relationship_id IS NULL
    AND (SELECT cases.speaks_for_oneself())"""
REQUESTS = f"""
ALTER TABLE cases.rights_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_whom_it_is_asked_of ON cases.rights_request FOR SELECT USING ({ASKED_OF_THEM});
CREATE POLICY told_live ON cases.rights_request FOR SELECT USING (
    agency_id = (SELECT cases.current_agency()) AND (SELECT cases.current_task()) = 'notice_delivery');
CREATE POLICY read_by_who_asked ON cases.rights_request FOR SELECT USING ({ASKED_BY_THEM});
CREATE POLICY taken_down_by_oneself ON cases.rights_request FOR INSERT WITH CHECK (
    state = 'open' AND agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND {live_ground_1("rights_request.person_id")});
CREATE POLICY asked_by_oneself ON cases.rights_request FOR INSERT WITH CHECK (
    state = 'open' AND account_id = (SELECT cases.current_account()) AND {ASKED_BY_THEM});
CREATE POLICY held_by_whom_it_is_asked_of ON cases.rights_request FOR UPDATE USING ({ASKED_OF_THEM})
    WITH CHECK (agency_id = (SELECT cases.current_agency()) AND {ASKED_OF_THEM}
        AND (state = 'withdrawn' OR {ANSWERS_FOR_PRIVACY} OR cases.is_restricted(person_id)));
CREATE POLICY taken_back_by_who_asked ON cases.rights_request FOR UPDATE USING ({ASKED_BY_THEM})
    WITH CHECK ({ASKED_BY_THEM} AND state = 'withdrawn');
REVOKE DELETE, TRUNCATE ON cases.rights_request FROM cases_service;
CREATE FUNCTION cases.closed_requests_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' THEN
        RAISE insufficient_privilege USING MESSAGE = 'what was decided on a request stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_requests_stay BEFORE UPDATE ON cases.rights_request
    FOR EACH ROW EXECUTE FUNCTION cases.closed_requests_stay();
"""
# As of who signs in, a day more each way: the action decides by the clock of the municipality.
REPRESENTED = """
CREATE FUNCTION cases.still_asks_for_them(which uuid) RETURNS TABLE (powers text[], valid_from date, valid_until date,
    recorded_at timestamptz, birth_date text, time_zone text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT tie.powers, tie.valid_from, tie.valid_until, tie.recorded_at, CAST(p.birth_date AS text), c.time_zone
    FROM rights_request q
    JOIN relationship tie ON tie.id = q.relationship_id AND tie.person_id = q.person_id AND tie.ended_at IS NULL
    LEFT JOIN person p ON p.person_id = q.person_id
    LEFT JOIN municipality_clock c ON c.municipality_id = q.municipality_id
    WHERE q.id = which AND (q.agency_id = current_agency() OR current_task() = 'rights_export')
      AND NOT is_restricted(q.person_id) AND tie.powers @> ARRAY['consent']
      AND (tie.valid_from IS NULL OR tie.valid_from <= current_date + 1)
      AND (tie.valid_until IS NULL OR tie.valid_until >= current_date - 1) $$;
COMMENT ON FUNCTION cases.still_asks_for_them IS
    'By which somebody asked for a person, while it lasts, whatever flows to the agency; nothing for a restricted one.';
"""
WAITING = """
CREATE FUNCTION cases.duty_of_rights_request(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM duty d WHERE d.id = which AND d.shown_as = 'privacy';
    INSERT INTO duty (id, kind, shown_as, municipality_id, person_id, also_about, sensitivity, agency_id, worker_id,
        parties, for_agency_id, due_on, since, day, place)
    SELECT q.id, 'rights_request', 'privacy', q.municipality_id, q.person_id, '{}', 'ordinary', q.agency_id,
           q.worker_id, '{}', q.agency_id, q.due_on, q.recorded_at, q.due_on,
           duty_place(NULL, 'privacy', q.due_on, q.agency_id)
    FROM rights_request q WHERE q.id = which AND q.state = 'open' $$;
COMMENT ON FUNCTION cases.duty_of_rights_request IS
    'For whoever asks, or takes it down, and must not see what waits for privacy officers.';
"""


def upgrade() -> None:
    """Lock the table."""
    for step in (REQUESTS, REPRESENTED, WAITING):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
