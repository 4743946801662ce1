"""What of a record may travel to another agency, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import Grant, RefusedSharing, Standing, standing
from services.cases.record.domain.disclosure import Receiver, may_see_flags, what_may_travel
from shared.contracts.cases.disclosure import DisclosureGround, Withheld, WithheldBecause
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation
from shared.contracts.identity.vocabulary import Purpose
from shared.identifiers import new_id
from tests.cases.grounds import LATER, NOW, granted, refused
from tests.cases.worlds import World

PERSON = new_id()
SENDER, THEIRS = World().worker(), World().worker()
READING = granted(SENDER, person=PERSON)
CARRYING = replace(granted(THEIRS, person=PERSON), agreement_id=new_id(), valid_until=LATER)
GROUND = DisclosureGround(
    category=Category.SOCIAL,
    kind=GroundKind.CONSENT,
    id=CARRYING.ground_id,
    agreement_id=CARRYING.agreement_id,
    valid_until=LATER,
)


def sender(*grants: Grant, refusals: tuple[RefusedSharing, ...] = ()) -> Standing:
    return standing(SENDER, NOW, grants or [READING], refusals)


def receiver(*grants: Grant, agreed_to: frozenset[Category] = frozenset()) -> Receiver:
    return Receiver(THEIRS.agency_id, grants, agreed_to)


def travel(
    sending: Standing, receiving: Receiver, *categories: Category
) -> tuple[list[DisclosureGround], list[Withheld]]:
    return what_may_travel(categories or [Category.SOCIAL], sending, receiving, Purpose.CARE_COORDINATION)


def withheld(because: WithheldBecause, category: Category = Category.SOCIAL) -> Withheld:
    return Withheld(category=category, because=because)


def test_what_the_sender_reads_and_the_receiver_has_a_ground_for_travels_on_that_ground() -> None:
    assert travel(sender(), receiver(CARRYING)) == ([GROUND], [])


def test_a_category_travels_on_each_of_its_grounds_and_is_answered_once() -> None:
    other = replace(CARRYING, ground_id=new_id())
    grounds, kept = travel(sender(), receiver(CARRYING, other), Category.SOCIAL, Category.SOCIAL)
    assert [ground.id for ground in grounds] == [CARRYING.ground_id, other.ground_id]
    assert kept == []


def test_where_nothing_is_asked_for_nothing_travels_and_nothing_is_withheld() -> None:
    assert what_may_travel([], sender(), receiver(CARRYING), Purpose.CARE_COORDINATION) == ([], [])


def test_what_the_sender_may_not_read_is_not_theirs_to_send() -> None:
    not_yours: tuple[list[DisclosureGround], list[Withheld]] = ([], [withheld(WithheldBecause.NOT_YOURS)])
    assert travel(sender(granted(SENDER, Operation.REFER, person=PERSON)), receiver(CARRYING)) == not_yours
    assert travel(sender(granted(SENDER, category=Category.HEALTH)), receiver(CARRYING)) == not_yours
    assert travel(sender(replace(READING, agency_id=new_id())), receiver(CARRYING)) == not_yours


@pytest.mark.parametrize(
    "grant",
    [
        replace(CARRYING, ground_kind=GroundKind.TEAM),
        replace(CARRYING, ground_kind=GroundKind.AUTHORSHIP),
        replace(CARRYING, worker_id=new_id()),
        replace(CARRYING, categories=frozenset({Category.HEALTH})),
        replace(CARRYING, operations=frozenset({Operation.CONTRIBUTE})),
        replace(CARRYING, purposes=frozenset({Purpose.QUALITY})),
        replace(CARRYING, sources=frozenset({new_id()})),
        replace(CARRYING, sources=frozenset()),
    ],
    ids=["team", "authorship", "one worker", "category", "operations", "purpose", "sources", "no source"],
)
def test_a_ground_that_lacks_one_thing_carries_nothing(grant: Grant) -> None:
    assert travel(sender(), receiver(grant)) == ([], [withheld(WithheldBecause.NO_CONSENT)])
    whole = replace(CARRYING, sources=frozenset({SENDER.agency_id}))
    assert travel(sender(), receiver(grant, whole)) == ([GROUND], [])


def test_what_was_agreed_to_and_no_agreement_covers_waits_for_an_agreement() -> None:
    agreed_to = frozenset({Category.SOCIAL})
    assert travel(sender(), receiver(agreed_to=agreed_to)) == ([], [withheld(WithheldBecause.NO_AGREEMENT)])
    assert travel(sender(), receiver()) == ([], [withheld(WithheldBecause.NO_CONSENT)])


def test_what_the_person_refused_stays_unless_a_mandate_overrides() -> None:
    refusing = sender(replace(READING, overrides_refusal=True), refusals=(refused(PERSON, Category.SOCIAL),))
    assert travel(refusing, receiver(CARRYING)) == ([], [withheld(WithheldBecause.REFUSED)])
    overriding = replace(CARRYING, ground_kind=GroundKind.MANDATE, agreement_id=None, overrides_refusal=True)
    ((ground,), kept) = travel(refusing, receiver(overriding))
    assert (ground.kind, ground.agreement_id, ground.overrides_refusal) == (GroundKind.MANDATE, None, True)
    assert kept == []


def test_a_refusal_of_something_else_or_to_somebody_else_withholds_nothing() -> None:
    of_health = refused(PERSON, Category.HEALTH)
    to_others = replace(refused(PERSON, Category.SOCIAL), agency_id=new_id())
    later = replace(refused(PERSON, Category.SOCIAL), valid_from=LATER)
    assert travel(sender(refusals=(of_health, to_others, later)), receiver(CARRYING)) == ([GROUND], [])


def test_each_category_is_answered_by_itself() -> None:
    grounds, kept = travel(sender(), receiver(CARRYING), Category.HEALTH, Category.SOCIAL)
    assert grounds == [GROUND]
    assert kept == [withheld(WithheldBecause.NOT_YOURS, Category.HEALTH)]


def test_what_keeps_the_person_from_harm_goes_with_whatever_travels() -> None:
    assert may_see_flags(sender(), [GROUND])
    assert not may_see_flags(sender(), [])


def test_whoever_reads_how_to_reach_the_person_sees_it_where_nothing_travels() -> None:
    contact = granted(SENDER, person=PERSON, category=Category.CONTACT)
    assert may_see_flags(sender(contact), [])
    assert may_see_flags(sender(replace(contact, level=Level.SUMMARY)), [])
    assert not may_see_flags(sender(replace(contact, operations=frozenset({Operation.REFER}))), [])
    assert not may_see_flags(sender(contact, refusals=(refused(PERSON, Category.CONTACT),)), [])
