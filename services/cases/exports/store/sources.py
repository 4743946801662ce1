"""From where each section of a copy comes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.cases.accounts.predicate import WITHHELD, shown_to_them
from services.cases.exports.domain.sections import SECTIONS, Kept
from services.cases.exports.store.grounds import GROUNDS
from services.cases.exports.store.source import ABOUT_THEM, LEFT_IN, Source, item, our_part, ours, within
from shared.encryption.marks import sealed

_THEIR_CASE: Final = f"""EXISTS (
    SELECT FROM case_person cp WHERE cp.case_id = {{case}} AND cp.person_id = :person_id
      AND cp.category NOT IN ({WITHHELD}) AND {LEFT_IN.format(row="cp")})"""
_ALONE: Final = "i.person_ids = ARRAY[CAST(:person_id AS uuid)]"


def _in_their_thread(message: str) -> str:
    """A message that no representative wrote, in a thread that is the person's to read as it is now."""
    return f"""(({message}.account_id IS NULL OR {message}.relationship_id IS NULL)
        AND EXISTS (SELECT FROM thread t WHERE t.id = {message}.thread_id AND {shown_to_them("t")}
            AND {LEFT_IN.format(row="t")}))"""


_IN_A_MATTER: Final = f"EXISTS (SELECT FROM agenda_item m WHERE m.id = p.agenda_item_id AND {ours('m')})"
_VERSIONED: Final[Mapping[str, tuple[Kept, str]]] = MappingProxyType(
    {
        "need": (Kept.NEED, "true"),
        "note": (Kept.NOTE, "p.said_by IS NULL"),
        "goal": (Kept.GOAL, "true"),
        "planned_action": (Kept.ACTION, "true"),
        "task": (Kept.TASK, "true"),
        "thread": (Kept.THREAD, "p.relationship_id IS NULL"),
        "message": (Kept.MESSAGE, f"p.retracted_at IS NULL AND {_in_their_thread('p')}"),
        "occurrence": (Kept.OCCURRENCE, "true"),
        "observation": (Kept.OBSERVATION, "true"),
        "warning": (Kept.WARNING, "p.told_on IS NOT NULL AND p.not_told_because IS NULL"),
        "agenda_item": (Kept.MATTER, "true"),
        "conference_minutes": (Kept.MINUTES, _IN_A_MATTER),
        "conference_decision": (Kept.DECISION, _IN_A_MATTER),
        "budget": (Kept.BUDGET, "true"),
    }
)
"""Of which kinds earlier versions are kept, and of which items of each: none whose own section withholds them."""
_ITS_ITEM: Final = " UNION ALL ".join(
    f"""SELECT '{section}' AS of, ARRAY[{", ".join(f"'{one}'" for one in SECTIONS[section].fields)}] AS fields
        FROM {table} p WHERE p.id = i.item_id AND {ours("p")} AND {so}"""
    for table, (section, so) in _VERSIONED.items()
)
_PARTS: Final = f"""CASE i.part
    WHEN 'contact_point' THEN EXISTS (SELECT FROM contact_point p WHERE p.id = i.item_id AND {our_part("p")})
    WHEN 'identifier' THEN EXISTS (SELECT FROM person_identifier p WHERE p.id = i.item_id AND {our_part("p")})
    WHEN 'communication' THEN EXISTS (SELECT FROM person_communication p
        WHERE p.person_id = i.item_id AND {our_part("p")})
    WHEN 'identity' THEN EXISTS (SELECT FROM person p WHERE p.person_id = i.item_id AND {our_part("p")})
    ELSE false END"""
"""Earlier addresses may have been protected, and earlier ties name others."""
_PART_FIELDS: Final = ", ".join(
    f"'{one}'"
    for section in (Kept.IDENTITY, Kept.COMMUNICATION, Kept.IDENTIFIER, Kept.CONTACT_POINT)
    for one in SECTIONS[section].fields
)


_ENCRYPTED: Final = ("value", "safe_times", "note")
_PART_SAID: Final = f"""CASE
    WHEN said.value <> 'null' AND said.key IN ({", ".join(f"'{one}'" for one in _ENCRYPTED)})
         AND i.part IN ('identifier', 'contact_point')
    THEN to_jsonb({sealed("%s", "i.item_id", "(said.value #>> '{}')")}) ELSE said.value END""".replace(
    "'%s '", "CASE i.part WHEN 'identifier' THEN 'person_identifier' ELSE i.part END || '.' || said.key || ' '"
)
"""What an earlier version said: encrypted as it is kept, until it is read."""


def _cut(content: str, fields: str, value: str = "said.value") -> str:
    """Of what an earlier version said, these fields."""
    return f"""(SELECT jsonb_object_agg(said.key, {value}) FROM jsonb_each({content}) said
        WHERE said.key = ANY ({fields}))"""


PEOPLE: Final[Mapping[Kept, Source]] = {
    Kept.IDENTITY: Source(
        rows="person i",
        shown=our_part("i"),
        key="i.person_id",
        tables=("person",),
        given="true",
        for_representatives=True,
    ),
    Kept.COMMUNICATION: Source(
        rows="person_communication i",
        shown=our_part("i"),
        key="i.person_id",
        tables=("person_communication",),
        given="true",
    ),
    Kept.IDENTIFIER: Source(
        rows="person_identifier i",
        shown=our_part("i"),
        tables=("person_identifier",),
        told={"value": sealed("person_identifier.value", "i.id", "i.value")},
        given="true",
    ),
    Kept.CONTACT_POINT: Source(
        rows="contact_point i",
        shown=our_part("i"),
        tables=("contact_point",),
        told={one: sealed(f"contact_point.{one}", "i.id", f"i.{one}") for one in _ENCRYPTED},
        given="true",
    ),
    Kept.ADDRESS: Source(
        rows="address i JOIN address_place place ON place.address_id = i.id",
        shown=f"{our_part('i')} AND NOT i.protected AND NOT is_sheltered(i.id, i.person_id)",
        tables=("address", "address_place"),
        told={
            one: sealed(f"address_place.{one}", "i.id", f"place.{one}")
            for one in ("lines", "postcode", "locality", "country")
        },
        given="true",
    ),
    Kept.RELATIONSHIP: Source(rows="relationship i", shown=our_part("i"), tables=("relationship",)),
    Kept.EARLIER_PART: Source(
        rows="person_version i",
        shown=f"{our_part('i')} AND {_PARTS}",
        key="md5(i.item_id::text || i.part || i.version)::uuid",
        tables=("person_version",),
        told={"content": _cut("i.content", f"ARRAY[{_PART_FIELDS}]", _PART_SAID)},
    ),
}
ITEMS: Final[Mapping[Kept, Source]] = {
    Kept.CASE: Source(
        rows="support_case i",
        shown=f"i.agency_id = CAST(:agency_id AS uuid) AND {_THEIR_CASE.format(case='i.id')}",
        tables=("support_case", "case_person"),
        told={one: f"CASE WHEN {_ALONE} THEN i.{one} END" for one in ("title", "summary")},
    ),
    Kept.CASE_ENDING: Source(
        rows="case_closure i",
        shown=f"i.agency_id = CAST(:agency_id AS uuid) AND {_THEIR_CASE.format(case='i.case_id')}",
        tables=("case_closure",),
    ),
    Kept.NEED: item("need", for_representatives=True),
    Kept.NEED_OUTCOME: within(
        "need_outcome", "need", "need_id", f"{our_part('i')} AND i.said_by <> 'carer'", "i.said_by = 'person'"
    ),
    Kept.NOTE: item("note", "i.said_by IS NULL"),
    Kept.GOAL: item("goal", given="i.own_words IS NOT NULL", for_representatives=True),
    Kept.PROGRESS: within(
        "goal_progress", "goal", "goal_id", f"{our_part('i')} AND i.said_by <> 'carer'", "i.said_by = 'person'"
    ),
    Kept.ACTION: item("planned_action", for_representatives=True),
    Kept.PLAN_ANSWER: Source(
        rows="plan_signature i",
        shown=f"{ABOUT_THEM} AND i.party = 'person' AND {_THEIR_CASE.format(case='i.case_id')}",
        tables=("plan_signature",),
        given="true",
    ),
    Kept.TASK: item("task"),
    Kept.THREAD: item("thread", "i.relationship_id IS NULL", given="i.account_id IS NOT NULL"),
    Kept.MESSAGE: Source(
        rows="message i",
        shown=f"{ours('i')} AND {_in_their_thread('i')}",
        tables=("message", "thread"),
        told={"by_the_person": "i.account_id IS NOT NULL"},
        given="i.account_id IS NOT NULL",
    ),
    Kept.DOCUMENT: item("document", "i.relationship_id IS NULL", given="i.account_id IS NOT NULL"),
    Kept.OCCURRENCE: item("occurrence"),
    Kept.OBSERVATION: item("observation"),
    Kept.WARNING: item("warning", "i.told_on IS NOT NULL AND i.not_told_because IS NULL"),
    Kept.RISK_REASON: Source(
        rows="risk_reason i JOIN risk_assessment a ON a.id = i.assessment_id",
        shown=ours("i"),
        key="md5(i.assessment_id::text || i.reason)::uuid",
        tables=("risk_reason", "risk_assessment"),
        told={"risk": "a.risk", "assessed_at": "a.assessed_at"},
    ),
    Kept.EARLY_WARNING: Source(
        rows="early_warning i JOIN early_warning_rule rule ON rule.id = i.rule_version_id",
        shown=f"""i.person_id = :person_id AND rule.agency_id = CAST(:agency_id AS uuid)
            AND NOT EXISTS (SELECT FROM early_warning_fact f WHERE f.early_warning_id = i.id
                AND (f.category IN ({WITHHELD}) OR f.category = ANY (CAST(:left_out AS text[]))))""",
        tables=("early_warning", "early_warning_rule", "early_warning_fact"),
    ),
    Kept.MATTER: item("agenda_item"),
    Kept.MINUTES: within("conference_minutes", "agenda_item", "agenda_item_id", ours("i")),
    Kept.MINUTES_ANSWER: within("minutes_answer", "conference_minutes", "minutes_id", our_part("i"), given="true"),
    Kept.DECISION: within("conference_decision", "agenda_item", "agenda_item_id", ours("i")),
    Kept.BUDGET: item("budget"),
    Kept.SPENDING: Source(
        rows="""budget p CROSS JOIN LATERAL (
            SELECT s.*, s.about_id AS person_id FROM budget_spending s WHERE s.budget_id = p.id) i""",
        shown=f"{ours('p')} AND {our_part('i')}",
        tables=("budget_spending", "budget"),
    ),
    Kept.COMPLAINT: item("complaint", "i.spoken_by = 'person'", given="true"),
    Kept.RATING: item("rating", "i.spoken_by = 'person'", given="true"),
    Kept.EARLIER_VERSION: Source(
        rows=f"earlier_version i CROSS JOIN LATERAL ({_ITS_ITEM}) item",
        shown=ours("i"),
        key="md5(i.item_id::text || i.version)::uuid",
        tables=("earlier_version",),
        told={"of": "item.of", "content": _cut("i.content", "item.fields")},
    ),
}
SOURCES: Final[Mapping[Kept, Source]] = MappingProxyType({**PEOPLE, **ITEMS, **GROUNDS})
