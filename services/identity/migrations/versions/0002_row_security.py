"""Row security: an agency sees and manages its own; what proves who somebody is can be read by the token tasks only."""

from shared.database.migrations import run_script
from shared.database.row_security import platform_steps_1

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION identity.installing() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN identity.current_task() = 'installation';
CREATE FUNCTION identity.administrates(agency uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN agency = identity.current_agency() AND identity.has_role('administrator');
CREATE FUNCTION identity.worker_in_brief(wanted uuid, at timestamptz)
    RETURNS TABLE (id uuid, display_name text, agencies uuid[]) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = identity, pg_temp AS $$
    SELECT w.id, w.display_name, ARRAY(
        SELECT m.agency_id FROM memberships m
        WHERE m.worker_id = w.id AND m.valid_from <= at AND (m.valid_until IS NULL OR m.valid_until > at)
        ORDER BY m.agency_id)
    FROM workers w
    WHERE w.id = wanted AND (current_agency() IS NOT NULL OR current_task() IS NOT NULL) $$;
CREATE FUNCTION identity.client_that_may_act(wanted uuid) RETURNS TABLE (
    id uuid, agency_id uuid, name text, authentication text, grants text[], redirect_uris text[], scopes text[],
    purposes text[], keys jsonb, session_id uuid, open_to_all boolean, secret_digest bytea,
    previous_secret_digest bytea, previous_secret_until timestamptz, revoked_at timestamptz, version integer,
    agency_name text, sector text, agency_purposes text[], municipalities uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = identity, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.id, s.agency_id, s.name, s.authentication, s.grants, s.redirect_uris, s.scopes, s.purposes, s.keys,
           s.session_id, s.open_to_all, s.secret_digest, s.previous_secret_digest, s.previous_secret_until,
           s.revoked_at, s.version, a.name, a.sector, a.purposes,
           ARRAY(SELECT t.municipality_id FROM territories t WHERE t.agency_id = a.id ORDER BY t.position)
    FROM systems s JOIN agencies a ON a.id = s.agency_id
    WHERE s.id = wanted AND s.revoked_at IS NULL AND a.active;
END $$;
COMMENT ON FUNCTION identity.client_that_may_act IS
    'One client by its id, for whoever is about to prove that they are it: so that a token costs one round trip.';
COMMENT ON FUNCTION identity.worker_in_brief IS
    'Who a worker is, for whoever has their id: so that the rows of other agencies need not be visible.';
"""

AGENCIES = """
ALTER TABLE identity.municipalities ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_to_all_who_act ON identity.municipalities FOR SELECT USING (
    (SELECT identity.current_agency()) IS NOT NULL OR (SELECT identity.current_task()) IS NOT NULL);
CREATE POLICY registered_by_the_installation ON identity.municipalities FOR INSERT
    WITH CHECK ((SELECT identity.installing()));
ALTER TABLE identity.agencies ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_to_all_who_act ON identity.agencies FOR SELECT USING (
    (SELECT identity.current_agency()) IS NOT NULL OR (SELECT identity.current_task()) IS NOT NULL);
CREATE POLICY known_to_people ON identity.agencies FOR SELECT USING (
    (SELECT identity.current_account()) IS NOT NULL);
CREATE POLICY registered_by_the_installation ON identity.agencies FOR INSERT
    WITH CHECK ((SELECT identity.installing()));
CREATE POLICY edited_by_their_administrators ON identity.agencies FOR UPDATE USING (
    identity.administrates(id) OR (SELECT identity.installing()));
ALTER TABLE identity.territories ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_to_all_who_act ON identity.territories FOR SELECT USING (
    (SELECT identity.current_agency()) IS NOT NULL OR (SELECT identity.current_task()) IS NOT NULL);
CREATE POLICY known_to_people ON identity.territories FOR SELECT USING (
    (SELECT identity.current_account()) IS NOT NULL);
CREATE POLICY registered_by_the_installation ON identity.territories FOR INSERT
    WITH CHECK ((SELECT identity.installing()));
"""

WORKERS = """
ALTER TABLE identity.memberships ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_colleagues_and_oneself ON identity.memberships FOR SELECT USING (
    agency_id = (SELECT identity.current_agency()) OR worker_id = (SELECT identity.current_subject())
    OR (SELECT identity.current_task()) IN ('installation', 'sign_in', 'tokens'));
CREATE POLICY begun_by_administrators ON identity.memberships FOR INSERT WITH CHECK (
    identity.administrates(agency_id) OR (SELECT identity.installing()));
CREATE POLICY changed_by_administrators ON identity.memberships FOR UPDATE USING (
    identity.administrates(agency_id) OR (SELECT identity.installing()));
ALTER TABLE identity.workers ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_colleagues_and_oneself ON identity.workers FOR SELECT USING (
    id = (SELECT identity.current_subject())
    OR (SELECT identity.current_task()) IN ('installation', 'sign_in', 'tokens')
    OR EXISTS (SELECT FROM identity.memberships m
               WHERE m.worker_id = workers.id AND m.agency_id = (SELECT identity.current_agency())));
CREATE POLICY registered_by_administrators ON identity.workers FOR INSERT WITH CHECK (
    (SELECT identity.has_role('administrator')) OR (SELECT identity.installing()));
CREATE POLICY changed_by_administrators_and_oneself ON identity.workers FOR UPDATE USING (
    id = (SELECT identity.current_subject()) OR (SELECT identity.installing())
    OR ((SELECT identity.has_role('administrator'))
        AND EXISTS (SELECT FROM identity.memberships m
                    WHERE m.worker_id = workers.id AND m.agency_id = (SELECT identity.current_agency()))));
"""

SYSTEMS = """
ALTER TABLE identity.systems ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by_administrators_and_itself ON identity.systems FOR SELECT USING (
    identity.administrates(agency_id) OR id = (SELECT identity.current_subject())
    OR (SELECT identity.current_task()) IN ('installation', 'sign_in', 'tokens'));
CREATE POLICY registered_by_administrators ON identity.systems FOR INSERT WITH CHECK (
    (identity.administrates(agency_id) AND NOT open_to_all) OR (SELECT identity.installing()));
CREATE POLICY changed_by_administrators ON identity.systems FOR UPDATE USING (
    identity.administrates(agency_id) OR (SELECT identity.installing()));
ALTER TABLE identity.used_assertions ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_the_token_endpoint ON identity.used_assertions USING (
    (SELECT identity.current_task()) IN ('housekeeping', 'tokens'));
"""

SESSIONS = """
ALTER TABLE identity.sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_the_token_endpoint ON identity.sessions USING ((SELECT identity.current_task()) = 'tokens');
CREATE POLICY seen_when_a_password_changes ON identity.sessions FOR SELECT USING (
    (SELECT identity.current_task()) IN ('installation', 'sign_in'));
CREATE POLICY ended_when_a_password_changes ON identity.sessions FOR UPDATE USING (
    (SELECT identity.current_task()) IN ('installation', 'sign_in'));
CREATE POLICY seen_by_administrators_and_oneself ON identity.sessions FOR SELECT USING (
    identity.administrates(agency_id) OR worker_id = (SELECT identity.current_subject()));
CREATE POLICY ended_by_administrators_and_oneself ON identity.sessions FOR UPDATE USING (
    identity.administrates(agency_id) OR worker_id = (SELECT identity.current_subject()));
CREATE POLICY seen_when_an_account_ends ON identity.sessions FOR SELECT USING (
    (SELECT identity.current_task()) = 'ended_accounts');
CREATE POLICY ended_with_an_account ON identity.sessions FOR UPDATE USING (
    (SELECT identity.current_task()) = 'ended_accounts');
ALTER TABLE identity.endings ENABLE ROW LEVEL SECURITY;
CREATE POLICY heard_by_everybody ON identity.endings FOR SELECT USING (true);
CREATE POLICY announced_by_whoever_ends ON identity.endings FOR INSERT WITH CHECK (
    (SELECT identity.current_agency()) IS NOT NULL
    OR (SELECT identity.current_task()) IN ('ended_accounts', 'installation', 'sign_in', 'tokens'));
CREATE POLICY forgotten_by_housekeeping ON identity.endings FOR DELETE
    USING ((SELECT identity.current_task()) = 'housekeeping');
"""

SIGN_IN = """
ALTER TABLE identity.passwords ENABLE ROW LEVEL SECURITY;
CREATE POLICY compared_by_the_sign_in ON identity.passwords USING (
    (SELECT identity.current_task()) IN ('installation', 'sign_in'));
ALTER TABLE identity.password_invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY accepted_at_the_sign_in ON identity.password_invitations USING (
    (SELECT identity.current_task()) IN ('housekeeping', 'installation', 'sign_in'));
CREATE POLICY given_by_administrators ON identity.password_invitations USING (
    (SELECT identity.has_role('administrator'))
    AND EXISTS (SELECT FROM identity.memberships m
                WHERE m.worker_id = password_invitations.worker_id
                  AND m.agency_id = (SELECT identity.current_agency())));
ALTER TABLE identity.attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY counted_by_the_sign_in ON identity.attempts USING (
    (SELECT identity.current_task()) IN ('housekeeping', 'sign_in'));
ALTER TABLE identity.sign_ins ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_the_sign_in ON identity.sign_ins USING (
    (SELECT identity.current_task()) IN ('housekeeping', 'sign_in'));
ALTER TABLE identity.authorization_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY made_by_the_sign_in ON identity.authorization_codes FOR INSERT WITH CHECK (
    (SELECT identity.current_task()) = 'sign_in');
CREATE POLICY redeemed_by_the_token_endpoint ON identity.authorization_codes USING (
    (SELECT identity.current_task()) IN ('housekeeping', 'tokens'));
ALTER TABLE identity.refresh_tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_the_token_endpoint ON identity.refresh_tokens USING (
    (SELECT identity.current_task()) IN ('housekeeping', 'tokens'));
"""

ACCOUNTS = """
ALTER TABLE identity.accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_the_sign_in ON identity.accounts FOR SELECT USING (
    (SELECT identity.current_task()) IN ('ended_accounts', 'housekeeping', 'sign_in', 'tokens'));
CREATE POLICY made_by_workers ON identity.accounts FOR INSERT WITH CHECK (
    agency_id = (SELECT identity.current_agency()) AND opened_by = (SELECT identity.current_subject())
    AND activated_at IS NULL);
CREATE POLICY begun_and_ended ON identity.accounts FOR UPDATE USING (
    (SELECT identity.current_task()) IN ('ended_accounts', 'sign_in'));
CREATE POLICY forgotten_by_housekeeping ON identity.accounts FOR DELETE USING (
    (SELECT identity.current_task()) = 'housekeeping');
ALTER TABLE identity.account_secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY compared_by_the_sign_in ON identity.account_secrets USING (
    (SELECT identity.current_task()) IN ('ended_accounts', 'sign_in'));
ALTER TABLE identity.account_invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY accepted_at_the_sign_in ON identity.account_invitations USING (
    (SELECT identity.current_task()) IN ('ended_accounts', 'housekeeping', 'sign_in'));
CREATE POLICY made_with_an_account ON identity.account_invitations FOR INSERT WITH CHECK (
    (SELECT identity.current_agency()) IS NOT NULL AND browser_digest IS NULL);
"""

KEYS = """
ALTER TABLE identity.signing_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_the_key_task ON identity.signing_keys USING ((SELECT identity.current_task()) = 'keys');
"""


def upgrade() -> None:
    for step in platform_steps_1("identity"):
        run_script(step)
    for script in (FUNCTIONS, AGENCIES, WORKERS, SYSTEMS, SESSIONS, SIGN_IN, ACCOUNTS, KEYS):
        run_script(script)


def downgrade() -> None:
    msg = "the first version of the schema is dropped, not downgraded"
    raise RuntimeError(msg)
