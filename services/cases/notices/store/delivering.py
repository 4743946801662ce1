"""What is new for those of one agency who listen live: one statement for all of them, decided on and logged for each.

It is run for the agency by a task of its own, so that the locks of the agency hold, and says what a list would say to
each listener: it is made of the same conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.notices.predicate import of_each, reads_referrals
from services.cases.notices.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.notices.store.shown import IS_READ, LOOKS, shown
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.access_log import logging_looks
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import moment

_LOGGED: Final = logging_looks(
    f"({LOOKS.format(by='shown.number,')}) look JOIN listener l ON l.number = look.number",
    act="'search_hit'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="coalesce(look.categories, '{}')",
    grounds="look.grounds",
    looker={"decision": "l.decision_id", "subject": "l.reader", "roles": "l.reader_roles", "purpose": "l.purpose"},
)


def _listed(name: str, kind: str) -> str:
    """A list of values whose length the planner does not see: else it plans the statement anew for each length, which
    takes ten times as long as running it.
    """
    return f"(SELECT CAST(:{name} AS {kind}[]))"


_NEWS = Statement(f"""
    WITH listener AS MATERIALIZED (
        SELECT l.number, CAST(:reader_agency AS uuid) AS reader_agency, l.reader, l.purpose,
               CAST(:now AS timestamptz) AS now, l.decision_id, string_to_array(l.roles, ' ') AS reader_roles,
               l.answers_for_privacy AS reader_answers_for_privacy, l.reads_referrals AS reader_reads_referrals,
               least(coalesce(l.place, o.last), o.last) AS place
        FROM notice_order o CROSS JOIN unnest(
            {_listed("numbers", "integer")}, {_listed("readers", "uuid")}, {_listed("purposes", "text")},
            {_listed("decisions", "uuid")}, {_listed("roles", "text")}, {_listed("answering", "boolean")},
            {_listed("referring", "boolean")}, {_listed("places", "bigint")}
        ) AS l (number, reader, purpose, decision_id, roles, answers_for_privacy, reads_referrals, place)),
    shown AS MATERIALIZED (
        SELECT l.number, l.decision_id, n.*, {of_each("l", IS_READ)} AS read
        FROM listener l
        CROSS JOIN LATERAL ({of_each("l", shown("n.place > l.place", "ASC", "(SELECT CAST(:many AS integer))"))}) n),
    logged AS ({_LOGGED})
    SELECT o.last, l.number AS of_listener, shown.*
    FROM notice_order o CROSS JOIN listener l LEFT JOIN shown ON shown.number = l.number
    ORDER BY l.number, shown.nth
""")


@dataclass(frozen=True)
class Asking:
    """One listener, and after which place; None for from now on."""

    actor: Actor
    place: int | None
    decision_id: UUID


@dataclass(frozen=True)
class News:
    """What is new for one listener.

    Attributes:
        place: everything up to here is in it or not for them.
        is_all: there is nothing more up to the latest notice.
    """

    rows: Sequence[asyncpg.Record]
    place: int
    is_all: bool


async def news(work: UnitOfWork, agency_id: UUID, asking: Sequence[Asking], most: int) -> list[News]:
    """What each is shown of the notices after their place, oldest first, at most so many; the looks are logged."""
    rows = await work.rows(_NEWS, **_listeners(asking), many=most, **_for_all(work, agency_id))
    of_each_one: list[list[asyncpg.Record]] = [[] for _ in asking]
    for row in rows:
        of_each_one[row["of_listener"]].append(row)
    return [_news_from(mine, most) for mine in of_each_one]


def _news_from(rows: Sequence[asyncpg.Record], most: int) -> News:
    found = [row for row in rows if row["id"] is not None]
    is_all = len(found) < most
    return News(found, rows[0]["last"] if is_all else found[-1]["place"], is_all)


def _listeners(asking: Sequence[Asking]) -> Mapping[str, Any]:
    return {
        "numbers": list(range(len(asking))),
        "readers": [one.actor.subject for one in asking],
        "purposes": [one.actor.purpose.value for one in asking],
        "decisions": [one.decision_id for one in asking],
        "roles": [" ".join(sorted(one.actor.roles)) for one in asking],
        "answering": [Role.PRIVACY_OFFICER in one.actor.roles for one in asking],
        "referring": [reads_referrals(one.actor) for one in asking],
        "places": [one.place for one in asking],
    }


def _for_all(work: UnitOfWork, agency_id: UUID) -> Mapping[str, Any]:
    return {
        "reader_agency": agency_id,
        "now": work.now,
        "look_at": work.now,
        "look_moment": moment(),
        "look_agency": agency_id,
        "look_municipality": None,
        "look_operation": "listen-to-notices",
    }
