"""Documents, and what they are made of. No I/O."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.documents.domain.kinds import Kind
from shared.refusals import Invalid, NotFound

LARGEST_BYTES: Final = 25_000_000


class Scan(StrEnum):
    """What the virus scanner said."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


class Infected(Invalid):
    """A virus was found in the file. Nothing of it was kept; clean the computer that it came from."""

    code = "infected"
    title = "The file holds a virus"
    title_fr = "Le fichier contient un virus"


class UploadCut(Invalid):
    """The file did not arrive to its end. Nothing of it was kept; send it again."""

    code = "upload-cut"
    title = "The file did not arrive to its end"
    title_fr = "Le fichier n'est pas arrivé en entier"


class LinkOver(NotFound):
    """The link to the document has lived its few minutes. Ask for another one; that is decided anew."""

    code = "link-over"
    title = "The link is over"
    title_fr = "Le lien a expiré"


@dataclass(frozen=True)
class Content:
    """A file that was received: what is known of it beside its bytes.

    Attributes:
        id: names it where contents are kept.
        sha256: of all its bytes, in hexadecimal.
    """

    id: UUID
    kind: Kind
    size_bytes: int
    sha256: str
    scan: Scan
