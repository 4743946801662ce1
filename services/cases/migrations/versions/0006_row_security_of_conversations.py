"""Row security of threads, messages and how far each worker has read."""

from services.cases.items.store.row_security import item_locks_1
from shared.database.migrations import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


ITEMS = "".join(item_locks_1(table) for table in ("thread", "message"))
READ = """
ALTER TABLE cases.thread_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.thread_read USING (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ITEMS, READ):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
