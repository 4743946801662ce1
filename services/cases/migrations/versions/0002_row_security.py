"""Row security: the second lock behind the predicate, coarser and cheaper: any live ground for this person."""

from shared.database.migrations import run_script
from shared.database.row_security import data_key_steps_1, platform_steps_1

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOT_KEPT_OUT = """(g.kept_out IS NULL OR cases.current_subject() <> ALL (g.kept_out))
    AND (g.known_to IS NULL OR cases.current_subject() = ANY (g.known_to))"""
FUNCTIONS = """
CREATE FUNCTION cases.keeps_out(worker uuid, people uuid[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM conflict_of_interest c
                   WHERE c.person_id = ANY (people) AND c.worker_id = worker AND c.lifted_at IS NULL)
        OR EXISTS (SELECT FROM restricted_access r
                   WHERE r.person_id = ANY (people) AND r.state = 'in_force' AND worker <> ALL (r.known_to)) $$;
COMMENT ON FUNCTION cases.keeps_out IS
    'Whether a worker must not know one of these people: by a conflict of interest, or because they are restricted and the worker is not named.';
CREATE FUNCTION cases.is_restricted(whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM restricted_access r WHERE r.person_id = whom AND r.state = 'in_force') $$;
COMMENT ON FUNCTION cases.is_restricted IS
    'Whether few may know of somebody: asked beside keeps_out, for what those few must see to themselves.';
CREATE FUNCTION cases.is_kept_out_of(whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$ SELECT keeps_out(current_subject(), ARRAY[whom]) $$;
COMMENT ON FUNCTION cases.is_kept_out_of IS
    'Whether the acting worker must not know somebody; grants say it by themselves, this is for what rests on none.';
CREATE FUNCTION cases.has_ground(whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases.access_grant g WHERE g.person_id = whom AND g.agency_id = cases.current_agency()
                   AND g.ended_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now()) AND {not_kept_out}) $$;
CREATE FUNCTION cases.has_had_ground(whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases.access_grant g WHERE g.person_id = whom AND g.agency_id = cases.current_agency()) $$;
COMMENT ON FUNCTION cases.has_had_ground IS
    'For refusals: a lock that hid one too early would show what was refused, so it looks at no dates.';
CREATE FUNCTION cases.coordinates(whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases.access_grant g WHERE g.person_id = whom AND g.agency_id = cases.current_agency()
                   AND g.ended_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now()) AND {not_kept_out}
                   AND 'coordinate' = ANY (g.operations)) $$;
CREATE FUNCTION cases.oversees(whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT cases.coordinates(whom) OR (cases.has_role('privacy_officer') AND cases.has_ground(whom)) $$;
COMMENT ON FUNCTION cases.oversees IS 'Whether the agency may see the grounds of all agencies for this person.';
CREATE FUNCTION cases.is_named(whom uuid, agencies uuid[], sectors text[]) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases.access_grant g WHERE g.person_id = whom AND g.agency_id = cases.current_agency()
                   AND g.ended_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now()) AND {not_kept_out}
                   AND (g.agency_id = ANY (agencies) OR g.sector = ANY (sectors))) $$;
CREATE FUNCTION cases.agencies_taking_part(which uuid) RETURNS uuid[] LANGUAGE plpgsql
    STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    IF NOT is_on_team(which) AND coalesce(current_task() NOT IN ('teams_under_agreement', 'transitions'), true) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT unnest(c.agencies) FROM support_case c WHERE c.id = which
        UNION SELECT w.agency_id FROM case_contributor w WHERE w.case_id = which);
END $$;
COMMENT ON FUNCTION cases.agencies_taking_part IS
    'For the grants of a team, which it changes itself: that somebody wrote in a case is seen by those who may read it.';
CREATE FUNCTION cases.municipality_of(whom uuid) RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    RETURN (SELECT p.municipality_id FROM person p WHERE p.person_id = whom
            AND p.municipality_id = ANY (current_municipalities()) AND NOT is_kept_out_of(whom));
END $$;
CREATE FUNCTION cases.refuses_to_be_known(whom uuid, sector text, at timestamptz) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM refused_sharing r WHERE r.person_id = whom AND 'identity' = ANY (r.categories)
                   AND (r.agency_id IS NULL OR r.agency_id = current_agency())
                   AND (r.sector IS NULL OR r.sector = refuses_to_be_known.sector)
                   AND r.ended_at IS NULL AND r.valid_from <= at AND (r.valid_until IS NULL OR r.valid_until > at)) $$;
CREATE FUNCTION cases.is_confirmed_mandate(which uuid, whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases.mandate m WHERE m.id = which AND m.person_id = whom AND m.state = 'confirmed'
                   AND m.agency_id = cases.current_agency()) $$;
CREATE FUNCTION cases.is_on_team(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases.team_member m WHERE m.case_id = which AND m.agency_id = cases.current_agency()
                   AND m.ended_at IS NULL AND (m.seat NOT IN ('tail', 'guest') OR m.ends_at > now())) $$;
CREATE FUNCTION cases.is_on_team_about(which uuid, whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT cases.is_on_team(which) AND EXISTS (
        SELECT FROM cases.case_person p WHERE p.case_id = which AND p.person_id = whom AND p.left_at IS NULL) $$;
CREATE FUNCTION cases.is_open_case(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM support_case c WHERE c.id = which AND c.state = 'open') $$;
CREATE FUNCTION cases.works_in(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT EXISTS (SELECT FROM team_member m JOIN case_person p ON p.case_id = m.case_id AND p.left_at IS NULL
                   WHERE m.agency_id = current_agency() AND m.ended_at IS NULL AND p.municipality_id = which) $$;
COMMENT ON FUNCTION cases.works_in IS
    'Who changes a team must see the agreements of all municipalities of its people, or the grants of others would end.';
CREATE FUNCTION cases.people_of_case(which uuid)
    RETURNS TABLE (person_id uuid, municipality_id uuid, role text, entrusted_to uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT p.person_id, p.municipality_id, p.role, p.entrusted_to FROM case_person p
    WHERE p.case_id = which AND p.left_at IS NULL
      AND (is_on_team(which) OR current_task() IN ('teams_under_agreement', 'transitions'))
    ORDER BY p.joined_at, p.person_id $$;
CREATE FUNCTION cases.lead_agency_of(whom uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT m.agency_id FROM case_person p
    JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
    JOIN team_member m ON m.case_id = p.case_id AND m.is_lead AND m.ended_at IS NULL
    WHERE p.person_id = whom AND p.left_at IS NULL AND current_task() = 'coordinators'
    ORDER BY m.starts_at DESC, m.id DESC LIMIT 1 $$;
COMMENT ON FUNCTION cases.people_of_case IS
    'For what changes with a team, also about those of its people for whom the team has no ground any more.';
CREATE FUNCTION cases.is_sheltered(which uuid, whose uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM (
            SELECT whose AS person_id
            UNION ALL SELECT r.other_person_id FROM relationship r WHERE r.person_id = whose AND r.ended_at IS NULL
            UNION ALL SELECT r.person_id FROM relationship r WHERE r.other_person_id = whose AND r.ended_at IS NULL
            UNION ALL SELECT beside.person_id FROM case_person p
                JOIN support_case c ON c.id = p.case_id AND c.state = 'open'
                JOIN case_person beside ON beside.case_id = p.case_id AND beside.left_at IS NULL
                WHERE p.person_id = whose AND p.left_at IS NULL) near
        JOIN address hidden ON hidden.person_id = near.person_id AND hidden.protected AND hidden.ended_at IS NULL
        JOIN address_place theirs ON theirs.address_id = hidden.id
        JOIN address_place ours ON ours.address_id = which
        CROSS JOIN LATERAL (VALUES (theirs.place_words, theirs.place_numbers),
            (theirs.place_words_anew, theirs.place_numbers_anew)) AS t (words, numbers)
        CROSS JOIN LATERAL (VALUES (ours.place_words, ours.place_numbers),
            (ours.place_words_anew, ours.place_numbers_anew)) AS o (words, numbers)
        WHERE (o.words <@ t.words OR t.words <@ o.words) AND (o.numbers && t.numbers OR '{}' IN (o.numbers, t.numbers))
          AND cardinality(o.words) - cardinality(t.words) <= 8
          AND cardinality(o.numbers) - cardinality(t.numbers) <= 8);
END $$;
COMMENT ON FUNCTION cases.is_sheltered IS
    'Whether the place of an address is a protected one of the same person, or of somebody close to them. A row that says far more is no place but a list of guesses.';
"""

ACCESS = """
CREATE FUNCTION cases.is_of_their_team(kind text, ground uuid, whom uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT CASE kind WHEN 'team' THEN is_on_team(ground) WHEN 'consent' THEN EXISTS (
        SELECT FROM consent c WHERE c.id = ground AND c.person_id = whom AND is_on_team(c.case_id)) ELSE false END $$;
COMMENT ON FUNCTION cases.is_of_their_team IS
    'Whether a grant rests on a team of the acting agency, or on a consent to it: whoever changes a team changes these.';
CREATE VIEW cases.live_ground AS
    SELECT g.person_id FROM cases.access_grant g
    WHERE g.agency_id = cases.current_agency() AND g.ended_at IS NULL
      AND (g.valid_until IS NULL OR g.valid_until > now()) AND {not_kept_out};
COMMENT ON VIEW cases.live_ground IS
    'For whom the acting agency has any ground now. Read with the rights of its owner, so that the locks that ask it do not each carry the lock of access_grant.';
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON cases.live_ground FROM cases_service;
CREATE FUNCTION cases.sees_grant_of_others(whom uuid, kind text, ground uuid) RETURNS boolean LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    RETURN coalesce(current_task() IN ('consents_under_agreement', 'teams_under_agreement', 'coming_of_age', 'transitions',
            'referral_moves', 'conference_register', 'rights_export'), false)
        OR has_ground(whom) OR is_of_their_team(kind, ground, whom)
        OR (whom = current_person() AND (speaks_for_oneself() OR (kind = 'consent' AND rests_on_their_word(ground))));
END $$;
COMMENT ON FUNCTION cases.sees_grant_of_others IS
    'All who see a grant that is not their own, in one function: every statement about a person asks of many grants, and would carry all their reasons many times.';
CREATE FUNCTION cases.sees_refusal(whom uuid, saying uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
BEGIN
    RETURN has_had_ground(whom) OR coalesce(current_task() = 'conference_register', false)
        OR (whom = current_person() AND (speaks_for_oneself() OR rests_on_their_word(saying)));
END $$;
ALTER TABLE cases.access_grant ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_those_with_a_ground ON cases.access_grant FOR SELECT USING (
    (agency_id = (SELECT cases.current_agency())
     AND (kept_out IS NULL OR (SELECT cases.current_subject()) <> ALL (kept_out))
     AND (known_to IS NULL OR (SELECT cases.current_subject()) = ANY (known_to)))
    OR cases.sees_grant_of_others(person_id, ground_kind, ground_id));
CREATE POLICY ended_by_those_with_a_ground ON cases.access_grant FOR UPDATE USING (
    agency_id = (SELECT cases.current_agency()) OR (SELECT cases.current_task()) IN ('consents_under_agreement', 'teams_under_agreement', 'coming_of_age', 'transitions')
    OR cases.has_ground(person_id) OR cases.is_of_their_team(ground_kind, ground_id, person_id));
CREATE POLICY issued_by_its_ground ON cases.access_grant FOR INSERT WITH CHECK (
    (SELECT cases.current_task()) IN ('consents_under_agreement', 'teams_under_agreement', 'coming_of_age', 'transitions')
    OR (agency_id = (SELECT cases.current_agency()) AND (ground_kind = 'authorship'
        OR (ground_kind = 'mandate' AND cases.is_confirmed_mandate(ground_id, person_id))))
    OR (ground_kind = 'consent' AND agreement_id IS NOT NULL
        AND (cases.has_ground(person_id) OR cases.is_of_their_team(ground_kind, ground_id, person_id)))
    OR (ground_kind = 'team' AND agreement_id IS NOT NULL AND cases.is_on_team_about(ground_id, person_id)));
ALTER TABLE cases.refused_sharing ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_those_who_ever_had_a_ground ON cases.refused_sharing FOR SELECT USING (
    cases.sees_refusal(person_id, consent_id));
CREATE POLICY said_to_those_with_a_ground ON cases.refused_sharing FOR INSERT WITH CHECK (cases.has_ground(person_id));
CREATE POLICY taken_back_with_those_with_a_ground ON cases.refused_sharing FOR UPDATE
    USING (cases.has_ground(person_id));
"""

LOOKS = """
CREATE FUNCTION cases.people_kept_from(worker uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT ARRAY(
        SELECT c.person_id FROM conflict_of_interest c WHERE c.worker_id = worker AND c.lifted_at IS NULL
        UNION SELECT r.person_id FROM restricted_access r
        WHERE r.state = 'in_force' AND worker <> ALL (r.known_to)) $$;
COMMENT ON FUNCTION cases.people_kept_from IS
    'All whom keeps_out keeps from a worker: asked once for the many lines of a log, which are looked through.';
CREATE POLICY read_by_privacy_officers ON cases.access_log FOR SELECT USING (
    (SELECT cases.has_role('privacy_officer'))
    AND (agency_id = (SELECT cases.current_agency()) OR cases.coordinates(person_id))
    AND (person_id = ANY ((SELECT cases.people_kept_from(cases.current_subject()))::uuid[])) IS NOT TRUE);
"""

MANDATES = """
ALTER TABLE cases.mandate ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_those_concerned ON cases.mandate FOR SELECT USING (
    (agency_id = (SELECT cases.current_agency()) OR (state IN ('confirmed', 'ended') AND cases.oversees(person_id)))
    AND NOT cases.is_kept_out_of(person_id));
CREATE POLICY recorded_for_oneself ON cases.mandate FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()) AND state = 'proposed'
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY moved_by_its_agency ON cases.mandate FOR UPDATE USING (agency_id = (SELECT cases.current_agency()))
    WITH CHECK (agency_id = (SELECT cases.current_agency()) AND (state <> 'confirmed'
        OR (cases.has_role(confirmed_by) AND decided_by = (SELECT cases.current_subject()))
        OR (decided_at < now() AND (reviewed_by = (SELECT cases.current_subject())
            OR (SELECT cases.has_role('privacy_officer'))))));
"""

LIVE_GROUND = "(SELECT true FROM cases.live_ground g WHERE g.person_id = {table}.person_id LIMIT 1)"
# Not EXISTS: PostgreSQL may answer that by hashing every grant of the agency, once for each statement.

PEOPLE = """
ALTER TABLE cases.person ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_with_a_ground ON cases.person FOR SELECT USING ({live_ground_person});
CREATE POLICY registered_for_oneself ON cases.person FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency())
    AND municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]));
CREATE POLICY corrected_with_a_ground ON cases.person FOR UPDATE USING ({live_ground_person});
ALTER TABLE cases.person_name ENABLE ROW LEVEL SECURITY;
CREATE POLICY written_with_a_ground ON cases.person_name USING ({live_ground_person_name});
ALTER TABLE cases.address_place ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_an_open_address_or_ones_own ON cases.address_place USING (
    (SELECT a.agency_id = (SELECT cases.current_agency()) OR NOT (a.protected OR cases.is_sheltered(a.id, a.person_id))
     FROM cases.address a WHERE a.id = address_id AND a.person_id = address_place.person_id));
ALTER TABLE cases.person_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_with_a_ground ON cases.person_version FOR SELECT USING (
    (part <> 'address' OR agency_id = (SELECT cases.current_agency())) AND {live_ground_person_version});
CREATE POLICY kept_by_whoever_corrects ON cases.person_version FOR INSERT WITH CHECK (
    replaced_for = (SELECT cases.current_agency()) AND {live_ground_person_version});
ALTER TABLE cases.known_question ENABLE ROW LEVEL SECURITY;
CREATE POLICY ones_own ON cases.known_question USING (asker_id = (SELECT cases.current_subject()));
ALTER TABLE cases.known_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_with_a_ground_or_under_an_agreement ON cases.known_person FOR SELECT USING (
    (SELECT cases.current_task()) IN ('second_records', 'coordinators') OR {live_ground_known_person}
    OR EXISTS (SELECT FROM cases.agreement a
        JOIN cases.agreement_party receiver ON receiver.agreement_id = a.id AND receiver.receives
            AND receiver.agency_id = (SELECT cases.current_agency())
        JOIN cases.agreement_party giver ON giver.agreement_id = a.id AND giver.gives
            AND giver.agency_id = known_person.agency_id
        WHERE a.state = 'in_force' AND (a.valid_until IS NULL OR a.valid_until > now())));
CREATE POLICY made_known_with_a_ground ON cases.known_person FOR INSERT WITH CHECK ({live_ground_known_person});
CREATE POLICY changed_by_what_follows_the_leads ON cases.known_person FOR UPDATE USING (
    (SELECT cases.current_task()) = 'coordinators');
CREATE POLICY forgotten_with_a_ground ON cases.known_person FOR DELETE USING ({live_ground_known_person});
"""
PART_OF_A_PERSON = """
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_with_a_ground ON cases.{table} FOR SELECT USING ({live_ground});
CREATE POLICY contributed_for_oneself ON cases.{table} FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND {live_ground});
CREATE POLICY corrected_with_a_ground ON cases.{table} FOR UPDATE USING ({live_ground}) WITH CHECK ({whose});
"""
OWN_OR_COORDINATED = "agency_id = (SELECT cases.current_agency()) OR cases.coordinates(person_id)"
# Said of what is written: with USING, who reads an item and may not correct it would be told that there is none.


def people() -> list[str]:
    """The locks of the person index."""
    grounds = {
        f"live_ground_{table}": LIVE_GROUND.format(table=table)
        for table in ("person", "person_name", "person_version", "known_person")
    }
    whose = dict.fromkeys(("person_identifier", "contact_point", "address", "relationship"), OWN_OR_COORDINATED)
    whose["person_communication"] = LIVE_GROUND.format(table="person_communication")
    return [
        *(
            PART_OF_A_PERSON.format(table=table, live_ground=LIVE_GROUND.format(table=table), whose=owner)
            for table, owner in whose.items()
        ),
        PEOPLE.format(**grounds),
    ]


def upgrade() -> None:
    """Lock every table."""
    for step in (*platform_steps_1("cases"), *data_key_steps_1("cases"), FUNCTIONS, ACCESS, LOOKS, MANDATES, *people()):
        run_script(step.replace("{not_kept_out}", NOT_KEPT_OUT))


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
