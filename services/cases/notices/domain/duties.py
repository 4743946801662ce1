"""Who hears that something is for somebody else to do, or overdue. No I/O."""

from collections.abc import Iterator
from typing import Final

from services.cases.notices.domain.hears import Hears, Who
from services.cases.notices.domain.notice import About, NoticeKind
from shared.contracts.cases.duties import DutyKind

_MOVES: Final = (DutyKind.REFERRAL, DutyKind.QUESTION, DutyKind.ALTERNATIVE, DutyKind.START)


def given() -> Iterator[Hears]:
    """Somebody else must do it from now on."""
    assigned = {
        DutyKind.TASK: (NoticeKind.TASK_ASSIGNED, About.TASK),
        DutyKind.ACTION: (NoticeKind.ACTION_ASSIGNED, About.ACTION),
        DutyKind.WARNING: (NoticeKind.WARNING_ASSIGNED, About.WARNING),
        **dict.fromkeys(_MOVES, (NoticeKind.REFERRAL_ASSIGNED, About.REFERRAL)),
    }
    for duty, (kind, about) in assigned.items():
        yield _of_a_duty(Who.GIVEN_TO, kind, about, duty)
        yield _of_a_duty(Who.GIVEN_FROM, NoticeKind.GIVEN_TO_ANOTHER, about, duty)


def overdue() -> Iterator[Hears]:
    """It is told to whom it waits for and to whoever answers for the case; of a complaint, to supervisors alone, and of
    what somebody asked by a right, to privacy officers. Of a dated change only its receipts are ever overdue: the
    change comes by itself.
    """
    about = {
        DutyKind.TASK: About.TASK,
        DutyKind.ACTION: About.ACTION,
        DutyKind.REVIEW: About.CASE,
        DutyKind.WARNING: About.WARNING,
    }
    for duty, what in about.items():
        yield _of_a_duty(Who.NAMED, NoticeKind.OVERDUE, what, duty)
        yield _of_a_duty(Who.LEAD, NoticeKind.OVERDUE, what, duty)
    yield _of_a_duty(Who.SUPERVISORS, NoticeKind.OVERDUE, About.COMPLAINT, DutyKind.COMPLAINT)
    yield _of_a_duty(Who.PRIVACY_OFFICERS, NoticeKind.OVERDUE, About.RIGHTS_REQUEST, DutyKind.RIGHTS_REQUEST)
    for who in (Who.NAMED, Who.LEAD):
        yield Hears(who, NoticeKind.OVERDUE, About.TRANSITION, subject_field="within_id", of={"kind": DutyKind.RECEIPT})


def _of_a_duty(who: Who, kind: NoticeKind, about: About, duty: DutyKind) -> Hears:
    return Hears(who, kind, about, subject_field="duty_id", of={"kind": duty})
