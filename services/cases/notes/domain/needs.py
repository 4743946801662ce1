"""Needs: how they become known, and how they go on. No I/O."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.coordination import NeedState
from shared.refusals import Conflict


class NeedSource(StrEnum):
    """How a need became known."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    WORKER = "worker"
    ASSESSMENT = "assessment"
    REFERRAL = "referral"


FOLLOWING: Final[Mapping[NeedState, frozenset[NeedState]]] = MappingProxyType(
    {
        NeedState.OPEN: frozenset({NeedState.BEING_MET, NeedState.MET, NeedState.NOT_MET}),
        NeedState.BEING_MET: frozenset({NeedState.OPEN, NeedState.MET, NeedState.NOT_MET}),
        NeedState.MET: frozenset({NeedState.OPEN}),
        NeedState.NOT_MET: frozenset({NeedState.OPEN}),
    }
)
"""A need that was met or given up becomes open again before anything else."""


def state_after(present: NeedState, wanted: NeedState) -> NeedState:
    """The wanted state, where it may follow.

    Raises:
        Conflict: it may not; carries the present state.
    """
    if wanted is not present and wanted not in FOLLOWING[present]:
        raise Conflict(
            f"A need that is {present} cannot become {wanted}.",
            detail_fr="Ce besoin ne peut pas passer à cet état.",
            state=present,
        )
    return wanted
