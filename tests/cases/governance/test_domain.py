"""What is owed after a breach, and by when, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.cases.governance.domain.breaches import Breach, BreachRisk, Owed
from tests.cases.grounds import MOMENT, NOW

NOTICED = Breach(noticed_at=NOW)
TOLD = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("breach", "owed"),
    [
        (NOTICED, (Owed.ASSESSMENT, Owed.AUTHORITY_NOTIFICATION)),
        (replace(NOTICED, authority_told_at=TOLD), (Owed.ASSESSMENT,)),
        (replace(NOTICED, risk=BreachRisk.UNLIKELY), (Owed.CLOSURE,)),
        (replace(NOTICED, risk=BreachRisk.RISK), (Owed.AUTHORITY_NOTIFICATION,)),
        (replace(NOTICED, risk=BreachRisk.RISK, authority_told_at=TOLD), (Owed.CLOSURE,)),
        (replace(NOTICED, risk=BreachRisk.HIGH), (Owed.AUTHORITY_NOTIFICATION, Owed.PEOPLE_NOTIFICATION)),
        (replace(NOTICED, risk=BreachRisk.HIGH, authority_told_at=TOLD, people_told_at=TOLD), (Owed.CLOSURE,)),
        (replace(NOTICED, risk=BreachRisk.UNLIKELY, closed_at=TOLD), ()),
    ],
)
def test_what_is_owed_follows_from_the_risk_and_from_what_was_done(breach: Breach, owed: tuple[Owed, ...]) -> None:
    assert breach.owed() == owed


def test_the_authority_is_told_within_72_hours_or_it_is_late() -> None:
    due = NOW + timedelta(hours=72)
    assert NOTICED.authority_due_at == due
    assert [NOTICED.is_late(at) for at in (due - MOMENT, due, due + MOMENT)] == [False, False, True]
    assert not replace(NOTICED, authority_told_at=TOLD).is_late(due + MOMENT)
    assert not replace(NOTICED, risk=BreachRisk.UNLIKELY).is_late(due + MOMENT)
