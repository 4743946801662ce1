"""Row security of the feed: how far it may be read tells nothing but numbers of transactions."""

from shared.database.migrations import run_script

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FEED = """
ALTER TABLE cases.timeline_entry
    ALTER tx SET DEFAULT pg_current_xact_id()::text::bigint + cases.transaction_offset();
CREATE FUNCTION cases.feed_end() RETURNS bigint LANGUAGE sql STABLE SET search_path = cases, pg_temp AS $$
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + transaction_offset() $$;
COMMENT ON FUNCTION cases.feed_end IS
    'Every transaction with a smaller number has ended: what it wrote can be seen, and nothing comes after.';
CREATE FUNCTION cases.feed_until(after bigint, many integer) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT greatest(after, least(feed_end(), (
        SELECT greatest(after + 1, e.tx) FROM timeline_entry e WHERE e.tx >= after
        ORDER BY e.tx OFFSET many LIMIT 1))) $$;
COMMENT ON FUNCTION cases.feed_until IS
    'Before which transaction a page ends that begins with the transaction after: whole transactions, so many lines.';
CREATE FUNCTION cases.feed_goes_on(after bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM timeline_entry e WHERE e.tx >= after AND e.tx < feed_end()) $$;
"""


def upgrade() -> None:
    """Let the feed be read."""
    run_script(FEED)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
