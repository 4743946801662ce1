"""Row security of accounts: whose they are is asked of the tables at each request, never of a token."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The days of a relationship begin by the clock of a municipality, which decides in the action: here a day more each way.
FUNCTIONS = """
CREATE FUNCTION cases.spoken_for() RETURNS TABLE (person_id uuid, municipality_id uuid, relationship_id uuid,
    powers text[], valid_from date, valid_until date, recorded_at timestamptz, birth_date text, time_zone text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT l.person_id, l.municipality_id, l.relationship_id, r.powers, r.valid_from, r.valid_until, r.recorded_at,
           CAST(p.birth_date AS text), c.time_zone
    FROM account_link l
    LEFT JOIN relationship r ON r.id = l.relationship_id AND r.person_id = l.person_id AND r.ended_at IS NULL
    LEFT JOIN person p ON p.person_id = l.person_id
    LEFT JOIN municipality_clock c ON c.municipality_id = l.municipality_id
    WHERE current_account() IS NOT NULL AND l.account_id = current_account() AND l.ended_at IS NULL
      AND (l.relationship_id IS NULL OR NOT keeps_out(current_account(), ARRAY[l.person_id]))
      AND (l.relationship_id IS NULL OR (r.powers @> ARRAY['be_informed']
           AND (r.valid_from IS NULL OR r.valid_from <= current_date + 1)
           AND (r.valid_until IS NULL OR r.valid_until >= current_date - 1))) $$;
COMMENT ON FUNCTION cases.spoken_for IS
    'For whom the account that signed in speaks now: at most one person, by at most one relationship.';
CREATE FUNCTION cases.current_person() RETURNS uuid LANGUAGE sql STABLE
    RETURN CASE WHEN cases.current_account() IS NULL THEN NULL ELSE (SELECT s.person_id FROM cases.spoken_for() s) END;
CREATE FUNCTION cases.speaks_for_oneself() RETURNS boolean LANGUAGE sql STABLE
    RETURN cases.current_account() IS NOT NULL
        AND EXISTS (SELECT FROM cases.spoken_for() s WHERE s.relationship_id IS NULL);
"""

LINKS = f"""
ALTER TABLE cases.account_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.account_link FOR SELECT USING (
    {live_ground_1("account_link.person_id")});
CREATE POLICY seen_by_its_holder ON cases.account_link FOR SELECT USING (
    account_id = (SELECT cases.current_account()));
CREATE POLICY opened_by_a_worker ON cases.account_link FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND cases.coordinates(person_id));
CREATE POLICY ended_by_who_coordinates ON cases.account_link FOR UPDATE USING (
    {live_ground_1("account_link.person_id")}) WITH CHECK (cases.coordinates(person_id) AND ended_at IS NOT NULL);
CREATE POLICY found_with_its_invitation ON cases.account_link FOR SELECT USING (
    (SELECT cases.current_task()) = 'lapsed_invitations');
CREATE POLICY ended_with_its_invitation ON cases.account_link FOR UPDATE USING (
    (SELECT cases.current_task()) = 'lapsed_invitations') WITH CHECK (ended_at IS NOT NULL);
CREATE POLICY ended_by_its_holder ON cases.account_link FOR UPDATE USING (
    account_id = (SELECT cases.current_account())) WITH CHECK (ended_at IS NOT NULL);
"""

IS_THEIRS = "person_id = (SELECT cases.current_person())"
THEIR_ITEM = f"""{IS_THEIRS} AND sensitivity <> 'sealed' AND category <> 'safeguarding'
    AND (sensitivity = 'ordinary' OR (SELECT cases.speaks_for_oneself()))"""
ONLY_THEIRS = f"{IS_THEIRS} AND (SELECT cases.speaks_for_oneself())"
READ = {
    **dict.fromkeys(("need", "goal", "planned_action"), f"{THEIR_ITEM} AND also_about = '{{}}'"),
    "goal_progress": THEIR_ITEM,
    "person": f"{IS_THEIRS} AND sensitivity <> 'sealed'",
    "contact_point": f"{ONLY_THEIRS} AND sensitivity <> 'sealed'",
    "address": f"{ONLY_THEIRS} AND sensitivity <> 'sealed' AND NOT protected",
    "case_person": IS_THEIRS,
    "consent": IS_THEIRS,
    "access_log": f"{ONLY_THEIRS} AND purpose <> 'safeguarding'",
}
"""What somebody may read about themselves, or about whom they represent: the second lock behind the statements of `own`."""

PEOPLE = "".join(
    f"CREATE POLICY read_by_the_person ON cases.{table} FOR SELECT USING ({lock});\n" for table, lock in READ.items()
)
THEIR_TEAMS = """
CREATE POLICY read_by_the_person ON cases.address_place FOR SELECT USING (
    (SELECT cases.current_account()) IS NOT NULL
    AND (SELECT true FROM cases.address a WHERE a.id = address_id AND a.person_id = address_place.person_id
         AND NOT cases.is_sheltered(a.id, a.person_id)));
CREATE POLICY read_by_the_person ON cases.team_member FOR SELECT USING (
    (SELECT cases.speaks_for_oneself()) AND sector NOT IN ('police', 'justice')
    AND (SELECT true FROM cases.case_person p WHERE p.case_id = team_member.case_id AND p.left_at IS NULL
         AND p.person_id = (SELECT cases.current_person())));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (FUNCTIONS, LINKS, PEOPLE, THEIR_TEAMS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
