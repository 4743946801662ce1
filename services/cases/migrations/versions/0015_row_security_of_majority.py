"""Row security of majority, and what background work may ask of birth dates."""

from shared.database.migrations import run_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIRTHS = """
CREATE FUNCTION cases.birth_of(whom uuid) RETURNS TABLE (birth_date text, municipality_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF current_task() = 'coming_of_age' THEN
        RETURN QUERY SELECT CAST(p.birth_date AS text), p.municipality_id FROM person p WHERE p.person_id = whom;
    END IF;
END $$;
COMMENT ON FUNCTION cases.birth_of IS 'For the background work that ends what was agreed to for a child, and nobody else.';
"""
CLOCKS = """
ALTER TABLE cases.municipality_clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON cases.municipality_clock FOR SELECT USING (true);
CREATE POLICY told_by_identity ON cases.municipality_clock FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) = 'municipality_clocks');
CREATE POLICY told_again_by_identity ON cases.municipality_clock FOR UPDATE USING (
    (SELECT cases.current_task()) = 'municipality_clocks');
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (BIRTHS, CLOCKS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
