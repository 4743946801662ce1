"""Row security of goals, their progress, and actions."""

from shared.database.migrations import run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def live_ground(whom: str) -> str:
    """The agency has any ground now for `whom`, named with its table; not EXISTS, as in 0003."""
    return f"(SELECT true FROM cases.live_ground g WHERE g.person_id = {whom} LIMIT 1)"


ITEMS = "".join(
    f"""
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.{table} FOR SELECT USING ({live_ground(f"{table}.person_id")});
CREATE POLICY written_by_oneself ON cases.{table} FOR INSERT WITH CHECK (agency_id = (SELECT cases.current_agency()));
CREATE POLICY changed_with_a_ground ON cases.{table} FOR UPDATE USING ({live_ground(f"{table}.person_id")});
"""
    for table in ("goal", "planned_action")
)
PROGRESS = f"""
ALTER TABLE cases.goal_progress ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.goal_progress FOR SELECT USING ({live_ground("goal_progress.person_id")});
CREATE POLICY written_by_oneself ON cases.goal_progress FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND {live_ground("goal_progress.person_id")});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ITEMS, PROGRESS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
