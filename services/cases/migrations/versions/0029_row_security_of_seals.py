"""Row security of what is sealed: of items that can be sealed a row is there for those who may open it, and no other."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NAMED = """
CREATE FUNCTION cases.is_open_to(which uuid, worker uuid, agency uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM seal_grant s WHERE s.item_id = which AND s.worker_id = worker AND s.agency_id = agency
                   AND s.ended_at IS NULL AND s.valid_from <= at AND s.valid_until > at) $$;
COMMENT ON FUNCTION cases.is_open_to IS
    'Whether a worker is named for something sealed. A function, so that what is asked only of what is sealed weighs on no other statement.';
CREATE FUNCTION cases.is_named_for(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM seal_grant s WHERE s.item_id = which AND s.worker_id = current_subject()
                   AND s.agency_id = current_agency() AND s.ended_at IS NULL AND s.valid_until > now()) $$;
COMMENT ON FUNCTION cases.is_named_for IS 'Whether a sealed item is open to the acting worker now.';
CREATE FUNCTION cases.opens_sealed(which uuid, writer uuid, changed_by uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT coalesce(current_subject() IN (writer, changed_by), false) OR current_task() IS NOT NULL
        OR is_named_for(which) $$;
COMMENT ON FUNCTION cases.opens_sealed IS
    'Whether a sealed row is there: for its writer, for whoever sealed it, for those named, and for background work.';
"""
MINE = """(worker_id = (SELECT cases.current_subject()) AND agency_id = (SELECT cases.current_agency())
    OR writer_id = (SELECT cases.current_subject()) OR cases.is_named_for(item_id))"""
GRANTS = f"""
ALTER TABLE cases.seal_grant ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_those_to_whom_it_is_open ON cases.seal_grant FOR SELECT USING ({MINE});
CREATE POLICY looked_through_for_it ON cases.seal_grant FOR SELECT USING (
    (SELECT cases.current_task()) IN ('revoked_seals', 'conference_register', 'notice_delivery'));
CREATE POLICY given_by_oneself ON cases.seal_grant FOR INSERT WITH CHECK (
    given_by_agency_id = (SELECT cases.current_agency()) AND given_by_id = (SELECT cases.current_subject())
    AND worker_id IS DISTINCT FROM writer_id
    AND (writer_id = (SELECT cases.current_subject()) OR cases.is_named_for(item_id))
    AND {live_ground_1("seal_grant.person_id")});
CREATE POLICY ended_by_those_to_whom_it_is_open ON cases.seal_grant FOR UPDATE USING (
    {MINE} OR (SELECT cases.current_task()) = 'revoked_seals');
REVOKE DELETE, TRUNCATE ON cases.seal_grant FROM cases_service;
CREATE FUNCTION cases.only_the_end_of_a_seal_grant_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR to_jsonb(OLD) - 'ended_at' <> to_jsonb(NEW) - 'ended_at' THEN
        RAISE insufficient_privilege USING MESSAGE = 'a seal grant stays as it was given';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_the_end_changes BEFORE UPDATE ON cases.seal_grant
    FOR EACH ROW EXECUTE FUNCTION cases.only_the_end_of_a_seal_grant_changes();
"""
SEALABLE = (
    "note", "need", "goal", "planned_action", "task", "document", "thread", "message", "warning", "occurrence",
    "observation", "budget", "informal_member", "agenda_item", "conference_minutes", "conference_decision",
)  # fmt: skip


def locked(table: str) -> str:
    """The function is asked only where the row is sealed."""
    return f"""
CREATE POLICY sealed_for_those_named ON cases.{table} AS RESTRICTIVE FOR SELECT USING (
    sensitivity <> 'sealed' OR cases.opens_sealed(id, worker_id, changed_by_id));
"""


def upgrade() -> None:
    """Lock the table, and what is sealed."""
    for step in (NAMED, GRANTS, *(locked(table) for table in SEALABLE)):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
