"""Row security of agreements, their versions, signatures and effects, and how they come into force and end."""

from shared.database.migrations import run_script

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TASKS = (
    "(SELECT cases.current_task()) IN "
    "('consents_under_agreement', 'teams_under_agreement', 'coming_of_age', 'transitions', 'agreements')"
)
BY_CLOCK = "(SELECT cases.current_task()) = 'agreements'"
ASKING = """
CREATE FUNCTION cases.agreement_signers(which uuid, nr integer) RETURNS TABLE (agency_id uuid) LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT CAST(p.party ->> 'agency_id' AS uuid)
    FROM agreement_version v CROSS JOIN LATERAL jsonb_array_elements(v.terms -> 'parties') AS p (party)
    WHERE v.agreement_id = which AND v.number = nr
    UNION SELECT p.agency_id FROM agreement_party p
    JOIN agreement a ON a.id = p.agreement_id AND a.state = 'in_force'
    JOIN agreement_version v ON v.agreement_id = a.id AND v.number = nr AND v.state IN ('draft', 'signed')
    WHERE p.agreement_id = which ORDER BY 1 $$;
COMMENT ON FUNCTION cases.agreement_signers IS
    'Whom a version binds, and whom the one that it is to take the place of does: who is left out says yes to that too.';
CREATE FUNCTION cases.hold_agreements(of_municipality uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
    SELECT a.id FROM agreement a WHERE a.municipality_id = of_municipality AND a.state = 'in_force'
    ORDER BY a.id FOR SHARE $$;
COMMENT ON FUNCTION cases.hold_agreements IS
    'Until the transaction ends nobody changes them: nothing comes to rest on terms that are gone.';
CREATE FUNCTION cases.grants_under_terms(which uuid, at timestamptz, terms jsonb)
    RETURNS TABLE (id uuid, effect text, lost text[], categories text[], purposes text[], sources uuid[],
                   valid_until timestamptz)
    LANGUAGE sql STABLE SET search_path = cases, pg_temp AS $$
    SELECT n.id, n.effect,
           CASE n.effect WHEN 'ended' THEN n.were
                ELSE ARRAY(SELECT c FROM unnest(n.were) AS c WHERE c <> ALL (n.categories)) END,
           n.categories, n.purposes, n.sources, n.valid_until
    FROM (SELECT g.id, g.categories AS were, n.*,
           CASE WHEN terms IS NULL OR '{}' IN (n.categories, n.purposes) OR n.sources = '{}' OR n.valid_until <= at
                     OR NOT EXISTS (
                         SELECT FROM jsonb_array_elements(terms -> 'parties') AS p (party)
                         WHERE CAST(p.party ->> 'agency_id' AS uuid) = g.agency_id
                           AND CAST(p.party ->> 'receives' AS boolean)) THEN 'ended'
                WHEN (n.categories, n.purposes, n.sources, n.valid_until)
                     IS DISTINCT FROM (g.categories, g.purposes, g.sources, g.valid_until) THEN 'narrowed'
                ELSE 'kept' END AS effect
    FROM access_grant g
    CROSS JOIN LATERAL (SELECT
        ARRAY(SELECT c FROM unnest(g.categories) AS c WHERE terms -> 'categories' ? c) AS categories,
        ARRAY(SELECT p FROM unnest(g.purposes) AS p WHERE terms -> 'purposes' ? p) AS purposes,
        CASE WHEN g.sources IS NOT NULL THEN ARRAY(
            SELECT s FROM unnest(g.sources) AS s
            WHERE EXISTS (SELECT FROM jsonb_array_elements(terms -> 'parties') AS p (party)
                          WHERE CAST(p.party ->> 'agency_id' AS uuid) = s AND CAST(p.party ->> 'gives' AS boolean)))
        END AS sources,
        least(g.valid_until, CAST(terms ->> 'valid_until' AS timestamptz)) AS valid_until) n
    WHERE g.agreement_id = which AND g.ended_at IS NULL
      AND (g.valid_until IS NULL OR g.valid_until > at
           OR terms IS NULL AND g.valid_until = (SELECT a.valid_until FROM agreement a WHERE a.id = which))) n $$;
COMMENT ON FUNCTION cases.grants_under_terms IS
    'What these terms (NULL: none) leave of each live grant: never more than it is. As far as the caller sees grants.';
"""
CHANGING = """
CREATE FUNCTION cases.cut_grants(which uuid, at timestamptz, why text, terms jsonb) RETURNS void LANGUAGE sql
    SET search_path = cases, pg_temp AS $$
    WITH cut AS MATERIALIZED (SELECT * FROM grants_under_terms(which, at, terms) WHERE effect <> 'kept'),
    kept AS (
        INSERT INTO agreement_effect (id, agreement_id, at, because, effect, grant_id, person_id, municipality_id,
            agency_id, worker_id, ground_kind, ground_id, categories, lost, purposes, sources, valid_until)
        SELECT CAST(overlay(CAST(gen_random_uuid() AS text) PLACING
                   regexp_replace(lpad(to_hex(CAST(extract(epoch FROM at) * 1000 AS bigint)), 12, '0'),
                                  '^(.{8})(.{4})$', '\\1-\\2-7') FROM 1 FOR 15) AS uuid),
               which, at, why, c.effect, g.id, g.person_id, g.municipality_id, g.agency_id, g.worker_id,
               g.ground_kind, g.ground_id, g.categories, c.lost, g.purposes, g.sources, g.valid_until
        FROM cut c JOIN access_grant g ON g.id = c.id)
    UPDATE access_grant g
    SET ended_at = CASE c.effect WHEN 'ended' THEN at END,
        categories = CASE c.effect WHEN 'ended' THEN g.categories ELSE c.categories END,
        purposes = CASE c.effect WHEN 'ended' THEN g.purposes ELSE c.purposes END,
        sources = CASE c.effect WHEN 'ended' THEN g.sources ELSE c.sources END,
        valid_until = CASE c.effect WHEN 'ended' THEN g.valid_until ELSE c.valid_until END
    FROM cut c WHERE g.id = c.id AND g.ended_at IS NULL $$;
REVOKE EXECUTE ON FUNCTION cases.cut_grants FROM PUBLIC;
COMMENT ON FUNCTION cases.cut_grants IS
    'No grant says more than its agreement. Rows are narrowed where they stand: what they said before is kept beside.';
CREATE FUNCTION cases.set_agreement_terms(which uuid, nr integer, terms jsonb, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = cases, pg_temp AS $$
BEGIN
    UPDATE agreement_version SET state = 'superseded', closed_at = at
        WHERE agreement_id = which AND state = 'in_force';
    UPDATE agreement_version SET state = 'in_force', in_force_at = at WHERE agreement_id = which AND number = nr;
    UPDATE agreement a
    SET title = t.title, categories = t.categories, purposes = t.purposes, dpv_purposes = t.dpv_purposes,
        legal_basis = t.legal_basis, special_category_basis = t.special_category_basis, article = t.article,
        retention = t.retention, retention_months = t.retention_months, onward_sharing = t.onward_sharing,
        onward_conditions = t.onward_conditions, contact = t.contact, contacts = t.contacts,
        valid_from = CASE a.state WHEN 'in_force' THEN a.valid_from ELSE t.valid_from END,
        valid_until = t.valid_until, state = 'in_force', version_in_force = nr, version = a.version + 1,
        latest_version = greatest(a.latest_version, nr), warned_days = NULL
    FROM jsonb_populate_record(NULL::agreement, terms) t WHERE a.id = which;
    DELETE FROM agreement_party WHERE agreement_id = which;
    INSERT INTO agreement_party (agreement_id, agency_id, sector, gives, receives)
        SELECT which, p.agency_id, p.sector, p.gives, p.receives
        FROM jsonb_to_recordset(terms -> 'parties') AS p (agency_id uuid, sector text, gives boolean, receives boolean);
END $$;
REVOKE EXECUTE ON FUNCTION cases.set_agreement_terms FROM PUBLIC;
CREATE FUNCTION cases.put_agreement_into_force(which uuid, nr integer, at timestamptz) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE present text; version agreement_version;
BEGIN
    SELECT a.state INTO present FROM agreement a WHERE a.id = which FOR UPDATE;
    SELECT v.* INTO version FROM agreement_version v WHERE v.agreement_id = which AND v.number = nr FOR UPDATE;
    IF present = 'ended' OR version.state NOT IN ('draft', 'signed') OR EXISTS (
        SELECT FROM agreement_signers(which, nr) s WHERE NOT EXISTS (
            SELECT FROM agreement_signature g WHERE g.agreement_id = which AND g.number = nr
              AND g.agency_id = s.agency_id AND g.answer = 'signed' AND g.digest = version.digest))
    THEN RETURN version.state; END IF;
    IF present = 'in_force' AND version.applies_from > at THEN
        UPDATE agreement_version SET state = 'signed' WHERE agreement_id = which AND number = nr;
        RETURN 'signed';
    END IF;
    PERFORM set_agreement_terms(which, nr, version.terms, at);
    PERFORM cut_grants(which, at, 'changed', version.terms);
    RETURN 'in_force';
END $$;
COMMENT ON FUNCTION cases.put_agreement_into_force IS
    'Looks at the signatures itself, so whoever asks: without that of every party there is no other way into force.';
CREATE FUNCTION cases.end_agreement(which uuid, at timestamptz, why text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
BEGIN
    UPDATE agreement a SET state = 'ended', ended_at = at, ended_because = why, version = a.version + 1
    WHERE a.id = which AND a.state <> 'ended' AND CASE why
        WHEN 'expired' THEN coalesce(current_task() = 'agreements', false) AND a.state = 'in_force' AND a.valid_until <= at
        ELSE has_role('administrator') AND EXISTS (
            SELECT FROM agreement_party p WHERE p.agreement_id = which AND p.agency_id = current_agency()) END;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE agreement_version SET state = CASE state WHEN 'in_force' THEN 'ended' ELSE 'replaced' END, closed_at = at
        WHERE agreement_id = which AND state IN ('draft', 'signed', 'in_force');
    PERFORM cut_grants(which, at, why, NULL);
    RETURN true;
END $$;
CREATE FUNCTION cases.withdraw_from_agreement(which uuid, at timestamptz) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE present agreement; left_over jsonb; nr integer;
BEGIN
    SELECT a.* INTO present FROM agreement a WHERE a.id = which FOR UPDATE;
    IF present.state IS DISTINCT FROM 'in_force' OR NOT coalesce(has_role('administrator'), false) OR NOT EXISTS (
        SELECT FROM agreement_party p WHERE p.agreement_id = which AND p.agency_id = current_agency())
    THEN RETURN NULL; END IF;
    SELECT jsonb_set(v.terms, '{parties}', coalesce((
        SELECT jsonb_agg(p.party) FROM jsonb_array_elements(v.terms -> 'parties') AS p (party)
        WHERE CAST(p.party ->> 'agency_id' AS uuid) <> current_agency()), '[]')) INTO left_over
    FROM agreement_version v WHERE v.agreement_id = which AND v.number = present.version_in_force;
    IF NOT EXISTS (
        SELECT FROM jsonb_array_elements(left_over -> 'parties') AS giver
        JOIN jsonb_array_elements(left_over -> 'parties') AS taker
            ON giver ->> 'agency_id' <> taker ->> 'agency_id' AND CAST(taker ->> 'receives' AS boolean)
        WHERE CAST(giver ->> 'gives' AS boolean))
    THEN PERFORM end_agreement(which, at, 'withdrawn'); RETURN 'ended'; END IF;
    UPDATE agreement_version SET state = 'replaced', closed_at = at
        WHERE agreement_id = which AND state IN ('draft', 'signed');
    nr := present.latest_version + 1;
    INSERT INTO agreement_version
        (agreement_id, number, state, terms, digest, applies_from, agency_id, worker_id, written_at)
        VALUES (which, nr, 'draft', left_over, encode(sha256(convert_to(CAST(left_over AS text), 'UTF8')), 'hex'), at,
                current_agency(), current_subject(), at);
    PERFORM set_agreement_terms(which, nr, left_over, at);
    PERFORM cut_grants(which, at, 'withdrawn', left_over);
    RETURN 'in_force';
END $$;
COMMENT ON FUNCTION cases.withdraw_from_agreement IS
    'A party leaves by its own word, and nobody signs: what is left says less than what all had signed. What lets nothing flow any more has ended.';
"""
AGREEMENTS = f"""
ALTER TABLE cases.agreement ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE ON cases.agreement FROM cases_service;
GRANT UPDATE (version, latest_version, warned_days) ON cases.agreement TO cases_service;
CREATE POLICY read_in_its_municipality ON cases.agreement FOR SELECT USING (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]) OR {TASKS}
    OR cases.works_in(municipality_id));
CREATE POLICY written_in_its_municipality ON cases.agreement FOR INSERT WITH CHECK (
    municipality_id = ANY ((SELECT cases.current_municipalities())::uuid[]) AND state = 'draft');
CREATE POLICY moved_by_its_parties ON cases.agreement FOR UPDATE USING (
    {BY_CLOCK} OR (SELECT cases.current_agency()) IN (SELECT s.agency_id FROM cases.agreement_signers(id, latest_version) s));
ALTER TABLE cases.agreement_party ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON cases.agreement_party FOR SELECT USING (true);
CREATE POLICY named_in_a_draft ON cases.agreement_party FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM cases.agreement a WHERE a.id = agreement_id AND a.state = 'draft'));
CREATE POLICY left_out_of_a_draft ON cases.agreement_party FOR DELETE USING (
    EXISTS (SELECT FROM cases.agreement a WHERE a.id = agreement_id AND a.state = 'draft'));
ALTER TABLE cases.agreement_version ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE ON cases.agreement_version FROM cases_service;
GRANT UPDATE (state, closed_at) ON cases.agreement_version TO cases_service;
CREATE POLICY read_with_its_agreement ON cases.agreement_version FOR SELECT USING (
    EXISTS (SELECT FROM cases.agreement a WHERE a.id = agreement_id));
CREATE POLICY written_as_a_draft ON cases.agreement_version FOR INSERT WITH CHECK (
    state = 'draft' AND in_force_at IS NULL AND agency_id = (SELECT cases.current_agency())
    AND worker_id = (SELECT cases.current_subject()) AND (SELECT cases.has_role('administrator')));
CREATE POLICY closed_by_those_it_binds ON cases.agreement_version FOR UPDATE USING (
    (SELECT cases.current_agency()) IN (SELECT s.agency_id FROM cases.agreement_signers(agreement_id, number) s))
    WITH CHECK (state IN ('replaced', 'refused'));
ALTER TABLE cases.agreement_signature ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE ON cases.agreement_signature FROM cases_service;
CREATE POLICY read_with_its_agreement ON cases.agreement_signature FOR SELECT USING (
    EXISTS (SELECT FROM cases.agreement a WHERE a.id = agreement_id));
CREATE POLICY given_by_an_administrator ON cases.agreement_signature FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject())
    AND (SELECT cases.has_role('administrator')));
ALTER TABLE cases.agreement_effect ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE ON cases.agreement_effect FROM cases_service;
GRANT UPDATE (told_at) ON cases.agreement_effect TO cases_service;
CREATE POLICY seen_by_whose_grant_it_was ON cases.agreement_effect FOR SELECT USING (
    {BY_CLOCK} OR (agency_id = (SELECT cases.current_agency()) AND NOT cases.is_kept_out_of(person_id)));
CREATE POLICY told_by_the_clock ON cases.agreement_effect FOR UPDATE USING ({BY_CLOCK});
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (ASKING, CHANGING, AGREEMENTS):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
