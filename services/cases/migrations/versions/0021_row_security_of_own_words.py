"""Row security of what people read and write themselves, with an account of their own."""

from shared.database.migrations import run_script

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION cases.current_relationship() RETURNS uuid LANGUAGE sql STABLE
    RETURN CASE WHEN cases.current_account() IS NULL THEN NULL
                ELSE (SELECT s.relationship_id FROM cases.spoken_for() s) END;
COMMENT ON FUNCTION cases.current_relationship IS
    'By which the account that signed in represents somebody; null for the person themselves, and for workers.';
"""

IS_THEIRS = "person_id = (SELECT cases.current_person())"
THEIR_ITEM = f"""{IS_THEIRS} AND sensitivity <> 'sealed' AND category <> 'safeguarding' AND also_about = '{{}}'
    AND (sensitivity = 'ordinary' OR (SELECT cases.speaks_for_oneself()))"""
THEIR_VOICE = "relationship_id IS NOT DISTINCT FROM (SELECT cases.current_relationship())"
IN_IT = f"""{THEIR_ITEM} AND CASE WHEN (SELECT cases.speaks_for_oneself()) THEN with_person
    ELSE (SELECT cases.current_relationship()) = ANY (with_relationship_ids) END"""
THEIR_MESSAGE = f"{THEIR_ITEM} AND (SELECT true FROM cases.thread t WHERE t.id = message.thread_id)"
CONVERSATIONS = f"""
CREATE POLICY read_by_whom_it_is_with ON cases.thread FOR SELECT USING ({IN_IT});
CREATE POLICY held_while_they_write ON cases.thread FOR UPDATE USING ({IN_IT});
CREATE POLICY read_by_whom_its_thread_is_with ON cases.message FOR SELECT USING ({THEIR_MESSAGE});
CREATE POLICY written_by_whom_its_thread_is_with ON cases.message FOR INSERT WITH CHECK ({THEIR_ITEM}
    AND account_id = (SELECT cases.current_account()) AND {THEIR_VOICE}
    AND (SELECT t.agency_id = message.agency_id FROM cases.thread t
         WHERE t.id = message.thread_id AND t.state = 'open'));
CREATE POLICY changed_by_whose_word_it_is ON cases.message FOR UPDATE USING ({THEIR_MESSAGE}
    AND account_id IS NOT NULL AND {THEIR_VOICE});
CREATE POLICY read_with_its_message ON cases.earlier_version FOR SELECT USING ({THEIR_ITEM}
    AND (SELECT true FROM cases.message m WHERE m.id = earlier_version.item_id));
CREATE POLICY kept_by_whose_word_it_is ON cases.earlier_version FOR INSERT WITH CHECK ({THEIR_ITEM}
    AND (SELECT m.account_id IS NOT NULL AND m.{THEIR_VOICE} FROM cases.message m
         WHERE m.id = earlier_version.item_id));
ALTER TABLE cases.own_thread_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.own_thread_read USING ({IS_THEIRS} AND {THEIR_VOICE});
ALTER TABLE cases.own_notice_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.own_notice_read USING ({IS_THEIRS} AND {THEIR_VOICE});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (FUNCTIONS, CONVERSATIONS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
