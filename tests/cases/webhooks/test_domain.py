"""What a webhook tells, how it is signed, and what follows from an attempt: without a computer."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from services.cases.timeline.domain.kinds import LineKind
from services.cases.webhooks.domain.addresses import check_address
from services.cases.webhooks.domain.attempts import (
    GIVES_UP_AFTER,
    LONGEST_WAIT,
    Health,
    Outcome,
    health_after,
    outcome_of,
    wait_after,
)
from services.cases.webhooks.domain.lanes import Attempt, Delivery, lanes_of, left_over
from services.cases.webhooks.domain.signing import new_secret, signed_headers
from services.cases.webhooks.domain.types import checked_types, kinds_told
from shared.contracts.cases.webhooks import PausedBecause
from shared.identifiers import new_id
from shared.refusals import Invalid

NOW = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
WELL = Health(0, None, NOW)


def test_types_name_kinds_areas_or_everything() -> None:
    assert kinds_told(["parcours.consent.withdrawn.v1"]) == [LineKind.CONSENT_WITHDRAWN]
    assert set(kinds_told(["parcours.appointment.*"])) == {one for one in LineKind if one.startswith("appointment_")}
    assert kinds_told(["parcours.item.deleted.v1"]) == [LineKind.ITEM_DELETED, LineKind.ITEM_ERASED]
    assert set(kinds_told(["*"])) == set(LineKind)
    assert checked_types(["*", "parcours.case.*", "*"]) == ("*", "parcours.case.*")


def test_http_is_spoken_nowhere_but_in_networks_of_ones_own() -> None:
    check_address("http://hooks.example.org/", has_own_networks=True)
    with pytest.raises(Invalid):
        check_address("http://hooks.example.org/", has_own_networks=False)


@pytest.mark.parametrize("unknown", ["parcours.*", "parcours.person.registered.v1", "case.opened", ""])
def test_a_type_that_is_never_told_is_refused(unknown: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_types(["parcours.case.opened.v1", unknown])
    assert [one.pointer for one in refused.value.errors] == ["#/types/1"]


def test_the_public_library_accepts_each_of_two_secrets_and_no_other() -> None:
    now = datetime.now(UTC)
    body, first, second = b'{"id":"1"}', new_secret(), new_secret()
    headers = dict(signed_headers(new_id(), now, body, [first, second]))
    for secret in (first, second):
        assert Webhook(secret).verify(body, headers) == {"id": "1"}
    for wrong, said in ((Webhook(new_secret()), body), (Webhook(first), body + b" ")):
        with pytest.raises(WebhookVerificationError):
            wrong.verify(said, headers)


def test_an_old_attempt_is_no_present_one() -> None:
    headers = dict(signed_headers(new_id(), datetime.now(UTC) - timedelta(minutes=6), b"{}", [secret := new_secret()]))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(b"{}", headers)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.DELIVERED),
        (204, Outcome.DELIVERED),
        (302, Outcome.REDIRECTED),
        (400, Outcome.REJECTED),
        (410, Outcome.GONE),
        (429, Outcome.BUSY),
        (500, Outcome.REJECTED),
        (503, Outcome.BUSY),
        (101, Outcome.REJECTED),
    ],
)
def test_a_status_means_one_thing(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


def test_waits_grow_and_end_after_three_days() -> None:
    waits = [wait_after(one, 0.5) for one in range(1, 40)]
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=20), timedelta(seconds=80)]
    assert waits == sorted(waits)
    assert max(waits) == LONGEST_WAIT
    tries = next(many for many in range(len(waits)) if sum(waits[:many], timedelta()) > GIVES_UP_AFTER)
    assert 10 < tries < 25


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_stays_within_a_quarter_of_itself(failures: int, chance: float) -> None:
    middle = wait_after(failures, 0.5)
    assert 0.75 <= wait_after(failures, chance) / middle <= 1.25


def _after(*outcomes: Outcome, before: Health = WELL, now: datetime = NOW) -> Health:
    return health_after(before, outcomes, now, tried_at=now, chance=0.5, asked_to_wait=timedelta())


def test_what_is_rejected_keeps_nothing_waiting_that_the_receiver_takes() -> None:
    for outcome in (Outcome.REJECTED, Outcome.TIMED_OUT):
        assert _after(outcome, Outcome.DELIVERED) == WELL
        assert _after(outcome) == Health(1, NOW, NOW + timedelta(seconds=5))


def test_who_takes_nothing_is_asked_ever_more_seldom_and_once_a_minute_where_somebody_answers() -> None:
    failing = Health(8, NOW, NOW)
    assert _after(Outcome.REJECTED, before=failing) == Health(9, NOW, NOW + timedelta(minutes=1))
    assert _after(Outcome.REJECTED, Outcome.UNREACHABLE, before=failing).next_at == NOW + LONGEST_WAIT


def test_after_a_look_that_found_nothing_there_is_a_rest() -> None:
    rest = timedelta(seconds=2)
    for outcomes, next_at in (((), NOW + rest), ((Outcome.DELIVERED,), NOW)):
        after = health_after(WELL, outcomes, NOW, tried_at=NOW, chance=0.5, asked_to_wait=timedelta(), rest=rest)
        assert after == Health(0, None, next_at)


def test_a_receiver_that_takes_nothing_for_three_days_or_wants_nothing_is_not_asked_any_more() -> None:
    failing = Health(9, NOW - GIVES_UP_AFTER + timedelta(seconds=1), NOW)
    assert _after(Outcome.UNREACHABLE, before=failing).pause is None
    assert _after(Outcome.UNREACHABLE, before=failing, now=NOW + timedelta(seconds=1)).pause is PausedBecause.FAILING
    assert _after(Outcome.DELIVERED, before=failing, now=NOW + timedelta(days=1)).pause is None
    for other in (Outcome.REJECTED, Outcome.DELIVERED):
        assert _after(Outcome.GONE, other).pause is PausedBecause.GONE


def test_a_receiver_says_when_to_come_back_within_an_hour() -> None:
    def asked(wait: timedelta, *outcomes: Outcome) -> Health:
        return health_after(WELL, outcomes, NOW, tried_at=NOW, chance=0.5, asked_to_wait=wait)

    assert asked(timedelta(minutes=2), Outcome.BUSY).next_at == NOW + timedelta(minutes=2)
    assert asked(timedelta(days=20), Outcome.BUSY).next_at == NOW + timedelta(hours=1)
    took_some = asked(timedelta(minutes=2), Outcome.DELIVERED, Outcome.BUSY)
    assert took_some == Health(0, None, NOW + timedelta(minutes=2))


ONE, OTHER = UUID(int=1), UUID(int=2)


def _deliveries(*people: UUID) -> list[Delivery]:
    return [Delivery(UUID(int=100 + place), one, place) for place, one in enumerate(people)]


def test_what_is_about_one_person_stays_in_order_behind_what_failed() -> None:
    first, of_another, second, third = _deliveries(ONE, OTHER, ONE, ONE)
    attempts = {
        first.event_id: Attempt(first, Outcome.DELIVERED, NOW, 3),
        second.event_id: Attempt(second, Outcome.REJECTED, NOW, 3),
        of_another.event_id: Attempt(of_another, Outcome.DELIVERED, NOW, 3),
    }
    left = list(left_over([third, of_another, second, first], attempts, NOW, 0.5, failing_since=None))
    assert [(one.delivery, one.attempts) for one in left] == [(second, 1), (third, 0)]
    assert {one.next_at for one in left} == {NOW + timedelta(seconds=5)}


def test_after_three_days_it_is_given_up_and_what_stood_behind_it_goes_on() -> None:
    old = Delivery(UUID(int=1), ONE, 1, attempts=15, first_at=NOW - GIVES_UP_AFTER, waits=True)
    behind = Delivery(UUID(int=2), ONE, 2, waits=True)
    attempts = {old.event_id: Attempt(old, Outcome.REJECTED, NOW, 3)}
    dead, next_one = left_over([old, behind], attempts, NOW, 0.5, failing_since=None)
    assert (dead.dead_at, dead.attempts) == (NOW, 16)
    assert (next_one.dead_at, next_one.next_at) == (None, NOW)
    kept, _ = left_over([old, behind], attempts, NOW, 0.5, failing_since=old.first_at)
    assert kept.dead_at is None, "the receiver took nothing else either"


def test_what_was_not_tried_is_tried_at_once() -> None:
    (left,) = left_over(_deliveries(ONE), {}, NOW, 0.5, failing_since=None)
    assert (left.attempts, left.first_at, left.next_at) == (0, None, NOW)


@given(st.lists(st.sampled_from([ONE, OTHER, None]), max_size=8))
def test_lanes_hold_everything_once_and_in_order(people: list[UUID | None]) -> None:
    deliveries = [Delivery(UUID(int=place), one, place) for place, one in enumerate(people)]
    lanes = lanes_of(reversed(deliveries))
    assert sorted(one.position for lane in lanes for one in lane) == list(range(len(people)))
    assert all(list(lane) == sorted(lane, key=lambda one: one.position) for lane in lanes)
    assert all(len({one.person_id for one in lane}) == 1 for lane in lanes)
