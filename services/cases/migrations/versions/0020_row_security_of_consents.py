"""Row security of consents, and what whoever changes a team must know of the consents to it."""

from services.cases.items.store.row_security import live_ground_1
from shared.database.migrations import run_script

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

GIVEN = """
CREATE FUNCTION cases.is_given(whom uuid, which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM access_grant g WHERE g.person_id = whom AND g.agency_id = current_agency()
                   AND g.ground_kind = 'consent' AND g.ground_id = which AND g.ended_at IS NULL
                   AND (g.valid_until IS NULL OR g.valid_until > now())
                   AND (g.kept_out IS NULL OR current_subject() <> ALL (g.kept_out))
                   AND (g.known_to IS NULL OR current_subject() = ANY (g.known_to))) $$;
COMMENT ON FUNCTION cases.is_given IS 'Whether a consent gives the acting agency something: as one of a team it need not be named.';
"""
ANSWERING = """
CREATE FUNCTION cases.answering_agency(whom uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT coalesce((
        SELECT m.agency_id FROM case_person p
        JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
        JOIN team_member m ON m.case_id = c.id AND m.is_lead AND m.ended_at IS NULL
        WHERE p.person_id = whom AND p.left_at IS NULL ORDER BY m.starts_at DESC, m.id DESC LIMIT 1), (
        SELECT p.agency_id FROM person p WHERE p.person_id = whom))
    WHERE whom = current_person() OR current_task() IN ('coming_of_age', 'transitions') $$;
COMMENT ON FUNCTION cases.answering_agency IS
    'Who answers for the affairs of somebody now: the lead of their latest open case, or who began their record. It holds what no agency recorded.';
"""
TEAMS = """
CREATE FUNCTION cases.consents_to_team(which uuid, at timestamptz)
    RETURNS TABLE (id uuid, person_id uuid, municipality_id uuid, is_refusal boolean, coordination boolean,
        agencies uuid[], sectors text[], categories text[], purposes text[], valid_from timestamptz,
        valid_until timestamptz, case_id uuid, agency_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT is_on_team(which) AND coalesce(current_task() NOT IN ('teams_under_agreement', 'transitions'), true) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT c.id, c.person_id, c.municipality_id, c.is_refusal, c.coordination, c.agencies, c.sectors,
        c.categories, c.purposes, c.valid_from, least(c.valid_until, c.majority_at), c.case_id, c.agency_id
    FROM consent c
    WHERE c.case_id = which AND c.withdrawn_at IS NULL AND c.awaits IS NULL
      AND (least(c.valid_until, c.majority_at) IS NULL OR least(c.valid_until, c.majority_at) > at)
    ORDER BY c.id FOR SHARE;
END $$;
COMMENT ON FUNCTION cases.consents_to_team IS
    'For the grants that follow a team, which it changes itself: who sees such a consent is decided where it is shown.';
CREATE FUNCTION cases.team_consented_to(which uuid, whom uuid, at timestamptz)
    RETURNS TABLE (member_id uuid, agency_id uuid, sector text, worker_id uuid, starts_at timestamptz,
        ends_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT (has_ground(whom) OR is_on_team(which)
            OR coalesce(current_task() IN ('teams_under_agreement', 'transitions', 'coming_of_age'), false)
            OR coalesce(whom = current_person(), false)) THEN
        RETURN;
    END IF;
    PERFORM FROM support_case c WHERE c.id = which FOR SHARE;
    RETURN QUERY SELECT m.id, m.agency_id, m.sector, m.worker_id, m.starts_at, m.ends_at
    FROM team_member m
    JOIN support_case c ON c.id = m.case_id AND c.state = 'open'
    JOIN case_person p ON p.case_id = c.id AND p.person_id = whom AND p.left_at IS NULL
    WHERE m.case_id = which AND m.seat = 'member' AND m.ended_at IS NULL AND (m.ends_at IS NULL OR m.ends_at > at)
    ORDER BY m.id;
END $$;
COMMENT ON FUNCTION cases.team_consented_to IS
    'Who works on a case about somebody, which does not change until the transaction ends: to them the consent gives something.';
"""
OF_ONE_ITEM = """
CREATE FUNCTION cases.earlier_categories(which uuid) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT DISTINCT v.category FROM earlier_version v
    WHERE v.item_id = which AND v.sensitivity <> 'sealed'
      AND (has_ground(v.person_id) OR current_person() = ANY (v.person_id || v.also_about)) $$;
COMMENT ON FUNCTION cases.earlier_categories IS
    'For a refusal of one item, which reaches what travelled of it before: who refuses it need not see what it said then.';
"""
CONSENTS = """
ALTER TABLE cases.consent ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_those_concerned ON cases.consent FOR SELECT USING (
    (SELECT cases.current_task()) IN ('consents_under_agreement', 'coming_of_age')
    OR cases.oversees(person_id) OR cases.is_named(person_id, agencies || agency_id, sectors)
    OR cases.is_given(person_id, id)
    OR (withdrawn_by = (SELECT cases.current_subject()) AND NOT cases.is_kept_out_of(person_id))
    OR (is_refusal AND agencies = '{}' AND sectors = '{}' AND cases.has_ground(person_id)));
CREATE POLICY said_to_those_with_a_ground ON cases.consent FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND cases.has_ground(person_id));
CREATE POLICY withdrawn_with_a_ground ON cases.consent FOR UPDATE USING (
    cases.has_ground(person_id) OR (SELECT cases.current_task()) IN ('consents_under_agreement', 'coming_of_age'));
"""
AGES = """
ALTER TABLE cases.consent_age ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON cases.consent_age FOR SELECT USING (true);
CREATE POLICY said_in_its_municipality ON cases.consent_age FOR INSERT WITH CHECK (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[])
    AND agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()));
CREATE POLICY said_anew_in_its_municipality ON cases.consent_age FOR UPDATE USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[])) WITH CHECK (ended_at IS NOT NULL);
REVOKE DELETE, TRUNCATE ON cases.consent_age FROM cases_service;
"""
REFERRALS = f"""
ALTER TABLE cases.referral_ground ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.referral_ground FOR SELECT USING (
    {live_ground_1("referral_ground.person_id")});
CREATE POLICY told_by_referrals ON cases.referral_ground USING (
    (SELECT cases.current_task()) = 'referral_grounds');
ALTER TABLE cases.referral_disclosure ENABLE ROW LEVEL SECURITY;
CREATE POLICY told_by_referrals ON cases.referral_disclosure FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) = 'referral_grounds');
REVOKE UPDATE, DELETE, TRUNCATE ON cases.referral_disclosure FROM cases_service;
"""


def upgrade() -> None:
    """Lock the tables."""
    for step in (GIVEN, ANSWERING, TEAMS, OF_ONE_ITEM, CONSENTS, AGES, REFERRALS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
