"""Which line a move leaves and by which rule it is shown, without a database."""

from dataclasses import replace

import pytest

from services.cases.timeline.actions import ReferralMove
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.labels import LABELS
from services.cases.timeline.domain.lines import Line, ShownAs, shown_as
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.identifiers import new_id
from tests.cases.grounds import NOW

MOVE = ReferralMove(
    referral_id=new_id(),
    person_id=new_id(),
    case_id=new_id(),
    sender_agency_id=new_id(),
    receiver_agency_id=new_id(),
    kind=LineKind.REFERRAL_ACCEPTED,
    category=Category.HOUSING,
    state="accepted",
    moved_at=NOW,
    by_agency_id=new_id(),
    by_id=new_id(),
)
MUNICIPALITY = new_id()


def test_a_sent_referral_leaves_a_line_for_sender_and_receiver_with_its_category() -> None:
    assert MOVE.line(MUNICIPALITY, is_sent=True) == Line(
        person_id=MOVE.person_id,
        municipality_id=MUNICIPALITY,
        kind=LineKind.REFERRAL_ACCEPTED,
        category=Category.HOUSING,
        sensitivity=Sensitivity.ORDINARY,
        agency_id=MOVE.sender_agency_id,
        worker_id=None,
        by_agency_id=MOVE.by_agency_id,
        by_id=MOVE.by_id,
        also_about=frozenset(),
        parties=frozenset({MOVE.sender_agency_id, MOVE.receiver_agency_id}),
        case_id=MOVE.case_id,
        referral_id=MOVE.referral_id,
        item_id=None,
        state="accepted",
    )


def test_of_a_referral_that_was_never_sent_only_the_sender_knows() -> None:
    """Without its category no ground shows the line to a third agency either."""
    line = MOVE.line(MUNICIPALITY, is_sent=False)
    assert line == replace(
        MOVE.line(MUNICIPALITY, is_sent=True), category=None, parties=frozenset({MOVE.sender_agency_id})
    )


def test_a_move_by_the_clock_is_nobodys() -> None:
    line = replace(MOVE, by_agency_id=None, by_id=None).line(MUNICIPALITY, is_sent=True)
    assert (line.by_agency_id, line.by_id, line.agency_id) == (None, None, MOVE.sender_agency_id)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (LineKind.CONSENT_REFUSED, ShownAs.RECORD),
        (LineKind.MANDATE_CONFIRMED, ShownAs.RECORD),
        (LineKind.NOTE_ADDED, ShownAs.ITEM),
        (LineKind.THREAD_STARTED, ShownAs.ITEM),
        (LineKind.CASE_OPENED, ShownAs.CASE),
        (LineKind.LEAD_CHANGED, ShownAs.CASE),
        (LineKind.REFERRAL_DRAFTED, ShownAs.REFERRAL),
        (LineKind.APPOINTMENT_MISSED, ShownAs.APPOINTMENT),
    ],
)
def test_a_line_is_shown_by_the_rule_of_what_it_is_about(kind: LineKind, rule: ShownAs) -> None:
    assert shown_as(kind) is rule


def test_each_line_has_words_of_its_own_in_both_languages() -> None:
    assert set(LABELS) == set(LineKind)
    for words in zip(*LABELS.values(), strict=True):
        assert all(words)
        assert len(set(words)) == len(LineKind)
