"""What travels with a referral, as the sender may see it and the receiver may get it; never a protected address."""

from collections.abc import Sequence
from typing import Any
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
            SELECT n.category, json_agg(json_build_object('term', n.term, 'state', n.state) ORDER BY n.id) AS needs
            FROM need n
            WHERE n.person_id = p.person_id AND n.also_about = '{{}}' AND n.category = ANY (:categories)
              AND {may_travel("n")}
            GROUP BY n.category) by_category) AS needs
    FROM person p WHERE p.person_id = {_PERSON}
""")


async def snapshot(
    work: UnitOfWork, sender: Standing, grounds: Sequence[DisclosureGround], receiver_agency_id: UUID, purpose: Purpose
) -> tuple[dict[str, Any], dict[Category, Any]]:
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
    content = {
        category: own[category] if category in own else {"needs": row["needs"].get(category, [])} for category in wanted
    }
    communication = row["communication"] or {}
    always = {
        "safe_contact": row["safe_contact"],
        "do_not_contact": communication.get("do_not_contact", False),
        "interpreter": communication.get("interpreter"),
        "accessibility": communication.get("accessibility") or (),
        "protected_address": row["has_protected_address"],
    }
    return always, content
