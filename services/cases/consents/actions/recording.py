"""Record what the person said, and let it take effect in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.cases.access.actions import issue_grants, record_refusals, standing_to
from services.cases.consents import events
from services.cases.consents.actions.ages import whose_word_it_takes
from services.cases.consents.actions.following import grants_of, team_for
from services.cases.consents.actions.withdrawing import TakenBack, give_place
from services.cases.consents.domain import Consent, ConsentState, GivenBy, Recipient, categories_that_travel
from services.cases.consents.policy import CONSENT_RULES, RECORD, AboutConsent
from services.cases.consents.store import changing as store
from services.cases.consents.store.reading import earlier_categories, is_open_case, item_of
from services.cases.people.actions.representatives import may_for
from services.cases.people.domain.parts import Power
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewConsent:
    """What is needed to record one.

    Attributes:
        case_id: to the team of this case, instead of agencies and sectors.
        supersedes: what the person said before, in whose place this comes.
        item_id: of a refusal: this item alone, instead of categories.
    """

    is_refusal: bool
    agencies: Sequence[UUID]
    sectors: Sequence[Sector]
    categories: Sequence[Category]
    purposes: Sequence[Purpose]
    valid_from: datetime | None
    valid_until: datetime | None
    circumstances: Mapping[str, Any]
    coordination: bool = False
    case_id: UUID | None = None
    supersedes: UUID | None = None
    item_id: UUID | None = None


async def record_consent(work: UnitOfWork, actor: Actor, person_id: UUID, command: NewConsent) -> UUID:
    """Record a consent or a refusal. Grants follow where an agreement covers them; a refusal stops them at once.

    Raises:
        NotFound: no ground for this person, or no such person; nothing such that it could take the place of.
        NotAllowed: this role does not record consents.
        Invalid: who spoke for the person is not known to the caller as one who may consent for them today; it was not
            theirs to say at the age of the person; no such case, or item, of the person that the caller may see; a
            refusal in place of a consent, or the reverse.
        Conflict: what it takes the place of was withdrawn before.
    """
    stands = await standing_to(work, person_id)
    said = _said(work, actor, person_id, stands.municipality_id, command)
    widens = not said.is_refusal and said.concerns(actor.agency_id, actor.sector)
    decide(CONSENT_RULES, RECORD, actor, AboutConsent(stands, widens))
    await may_speak(work, person_id, command.circumstances)
    awaits = await whose_word_it_takes(work, said, GivenBy(command.circumstances["given_by"]))
    _must_take_the_place_at_once(command, awaits)
    await _is_theirs(work, said)
    travels = await _what_of_it_travels(work, said)
    team = await team_for(work, said)
    recorded = {"agency_id": actor.agency_id, "worker_id": actor.subject, "account_id": None, "awaits": awaits}
    named = await say(work, said, {**recorded, **command.circumstances}, team, travels)
    kind, state = line_of(said, awaits)
    await add_record_line(work, actor, kind, person_id, said.municipality_id, item_id=said.id, state=state, named=named)
    if command.supersedes is not None:
        how, evidence = GivenHow(command.circumstances["given_how"]), command.circumstances["evidence"]
        await _tell_what_goes_on(work, command.supersedes, said, team)
        taken_back = TakenBack(how=how, evidence=evidence, superseded_by=said.id)
        await give_place(work, actor, command.supersedes, said, taken_back)
    return said.id


def line_of(said: Consent, awaits: GivenBy | None) -> tuple[LineKind, ConsentState]:
    """The line that says it was said, and the state it is in."""
    if said.is_refusal:
        return LineKind.CONSENT_REFUSED, ConsentState.REFUSED
    return LineKind.CONSENT_GIVEN, ConsentState.ACTIVE if awaits is None else ConsentState.AWAITING


async def say(
    work: UnitOfWork,
    said: Consent,
    circumstances: Mapping[str, Any],
    team: Sequence[Recipient],
    travels: frozenset[Category],
) -> frozenset[UUID]:
    """Keep what was said and let it take effect; whoever calls has decided, and writes its line on the timeline.

    Args:
        circumstances: who spoke, how, who recorded it and whose word it awaits: the columns of the table that say so.
        team: as `team_for` says.
        travels: of which categories something refused may have gone with referrals.

    Returns:
        The agencies of which its line tells: who is refused one item is not told of it.
    """
    await store.keep(work, _values(work, said) | dict(circumstances))
    told = {"person_id": said.person_id, "consent_id": said.id, "given_how": circumstances["given_how"]}
    if circumstances["awaits"] is not None:
        await work.tell(events.ConsentAwaits(**told))
        return frozenset()
    if not said.is_refusal:
        await issue_grants(work, await grants_of(work, said, team))
        await work.tell(events.ConsentGiven(**told))
        return said.agencies | {one.agency_id for one in team}
    await record_refusals(work, said.id, said.municipality_id, said.refusals())
    await work.tell(
        events.ConsentRefused(
            **told,
            municipality_id=said.municipality_id,
            categories=tuple(sorted(travels)),
            agencies=tuple(sorted(said.agencies)),
            sectors=tuple(sorted(said.sectors)),
            valid_from=said.valid_from,
            item_id=said.item_id,
        )
    )
    return said.agencies if said.item_id is None else frozenset()


async def _tell_what_goes_on(work: UnitOfWork, earlier_id: UUID, said: Consent, team: Sequence[Recipient]) -> None:
    """To whole agencies, under an agreement, from now on: what flows so may have travelled."""
    for grant in await grants_of(work, said, team):
        if grant.worker_id is None and grant.agreement_id is not None and grant.valid_from <= work.now:
            await work.tell(
                events.ConsentContinued(
                    person_id=said.person_id,
                    consent_id=earlier_id,
                    by_consent_id=said.id,
                    agency_id=grant.agency_id,
                    agreement_id=grant.agreement_id,
                    categories=tuple(sorted(grant.categories)),
                    purposes=tuple(sorted(grant.purposes)),
                    valid_until=grant.valid_until,
                )
            )


def _said(work: UnitOfWork, actor: Actor, person_id: UUID, municipality_id: UUID, command: NewConsent) -> Consent:
    return Consent(
        id=new_id(),
        person_id=person_id,
        municipality_id=municipality_id,
        is_refusal=command.is_refusal,
        agencies=frozenset(command.agencies),
        sectors=frozenset(command.sectors),
        categories=frozenset(command.categories),
        purposes=frozenset(command.purposes),
        valid_from=command.valid_from or work.now,
        valid_until=command.valid_until,
        coordination=command.coordination,
        case_id=command.case_id,
        heard_by=actor.agency_id,
        item_id=command.item_id,
    )


def _must_take_the_place_at_once(command: NewConsent, awaits: GivenBy | None) -> None:
    if command.supersedes is not None and awaits is not None:
        raise Invalid.field(
            "#/supersedes",
            "awaits",
            "It takes the word of both, so it cannot take a place at once: take the other back when they have said it.",
            "Il faut la parole des deux, il ne peut donc rien remplacer aussitôt : retirez l'autre une fois dite.",
        )


async def may_speak(work: UnitOfWork, person_id: UUID, circumstances: Mapping[str, Any]) -> None:
    """Whoever speaks for somebody, also to refuse, does so by a power that is in force."""
    if circumstances["given_by"] != GivenBy.REPRESENTATIVE:
        return
    if not await may_for(work, person_id, circumstances["representative_id"], Power.CONSENT):
        raise Invalid.field(
            "#/representative_id",
            "no_power",
            "There is no such representative of whom you know, with a power to consent.",
            "Vous ne connaissez aucun représentant de cet identifiant qui ait le pouvoir de consentir.",
        )


async def _is_theirs(work: UnitOfWork, said: Consent) -> None:
    """A consent to a team names an open case about the person; one that the caller may not see is as none."""
    if said.case_id is not None and not await is_open_case(work, said.case_id, said.person_id):
        raise Invalid.field(
            "#/case_id",
            "no_such_case",
            "There is no open case of this person that you may see.",
            "Vous ne connaissez aucun accompagnement ouvert de cette personne sous cet identifiant.",
        )


async def _what_of_it_travels(work: UnitOfWork, said: Consent) -> frozenset[Category]:
    """The categories of which something refused may have gone with referrals."""
    if said.item_id is None:
        return said.categories
    found = await item_of(work, said.person_id, said.item_id)
    if found is None:
        raise Invalid.field(
            "#/item_id",
            "no_such_item",
            "There is no such item about this person that you may see.",
            "Vous ne connaissez aucun élément de cet identifiant au sujet de cette personne.",
        )
    return await what_of_one_travels(work, said.item_id, *found)


async def what_of_one_travels(
    work: UnitOfWork, item_id: UUID, kind: ItemKind, category: Category
) -> frozenset[Category]:
    """The categories of which a single item may have gone with referrals: its own, and those it was of before."""
    return categories_that_travel(kind, {category} | await earlier_categories(work, item_id))


def _values(work: UnitOfWork, said: Consent) -> dict[str, Any]:
    return {
        "id": said.id,
        "person_id": said.person_id,
        "municipality_id": said.municipality_id,
        "is_refusal": said.is_refusal,
        "coordination": said.coordination,
        "agencies": sorted(said.agencies),
        "sectors": sorted(said.sectors),
        "case_id": said.case_id,
        "categories": sorted(said.categories),
        "item_id": said.item_id,
        "purposes": sorted(said.purposes),
        "valid_from": said.valid_from,
        "valid_until": said.valid_until,
        "recorded_at": work.now,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawn_how": None,
        "withdrawal_evidence": None,
        "confirmed_by": None,
        "confirmed_relationship_id": None,
        "confirmed_how": None,
        "confirmed_by_id": None,
        "confirmation_evidence": None,
        "confirmed_at": None,
        "superseded_by": None,
        "majority_at": None,
        "lapsed_at": None,
    }
