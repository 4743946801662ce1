"""Row security of warnings."""

from services.cases.items.store.row_security import item_locks_1
from shared.database.migrations import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lock every table."""
    run_script(item_locks_1("warning"))


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
