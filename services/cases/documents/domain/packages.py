"""What a package (ZIP) is: DOCX, ODT or nothing that is taken. It is read through once and never held.

Source:
    PKWARE APPNOTE 6.3 (ZIP); ECMA-376 part 2, section 7.2.3 (the content types of DOCX); OpenDocument 1.3 part 2,
    section 3.3 (the file *mimetype*); D. Fifield, A better zip bomb (WOOT 2019).
"""

import struct
import zipfile
import zlib
from typing import BinaryIO, Final

BEGINS: Final = b"PK\x03\x04"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"

_END: Final = b"PK\x05\x06"
_LARGE: Final = b"PK\x06\x07"
_LARGE_BYTES: Final = 20
_END_BYTES: Final = 22
_PART_BYTES: Final = 30
_LONGEST_COMMENT: Final = 0xFFFF
_PLAINLY_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Others are unpacked without a bound; the standards of DOCX and ODT know only these."""

_LOCKED: Final = 1
_MOST_ENTRIES: Final = 2_000
_LONGEST_DIRECTORY: Final = 1_000_000
_LARGEST_INSIDE: Final = 250_000_000
_LARGEST_LIST: Final = 200_000
_ODT_BEGINS: Final = b"mimetype" + ODT.encode()
_ODT_BEGINS_AT: Final = 30
_TYPES_OF_DOCX: Final = "[Content_Types].xml"
_DOCX_SAYS: Final = f'{DOCX}.main+xml"'.encode()
_MACROS_OF_DOCX: Final = b"macroenabled"
_PROGRAMS: Final = ("basic/", "scripts/")
_PROGRAM_OF_DOCX: Final = "vbaproject.bin"
_BLOCK_BYTES: Final = 1_000_000


def kind_of_package(file: BinaryIO) -> str | None:
    """What a package says that it is, if a reader can unpack all of it to a size that a letter has, and it brings
    nothing to run; None if it is nothing that is taken.
    """
    if not _is_a_small_directory(file):
        return None
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            if _may_be_unpacked(parts) and all(_unpacks_as_it_says(file, part) for part in parts):
                return _said_kind(file, package)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, struct.error, zlib.error):
        return None
    return None


def _said_kind(file: BinaryIO, package: zipfile.ZipFile) -> str | None:
    file.seek(_ODT_BEGINS_AT)
    if file.read(len(_ODT_BEGINS)) == _ODT_BEGINS and package.infolist()[0].filename == "mimetype":
        return ODT
    if _TYPES_OF_DOCX not in package.namelist():
        return None
    with package.open(_TYPES_OF_DOCX) as types:
        said = types.read(_LARGEST_LIST)
    return DOCX if _DOCX_SAYS in said and _MACROS_OF_DOCX not in said.lower() else None


def _may_be_unpacked(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether a reader can unpack all of it in the ordinary way, every reader the same, to a size that a letter has."""
    names = [part.filename.casefold() for part in parts]
    is_plain = all(not part.flag_bits & _LOCKED and part.compress_type in _PLAINLY_PACKED for part in parts)
    brings_programs = any(name.startswith(_PROGRAMS) or name.endswith(_PROGRAM_OF_DOCX) for name in names)
    is_one_document = len(set(names)) == len(names)
    return (
        is_plain
        and is_one_document
        and not brings_programs
        and sum(part.file_size for part in parts) <= _LARGEST_INSIDE
    )


def _unpacks_as_it_says(file: BinaryIO, part: zipfile.ZipInfo) -> bool:
    """Whether a part is as long as the directory says. Other readers unpack it to its end, whatever that says."""
    file.seek(part.header_offset)
    beginning = file.read(_PART_BYTES)
    name_bytes, extra_bytes = struct.unpack_from("<HH", beginning, 26)
    file.seek(part.header_offset + _PART_BYTES + name_bytes + extra_bytes)
    if not beginning.startswith(BEGINS):
        return False
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size == part.file_size
    return _length_of(file, part.compress_size, part.file_size) == part.file_size


def _length_of(file: BinaryIO, packed_bytes: int, at_most: int) -> int | None:
    """How long what is packed here is; None where it ends elsewhere than it should or is longer than `at_most`."""
    unpacker, length = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while packed_bytes and not unpacker.eof:
        block = file.read(min(packed_bytes, _BLOCK_BYTES))
        if not block:
            return None
        packed_bytes -= len(block)
        is_more = True
        while is_more:
            unpacked = len(unpacker.decompress(block, _BLOCK_BYTES))
            length, block = length + unpacked, unpacker.unconsumed_tail
            is_more = bool(block) or unpacked == _BLOCK_BYTES
            if length > at_most:
                return None
    is_whole = unpacker.eof and not packed_bytes and not unpacker.unused_data
    return length if is_whole else None


def _is_a_small_directory(file: BinaryIO) -> bool:
    """Whether the directory at the end is short, by what its last record says: before anything reads it."""
    length = file.seek(0, 2)
    file.seek(max(0, length - _END_BYTES - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END)
    is_large = at >= _LARGE_BYTES and tail.startswith(_LARGE, at - _LARGE_BYTES)
    if at < 0 or len(tail) - at < _END_BYTES or is_large:
        return False
    entries, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    return bool(0 < entries <= _MOST_ENTRIES and directory_bytes <= _LONGEST_DIRECTORY)
