"""Row security of threads, messages and how far each worker has read."""

from shared.database.migrations import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def live_ground(whom: str) -> str:
    """The agency has any ground now for `whom`, named with its table, as in 0003."""
    return f"(SELECT true FROM cases.live_ground g WHERE g.person_id = {whom} LIMIT 1)"


ITEMS = "".join(
    f"""
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.{table} FOR SELECT USING ({live_ground(f"{table}.person_id")});
CREATE POLICY written_by_oneself ON cases.{table} FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND {live_ground(f"{table}.person_id")});
CREATE POLICY changed_with_a_ground ON cases.{table} FOR UPDATE USING ({live_ground(f"{table}.person_id")});
"""
    for table in ("thread", "message")
)
HISTORY = f"""
ALTER TABLE cases.earlier_wording ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.earlier_wording FOR SELECT USING ({live_ground("earlier_wording.person_id")});
CREATE POLICY kept_by_whoever_changes ON cases.earlier_wording FOR INSERT WITH CHECK (
    {live_ground("earlier_wording.person_id")});
"""
READ = """
ALTER TABLE cases.thread_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.thread_read USING (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ITEMS, HISTORY, READ):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
