"""Row security of threads, messages and how far each worker has read."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


ITEMS = "".join(item_locks_1(table) for table in ("thread", "message"))
HISTORY = f"""
ALTER TABLE cases.earlier_wording ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.earlier_wording FOR SELECT USING ({live_ground_1("earlier_wording.person_id")});
CREATE POLICY kept_by_whoever_changes ON cases.earlier_wording FOR INSERT WITH CHECK (
    {live_ground_1("earlier_wording.person_id")});
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
