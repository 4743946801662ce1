"""Of what people are told, in plain words. No I/O."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

KEPT: Final = timedelta(days=180)
"""What is older is no news."""

CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""What happened later than now by so much happened by the clock of another machine."""

UNREAD_AT_MOST: Final = 100
"""As far as unread notices are counted: this many means this many or more."""


class OwnNotice(StrEnum):
    """What happened, as whoever signed in with an account of their own sees it."""

    MESSAGE_WRITTEN = "message_written"
    PLAN_PROPOSED = "plan_proposed"
    COMPLAINT_ANSWERED = "complaint_answered"
    RIGHTS_EXTENDED = "rights_extended"
    RIGHTS_ANSWERED = "rights_answered"
    CONSENT_AWAITS = "consent_awaits"
    RIGHTS_COPY_READY = "rights_copy_ready"


_SAID: Final[Mapping[OwnNotice, tuple[str, str]]] = MappingProxyType(
    {
        OwnNotice.MESSAGE_WRITTEN: (
            "Somebody wrote in a thread that is with you.",
            "Quelqu'un a écrit dans un fil auquel vous participez.",
        ),
        OwnNotice.PLAN_PROPOSED: (
            "A plan waits for your word.",
            "Un projet attend votre avis.",
        ),
        OwnNotice.COMPLAINT_ANSWERED: (
            "A complaint of yours was answered.",
            "Une réponse a été donnée à votre réclamation.",
        ),
        OwnNotice.RIGHTS_EXTENDED: (
            "An agency needs more time for what you asked about your data, and says why.",
            "Un organisme a besoin de plus de temps pour votre demande sur vos données, et dit pourquoi.",
        ),
        OwnNotice.RIGHTS_ANSWERED: (
            "An agency answered what you asked about your data.",
            "Un organisme a répondu à votre demande sur vos données.",
        ),
        OwnNotice.CONSENT_AWAITS: (
            "Something that was agreed to waits for your yes.",
            "Un consentement attend votre accord.",
        ),
        OwnNotice.RIGHTS_COPY_READY: (
            "The copy of what an agency keeps about you is ready; take it within a month.",
            "La copie de ce qu'un organisme conserve à votre sujet est prête ; prenez-la dans le mois.",
        ),
    }
)


def notice_in_words(kind: OwnNotice, *, french: bool) -> str:
    """One sentence, without a word of what was said."""
    return _SAID[kind][french]


class Said(NamedTuple):
    """What one stream has said: the transaction that kept it, its kind and its id."""

    tx: int
    kind: str
    id: UUID


def said_since(place: int, said: Iterable[Said], rows: Iterable[Any]) -> frozenset[Said]:
    """What a stream must remember, so that it says nothing twice: what was kept before its place is not read again.

    Args:
        rows: what it says now, each with tx, kind and id.
    """
    every = {*said, *(Said(row["tx"], row["kind"], row["id"]) for row in rows)}
    return frozenset(one for one in every if one.tx >= place)
