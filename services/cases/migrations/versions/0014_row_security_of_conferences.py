"""Row security of conferences, of who is asked, of what is on their agendas, and of what was said."""

from services.cases.items.store.row_security import item_locks_1
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


def upgrade() -> None:
    """Lock every table."""
    for step in (
        CONFERENCES,
        item_locks_1("agenda_item"),
        WHEN,
        item_locks_1("conference_minutes"),
        SIGNATURES,
        item_locks_1("conference_decision"),
    ):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
