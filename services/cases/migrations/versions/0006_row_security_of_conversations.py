"""Row security of threads, messages and how far each worker has read."""

from services.cases.items.store.row_security import item_locks_1, live_ground_1
from shared.database.migrations import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


ITEMS = "".join(item_locks_1(table) for table in ("thread", "message"))
ATTACHMENTS = f"""
ALTER TABLE cases.message_attachment ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.message_attachment FOR SELECT USING (
    {live_ground_1("message_attachment.person_id")});
CREATE POLICY named_by_oneself ON cases.message_attachment FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND {live_ground_1("message_attachment.person_id")});
CREATE POLICY taken_off_by_oneself ON cases.message_attachment FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
"""
READ = """
ALTER TABLE cases.thread_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.thread_read USING (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ITEMS, ATTACHMENTS, READ):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
