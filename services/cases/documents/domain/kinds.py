"""Which kinds of file are taken, and how each is told by its content: never by its name, nor by what its sender says.

Source:
    ISO 32000-2 (PDF), ISO/IEC 15948 (PNG), ITU-T T.81 (JPEG), TIFF 6.0; PKWARE APPNOTE 6.3 (ZIP); ECMA-376 part 2,
    section 7.2.3 (the content types of DOCX); OpenDocument 1.3 part 2, section 3.3 (the file *mimetype*).
"""

import struct
import zipfile
import zlib
from codecs import getincrementaldecoder
from enum import StrEnum
from typing import BinaryIO, Final

from shared.refusals import Unsupported


class Kind(StrEnum):
    """A kind of file, as its media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    TEXT = "text/plain"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"


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
_ZIP: Final = b"PK\x03\x04"
_END_OF_ZIP: Final = b"PK\x05\x06"
_LARGE_ZIP: Final = b"PK\x06\x07"
_LARGE_ZIP_BYTES: Final = 20
_END_BYTES: Final = 22
_LONGEST_COMMENT: Final = 0xFFFF
_PLAINLY_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Others are unpacked without a bound; the standards of DOCX and ODT know only these."""

_LOCKED: Final = 1
_MOST_ENTRIES: Final = 2_000
_LONGEST_DIRECTORY: Final = 1_000_000
_LARGEST_INSIDE: Final = 250_000_000
_LARGEST_LIST: Final = 200_000
_ODT_BEGINS: Final = b"mimetype" + Kind.ODT.encode()
_ODT_BEGINS_AT: Final = 30
_TYPES_OF_DOCX: Final = "[Content_Types].xml"
_DOCX_SAYS: Final = (Kind.DOCX + ".main+xml").encode()
_NOT_IN_TEXT: Final = bytes(code for code in range(32) if chr(code) not in "\t\n\r\f") + b"\x7f"
_BLOCK_BYTES: Final = 1_000_000


def kind_of(file: BinaryIO) -> Kind:
    """What a file is. Reads it from its beginning; unpacks at most one small list of a DOCX.

    Raises:
        Unsupported: none of the kinds that are taken.
    """
    file.seek(0)
    beginning = file.read(100)
    for begins, kind in _BEGINNINGS:
        if beginning.startswith(begins):
            return kind
    found = _kind_of_zip(file, beginning) if beginning.startswith(_ZIP) else _kind_of_text(file)
    if found is None:
        raise Unsupported(
            "Send a PDF, PNG, JPEG, TIFF, DOCX, ODT or plain text in UTF-8.",
            detail_fr="Envoyez un PDF, PNG, JPEG, TIFF, DOCX, ODT ou du texte brut en UTF-8.",
        )
    return found


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


def _kind_of_zip(file: BinaryIO, beginning: bytes) -> Kind | None:
    """What a package says that it is, if its directory is of a size that a letter has."""
    if not _is_a_small_directory(file):
        return None
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            if not _may_be_unpacked(entries):
                return None
            if beginning[_ODT_BEGINS_AT:].startswith(_ODT_BEGINS) and entries[0].filename == "mimetype":
                return Kind.ODT
            if _TYPES_OF_DOCX not in package.namelist():
                return None
            with package.open(_TYPES_OF_DOCX) as types:
                return Kind.DOCX if _DOCX_SAYS + b'"' in types.read(_LARGEST_LIST) else None
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        return None


def _may_be_unpacked(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether a reader can unpack all of it, in the ordinary way and to a size that a letter has."""
    is_plain = all(not one.flag_bits & _LOCKED and one.compress_type in _PLAINLY_PACKED for one in entries)
    return is_plain and sum(one.file_size for one in entries) <= _LARGEST_INSIDE


def _is_a_small_directory(file: BinaryIO) -> bool:
    """Whether the directory at the end is short, by what its last record says: before anything reads it."""
    length = file.seek(0, 2)
    file.seek(max(0, length - _END_BYTES - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END_OF_ZIP)
    is_large = at >= _LARGE_ZIP_BYTES and tail.startswith(_LARGE_ZIP, at - _LARGE_ZIP_BYTES)
    if at < 0 or len(tail) - at < _END_BYTES or is_large:
        return False
    entries, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    return bool(0 < entries <= _MOST_ENTRIES and directory_bytes <= _LONGEST_DIRECTORY)
