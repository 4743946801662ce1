"""Row security of conflicts of interest, and how they reach every grant on the person."""

from shared.database.migrations import run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CONFLICTS = """
ALTER TABLE cases.conflict_of_interest ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_whom_it_keeps_out_and_their_supervisors ON cases.conflict_of_interest FOR SELECT USING (
    worker_id = (SELECT cases.current_subject())
    OR (agency_id = (SELECT cases.current_agency()) AND (SELECT cases.has_role('supervisor'))));
"""
IN_EVERY_GRANT = """
CREATE FUNCTION cases.lock_conflicts_with(whom uuid, alone boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF alone THEN PERFORM pg_advisory_xact_lock(hashtextextended('conflicts with ' || whom, 0));
    ELSE PERFORM pg_advisory_xact_lock_shared(hashtextextended('conflicts with ' || whom, 0)); END IF;
END $$;
COMMENT ON FUNCTION cases.lock_conflicts_with IS
    'Who issues a grant and who declares a conflict or restricts a person wait for each other: no grant escapes.';
CREATE FUNCTION cases.keep_out_of_new_grant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    PERFORM lock_conflicts_with(NEW.person_id, false);
    NEW.kept_out := (SELECT array_agg(c.worker_id ORDER BY c.worker_id) FROM conflict_of_interest c
                     WHERE c.person_id = NEW.person_id AND c.lifted_at IS NULL);
    NEW.known_to := (SELECT r.known_to FROM restricted_access r
                     WHERE r.person_id = NEW.person_id AND r.state = 'in_force');
    NEW.held_back := (SELECT array_agg(DISTINCT mark) FROM processing_restriction p, unnest(p.marks) AS mark
                      WHERE p.person_id = NEW.person_id AND p.lifted_at IS NULL);
    RETURN NEW;
END $$;
CREATE TRIGGER keeps_out_whom_a_conflict_keeps_out BEFORE INSERT ON cases.access_grant
    FOR EACH ROW EXECUTE FUNCTION cases.keep_out_of_new_grant();
CREATE FUNCTION cases.declare_conflict(which uuid, whom uuid, municipality uuid, what text, at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    PERFORM lock_conflicts_with(whom, true);
    IF NOT has_ground(whom) THEN RETURN; END IF;
    INSERT INTO conflict_of_interest (id, person_id, municipality_id, agency_id, worker_id, relation, declared_at)
        VALUES (which, whom, municipality, current_agency(), current_subject(), what, at);
    UPDATE access_grant g SET kept_out = coalesce(g.kept_out, '{}') || current_subject()
        WHERE g.person_id = whom AND g.ended_at IS NULL;
END $$;
CREATE FUNCTION cases.lift_conflict(which uuid, why text, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE lifted conflict_of_interest;
BEGIN
    UPDATE conflict_of_interest c SET lifted_at = at, lifted_by = current_subject(), lifting_reason = why
        WHERE c.id = which AND c.agency_id = current_agency() AND c.worker_id <> current_subject()
          AND c.lifted_at IS NULL AND has_role('supervisor')
        RETURNING c.* INTO lifted;
    IF lifted.id IS NULL THEN RETURN false; END IF;
    PERFORM lock_conflicts_with(lifted.person_id, true);
    UPDATE access_grant g SET kept_out = nullif(array_remove(g.kept_out, lifted.worker_id), '{}')
        WHERE g.person_id = lifted.person_id AND g.ended_at IS NULL;
    RETURN true;
END $$;
"""


def upgrade() -> None:
    """Lock the table, and let conflicts reach grants."""
    for step in (CONFLICTS, IN_EVERY_GRANT):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
