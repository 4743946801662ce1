"""Row security of webhooks: a system's own, an agency's for its administrators, and the work that delivers."""

from shared.database.migrations import run_script

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

THEIRS = """agency_id = (SELECT cases.current_agency())
    AND (system_id = (SELECT cases.current_subject()) OR (SELECT cases.has_role('administrator')))"""
HOUSEKEEPING = "(SELECT cases.current_task()) = 'housekeeping'"
WEBHOOKS = f"""
ALTER TABLE cases.webhook ENABLE ROW LEVEL SECURITY;
CREATE POLICY looked_after_by_its_system_and_administrators ON cases.webhook USING ({THEIRS});
CREATE POLICY claimed_to_deliver ON cases.webhook USING ((SELECT cases.current_task()) = 'webhooks');
CREATE POLICY found_silent ON cases.webhook FOR SELECT USING ((SELECT cases.current_task()) = 'ended_sign_ins');
CREATE POLICY silenced ON cases.webhook FOR UPDATE USING ((SELECT cases.current_task()) = 'ended_sign_ins');
CREATE FUNCTION cases.webhooks_of_agency() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT count(*) FROM webhook WHERE agency_id = current_agency() $$;
COMMENT ON FUNCTION cases.webhooks_of_agency IS 'How many webhooks the acting agency has, of all its systems.';
"""
SIGN_INS = f"""
ALTER TABLE cases.ended_sign_in ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_to_all ON cases.ended_sign_in FOR SELECT USING (true);
CREATE POLICY kept ON cases.ended_sign_in FOR INSERT WITH CHECK ((SELECT cases.current_task()) = 'ended_sign_ins');
CREATE POLICY forgotten_by_housekeeping ON cases.ended_sign_in FOR DELETE USING ({HOUSEKEEPING});
"""
PLACES = """
CREATE FUNCTION cases.feed_reaches() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT max(e.tx) FROM timeline_entry e WHERE e.tx < feed_end() $$;
COMMENT ON FUNCTION cases.feed_reaches IS 'The last transaction whose lines can be read.';
CREATE FUNCTION cases.feed_place_at(moment timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
DECLARE
    low bigint := 0;
    high bigint := feed_end();
    middle bigint;
    there timestamptz;
BEGIN
    WHILE low < high LOOP
        middle := low + (high - low) / 2;
        SELECT e.at INTO there FROM timeline_entry e WHERE e.tx >= middle ORDER BY e.tx LIMIT 1;
        IF NOT FOUND OR there >= moment THEN high := middle; ELSE low := middle + 1; END IF;
    END LOOP;
    RETURN low;
END $$;
COMMENT ON FUNCTION cases.feed_place_at IS
    'About where in the feed what happened at a moment is: times and numbers of transactions grow together, not exactly.';
"""
WAITING = f"""
ALTER TABLE cases.webhook_waiting ENABLE ROW LEVEL SECURITY;
CREATE POLICY looked_after_by_its_system_and_administrators ON cases.webhook_waiting USING ({THEIRS});
CREATE POLICY looked_at_to_deliver ON cases.webhook_waiting FOR SELECT USING (
    (SELECT cases.current_task()) = 'webhooks');
"""
ATTEMPTS = f"""
ALTER TABLE cases.webhook_attempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY looked_after_by_its_system_and_administrators ON cases.webhook_attempt USING ({THEIRS});
CREATE POLICY found_by_housekeeping ON cases.webhook_attempt FOR SELECT USING ({HOUSEKEEPING});
CREATE POLICY forgotten_by_housekeeping ON cases.webhook_attempt FOR DELETE USING ({HOUSEKEEPING});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (WEBHOOKS, SIGN_INS, PLACES, WAITING, ATTEMPTS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
