"""What closing an agency changes."""

from dataclasses import replace

from services.identity.agencies.domain import Agency
from shared.contracts.identity.vocabulary import AgencyId, AgencyKind, Purpose, Sector
from shared.identifiers import new_id

OPEN = Agency(AgencyId(new_id()), "A", Sector.SOCIAL, AgencyKind.PUBLIC, (), frozenset({Purpose.QUALITY}))


def test_a_closed_agency_keeps_everything_but_that_somebody_acts_for_it() -> None:
    assert OPEN.closed() == replace(OPEN, active=False, version=2)


def test_closing_a_closed_agency_changes_nothing() -> None:
    closed = OPEN.closed()
    assert closed.closed() is closed
