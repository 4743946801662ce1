"""Row security: the second lock behind the predicates of the stores."""

from shared.database.migrations import run_script
from shared.database.row_security import data_key_steps_1, platform_steps_1

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DIRECTORY = """
ALTER TABLE referrals.listing SET (toast_tuple_target = 256),
    ALTER COLUMN search_name SET STORAGE MAIN, ALTER COLUMN municipality_ids SET STORAGE MAIN,
    ALTER COLUMN categories SET STORAGE MAIN, ALTER COLUMN needs SET STORAGE MAIN,
    ALTER COLUMN languages SET STORAGE MAIN, ALTER COLUMN accessibility SET STORAGE MAIN;
ALTER TABLE referrals.listing ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing FOR SELECT USING (true);
CREATE POLICY published_for_oneself ON referrals.listing FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency())
    AND (agency_id IS NULL OR agency_id = (SELECT referrals.current_agency())));
CREATE POLICY changed_by_whoever_offers_it ON referrals.listing FOR UPDATE USING (
    publisher_id = (SELECT referrals.current_agency()) OR agency_id = (SELECT referrals.current_agency()));
ALTER TABLE referrals.listing_place ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing_place FOR SELECT USING (true);
CREATE POLICY published_with_its_listing ON referrals.listing_place FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM referrals.listing l WHERE l.id = listing_id
            AND l.publisher_id = (SELECT referrals.current_agency())));
CREATE POLICY moved_with_its_listing ON referrals.listing_place FOR DELETE USING (
    EXISTS (SELECT FROM referrals.listing l WHERE l.id = listing_id
            AND l.publisher_id = (SELECT referrals.current_agency())));
ALTER TABLE referrals.listing_opening ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing_opening FOR SELECT USING (true);
CREATE POLICY published_with_its_listing ON referrals.listing_opening FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM referrals.listing l WHERE l.id = listing_id
            AND l.publisher_id = (SELECT referrals.current_agency())));
CREATE POLICY changed_with_its_listing ON referrals.listing_opening FOR DELETE USING (
    EXISTS (SELECT FROM referrals.listing l WHERE l.id = listing_id
            AND l.publisher_id = (SELECT referrals.current_agency())));
REVOKE UPDATE, TRUNCATE ON referrals.listing_opening FROM referrals_service;
ALTER TABLE referrals.listing_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing_version FOR SELECT USING (true);
CREATE POLICY kept_by_its_publisher ON referrals.listing_version FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency()));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals.listing_version FROM referrals_service;
ALTER TABLE referrals.listed_organization ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listed_organization FOR SELECT USING (true);
CREATE POLICY published_by_oneself ON referrals.listed_organization FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency()));
CREATE POLICY changed_by_oneself ON referrals.listed_organization FOR UPDATE USING (
    publisher_id = (SELECT referrals.current_agency()));
ALTER TABLE referrals.directory_import ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_oneself ON referrals.directory_import FOR SELECT USING (
    publisher_id = (SELECT referrals.current_agency()));
CREATE POLICY brought_by_oneself ON referrals.directory_import FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency()));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals.directory_import FROM referrals_service;
"""

DEADLINES = """
ALTER TABLE referrals.waiting_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.waiting_rule FOR SELECT USING (true);
CREATE POLICY published_by_whoever_takes_the_referrals ON referrals.waiting_rule FOR INSERT WITH CHECK (
    agency_id = (SELECT referrals.current_agency()) AND published_by_id = (SELECT referrals.current_subject())
    AND EXISTS (SELECT FROM referrals.listing l WHERE l.id = listing_id AND l.agency_id = waiting_rule.agency_id));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals.waiting_rule FROM referrals_service;
ALTER TABLE referrals.listing_timeliness ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing_timeliness FOR SELECT USING (true);
CREATE POLICY counted_by_the_clock ON referrals.listing_timeliness FOR ALL
    USING ((SELECT referrals.current_task()) = 'clock');
ALTER TABLE referrals.closure ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.closure FOR SELECT USING (true);
CREATE POLICY said_for_oneself ON referrals.closure FOR INSERT WITH CHECK (
    agency_id = (SELECT referrals.current_agency()) AND said_by_id = (SELECT referrals.current_subject()));
CREATE POLICY called_off_for_oneself ON referrals.closure FOR DELETE USING (
    agency_id = (SELECT referrals.current_agency()));
REVOKE UPDATE, TRUNCATE ON referrals.closure FROM referrals_service;
"""

READERS = """(SELECT referrals.has_role('intake') OR referrals.has_role('caseworker') OR referrals.has_role('supervisor')
    OR referrals.has_role('privacy_officer') OR referrals.has_role('system'))"""
IN_SIGHT = """(closed_at IS NULL OR closed_at > now() - interval '30 days')"""

MAY_KNOW = """person_id <> ALL ((SELECT referrals.kept_out_of())::uuid[])
    AND (known_to IS NULL OR (SELECT referrals.current_subject()) = ANY (known_to))"""
# The first is asked once for a statement, and empty for nearly everybody; so is the second, of nearly every person.

REFERRALS = """
CREATE FUNCTION referrals.kept_out_of() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = referrals, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT k.person_id FROM kept_out k WHERE k.worker_id = current_subject() AND k.lifted_at IS NULL);
END $$;
COMMENT ON FUNCTION referrals.kept_out_of IS
    'People with whom the acting worker declared a conflict of interest. plpgsql keeps its plan; inlined it would be planned with each statement.';
ALTER TABLE referrals.kept_out ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_to_whom_it_keeps_out ON referrals.kept_out FOR SELECT USING (
    worker_id = (SELECT referrals.current_subject()));
CREATE POLICY heard_by_its_subscription ON referrals.kept_out FOR ALL
    USING ((SELECT referrals.current_task()) = 'kept_out_workers');
REVOKE DELETE, TRUNCATE ON referrals.kept_out FROM referrals_service;
ALTER TABLE referrals.restricted_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY heard_by_its_subscription ON referrals.restricted_person FOR SELECT
    USING ((SELECT referrals.current_task()) = 'restricted_people');
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON referrals.restricted_person FROM referrals_service;
CREATE FUNCTION referrals.lock_restrictions_of(whom uuid, alone boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF alone THEN PERFORM pg_advisory_xact_lock(hashtextextended('restrictions of ' || whom, 0));
    ELSE PERFORM pg_advisory_xact_lock_shared(hashtextextended('restrictions of ' || whom, 0)); END IF;
END $$;
COMMENT ON FUNCTION referrals.lock_restrictions_of IS
    'Who writes a row about a person and what restricts them wait for each other, so that no row escapes.';
CREATE FUNCTION referrals.keep_to_those_named() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = referrals, pg_temp AS $$
BEGIN
    PERFORM lock_restrictions_of(NEW.person_id, false);
    NEW.known_to := (SELECT p.known_to FROM restricted_person p WHERE p.person_id = NEW.person_id);
    RETURN NEW;
END $$;
CREATE TRIGGER known_to_whom_the_person_is BEFORE INSERT ON referrals.referral
    FOR EACH ROW EXECUTE FUNCTION referrals.keep_to_those_named();
CREATE TRIGGER known_to_whom_the_person_is BEFORE INSERT ON referrals.disclosed
    FOR EACH ROW EXECUTE FUNCTION referrals.keep_to_those_named();
CREATE FUNCTION referrals.hear_of_restricted_person(whom uuid, municipality uuid, named uuid[], said_at timestamptz)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = referrals, pg_temp AS $$
BEGIN
    IF current_task() IS DISTINCT FROM 'restricted_people' THEN RETURN; END IF;
    PERFORM lock_restrictions_of(whom, true);
    INSERT INTO restricted_person AS p (person_id, municipality_id, known_to, told_at)
        VALUES (whom, municipality, named, said_at)
        ON CONFLICT (person_id) DO UPDATE SET known_to = EXCLUDED.known_to, told_at = EXCLUDED.told_at
        WHERE p.told_at < EXCLUDED.told_at;
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE referral r SET known_to = named WHERE r.person_id = whom;
    UPDATE disclosed d SET known_to = named WHERE d.referral_id IN (SELECT r.id FROM referral r WHERE r.person_id = whom);
END $$;
CREATE FUNCTION referrals.followed_by(root uuid)
    RETURNS TABLE (id uuid, state text, moved_at timestamptz, closed_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = referrals, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY WITH RECURSIVE walk AS (
        SELECT r.id, r.person_id, r.state, r.moved_at, r.closed_at, r.sender_agency_id = current_agency() AS shown,
               0 AS depth
        FROM referral r
        WHERE r.id = root AND {readers} AND {may_know}
          AND (r.sender_agency_id = current_agency()
               OR (r.receiver_agency_id = current_agency() AND r.sent_at IS NOT NULL))
        UNION ALL
        SELECT f.id, f.person_id, f.state, f.moved_at, f.closed_at,
               w.shown OR f.sender_agency_id = current_agency(), w.depth + 1
        FROM walk w JOIN referral f ON f.follows_id = w.id AND f.person_id = w.person_id
        WHERE (f.sent_at IS NOT NULL OR f.sender_agency_id = current_agency()) AND w.depth < 20)
    SELECT w.id, w.state, w.moved_at, w.closed_at FROM walk w WHERE w.shown AND w.depth > 0
    ORDER BY w.depth, w.id LIMIT 100;
END $$;
COMMENT ON FUNCTION referrals.followed_by IS
    'How what followed from a referral stands, for whoever sent it or one on the way there: states, and nobody''s name.';
CREATE FUNCTION referrals.place_on_list(which uuid) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = referrals, pg_temp AS $$
BEGIN
    RETURN (SELECT 1 + (SELECT count(*) FROM referral w
                        WHERE w.listing_id = r.listing_id AND w.state = 'waitlisted'
                          AND (w.stands_as_since, w.id) < (r.stands_as_since, r.id))
            FROM referral r
            WHERE r.id = which AND r.state = 'waitlisted' AND r.sender_agency_id = current_agency()
              AND {readers} AND {may_know});
END $$;
COMMENT ON FUNCTION referrals.place_on_list IS
    'Where a referral of the acting agency stands on its waiting list, from 1, counting everybody before it; for nobody else.';
ALTER TABLE referrals.set_aside ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_the_clock ON referrals.set_aside FOR ALL USING ((SELECT referrals.current_task()) = 'clock');
REVOKE TRUNCATE ON referrals.set_aside FROM referrals_service;
ALTER TABLE referrals.referral ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_both_agencies ON referrals.referral FOR SELECT USING (
    (SELECT referrals.current_task()) IN ('ended_grounds', 'clock')
    OR ({readers} AND (sender_agency_id = (SELECT referrals.current_agency())
        OR (receiver_agency_id = (SELECT referrals.current_agency()) AND sent_at IS NOT NULL)) AND {may_know}));
CREATE POLICY drafted_by_its_sender ON referrals.referral FOR INSERT WITH CHECK (
    {readers} AND sender_agency_id = (SELECT referrals.current_agency()) AND state = 'draft' AND sent_at IS NULL);
CREATE POLICY moved_by_both_agencies ON referrals.referral FOR UPDATE USING (
    (SELECT referrals.current_task()) IN ('ended_grounds', 'clock')
    OR ({readers} AND (sender_agency_id = (SELECT referrals.current_agency())
        OR (receiver_agency_id = (SELECT referrals.current_agency()) AND sent_at IS NOT NULL)) AND {may_know}));
REVOKE DELETE, TRUNCATE ON referrals.referral FROM referrals_service;
ALTER TABLE referrals.move ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_referral ON referrals.move FOR SELECT USING (
    EXISTS (SELECT FROM referrals.referral r WHERE r.id = referral_id));
CREATE POLICY written_by_whoever_moves ON referrals.move FOR INSERT WITH CHECK (
    agency_id IS NOT DISTINCT FROM (SELECT referrals.current_agency())
    AND by_id IS NOT DISTINCT FROM (SELECT referrals.current_subject())
    AND (agency_id IS NOT NULL OR (SELECT referrals.current_task()) IN ('ended_grounds', 'clock')));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals.move FROM referrals_service;
ALTER TABLE referrals.fhir_elements ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_referral ON referrals.fhir_elements FOR SELECT USING (
    EXISTS (SELECT FROM referrals.referral r WHERE r.id = referral_id));
CREATE POLICY kept_for_oneself ON referrals.fhir_elements FOR INSERT WITH CHECK (
    agency_id = (SELECT referrals.current_agency())
    AND EXISTS (SELECT FROM referrals.referral r WHERE r.id = referral_id AND r.person_id = fhir_elements.person_id));
CREATE POLICY replaced_by_whoever_said_it ON referrals.fhir_elements FOR DELETE USING (
    agency_id = (SELECT referrals.current_agency()) OR (SELECT referrals.current_task()) = 'ended_grounds');
REVOKE UPDATE, TRUNCATE ON referrals.fhir_elements FROM referrals_service;
"""

APPOINTMENTS = """
ALTER TABLE referrals.appointment ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_referral ON referrals.appointment FOR SELECT USING (
    (SELECT referrals.current_task()) = 'ended_referrals'
    OR EXISTS (SELECT FROM referrals.referral r WHERE r.id = referral_id));
CREATE POLICY proposed_by_the_receiver ON referrals.appointment FOR INSERT WITH CHECK (
    receiver_agency_id = (SELECT referrals.current_agency())
    AND changed_by_agency_id = (SELECT referrals.current_agency())
    AND changed_by_id = (SELECT referrals.current_subject())
    AND EXISTS (SELECT FROM referrals.referral r
                WHERE r.id = referral_id AND r.person_id = appointment.person_id
                  AND r.receiver_agency_id = appointment.receiver_agency_id));
CREATE POLICY changed_by_both_agencies ON referrals.appointment FOR UPDATE
    USING ((SELECT referrals.current_task()) = 'ended_referrals'
           OR EXISTS (SELECT FROM referrals.referral r WHERE r.id = referral_id))
    WITH CHECK (changed_by_agency_id IS NOT DISTINCT FROM (SELECT referrals.current_agency())
                AND changed_by_id IS NOT DISTINCT FROM (SELECT referrals.current_subject()));
REVOKE DELETE, TRUNCATE ON referrals.appointment FROM referrals_service;
"""

DISCLOSURES = """
ALTER TABLE referrals.disclosed ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_both_agencies_while_it_lasts ON referrals.disclosed FOR SELECT USING (
    (SELECT referrals.current_task()) = 'ended_grounds'
    OR (sender_agency_id = (SELECT referrals.current_agency()) AND {readers} AND {may_know})
    OR (receiver_agency_id = (SELECT referrals.current_agency()) AND {readers} AND {may_know}
        AND EXISTS (SELECT FROM referrals.referral r WHERE r.id = referral_id AND {in_sight})));
CREATE POLICY disclosed_by_its_sender ON referrals.disclosed FOR INSERT WITH CHECK (
    sender_agency_id = (SELECT referrals.current_agency())
    AND EXISTS (SELECT FROM referrals.referral r WHERE r.id = referral_id
                AND r.sender_agency_id = disclosed.sender_agency_id
                AND r.receiver_agency_id = disclosed.receiver_agency_id));
CREATE POLICY taken_back ON referrals.disclosed FOR UPDATE
    USING ((SELECT referrals.current_task()) = 'ended_grounds'
           OR sender_agency_id = (SELECT referrals.current_agency()))
    WITH CHECK (content IS NULL OR (SELECT referrals.current_task()) = 'ended_grounds');
REVOKE DELETE, TRUNCATE ON referrals.disclosed FROM referrals_service;
ALTER TABLE referrals.announced_refusal ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_with_what_travelled ON referrals.announced_refusal FOR SELECT USING (
    EXISTS (SELECT FROM referrals.disclosed d WHERE d.person_id = announced_refusal.person_id));
CREATE POLICY heard_by_its_subscription ON referrals.announced_refusal FOR ALL
    USING ((SELECT referrals.current_task()) = 'ended_grounds');
REVOKE UPDATE, TRUNCATE ON referrals.announced_refusal FROM referrals_service;
ALTER TABLE referrals.restricted_content ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_with_what_travelled ON referrals.restricted_content FOR SELECT USING (
    EXISTS (SELECT FROM referrals.disclosed d WHERE d.person_id = restricted_content.person_id));
CREATE POLICY heard_by_its_subscription ON referrals.restricted_content FOR ALL
    USING ((SELECT referrals.current_task()) = 'ended_grounds');
REVOKE UPDATE, TRUNCATE ON referrals.restricted_content FROM referrals_service;
ALTER TABLE referrals.ended_ground ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_to_all ON referrals.ended_ground FOR SELECT USING (true);
CREATE POLICY heard_by_its_subscription ON referrals.ended_ground FOR ALL
    USING ((SELECT referrals.current_task()) = 'ended_grounds');
"""


def upgrade() -> None:
    """Lock every table."""
    own = [text.format(readers=READERS, in_sight=IN_SIGHT, may_know=MAY_KNOW) for text in (REFERRALS, DISCLOSURES)]
    steps = (*platform_steps_1("referrals"), *data_key_steps_1("referrals"))
    for step in (*steps, DIRECTORY, DEADLINES, *own, APPOINTMENTS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
