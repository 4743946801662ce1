"""Every way in which the product says no. Without HTTP: `shared.web.problems` translates.

    Refusal
    ├── Unauthenticated   we do not know who is calling
    ├── NotAllowed        may know that it exists, may not do this
    ├── NotFound          is not there, or is not yours: the same
    ├── Gone              was there, and nobody can read it any more
    ├── Conflict          cannot be done in the present state
    │   └── Stale         somebody changed it since you read it
    ├── Invalid           the request itself is wrong; points at the field
    ├── Unsupported       a file of a kind that is not taken here
    └── Unavailable       not now; try again
        └── TooMany       you have as many as you may

A subclass with its own `code` becomes a problem type of its own; its docstring is the page of that type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from shared.phrases import Phrase


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field.

    Attributes:
        pointer: RFC 6901 JSON Pointer into the body, or `#/query/<name>`, `#/path/<name>`, `#/header/<name>`.
        code: stable, snake_case.
        message: English; never echoes the value.
        message_fr: the same in French.
    """

    pointer: str
    code: str
    message: str
    message_fr: str


class WrongValue(ValueError):  # noqa: N818 - what a validator of a body raises becomes a `FieldError`, at its place
    """A value that is not taken, in both languages: what a validator raises, whose `ValueError` would say it in one."""

    def __init__(self, message: str, message_fr: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_fr = message_fr


class Refusal(Exception):  # noqa: N818 - a refusal is a proper answer, not an error
    """A request that is answered with no."""

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"
    title_fr: ClassVar[str] = "Refusé"

    def __init__(self, detail: str = "", *, detail_fr: str = "", **extensions: Any) -> None:
        """Say no.

        Args:
            detail: one English sentence for the person at the screen, without personal data.
            detail_fr: the same in French.
            extensions: typed members of the problem document; phrases are told in the reader's language.
        """
        super().__init__(detail or self.title)
        self.detail = detail
        self.detail_fr = detail_fr
        self.extensions: Mapping[str, Any] = extensions


class Unauthenticated(Refusal):
    """The request carries no access token, or one that is malformed, expired, revoked or meant for somebody else."""

    code = "unauthenticated"
    title = "Sign in first"
    title_fr = "Connectez-vous d'abord"


class NotAllowed(Refusal):
    """You may know that this exists, and you may not do this to it. `reasons` says what is missing."""

    code = "not-allowed"
    title = "Not allowed"
    title_fr = "Non autorisé"

    def __init__(
        self, detail: str = "", *, detail_fr: str = "", reasons: Sequence[Phrase] = (), **extensions: Any
    ) -> None:
        """Say no, and what is missing."""
        said = {"reasons": list(reasons)} if reasons else {}
        super().__init__(detail, detail_fr=detail_fr, **said, **extensions)


class NotFound(Refusal):
    """There is no such thing, or it is not yours to see: both give this same answer."""

    code = "not-found"
    title = "Not found"
    title_fr = "Introuvable"


class Gone(Refusal):
    """It was here, you may know that, and nobody can read it any more (RFC 9110, 410)."""

    code = "gone"
    title = "No longer there"
    title_fr = "N'existe plus"


class Conflict(Refusal):
    """It cannot be done in the present state, which the answer carries where you may see it."""

    code = "conflict"
    title = "Not possible now"
    title_fr = "Impossible dans l'état actuel"


class Stale(Conflict):
    """Somebody changed it since you read it: read again, then decide again (RFC 9110, 412)."""

    code = "stale"
    title = "Changed since you read it"
    title_fr = "Modifié depuis votre lecture"


class PreconditionRequired(Refusal):
    """Editing needs `If-Match` with the ETag you read, so that nobody's change is lost (RFC 6585, 428)."""

    code = "precondition-required"
    title = "Say which version you edit"
    title_fr = "Indiquez la version que vous modifiez"


class Invalid(Refusal):
    """The request itself is wrong; `errors` points at each field."""

    code = "invalid"
    title = "The request is not valid"
    title_fr = "La requête n'est pas valide"

    def __init__(
        self, detail: str = "", *, errors: Sequence[FieldError] = (), detail_fr: str = "", **extensions: Any
    ) -> None:
        super().__init__(detail, detail_fr=detail_fr, **extensions)
        self.errors = tuple(errors)

    @classmethod
    def field(cls, pointer: str, code: str, message: str, message_fr: str) -> "Invalid":
        """One wrong field, in English and in French."""
        return cls(errors=[FieldError(pointer, code, message, message_fr)])


class Unsupported(Refusal):
    """The file is of a kind that is not taken here, or of another kind than it is said to be; its content decides."""

    code = "unsupported-content"
    title = "This kind of file is not taken"
    title_fr = "Ce type de fichier n'est pas accepté"


class KeyReused(Invalid):
    """The same `Idempotency-Key` came with another request body."""

    code = "idempotency-key-reused"
    title = "Idempotency key used for another request"
    title_fr = "Clé d'idempotence déjà utilisée pour une autre requête"


class StillInProgress(Conflict):
    """A request with the same `Idempotency-Key` is being worked on; ask again in a moment."""

    code = "request-in-progress"
    title = "The same request is being worked on"
    title_fr = "La même requête est en cours de traitement"


class Unavailable(Refusal):
    """Not now: too many requests at once, or a part of the system is down. `Retry-After` says when to try again."""

    code = "unavailable"
    title = "Not available at the moment"
    title_fr = "Indisponible pour le moment"

    def __init__(self, detail: str = "", *, retry_after_seconds: int = 1, detail_fr: str = "") -> None:
        super().__init__(detail, detail_fr=detail_fr)
        self.retry_after_seconds = retry_after_seconds


class TooMany(Unavailable):
    """You have as many of these at the same time as you may (RFC 6585, 429). `Retry-After` says when to try again."""

    code = "too-many"
    title = "Too many at the same time"
    title_fr = "Trop à la fois"
