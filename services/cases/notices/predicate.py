"""SQL: which notices a reader is shown. Composed of the one predicate of access, with its parameters."""

import re
from typing import Any, Final

from services.cases.access import predicate as access
from services.cases.access.predicate import may_know, may_read_about_all, opened_to_reader
from services.cases.alerts.predicate import may_see_early_warning
from services.cases.conferences.predicate import takes_part
from services.cases.coordination.predicate import may_see_case
from services.cases.emergencies.predicate import may_see_emergency
from services.cases.items.predicate import seen_as_said
from services.cases.notices.domain.notice import ITEMS, READS_REFERRALS, About, NoticeKind
from services.cases.rights.predicate import may_see_request
from services.cases.transitions.predicate import may_see_transition
from services.cases.unusual_looks.predicate import may_see_unusual_look
from services.cases.voice.predicate import may_hear
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, Scope
from shared.database.unit_of_work import UnitOfWork

IS_FOR_THEM: Final = """(
    n.for_worker_id IS NULL AND (n.for_role IS NULL OR n.for_role = ANY (:reader_roles))
    AND n.by_id IS DISTINCT FROM CAST(:reader AS uuid)
    AND NOT EXISTS (
        SELECT FROM notice own WHERE own.item_id = n.item_id AND own.at = n.at
          AND own.for_agency_id = n.for_agency_id
          AND (own.for_worker_id = :reader
               OR n.for_role IS NULL AND own.for_worker_id IS NULL AND own.for_role = ANY (:reader_roles))))"""
"""Of the notices for everybody of the reader's agency: it is for those with the reader's roles, the reader did not do
it, and is not told of it by name, nor in a role where it is for all."""


_NO_CONFLICT: Final = "NOT keeps_out(:reader, ARRAY[n.person_id])"
"""Where no grant is asked for, which would say it."""

_CLASSIFIED: Final = "i.id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id, i.worker_id"
_OF_ANY_KIND: Final = " UNION ALL ".join(
    [
        f"""SELECT {_CLASSIFIED} FROM message i JOIN thread t ON t.id = i.thread_id
            WHERE n.about = '{About.MESSAGE}' AND i.id = n.item_id AND {may_read_about_all("t")}""",
        *(f"SELECT {_CLASSIFIED} FROM {kind} i WHERE n.about = '{kind}' AND i.id = n.item_id" for kind in ITEMS),
    ]
)
"""The item that the notice `n` is about, whatever it is: the predicate stands there once for all kinds, and with each
kind it takes no longer to plan a statement.
"""

_READS_ITEM: Final = f"""EXISTS (
    SELECT FROM (SELECT * FROM ({_OF_ANY_KIND}) i OFFSET 0) i
    WHERE {may_read_about_all("i")} AND {seen_as_said("n", "i")})"""

MAY_SEE: Final = f"""CASE n.about
    WHEN '{About.EARLY_WARNING}' THEN EXISTS (
        SELECT FROM early_warning w WHERE w.id = n.item_id AND {may_see_early_warning("w")})
    WHEN '{About.COMPLAINT}' THEN EXISTS (
        SELECT FROM complaint w WHERE w.id = n.item_id AND {may_hear("w")})
    WHEN '{About.RIGHTS_REQUEST}' THEN EXISTS (
        SELECT FROM rights_request q WHERE q.id = n.item_id AND {may_see_request("q")})
    WHEN '{About.TRANSITION}' THEN EXISTS (
        SELECT FROM transition w WHERE w.id = n.item_id AND {may_see_transition("w")})
    WHEN '{About.AGREEMENT}' THEN true
    WHEN '{About.WEBHOOK}' THEN true
    WHEN '{About.CASE}' THEN EXISTS (
        SELECT FROM support_case c WHERE c.id = n.case_id AND {may_see_case("c")})
    WHEN '{About.REFERRAL}' THEN :reader_reads_referrals AND {_NO_CONFLICT}
    WHEN '{About.INVITATION}' THEN EXISTS (
        SELECT FROM team_invitation i
        WHERE i.id = n.item_id AND i.agency_id = :reader_agency AND (i.worker_id IS NULL OR i.worker_id = :reader)
          AND NOT keeps_out_of_case(:reader, i.case_id))
    WHEN '{About.CONFERENCE}' THEN n.kind = '{NoticeKind.CONFERENCE_WITHDRAWN}' OR EXISTS (
        SELECT FROM conference c WHERE c.id = n.item_id AND {takes_part("c")})
    WHEN '{About.MANDATE}' THEN {_NO_CONFLICT} AND EXISTS (
        SELECT FROM mandate m WHERE m.id = n.item_id AND m.agency_id = :reader_agency)
    WHEN '{About.EMERGENCY}' THEN EXISTS (
        SELECT FROM emergency_access e WHERE e.id = n.item_id AND {may_see_emergency("e")})
    WHEN '{About.UNUSUAL_LOOK}' THEN (n.for_role = '{Role.PRIVACY_OFFICER}') = :reader_answers_for_privacy AND EXISTS (
        SELECT FROM unusual_look u
        WHERE u.id = n.item_id AND u.worker_id <> :reader AND {may_see_unusual_look("u")})
    WHEN '{About.PERSON}' THEN {may_know("n.person_id")}
    WHEN '{About.SEALED_ITEM}' THEN {opened_to_reader("n.item_id")} AND {may_know("n.person_id")}
    ELSE {_READS_ITEM} END"""
"""The reader may see what the notice `n` is about, as it is now, and might have seen it when the notice was made."""


def reader(work: UnitOfWork) -> dict[str, Any]:
    """The parameters of the predicate, from whoever is acting."""
    actor = work.actor
    assert isinstance(actor, Actor), "background work is told of nothing"
    return access.reader(work) | {
        "reader_roles": sorted(actor.roles),
        "reader_reads_referrals": reads_referrals(actor),
    }


def reads_referrals(actor: Actor) -> bool:
    """What it takes to read a referral that is one's agency's."""
    return bool(actor.roles & READS_REFERRALS) and Scope.REFERRALS_READ in actor.scopes


def of_each(listener: str, sql: str) -> str:
    """SQL for the reader in the row `listener`, instead of whoever is acting: its columns in place of the parameters of
    `reader`.
    """
    return re.sub(r":(reader\w*|purpose|now)\b", rf"{listener}.\1", sql)
