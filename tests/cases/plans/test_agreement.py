"""When a version of a plan is agreed, and what changed since another, without a database."""

from services.cases.plans.domain.agreeing import Agreement, Line, LineChange, Position, compared
from shared.contracts.cases.plans import SignedAs
from shared.identifiers import new_id


def test_a_version_is_agreed_when_lead_and_everybody_agree_and_the_last_word_counts() -> None:
    one, other = new_id(), new_id()
    agreement = Agreement(frozenset({one, other}), lead_agrees=False)
    agreement = agreement.after(None, SignedAs.AGREED).after(one, SignedAs.AGREED)
    assert not agreement.is_complete
    assert agreement.after(other, SignedAs.AGREED).is_complete
    assert not agreement.after(other, SignedAs.AGREED).after(one, SignedAs.DISAGREED).is_complete
    assert not agreement.after(other, SignedAs.AGREED).after(None, SignedAs.DISAGREED).is_complete
    assert agreement.after(other, SignedAs.DISAGREED).after(other, SignedAs.AGREED).is_complete


def test_what_changed_is_told_beside_what_it_was() -> None:
    same, moved, added = new_id(), new_id(), new_id()
    before = {same: Position(1, "active", 0), moved: Position(1, "active", 0)}
    now = {same: Position(1, "active", 0), moved: Position(1, "active", 0, 1), added: Position(1, "proposed")}
    assert compared(now, before) == [
        Line(same, now[same], before[same]),
        Line(moved, now[moved], before[moved]),
        Line(added, now[added], None),
    ]
    assert [line.change for line in compared(now, before)] == [
        LineChange.UNCHANGED,
        LineChange.CHANGED,
        LineChange.NEW,
    ]
