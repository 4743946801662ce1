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
THEIR_CLASS = f"""{IS_THEIRS} AND sensitivity <> 'sealed' AND category <> 'safeguarding'
    AND (sensitivity = 'ordinary' OR (SELECT cases.speaks_for_oneself()))"""
THEIR_ITEM = f"{THEIR_CLASS} AND also_about = '{{}}'"
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
    AND ((SELECT m.account_id IS NOT NULL AND m.{THEIR_VOICE} FROM cases.message m
          WHERE m.id = earlier_version.item_id)
         OR (SELECT true FROM cases.planned_action a WHERE a.id = earlier_version.item_id AND a.owner_kind = 'person'
             AND a.owner_id = (SELECT cases.current_person()))));
ALTER TABLE cases.own_thread_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.own_thread_read USING ({IS_THEIRS} AND {THEIR_VOICE});
ALTER TABLE cases.own_notice_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.own_notice_read USING ({IS_THEIRS} AND {THEIR_VOICE});
"""
THEIR_PLAN = """(SELECT cases.current_account()) IS NOT NULL AND (SELECT true FROM cases.case_person p
    WHERE p.case_id = plan_version.case_id AND p.person_id = (SELECT cases.current_person()) AND p.left_at IS NULL)"""
BY_THEIR_HAND = f"account_id = (SELECT cases.current_account()) AND worker_id IS NULL AND {THEIR_VOICE}"
PLANS = f"""
CREATE FUNCTION cases.duty_of_plan(which uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    DELETE FROM duty d WHERE d.id = which AND d.kind = 'signature';
    INSERT INTO duty (id, kind, shown_as, case_id, municipality_id, also_about, category, sensitivity, agency_id,
        worker_id, parties, for_agency_id, for_worker_id, since, day, place)
    SELECT v.id, 'signature', 'case', c.id, c.municipality_id, '{{}}', c.category, 'ordinary', lead.agency_id,
           lead.worker_id, '{{}}', lead.agency_id, lead.worker_id, v.proposed_at, at.day,
           duty_place(c.id, 'case', at.day, lead.agency_id)
    FROM plan_version v JOIN support_case c ON c.id = v.case_id
    JOIN team_member lead ON lead.case_id = c.id AND lead.is_lead AND lead.ended_at IS NULL
    CROSS JOIN LATERAL (SELECT CAST(v.proposed_at AT TIME ZONE 'UTC' AS date) AS day) at
    WHERE v.id = which AND v.agreed_at IS NULL;
    SELECT list_duties(ARRAY[which]) $$;
COMMENT ON FUNCTION cases.duty_of_plan IS
    'For people who sign themselves: whether the lead must still see to it that a version of a plan is agreed on.';
CREATE POLICY said_by_themselves ON cases.goal_progress FOR INSERT WITH CHECK ({THEIR_CLASS} AND {BY_THEIR_HAND}
    AND said_by = CASE WHEN relationship_id IS NULL THEN 'person' ELSE 'representative' END
    AND (SELECT g.agency_id = goal_progress.agency_id FROM cases.goal g WHERE g.id = goal_progress.goal_id));
CREATE POLICY moved_by_whose_it_is_to_do ON cases.planned_action FOR UPDATE USING ({THEIR_ITEM}
    AND owner_kind = 'person' AND owner_id = (SELECT cases.current_person())
    AND (SELECT cases.speaks_for_oneself()));
CREATE POLICY read_by_whose_plan_it_is ON cases.plan_version FOR SELECT USING ({THEIR_PLAN});
CREATE POLICY agreed_to_by_whose_plan_it_is ON cases.plan_version FOR UPDATE USING ({THEIR_PLAN});
CREATE POLICY read_by_the_person ON cases.plan_line FOR SELECT USING ({THEIR_ITEM});
CREATE POLICY read_by_whose_word_it_is ON cases.plan_signature FOR SELECT USING ({IS_THEIRS}
    AND account_id IS NOT NULL AND {THEIR_VOICE});
CREATE POLICY signed_by_themselves ON cases.plan_signature FOR INSERT WITH CHECK ({IS_THEIRS} AND {BY_THEIR_HAND}
    AND party = CASE WHEN relationship_id IS NULL THEN 'person' ELSE 'representative' END
    AND (SELECT v.agency_id = plan_signature.agency_id FROM cases.plan_version v
         WHERE v.id = plan_signature.version_id));
CREATE POLICY written_by_the_person ON cases.timeline_entry FOR INSERT WITH CHECK ({IS_THEIRS}
    AND by_agency_id IS NULL AND by_id IS NULL);
"""
THEIR_OWN_WORD = f"{THEIR_ITEM} AND spoken_by = 'person' AND (SELECT cases.speaks_for_oneself())"
VOICE = "".join(
    f"""
CREATE POLICY read_by_whose_word_it_is ON cases.{table} FOR SELECT USING ({THEIR_OWN_WORD});
CREATE POLICY said_by_themselves ON cases.{table} FOR INSERT WITH CHECK ({THEIR_OWN_WORD}
    AND account_id = (SELECT cases.current_account()) AND worker_id IS NULL AND agency_id = about_agency_id);
"""
    for table in ("rating", "complaint")
)
THEIR_SAYING = f"""{IS_THEIRS}
    AND ((SELECT cases.speaks_for_oneself())
         OR (SELECT cases.current_relationship()) IN (representative_id, confirmed_relationship_id))"""


def rests_on_it(ground: str) -> str:
    """The row is about them, and rests on what they said themselves."""
    return f"""{IS_THEIRS} AND (SELECT (SELECT cases.speaks_for_oneself())
        OR (SELECT cases.current_relationship()) IN (c.representative_id, c.confirmed_relationship_id)
        FROM cases.consent c WHERE c.id = {ground})"""


WITHDRAWING = f"""
CREATE FUNCTION cases.referrals_on_own_consent(which uuid)
    RETURNS TABLE (referral_id uuid, state text, receiver_agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT r.referral_id, latest.state, coalesce((
               SELECT one FROM unnest(latest.parties) AS one WHERE one <> latest.agency_id LIMIT 1), latest.agency_id)
    FROM referral_ground r JOIN consent c ON c.id = r.ground_id CROSS JOIN LATERAL (
        SELECT e.* FROM timeline_entry e WHERE e.referral_id = r.referral_id AND e.shown_as = 'referral'
        ORDER BY e.at DESC, e.id DESC LIMIT 1) AS latest
    WHERE r.ground_id = which AND c.person_id = current_person() AND speaks_for_oneself() $$;
COMMENT ON FUNCTION cases.referrals_on_own_consent IS
    'For the person who asks what a withdrawal stops, and must not see the lines of their timeline.';
CREATE POLICY withdrawn_by_whose_word_it_is ON cases.consent FOR UPDATE USING ({THEIR_SAYING})
    WITH CHECK ({THEIR_SAYING} AND withdrawn_at IS NOT NULL);
CREATE FUNCTION cases.rests_on_their_word(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM consent c WHERE c.id = which AND c.person_id = current_person()
        AND current_relationship() IN (c.representative_id, c.confirmed_relationship_id)) $$;
COMMENT ON FUNCTION cases.rests_on_their_word IS
    'Whether whoever represents a person said it, or confirmed it: they find the grants and refusals that rest on it.';
CREATE POLICY ended_by_whose_word_it_rests_on ON cases.access_grant FOR UPDATE USING (
    ground_kind = 'consent' AND {rests_on_it("ground_id")}) WITH CHECK (
    ground_kind = 'consent' AND {rests_on_it("ground_id")} AND ended_at IS NOT NULL);
CREATE POLICY taken_back_by_whose_word_it_is ON cases.refused_sharing FOR UPDATE USING ({rests_on_it("consent_id")});
"""
SAYING = f"""
CREATE POLICY read_where_their_record_lies ON cases.agreement FOR SELECT USING (
    municipality_id = (SELECT s.municipality_id FROM cases.spoken_for() s));
CREATE POLICY said_by_themselves ON cases.consent FOR INSERT WITH CHECK ({IS_THEIRS}
    AND account_id = (SELECT cases.current_account())
    AND representative_id IS NOT DISTINCT FROM (SELECT cases.current_relationship())
    AND given_by = CASE WHEN representative_id IS NULL THEN 'person' ELSE 'representative' END
    AND (representative_id IS NULL OR 'safeguarding' <> ALL (categories)));
CREATE POLICY confirmed_by_whose_word_it_takes ON cases.consent FOR UPDATE USING ({IS_THEIRS} AND withdrawn_at IS NULL
    AND ((SELECT cases.speaks_for_oneself()) OR awaits = 'representative'
         OR representative_id = (SELECT cases.current_relationship())))
    WITH CHECK ({IS_THEIRS} AND confirmed_by_id = (SELECT cases.current_account())
    AND confirmed_relationship_id IS NOT DISTINCT FROM (SELECT cases.current_relationship())
    AND (confirmed_relationship_id IS NULL OR 'safeguarding' <> ALL (categories)));
CREATE POLICY issued_by_whose_word_it_rests_on ON cases.access_grant FOR INSERT WITH CHECK (
    ground_kind = 'consent' AND agreement_id IS NOT NULL AND {rests_on_it("ground_id")});
CREATE POLICY said_by_whose_word_it_is ON cases.refused_sharing FOR INSERT WITH CHECK ({rests_on_it("consent_id")});
"""
WHERE_THEY_WERE_ASKED = """(SELECT m.asked IN ('person', 'both') FROM cases.agenda_item m
    WHERE m.id = conference_minutes.agenda_item_id)"""
ONLY_THEIRS = f"{IS_THEIRS} AND (SELECT cases.speaks_for_oneself())"
DISCLOSED = f"""
CREATE POLICY read_by_the_person ON cases.referral_disclosure FOR SELECT USING (
    {ONLY_THEIRS} AND purpose <> 'safeguarding' AND to_sector NOT IN ('police', 'justice'));
CREATE POLICY read_by_the_person ON cases.conference_share FOR SELECT USING (
    {ONLY_THEIRS} AND sensitivity <> 'sealed' AND category <> 'safeguarding');
CREATE POLICY read_by_the_person ON cases.agenda_item FOR SELECT USING (
    {THEIR_ITEM} AND (SELECT cases.speaks_for_oneself()));
CREATE POLICY read_by_the_person ON cases.conference_minutes FOR SELECT USING (
    {THEIR_ITEM} AND (SELECT cases.speaks_for_oneself()) AND {WHERE_THEY_WERE_ASKED});
CREATE POLICY answered_by_the_person ON cases.minutes_answer FOR INSERT WITH CHECK (
    {THEIR_CLASS} AND (SELECT cases.speaks_for_oneself()) AND account_id = (SELECT cases.current_account())
    AND (SELECT m.agency_id = minutes_answer.agency_id FROM cases.conference_minutes m
         WHERE m.id = minutes_answer.minutes_id AND m.version = minutes_answer.version));
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (FUNCTIONS, CONVERSATIONS, PLANS, VOICE, WITHDRAWING, SAYING, DISCLOSED):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
