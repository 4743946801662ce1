"""Row security of restricted people, and how a decision reaches every grant on the person."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DECISIONS = f"""
ALTER TABLE cases.restricted_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.restricted_access FOR SELECT USING (
    {live_ground_1("restricted_access.person_id")});
CREATE POLICY seen_by_who_decides ON cases.restricted_access FOR SELECT USING (
    decided_by = (SELECT cases.current_subject())
    OR (asked_id = (SELECT cases.current_subject()) AND state = 'proposed'));
CREATE POLICY proposed_for_oneself ON cases.restricted_access FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND state = 'proposed' AND {live_ground_1("restricted_access.person_id")});
CREATE POLICY rejected_by_another ON cases.restricted_access FOR UPDATE USING (state = 'proposed')
    WITH CHECK (state = 'rejected' AND decided_by = (SELECT cases.current_subject()));
REVOKE DELETE, TRUNCATE ON cases.restricted_access FROM cases_service;
"""
IN_EVERY_GRANT = """
CREATE FUNCTION cases.decide_restricted_access(which uuid, at timestamptz) RETURNS SETOF cases.restricted_access
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE one restricted_access;
BEGIN
    SELECT * INTO one FROM restricted_access r
    WHERE r.id = which AND r.state = 'proposed' AND r.worker_id <> current_subject()
      AND (r.by_privacy_officer OR has_role('privacy_officer'))
      AND (has_ground(r.person_id) OR r.asked_id = current_subject());
    IF one.id IS NULL THEN RETURN; END IF;
    PERFORM lock_conflicts_with(one.person_id, true);
    IF EXISTS (SELECT FROM restricted_access later WHERE later.person_id = one.person_id
               AND later.state IN ('in_force', 'ended') AND later.decided_at > one.recorded_at) THEN RETURN; END IF;
    UPDATE restricted_access r SET state = 'ended', ended_at = at
        WHERE r.person_id = one.person_id AND r.state = 'in_force';
    UPDATE restricted_access r
        SET decided_at = at, decided_by = current_subject(),
            state = CASE r.kind WHEN 'lift' THEN 'ended' ELSE 'in_force' END,
            known_to = CASE r.kind WHEN 'restrict' THEN ARRAY(
                SELECT DISTINCT who FROM unnest(r.named || r.worker_id || current_subject()) AS who ORDER BY who) END
        WHERE r.id = which AND r.state = 'proposed' RETURNING r.* INTO one;
    IF one.id IS NULL THEN RAISE serialization_failure USING MESSAGE = 'decided at the same time'; END IF;
    UPDATE access_grant g SET known_to = one.known_to WHERE g.person_id = one.person_id AND g.ended_at IS NULL;
    RETURN NEXT one;
END $$;
COMMENT ON FUNCTION cases.decide_restricted_access IS
    'Puts a proposal of somebody else into every live grant on the person; keep_out_of_new_grant puts it into later ones.';
CREATE FUNCTION cases.no_longer_known_to(worker uuid, revoked_at timestamptz) RETURNS SETOF cases.restricted_access
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE one restricted_access;
BEGIN
    IF current_task() IS DISTINCT FROM 'revoked_names' THEN RETURN; END IF;
    FOR one IN SELECT * FROM restricted_access r
        WHERE r.state = 'in_force' AND worker = ANY (r.known_to) AND r.decided_at <= revoked_at ORDER BY r.person_id
    LOOP
        PERFORM lock_conflicts_with(one.person_id, true);
        UPDATE restricted_access r SET known_to = array_remove(r.known_to, worker)
            WHERE r.id = one.id AND r.state = 'in_force' AND r.known_to <> ARRAY[worker] RETURNING r.* INTO one;
        CONTINUE WHEN one.id IS NULL;
        UPDATE access_grant g SET known_to = one.known_to WHERE g.person_id = one.person_id AND g.ended_at IS NULL;
        RETURN NEXT one;
    END LOOP;
END $$;
COMMENT ON FUNCTION cases.no_longer_known_to IS 'Takes a revoked worker out of every list of those who may know, where others are named there.';
"""


def upgrade() -> None:
    """Lock the table, and let decisions reach grants."""
    for step in (DECISIONS, IN_EVERY_GRANT):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
