"""From where come the sections of a copy that say on what it was shared, with whom, and who looked."""

from collections.abc import Mapping
from typing import Final

from services.cases.accounts.predicate import (
    WITHHELD,
    kinds_of,
    look_told_to_them,
    share_told_to_them,
    travelled_told_to_them,
    without_withheld,
)
from services.cases.exports.domain.sections import Kept
from services.cases.exports.store.source import ABOUT_THEM, Source, our_part, ours, shared

_TOLD_CATEGORIES: Final = f"""ARRAY(
    SELECT of FROM unnest({without_withheld("i.categories")}) AS of WHERE of <> ALL (CAST(:left_out AS text[])))"""
GROUNDS: Final[Mapping[Kept, Source]] = {
    Kept.CONSENT: Source(
        rows="consent i",
        shown="""(i.person_id = :person_id AND (i.agency_id = CAST(:agency_id AS uuid)
            OR i.agency_id IS NULL AND CAST(:agency_id AS uuid) = ANY (i.agencies)))""",
        tables=("consent",),
        given="i.given_by = 'person'",
    ),
    Kept.MANDATE: Source(
        rows="mandate i",
        shown=f"""{ABOUT_THEM} AND NOT i.categories && ARRAY[{WITHHELD}] AND i.state IN ('confirmed', 'ended')
            AND NOT is_withheld_mandate(i.id, :now)""",
        tables=("mandate",),
    ),
    Kept.EMERGENCY: Source(
        rows="emergency_access i",
        shown=f"{ABOUT_THEM} AND NOT is_withheld_emergency(i.id)",
        tables=("emergency_access",),
    ),
    Kept.REQUEST: Source(
        rows="rights_request i",
        shown=f"{ABOUT_THEM} AND i.relationship_id IS NULL",
        tables=("rights_request",),
        given="true",
    ),
    Kept.STATEMENT: Source(
        rows="supplementary_statement i",
        shown=our_part("i"),
        tables=("supplementary_statement",),
        told={"said_at": "i.stated_at"},
        given="true",
    ),
    Kept.ACCOUNT: Source(
        rows="account_link i",
        shown=f"{ABOUT_THEM} AND i.relationship_id IS NULL",
        key="i.account_id",
        tables=("account_link",),
    ),
    Kept.GRANT: Source(
        rows="access_grant i",
        shown=shared("i"),
        tables=("access_grant",),
        told={"because": "i.ground_kind", "in_words": "NULL"},
    ),
    Kept.AGREEMENT: Source(
        rows="agreement i",
        shown=f"EXISTS (SELECT FROM access_grant g WHERE g.agreement_id = i.id AND {shared('g')})",
        tables=("agreement",),
    ),
    Kept.RETENTION: Source(
        rows="retention_rule i",
        shown="""i.agency_id = CAST(:agency_id AS uuid) AND i.municipality_id = CAST(:municipality_id AS uuid)
            AND i.takes_effect_at <= :now AND (i.retired_at IS NULL OR i.retired_at > :now)""",
        tables=("retention_rule",),
        told={"document_article": "i.article"},
    ),
    Kept.REFERRAL: Source(
        rows="timeline_entry i",
        shown=f"""i.person_id = :person_id AND i.shown_as = 'referral' AND i.also_about = '{{}}'
            AND i.kind <> 'referral_drafted' AND i.sensitivity <> 'sealed'
            AND (i.category IS NULL OR i.category NOT IN ({WITHHELD})
                 AND i.category <> ALL (CAST(:left_out AS text[])))
            AND CAST(:agency_id AS uuid) = ANY (i.parties || i.agency_id)""",
        tables=("timeline_entry",),
        told={"moved": "i.kind", "agencies": "i.parties"},
    ),
    Kept.TRAVELLED: Source(
        rows="referral_disclosure i",
        shown=f"{ABOUT_THEM} AND {travelled_told_to_them('i')} AND {_TOLD_CATEGORIES} <> '{{}}'",
        tables=("referral_disclosure",),
        told={"agency_id": "i.to_agency_id", "categories": _TOLD_CATEGORIES, "told_at": "i.disclosed_at"}
        | {"because": kinds_of("i.grounds")},
    ),
    Kept.CONFERENCE_SHARE: Source(
        rows="conference_share i",
        shown=f"""i.person_id = :person_id AND {share_told_to_them("i")}
            AND i.category <> ALL (CAST(:left_out AS text[]))
            AND EXISTS (SELECT FROM agenda_item p WHERE p.id = i.agenda_item_id AND {ours("p")})""",
        tables=("conference_share",),
        told={"agency_id": "i.to_agency_id"},
    ),
    Kept.LOOK: Source(
        rows="access_log i",
        shown=f"i.person_id = :person_id AND i.at < :now AND {look_told_to_them('i')}",
        tables=("access_log",),
        told={"in_words": "NULL", "by_themselves": "'own:' || i.person_id = ANY (i.grounds)"},
    ),
}
