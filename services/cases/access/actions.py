"""What every area of cases asks of access: how do I stand to this person, and may I?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.domain import Grant, Holder, RefusedSharing, Standing, standing
from services.cases.access.policy import (
    RULES,
    SEE_ALL_GRANTS,
    SEE_ALL_LOOKS,
    SEE_OWN_GRANTS,
    SEE_OWN_LOOKS,
    AboutPerson,
    Grounds,
    what_would_help,
)
from services.cases.access.store import grants as store
from services.cases.access.store import grounds as grounds_store
from services.cases.access.store import looks as looks_store
from services.cases.access.store import refusals as refusals_store
from services.cases.access.store import seals as seals_store
from shared.contracts.cases.vocabulary import Act, Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.access_log import Look, log_if_denied, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide, permits
from shared.refusals import Invalid, NotAllowed, NotFound
from shared.sealing.proofs import Inclusion, prove_inclusion


async def standing_to(work: UnitOfWork, person_id: UUID) -> Standing:
    """How the caller stands to a person, in one statement. A refusal that follows is logged as a denied look.

    Raises:
        NotFound: no ground at all, or no such person: the same.
    """
    return (await standing_beside(work, person_id, None))[0]


async def standing_beside(work: UnitOfWork, person_id: UUID, holder: UUID | None) -> tuple[Standing, list[Grant]]:
    """As `standing_to`, and another agency's grants in force on the same person, in the same statement."""
    assert isinstance(work.actor, Actor)
    log_if_denied(work, Look("standing", person_id=person_id))
    serving = await store.grants_serving(work, person_id, holder)
    found = standing(work.actor, work.now, serving.grants, serving.refused, serving.seals)
    if found.is_none:
        raise NotFound
    work.lies_in(person_id, found.municipality_id)
    return found, serving.held


async def municipality_of(work: UnitOfWork, person_id: UUID) -> UUID:
    """In whose territory a person's record lies. Background work, which has no standing of its own.

    Raises:
        NotFound: nobody has a ground for such a person.
    """
    found: UUID | None = await store.municipality_of(work, person_id)
    if found is None:
        raise NotFound
    return found


async def entrustable_by(work: UnitOfWork, agency_id: UUID, case_id: UUID, people: Sequence[UUID]) -> frozenset[UUID]:
    """Of these people those for whom an agency coordinates by a right that it may hand on with the lead of this case:
    it began their record, or was handed the lead so. What is given to one agency by name is not theirs to hand on.
    """
    return await store.coordinated_by(work, agency_id, case_id, people)


async def is_kept_out(work: UnitOfWork, worker_id: UUID, people: Sequence[UUID]) -> bool:
    """Whether a worker declared a conflict of interest with one of these people, and nobody lifted it."""
    return await store.keeps_out(work, worker_id, people)


async def is_unknown_to(work: UnitOfWork, worker_id: UUID, person_id: UUID) -> bool:
    """Whether a person whom the caller may know is restricted, and a worker is not among the few who may know too."""
    return await store.is_unknown_to(work, worker_id, person_id)


def require(stands: Standing, operation: Operation, category: Category) -> Sequence[Grant]:
    """The grounds on which the caller may do this in a category.

    Raises:
        NotAllowed: none; with what would make it possible.
    """
    grounds = stands.grounds_for(operation, category)
    if grounds:
        return grounds
    raise NotAllowed(
        "No ground permits this for this person.",
        detail_fr="Aucun fondement ne le permet pour cette personne.",
        reasons=[what_would_help(stands, operation, category)],
    )


async def grant_authorship(
    work: UnitOfWork, person_id: UUID, municipality_id: UUID, *, begins_record: bool = False, holder: Holder = None
) -> None:
    """An agency sees what it wrote itself; issued with its first contribution, once.

    Args:
        begins_record: it registers the person, and may go on with what it began. A contribution to the record of
            others opens nothing: one note must not let its writer write everywhere, refer or coordinate.
        holder: to whom people write, who holds their words like its own; the caller's agency when None.
    """
    if holder is None:
        assert isinstance(work.actor, Actor)
        holder = (work.actor.agency_id, work.actor.sector)
    own = Grant(
        person_id=person_id,
        municipality_id=municipality_id,
        agency_id=holder[0],
        sector=holder[1],
        categories=frozenset(Category),
        operations=frozenset(Operation if begins_record else {Operation.READ}),
        purposes=frozenset(Purpose),
        sources=frozenset({holder[0]}),
        shows_sensitive=True,
        ground_kind=GroundKind.AUTHORSHIP,
        ground_id=person_id,
        valid_from=work.now,
    )
    await store.issue(work, [own])


async def issue_grants(work: UnitOfWork, grants: Sequence[Grant]) -> None:
    """Put grants into force, from their ground."""
    await store.issue(work, grants)


async def replace_grants(work: UnitOfWork, kind: GroundKind, ground_id: UUID, wanted: Sequence[Grant]) -> None:
    """Make the grants that rest on a ground exactly these: end the others, issue what is missing."""
    await store.replace(work, kind, ground_id, wanted)


async def end_grants(
    work: UnitOfWork,
    kind: GroundKind,
    ground_id: UUID,
    *,
    agency_id: UUID | None = None,
    worker_id: UUID | None = None,
) -> int:
    """End the grants that rest on a ground, or those of one agency or worker in it; how many."""
    return await store.end(work, kind, ground_id, agency_id=agency_id, worker_id=worker_id)


async def record_refusals(
    work: UnitOfWork, consent_id: UUID, municipality_id: UUID, refused: Sequence[RefusedSharing]
) -> None:
    """Put refusals into force."""
    await refusals_store.keep_refusals(work, consent_id, municipality_id, refused)


async def take_back_refusals(work: UnitOfWork, consent_id: UUID) -> None:
    """The person no longer refuses."""
    await refusals_store.take_back_refusals(work, consent_id)


async def close_to_all_named(work: UnitOfWork, item_id: UUID) -> None:
    """An item is sealed no more: sealed again, it is its writer's alone."""
    await seals_store.end(work, item_id)


async def keep_told_looks(
    work: UnitOfWork,
    looks: Sequence[tuple[UUID, UUID, str]],
    *,
    at: datetime,
    subject_id: UUID,
    agency_id: UUID,
    purpose: Purpose,
    decision_id: UUID,
    act: Act,
) -> None:
    """Keep looks that another service told; the inbox sees to it that this happens once. Background work.

    Args:
        looks: the person, the municipality of their record and the ground (`kind:id`) of each.
    """
    shared = {
        "at": at,
        "subject_id": subject_id,
        "agency_id": agency_id,
        "purpose": purpose,
        "decision_id": decision_id,
        "act": act,
    }
    lines = [
        {**shared, "person_id": person_id, "municipality_id": municipality_id, "grounds": [ground]}
        for person_id, municipality_id, ground in looks
    ]
    await looks_store.keep_told_looks(work, lines)


async def grants_on(
    work: UnitOfWork, actor: Actor, person_id: UUID, at: datetime | None = None
) -> list[asyncpg.Record]:
    """The grants in force on a person: of all agencies for those who coordinate or answer for privacy, else one's own.

    Args:
        at: those in force then, as far as is known now; at present, and those that begin later, when None.

    Raises:
        Invalid: then is over.
        NotFound: no ground for this person, or no such person.
    """
    facts = AboutPerson(await standing_to(work, person_id))
    decide(RULES, SEE_OWN_GRANTS, actor, facts)
    if at is not None and at < work.now:
        raise Invalid.field(
            "#/query/at",
            "past",
            "Ask how it will be; how it was, the access log says.",
            "Demandez ce qu'il en sera ; ce qu'il en était, le journal des accès le dit.",
        )
    sees_all = permits(RULES, SEE_ALL_GRANTS, actor, facts)
    await log_looks(work, [Look("list-grants", person_id=person_id)])
    return await store.grants_about(work, person_id, None if sees_all else actor.agency_id, at)


async def grounds_on(work: UnitOfWork, actor: Actor, people: Collection[UUID]) -> Mapping[UUID, Grounds]:
    """What the caller may know of the grounds on people: of all agencies for those who coordinate or answer for
    privacy, else of their own; without people on whom they have none. Whoever shows something of it logs the look.
    """
    grants, refused = await grounds_store.all_on(work, sorted(people))
    seals = tuple(await seals_store.on(work, sorted(people), work.now))
    known: dict[UUID, Grounds] = {}
    for person_id in people:
        found = standing(actor, work.now, on_them := _on(person_id, grants), by_them := _on(person_id, refused))
        if not found.is_none:
            sees_all = permits(RULES, SEE_ALL_GRANTS, actor, AboutPerson(found))
            own = tuple(grant for grant in on_them if grant.agency_id == actor.agency_id)
            known[person_id] = Grounds(on_them if sees_all else own, by_them, sees_all, seals)
    return known


async def grounds_then(work: UnitOfWork, people: Collection[UUID], at: datetime) -> Mapping[UUID, Grounds]:
    """All grounds that there were on each of these people at that time. Background work, for nobody to read."""
    grants, refused = await grounds_store.all_then(work, sorted(people), at)
    seals = tuple(await seals_store.on(work, sorted(people), at))
    return {
        person_id: Grounds(_on(person_id, grants), _on(person_id, refused), are_all=True, seals=seals)
        for person_id in people
    }


def _on(person_id: UUID, all_of_them: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(one for one in all_of_them if one.person_id == person_id)


async def looks_at(
    work: UnitOfWork, actor: Actor, person_id: UUID, before: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Who of the caller's agency looked at a person's record, or of any agency where the caller's coordinates; latest
    first; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: not a privacy officer.
    """
    facts = AboutPerson(*await standing_beside(work, person_id, actor.agency_id))
    decide(RULES, SEE_OWN_LOOKS, actor, facts)
    sees_all = permits(RULES, SEE_ALL_LOOKS, actor, facts)
    await log_looks(work, [Look("list-looks", person_id=person_id)])
    return await looks_store.looks_at(work, person_id, None if sees_all else actor.agency_id, before, limit + 1)


async def prove_look(work: UnitOfWork, actor: Actor, person_id: UUID, look_id: UUID) -> Inclusion:
    """Prove that a look at a person's record stands in the access log as it was written.

    Raises:
        NotFound: no ground for this person, no such look that the caller may see, or it is not sealed yet.
        NotAllowed: not a privacy officer.
    """
    facts = AboutPerson(*await standing_beside(work, person_id, actor.agency_id))
    decide(RULES, SEE_OWN_LOOKS, actor, facts)
    sees_all = permits(RULES, SEE_ALL_LOOKS, actor, facts)
    await log_looks(work, [Look("prove-look", person_id=person_id)])
    line = await looks_store.line_of(work, person_id, look_id, None if sees_all else actor.agency_id)
    if line is None:
        raise NotFound
    return await prove_inclusion(work, "access_log", dict(line))
