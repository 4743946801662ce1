"""The life of a thread. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.cases.accounts.domain import WITHHELD_CATEGORIES
from shared.contracts.cases.conversations import ThreadState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.refusals import Conflict, Invalid, TooMany

UNREAD_AT_MOST: Final = 100
"""As far as unread messages are counted: this many means this many or more."""


ATTACHMENTS_AT_MOST: Final = 20
"""Documents that one message names."""


BEGUN_A_DAY: Final = 20
"""Threads that one person, or one who represents them, begins within a day: who reads them is few."""


class TooManyThreads(TooMany):
    """You began as many threads within a day as one may. Write in one of these; `Retry-After` says when to go on."""

    code = "too-many-threads"
    title = "Too many threads within a day"
    title_fr = "Trop de fils ouverts en un jour"


class ReadingOrder(StrEnum):
    """From which end messages are read."""

    OLDEST_FIRST = "oldest_first"
    NEWEST_FIRST = "newest_first"


@dataclass(frozen=True)
class Audience:
    """Who takes part in a thread beside workers; it never changes.

    Attributes:
        person: the person whom it is about.
        relationship_ids: by which somebody takes part who represents them.
    """

    person: bool = False
    relationship_ids: frozenset[UUID] = frozenset()

    @property
    def is_nobody(self) -> bool:
        return not self.person and not self.relationship_ids

    def must_be_shown(self, category: Category, sensitivity: Sensitivity, pointer: str = "#") -> None:
        """What is written to somebody is shown to them: what is withheld from them belongs in another thread.

        Args:
            pointer: where in the request both stand.

        Raises:
            Invalid: it would not be.
        """
        if self.is_nobody:
            return
        if category in WITHHELD_CATEGORIES:
            raise Invalid.field(
                f"{pointer}/category",
                "withheld",
                "What is written to protect somebody is not shown to them: write it in another thread.",
                "Ce qui est écrit pour protéger quelqu'un ne lui est pas montré : écrivez-le dans un autre fil.",
            )
        if sensitivity is Sensitivity.SEALED or (sensitivity is Sensitivity.SENSITIVE and self.relationship_ids):
            raise Invalid.field(
                f"{pointer}/sensitivity",
                "withheld",
                "What is sealed is shown to nobody else, and to representatives nothing sensitive is.",
                "Ce qui est scellé n'est montré à personne d'autre, et rien de sensible à qui représente la personne.",
            )


WORKERS_ALONE: Final = Audience()


class ThreadMove(StrEnum):
    """What can be done to the life of a thread."""

    CLOSE = "close"
    REOPEN = "reopen"


AFTER: Final[Mapping[tuple[ThreadState, ThreadMove], ThreadState]] = MappingProxyType(
    {
        (ThreadState.OPEN, ThreadMove.CLOSE): ThreadState.CLOSED,
        (ThreadState.CLOSED, ThreadMove.REOPEN): ThreadState.OPEN,
    }
)
"""The whole table: what is not in it cannot be done."""


def after(state: ThreadState, move: ThreadMove) -> ThreadState:
    """The state after a move.

    Raises:
        Conflict: not from this state; carries it.
    """
    following = AFTER.get((state, move))
    if following is None:
        raise Conflict(
            f"A thread that is {state} cannot be {'closed' if move is ThreadMove.CLOSE else 'reopened'}.",
            detail_fr="Impossible dans l'état actuel du fil.",
            state=state,
        )
    return following


def must_be_open(state: ThreadState) -> None:
    """A closed thread is read, not written in.

    Raises:
        Conflict: it is closed.
    """
    if state is not ThreadState.OPEN:
        raise Conflict("The thread is closed.", detail_fr="Le fil est clos.", state=state)


def must_be_few(attachments: int) -> None:
    """A message is not a folder.

    Raises:
        Conflict: it would name too many documents.
    """
    if attachments > ATTACHMENTS_AT_MOST:
        raise Conflict(
            f"A message names {ATTACHMENTS_AT_MOST} documents at most.",
            detail_fr=f"Un message cite au plus {ATTACHMENTS_AT_MOST} documents.",
        )


def must_be_on_a_case(case_id: UUID | None) -> UUID:
    """The case of a thread, to which what is attached there belongs.

    Raises:
        Conflict: it has none.
    """
    if case_id is None:
        raise Conflict("Nothing can be attached in this thread.", detail_fr="Rien ne peut être joint dans ce fil.")
    return case_id


def must_stand(*, is_retracted: bool) -> None:
    """What was taken back is neither corrected nor taken back again.

    Raises:
        Conflict: the message was retracted.
    """
    if is_retracted:
        raise Conflict("The message was retracted.", detail_fr="Le message a été retiré.")
