"""An event of the feed. No I/O."""

from collections.abc import Mapping
from typing import Final

from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import ShownAs
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope

PAGE: Final = 500
"""Lines that are looked through for one page."""

BEGINNING: Final = 0
"""The place from which everything is read."""

_NAMED_OTHERWISE: Final[Mapping[LineKind, str]] = {
    LineKind.JOINED_CASE: "case.person_joined",
    LineKind.LEFT_CASE: "case.person_left",
    LineKind.MEMBER_JOINED: "case.member_joined",
    LineKind.MEMBER_LEFT: "case.member_left",
    LineKind.LEAD_CHANGED: "case.lead_changed",
    LineKind.LEAD_VACANT: "case.lead_fell_vacant",
    LineKind.FORMER_LEAD_READS_ON: "case.former_lead_reads_on",
    LineKind.GUEST_ADMITTED: "case.guest_admitted",
    LineKind.INFORMAL_MEMBER_JOINED: "informal_member.joined",
    LineKind.PROGRESS_MARKED: "goal.progress_marked",
    LineKind.PUT_ON_AGENDA: "agenda_item.added",
    LineKind.TAKEN_OFF_AGENDA: "agenda_item.taken_off",
    LineKind.CONFLICT_DECLARED: "conflict_of_interest.declared",
    LineKind.CONFLICT_LIFTED: "conflict_of_interest.lifted",
    LineKind.ITEM_ERASED: "item.deleted",
}


def event_type(kind: LineKind) -> str:
    """`parcours.<area>.<past tense>.v1`, as the journal names it."""
    return f"parcours.{_NAMED_OTHERWISE.get(kind) or kind.replace('_', '.', 1)}.v1"


def lines_in_reach(actor: Actor) -> list[str]:
    """By which rules lines are shown that the token of the caller reaches at all: a scope is a ceiling."""
    if Scope.RECORD_READ in actor.scopes:
        return sorted(ShownAs)
    return [ShownAs.REFERRAL] if Scope.REFERRALS_READ in actor.scopes else []
