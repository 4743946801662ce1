"""Which kinds of file are taken, and how each is told by its content: never by its name, nor by what its sender says.

Source:
    ISO 32000-2 (PDF), ISO/IEC 15948 (PNG), ITU-T T.81 (JPEG), TIFF 6.0; `packages` (DOCX and ODT).
"""

from codecs import getincrementaldecoder
from enum import StrEnum
from typing import BinaryIO, Final

from services.cases.documents.domain import packages
from shared.refusals import Unsupported


class Kind(StrEnum):
    """A kind of file, as its media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    TEXT = "text/plain"
    DOCX = packages.DOCX
    ODT = packages.ODT


SUFFIXES: Final = {
    Kind.PDF: (".pdf",),
    Kind.PNG: (".png",),
    Kind.JPEG: (".jpg", ".jpeg"),
    Kind.TIFF: (".tif", ".tiff"),
    Kind.TEXT: (".txt", ".csv"),
    Kind.DOCX: (".docx",),
    Kind.ODT: (".odt",),
}
"""How the name of such a file ends."""

_BEGINNINGS: Final = (
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
)
_NOT_IN_TEXT: Final = bytes(code for code in range(32) if chr(code) not in "\t\n\r\f") + b"\x7f"
_BLOCK_BYTES: Final = 1_000_000


def kind_of(file: BinaryIO) -> Kind:
    """What a file is. Reads it from its beginning, and holds no more than a block of it.

    Raises:
        Unsupported: none of the kinds that are taken.
    """
    file.seek(0)
    beginning = file.read(100)
    for begins, kind in _BEGINNINGS:
        if beginning.startswith(begins):
            return kind
    found = packages.kind_of_package(file) if beginning.startswith(packages.BEGINS) else _kind_of_text(file)
    if found is None:
        raise Unsupported(
            "Send a PDF, PNG, JPEG, TIFF, DOCX, ODT or plain text in UTF-8.",
            detail_fr="Envoyez un PDF, PNG, JPEG, TIFF, DOCX, ODT ou du texte brut en UTF-8.",
        )
    return Kind(found)


def _kind_of_text(file: BinaryIO) -> Kind | None:
    """Plain text if all of it is UTF-8, without a character that is for machines."""
    decoder = getincrementaldecoder("utf-8")()
    file.seek(0)
    is_empty = True
    try:
        while block := file.read(_BLOCK_BYTES):
            is_empty = False
            if block.translate(None, _NOT_IN_TEXT) != block:
                return None
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return None if is_empty else Kind.TEXT
