"""Row security of conferences, of who is asked, of what is on their agendas, and of what was said."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


SEEN = "(SELECT true FROM cases.conference c WHERE c.id = conference_participant.conference_id)"
CONVENED = """(SELECT c.agency_id = (SELECT cases.current_agency())
    FROM cases.conference c WHERE c.id = conference_participant.conference_id)"""
CONFERENCES = f"""
ALTER TABLE cases.conference ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_whom_it_asks ON cases.conference FOR SELECT USING (
    (SELECT cases.current_agency()) = ANY (agencies));
CREATE POLICY convened_by_oneself ON cases.conference FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY changed_by_who_convenes ON cases.conference FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()));
ALTER TABLE cases.conference_participant ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_conference ON cases.conference_participant FOR SELECT USING ({SEEN});
CREATE POLICY asked_by_who_convenes ON cases.conference_participant FOR INSERT WITH CHECK ({CONVENED});
CREATE POLICY answered_or_withdrawn ON cases.conference_participant FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) OR {CONVENED});
"""
SIGNED = "(SELECT true FROM cases.conference_minutes m WHERE m.id = minutes_signature.minutes_id)"
SIGNATURES = f"""
ALTER TABLE cases.minutes_signature ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_what_is_signed ON cases.minutes_signature FOR SELECT USING ({SIGNED});
CREATE POLICY signed_by_oneself ON cases.minutes_signature FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()) AND {SIGNED});
ALTER TABLE cases.minutes_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_what_is_answered ON cases.minutes_answer FOR SELECT USING (
    (SELECT true FROM cases.conference_minutes m WHERE m.id = minutes_answer.minutes_id));
REVOKE UPDATE, DELETE, TRUNCATE ON cases.minutes_answer FROM cases_service;
"""
WHEN = """
CREATE VIEW cases.time_of_matter AS
    SELECT i.id AS agenda_item_id, c.starts_at, c.ends_at, c.cancelled_because
    FROM cases.agenda_item i JOIN cases.conference c ON c.id = i.conference_id
    WHERE (SELECT true FROM cases.live_ground g WHERE g.person_id = i.person_id LIMIT 1);
COMMENT ON VIEW cases.time_of_matter IS
    'When something is talked about on whom the acting agency has a ground, also for who does not come.';
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON cases.time_of_matter FROM cases_service;
"""
GUESTS = """
CREATE FUNCTION cases.guests_follow(which uuid, stays interval, at timestamptz) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT c.id FROM conference c WHERE c.id = which FOR NO KEY UPDATE;
    SELECT c.id FROM support_case c
    WHERE c.id IN (SELECT m.case_id FROM team_member m
                   WHERE m.conference_id = which AND m.seat = 'guest' AND m.ended_at IS NULL)
    ORDER BY c.id FOR NO KEY UPDATE;
    WITH guest AS (
        SELECT m.id, m.case_id, m.agency_id, m.worker_id, CASE
            WHEN c.cancelled_because IS NULL AND EXISTS (
                SELECT FROM conference_participant p WHERE p.conference_id = which AND p.agency_id = m.agency_id
                  AND p.worker_id = m.worker_id AND p.state = 'accepted')
            AND EXISTS (
                SELECT FROM agenda_item i WHERE i.conference_id = which AND i.case_id = m.case_id
                  AND i.state = 'on_agenda')
            THEN least(m.ends_at, c.ends_at + stays) ELSE at END AS until
        FROM team_member m JOIN conference c ON c.id = m.conference_id
        WHERE m.conference_id = which AND m.seat = 'guest' AND m.ended_at IS NULL AND m.ends_at > at),
    seat AS (
        UPDATE team_member m SET ends_at = g.until, ended_at = CASE WHEN g.until <= at THEN at END
        FROM guest g WHERE m.id = g.id AND g.until < m.ends_at)
    UPDATE access_grant a SET valid_until = g.until, ended_at = CASE WHEN g.until <= at THEN at END
    FROM guest g
    WHERE a.ground_kind = 'team' AND a.ground_id = g.case_id AND a.agency_id = g.agency_id
      AND a.worker_id = g.worker_id AND a.ended_at IS NULL AND (a.valid_until IS NULL OR a.valid_until > g.until) $$;
COMMENT ON FUNCTION cases.guests_follow IS
    'What guests of a conference read ends with it, or with their coming, or with what they come for. It only takes away, whoever calls it.';
"""
BY_ITSELF = "(SELECT cases.current_task()) = 'conference_register'"
SEEN_FOR_IT = "".join(
    f"CREATE POLICY looked_through_for_the_register ON cases.{table} FOR SELECT USING ({BY_ITSELF});\n"
    for table in ("conference", "agenda_item", "conference_share")
)
REGISTER = f"""
ALTER TABLE cases.conference_share ENABLE ROW LEVEL SECURITY;
{SEEN_FOR_IT}
CREATE POLICY held_for_the_register ON cases.conference FOR UPDATE USING ({BY_ITSELF}) WITH CHECK (false);
CREATE POLICY seen_with_a_ground ON cases.conference_share FOR SELECT USING (
    {live_ground_1("conference_share.person_id")});
CREATE POLICY written_by_itself ON cases.conference_share FOR INSERT WITH CHECK ({BY_ITSELF});
CREATE POLICY forgotten_by_itself ON cases.conference_share FOR DELETE USING ({BY_ITSELF});
"""

SERIES = """
ALTER TABLE cases.conference_series ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_in_its_municipality ON cases.conference_series FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY begun_by_oneself ON cases.conference_series FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY changed_by_who_convenes ON cases.conference_series FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()));
CREATE FUNCTION cases.next_panel(which uuid, at timestamptz) RETURNS TABLE (id uuid, starts_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT c.id, c.starts_at FROM conference c
    WHERE c.series_id = which AND c.cancelled_because IS NULL AND c.ends_at > at ORDER BY c.starts_at LIMIT 1 $$;
COMMENT ON FUNCTION cases.next_panel IS 'When a panel meets next is known in its municipality; who comes is not.';
CREATE FUNCTION cases.cancelled_panels(which uuid, at timestamptz) RETURNS timestamptz[] LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT coalesce(array_agg(c.starts_at), '{}') FROM conference c
    WHERE c.series_id = which AND c.cancelled_because IS NOT NULL AND c.ends_at > at - interval '31 days' $$;
COMMENT ON FUNCTION cases.cancelled_panels IS
    'When a panel does not meet is known in its municipality: what was cancelled is not convened again by the next case.';
CREATE FUNCTION cases.come_to_next_panel(which uuid, seen integer, fresh uuid, begins timestamptz, ends timestamptz,
        seats uuid[], of_sector text, at timestamptz) RETURNS TABLE (panel_id uuid, seat_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE s conference_series; panel uuid; seat uuid;
BEGIN
    SELECT * INTO s FROM conference_series WHERE id = which AND version = seen AND ended_at IS NULL
        AND municipality_id = ANY (current_municipalities()) FOR NO KEY UPDATE;
    IF s.id IS NULL OR begins <= at OR ends - begins IS DISTINCT FROM s.lasts
        OR begins > at + interval '63 days' + interval '31 days' * cardinality(cancelled_panels(which, at))
        OR EXISTS (SELECT FROM unnest(cancelled_panels(which, at)) AS off (start)
                   WHERE date_trunc('month', off.start, s.time_zone) = date_trunc('month', begins, s.time_zone)) THEN
        RETURN;
    END IF;
    SELECT p.id INTO panel FROM next_panel(which, at) p;
    IF panel IS NULL THEN
        panel := fresh;
        INSERT INTO conference (id, municipality_id, agency_id, worker_id, agencies, starts_at, ends_at, time_zone,
            place, link, convened_at, changed_at, version, series_id)
        VALUES (fresh, s.municipality_id, s.agency_id, s.worker_id, ARRAY[s.agency_id], begins, ends, s.time_zone,
            s.place, s.link, at, at, 1, s.id);
        INSERT INTO conference_participant (id, conference_id, municipality_id, agency_id, worker_id, sector, state,
            invited_at, answered_at)
        VALUES (seats[1], fresh, s.municipality_id, s.agency_id, s.worker_id, s.sector, 'accepted', at, at);
    END IF;
    UPDATE conference_participant p SET state = 'accepted', answered_at = at, sector = of_sector
    WHERE p.conference_id = panel AND p.agency_id = current_agency() AND p.worker_id = current_subject()
      AND p.state IN ('invited', 'declined') RETURNING p.id INTO seat;
    IF seat IS NULL THEN
        INSERT INTO conference_participant (id, conference_id, municipality_id, agency_id, worker_id, sector, state,
            invited_at, answered_at, answered_by)
        VALUES (seats[2], panel, s.municipality_id, current_agency(), current_subject(), of_sector, 'accepted', at, at,
            current_subject())
        ON CONFLICT DO NOTHING RETURNING id INTO seat;
    END IF;
    UPDATE conference c SET agencies = c.agencies || current_agency()
    WHERE c.id = panel AND current_agency() <> ALL (c.agencies);
    RETURN QUERY SELECT panel, seat;
END $$;
COMMENT ON FUNCTION cases.come_to_next_panel IS
    'Whoever puts a case before a panel comes to speak of it; the panel begins to be with the first case. It comes from their own word, and opens nothing.';
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (
        CONFERENCES,
        item_locks_1("agenda_item"),
        WHEN,
        item_locks_1("conference_minutes"),
        SIGNATURES,
        GUESTS,
        item_locks_1("conference_decision"),
        REGISTER,
        SERIES,
    ):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
