"""What was objected to with success is processed no more: its grants end, and none is issued, by functions alone."""

from shared.database.migrations import run_script

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

YIELDING = """
CREATE FUNCTION cases.yields_to_an_objection(ground_kind text, agreement uuid, overrides boolean) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cases, pg_temp AS $$
    SELECT ground_kind = 'mandate' AND NOT overrides OR ground_kind = 'team' AND EXISTS (
        SELECT FROM agreement a WHERE a.id = agreement AND a.legal_basis IN ('e', 'f')) $$;
COMMENT ON FUNCTION cases.yields_to_an_objection IS
    'Whether a grant rests on a task in the public interest or a legitimate interest (GDPR Art. 6(1)(e) and (f)).';
CREATE FUNCTION cases.yield_to_objections() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = cases, pg_temp AS $$
DECLARE ceased text[] := (
    SELECT array_agg(DISTINCT split_part(mark, ':', 2)) FROM processing_restriction p, unnest(p.marks) AS mark
    WHERE p.person_id = NEW.person_id AND p.agency_id = NEW.agency_id AND p.of_case = 'gdpr_21_1'
      AND p.lifted_at IS NULL);
BEGIN
    IF ceased IS NULL OR NOT NEW.categories && ceased
       OR NOT yields_to_an_objection(NEW.ground_kind, NEW.agreement_id, NEW.overrides_refusal) THEN RETURN NEW; END IF;
    NEW.categories := ARRAY(SELECT one FROM unnest(NEW.categories) AS one WHERE one <> ALL (ceased) ORDER BY one);
    IF NEW.categories = '{}' THEN RETURN NULL; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER yields_to_what_was_objected_to BEFORE INSERT ON cases.access_grant
    FOR EACH ROW EXECUTE FUNCTION cases.yield_to_objections();
"""
CEASING = """
CREATE FUNCTION cases.cease_processing(which uuid, request uuid, what text[], review date, proof jsonb, at timestamptz)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = cases, pg_temp AS $$
DECLARE asked rights_request;
BEGIN
    SELECT r.* INTO asked FROM rights_request r WHERE r.id = request AND r.agency_id = current_agency()
        AND r.kind = 'objection' AND r.outcome IN ('granted', 'partly_granted');
    IF asked.id IS NULL OR is_kept_out_of(asked.person_id)
       OR NOT (has_role('privacy_officer') OR is_restricted(asked.person_id)) THEN RETURN false; END IF;
    PERFORM lock_conflicts_with(asked.person_id, true);
    INSERT INTO rights_step (id, request_id, person_id, municipality_id, agency_id, kind, state, proof, taken_at,
        taken_by_id, done_at)
        VALUES (which, request, asked.person_id, asked.municipality_id, asked.agency_id, 'objection', 'done', proof, at,
                current_subject(), at);
    INSERT INTO processing_restriction (id, person_id, municipality_id, agency_id, request_id, of_case, marks, review_on,
        began_at)
        VALUES (which, asked.person_id, asked.municipality_id, asked.agency_id, request, 'gdpr_21_1',
                ARRAY(SELECT asked.agency_id || ':' || one FROM unnest(what) AS one ORDER BY one), review, at);
    UPDATE access_grant g
        SET ended_at = CASE WHEN g.categories <@ what THEN at END,
            categories = CASE WHEN g.categories <@ what THEN g.categories
                ELSE ARRAY(SELECT one FROM unnest(g.categories) AS one WHERE one <> ALL (what) ORDER BY one) END
        WHERE g.person_id = asked.person_id AND g.agency_id = asked.agency_id AND g.ended_at IS NULL
          AND g.categories && what AND yields_to_an_objection(g.ground_kind, g.agreement_id, g.overrides_refusal);
    PERFORM hold_back(asked.person_id, asked.agency_id);
    RETURN true;
END $$;
COMMENT ON FUNCTION cases.cease_processing IS
    'What an agency contributed in these categories is stored only, and its grants on them end that yield to objections.';
"""


def upgrade() -> None:
    """Lock what was objected to."""
    for step in (YIELDING, CEASING):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
