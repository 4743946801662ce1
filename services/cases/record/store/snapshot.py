"""What travels with a referral, as the sender may see it and the receiver may get it; never a protected address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.cases.access.domain import Standing
from services.cases.access.predicate import may_travel, reader, receiving, standing
from services.cases.people.rendering import (
    contact_points_json,
    has_protected_address,
    identity_json,
    open_addresses_json,
    travelling_relationships_json,
)
from shared.contracts.cases.disclosure import DisclosureGround
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.marks import sealed

_PERSON = "CAST(:person_id AS uuid)"
_LOGGED = logging_looks(
    "(VALUES (1)) AS one (look)",
    act="'opened'",
    person_id=_PERSON,
    municipality_id="CAST(:municipality_id AS uuid)",
    categories="CAST(:categories AS text[])",
    grounds="CAST(:grounds AS text[])",
)
_SNAPSHOT = Statement(f"""
    WITH standing AS MATERIALIZED ({standing(_PERSON)}),
    receiving AS MATERIALIZED ({receiving(_PERSON)}),
    logged AS ({_LOGGED})
    SELECT
        (SELECT json_build_object('do_not_contact', m.do_not_contact, 'interpreter', m.interpreter,
                                  'accessibility', m.accessibility)
         FROM person_communication m WHERE m.person_id = p.person_id) AS communication,
        (SELECT json_build_object('channels', c.safe_channels,
                                  'times', {sealed("contact_point.safe_times", "c.id", "c.safe_times")},
                                  'code_word', {sealed("contact_point.code_word", "c.id", "c.code_word")})
         FROM contact_point c WHERE c.person_id = p.person_id AND c.ended_at IS NULL AND c.safe
           AND c.sensitivity <> 'sealed'
         ORDER BY c.id LIMIT 1) AS safe_contact,
        {has_protected_address("p.person_id", lambda _alias: "true")} AS has_protected_address,
        CASE WHEN {may_travel("p", item_id="p.person_id")} THEN {identity_json("p")} END AS identity,
        json_build_object('contact_points', {contact_points_json("p.person_id", may_travel)},
                          'addresses', {open_addresses_json("p.person_id", may_travel)}) AS contact,
        {travelling_relationships_json("p.person_id", may_travel)} AS household,
        (SELECT coalesce(json_object_agg(by_category.category, by_category.needs), '{{}}') FROM (
            SELECT n.category, json_build_object(
                'needs', json_agg(json_build_object('term', n.term, 'state', n.state) ORDER BY n.id),
                'ids', json_agg(n.id ORDER BY n.id)) AS needs
            FROM need n
            WHERE n.person_id = p.person_id AND n.also_about = '{{}}' AND n.category = ANY (:categories)
              AND {may_travel("n")}
            GROUP BY n.category) by_category) AS needs
    FROM person p WHERE p.person_id = {_PERSON}
""")


_NO_NEEDS: Final[Mapping[str, Any]] = {"needs": [], "ids": []}


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What travels.

    Attributes:
        always: goes with whatever travels.
        made_of: of which items the content of each category is made.
    """

    always: Mapping[str, Any]
    content: Mapping[Category, Any]
    made_of: Mapping[Category, tuple[UUID, ...]]


async def snapshot(
    work: UnitOfWork, sender: Standing, grounds: Sequence[DisclosureGround], receiver_agency_id: UUID, purpose: Purpose
) -> Snapshot:
    """What goes with whatever travels, and the content of the categories that travel on these grounds; logged with it.

    Args:
        purpose: of the receiver's use.
    """
    wanted = sorted({ground.category for ground in grounds})
    row = await work.opened_row(
        _SNAPSHOT,
        person_id=sender.person_id,
        municipality_id=sender.municipality_id,
        categories=wanted,
        grounds=[f"{ground.kind}:{ground.id}" for ground in grounds],
        receiver_agency=receiver_agency_id,
        receiver_purpose=purpose,
        receiver_grounds=[ground.id for ground in grounds],
        **reader(work),
        **look_values(work, "disclose"),
    )
    assert row is not None, "asked for a person of whom the caller has a ground"
    own = {Category.IDENTITY: row["identity"], Category.CONTACT: row["contact"], Category.HOUSEHOLD: row["household"]}
    needs = {category: row["needs"].get(category, _NO_NEEDS) for category in wanted if category not in own}
    made_of = _made_of(sender.person_id, own) | {category: _ids(one["ids"]) for category, one in needs.items()}
    communication = row["communication"] or {}
    always = {
        "safe_contact": row["safe_contact"],
        "do_not_contact": communication.get("do_not_contact", False),
        "interpreter": communication.get("interpreter"),
        "accessibility": communication.get("accessibility") or (),
        "protected_address": row["has_protected_address"],
    }
    return Snapshot(
        always=always,
        content={
            category: own[category] if category in own else {"needs": needs[category]["needs"]} for category in wanted
        },
        made_of={category: made_of[category] for category in wanted},
    )


def _made_of(person_id: UUID, own: Mapping[Category, Any]) -> dict[Category, tuple[UUID, ...]]:
    """Of which items the parts of who somebody is are made; who they are is one item, with the person's own id."""
    contact = own[Category.CONTACT]
    return {
        Category.IDENTITY: () if own[Category.IDENTITY] is None else (person_id,),
        Category.CONTACT: _ids(one["id"] for one in (*contact["contact_points"], *contact["addresses"])),
        Category.HOUSEHOLD: _ids(one["id"] for one in own[Category.HOUSEHOLD]),
    }


def _ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in texts)
