"""The second lock: what a migration says to PostgreSQL about the tables that every service has.

Used by migrations only. Never change a step that has been released: add the next one.
"""

from collections.abc import Sequence

CURRENT = """
CREATE FUNCTION {schema}.current_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('parcours.agency', true), '')::uuid;
CREATE FUNCTION {schema}.current_subject() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('parcours.subject', true), '')::uuid;
CREATE FUNCTION {schema}.current_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('parcours.account', true), '')::uuid;
CREATE FUNCTION {schema}.current_task() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('parcours.task', true), '');
CREATE FUNCTION {schema}.current_municipalities() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(nullif(current_setting('parcours.municipalities', true), ''), ',')::uuid[];
CREATE FUNCTION {schema}.has_role(role text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN role = ANY (string_to_array(current_setting('parcours.roles', true), ','));
CREATE FUNCTION {schema}.take_key(caller uuid, of_key text, since timestamptz)
    RETURNS TABLE (free boolean, fingerprint text, made uuid) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    free := pg_try_advisory_xact_lock(hashtextextended(caller::text || of_key, 0));
    IF free THEN
        SELECT i.fingerprint, i.made INTO fingerprint, made FROM {schema}.idempotency i
        WHERE i.caller_id = caller AND i.key = of_key AND i.at > since;
    END IF;
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION {schema}.take_key IS
    'Holds a key until the transaction ends, and says what it was used for: seen after the lock is held.';
"""

PARTITIONS = """
CREATE FUNCTION {schema}.ensure_partitions() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = {schema}, pg_temp AS $$
DECLARE
    parent text;
    first date;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('parcours.partitions.{schema}', 0));
    FOREACH parent IN ARRAY ARRAY['journal', 'access_log'] LOOP
        FOR ahead IN 0..3 LOOP
            first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date;
            part := parent || to_char(first, '"_y"YYYY"m"MM');
            IF to_regclass('{schema}.' || part) IS NULL THEN
                EXECUTE format('CREATE TABLE {schema}.%I PARTITION OF {schema}.%I FOR VALUES FROM (%L) TO (%L)', part,
                    parent, first::timestamp AT TIME ZONE 'UTC',
                    (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
                EXECUTE format('REVOKE ALL ON {schema}.%I FROM {role}', part);
            END IF;
        END LOOP;
    END LOOP;
END $$;
CREATE TABLE {schema}.journal_default PARTITION OF {schema}.journal DEFAULT;
CREATE TABLE {schema}.access_log_default PARTITION OF {schema}.access_log DEFAULT;
REVOKE ALL ON {schema}.journal_default, {schema}.access_log_default FROM {role};
SELECT {schema}.ensure_partitions();
"""

SEALS = """
CREATE FUNCTION {schema}.transaction_offset() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 0;
COMMENT ON FUNCTION {schema}.transaction_offset IS
    'Added to the numbers of transactions, so that they only grow, also where another server counts them anew.';
ALTER TABLE {schema}.access_log
    ALTER tx SET DEFAULT pg_current_xact_id()::text::bigint + {schema}.transaction_offset();
ALTER TABLE {schema}.journal
    ALTER tx SET DEFAULT pg_current_xact_id()::text::bigint + {schema}.transaction_offset();
REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.seal_batch, {schema}.seal_node FROM {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {schema}.archived_month FROM {role};
ALTER TABLE {schema}.seal_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE {schema}.seal_node ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_the_sealer ON {schema}.seal_batch USING ((SELECT {schema}.current_task()) = 'sealer');
CREATE POLICY kept_by_the_sealer ON {schema}.seal_node USING ((SELECT {schema}.current_task()) = 'sealer');
CREATE POLICY read_by_privacy_officers ON {schema}.seal_batch FOR SELECT
    USING ((SELECT {schema}.has_role('privacy_officer')));
CREATE POLICY read_by_privacy_officers ON {schema}.seal_node FOR SELECT
    USING ((SELECT {schema}.has_role('privacy_officer')));
ALTER TABLE {schema}.archived_month ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_whoever_reads_a_log ON {schema}.archived_month FOR SELECT USING (true);
CREATE POLICY read_by_the_sealer ON {schema}.access_log FOR SELECT
    USING ((SELECT {schema}.current_task()) = 'sealer');
"""

PLATFORM_POLICIES = """
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {schema}.alembic_version FROM {role};
REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.journal, {schema}.access_log FROM {role};
ALTER TABLE {schema}.journal ENABLE ROW LEVEL SECURITY;
CREATE POLICY written_by_whoever_acts ON {schema}.journal FOR INSERT WITH CHECK (
    agency_id IS NOT DISTINCT FROM (SELECT {schema}.current_agency())
    AND actor_id IS NOT DISTINCT FROM (SELECT {schema}.current_subject())
    AND task IS NOT DISTINCT FROM (SELECT {schema}.current_task()));
CREATE POLICY read_back_by_its_writer ON {schema}.journal FOR SELECT USING (
    agency_id = (SELECT {schema}.current_agency()) OR (SELECT {schema}.current_task()) IS NOT NULL
    OR actor_id = (SELECT {schema}.current_account()));
ALTER TABLE {schema}.access_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY written_by_whoever_looks ON {schema}.access_log FOR INSERT WITH CHECK (
    subject_id = (SELECT {schema}.current_subject()) AND (agency_id = (SELECT {schema}.current_agency())
        OR (agency_id IS NULL AND subject_id = (SELECT {schema}.current_account()))));
ALTER TABLE {schema}.outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY filled_by_whoever_acts ON {schema}.outbox FOR INSERT WITH CHECK (true);
CREATE POLICY emptied_by_the_relay ON {schema}.outbox USING ((SELECT {schema}.current_task()) = 'relay');
ALTER TABLE {schema}.inbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_its_subscription ON {schema}.inbox USING (subscription = (SELECT {schema}.current_task()));
ALTER TABLE {schema}.idempotency ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_its_caller ON {schema}.idempotency USING (
    caller_id = (SELECT {schema}.current_subject()) OR (SELECT {schema}.current_task()) = 'housekeeping');
CREATE POLICY housekeeping_of_the_inbox ON {schema}.inbox FOR DELETE
    USING ((SELECT {schema}.current_task()) = 'housekeeping');
CREATE POLICY housekeeping_sees_the_inbox ON {schema}.inbox FOR SELECT
    USING ((SELECT {schema}.current_task()) = 'housekeeping');
"""


def platform_steps_1(schema: str) -> Sequence[str]:
    """Functions, partitions and policies of journal, outbox, inbox, idempotency and access log, and the seals.

    Args:
        schema: the service's name; its runtime role is `<schema>_service`.
    """
    role = f"{schema}_service"
    blocks = (CURRENT, PARTITIONS, PLATFORM_POLICIES, SEALS)
    return [block.replace("{schema}", schema).replace("{role}", role) for block in blocks]


DATA_KEYS = """
REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.data_key FROM {role};
ALTER TABLE {schema}.data_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_the_service ON {schema}.data_key FOR SELECT USING (true);
CREATE POLICY made_by_the_service ON {schema}.data_key FOR INSERT WITH CHECK (version = 1 AND destroyed_at IS NULL);
"""
# Whoever acts: a key opens nothing without the master key in the service's settings. Owners rotate and destroy.


def data_key_steps_1(schema: str) -> Sequence[str]:
    """Policies of the data keys, in a service that encrypts."""
    return [DATA_KEYS.replace("{schema}", schema).replace("{role}", f"{schema}_service")]
