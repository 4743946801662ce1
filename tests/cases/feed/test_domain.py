"""How lines of the timeline are named as events."""

import pytest

from deploy.documents.contents import events
from services.cases.feed.domain import event_type
from services.cases.timeline.domain.kinds import LineKind

OF_THE_CLOCK = {"parcours.consent.expired.v1", "parcours.consent.lapsed.v1", "parcours.mandate.expired.v1"}
"""What a day does is told in the journal as the end of a grant."""


@pytest.mark.parametrize("kind", list(LineKind))
def test_an_event_has_the_name_that_it_has_in_the_journal(kind: LineKind) -> None:
    assert event_type(kind) in {event.TYPE for event in events()} | OF_THE_CLOCK
