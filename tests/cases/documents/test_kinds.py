"""What a file is, by its content."""

import io
import struct
import zipfile
import zlib

import pytest

from services.cases.documents.domain.kinds import Kind, kind_of
from shared.refusals import Unsupported
from tests.cases.documents.files import OF_EACH_KIND, docx, docx_types, odt, package

OF_NO_KIND = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"MZ\x90\0\x03", id="a program"),
    pytest.param(b"\x7fELF\x02", id="another program"),
    pytest.param(b"text\0with a zero", id="text for machines"),
    pytest.param(b"\x1b[2J a terminal obeys", id="text with escapes"),
    pytest.param("latin é".encode("latin-1"), id="text that is not UTF-8"),
    pytest.param("cut é".encode()[:-1], id="text that ends in the middle of a letter"),
    pytest.param(package({"a.txt": b"a"}), id="a package of something"),
    pytest.param(docx(kind="application/vnd.ms-word.document.macroEnabled"), id="a document with macros"),
    pytest.param(odt()[:-30], id="a package without its end"),
    pytest.param(b"PK\x03\x04", id="the beginning of a package"),
    pytest.param(package({"mimetype": Kind.ODT.encode()}), id="its kind is packed, so no reader can tell it"),
    pytest.param(package({f"{number}": b"" for number in range(2_001)}), id="a package of very many parts"),
]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_told_by_its_content(kind: Kind) -> None:
    assert kind_of(io.BytesIO(OF_EACH_KIND[kind])) is kind


@pytest.mark.parametrize("content", OF_NO_KIND)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(Unsupported):
        kind_of(io.BytesIO(content))


def test_what_unpacks_to_very_much_is_refused_and_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(b"\0" * 260_000_000)
    opened: list[str] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _package, name, *_more: opened.append(str(name)))

    assert len(bomb) < 300_000
    with pytest.raises(Unsupported):
        kind_of(io.BytesIO(bomb))
    assert not opened


def test_a_list_of_types_that_unpacks_to_very_much_is_read_in_part() -> None:
    hidden = b" " * 10_000_000 + b"<Types/>"
    with pytest.raises(Unsupported):
        kind_of(io.BytesIO(package({"[Content_Types].xml": hidden})))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_that_is_packed_in_another_way_is_never_unpacked(
    packing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packing) as written:
        written.writestr("[Content_Types].xml", b" " * 10_000_000)
    opened: list[str] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _package, name, *_more: opened.append(str(name)))

    with pytest.raises(Unsupported):
        kind_of(held)
    assert not opened


def test_a_package_that_says_twice_how_long_its_directory_is_is_not_read() -> None:
    whole = docx()
    at = whole.rfind(b"PK\x05\x06")
    elsewhere = b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1)
    with pytest.raises(Unsupported):
        kind_of(io.BytesIO(whole[:at] + elsewhere + whole[at:]))


def test_a_package_that_is_locked_is_refused() -> None:
    locked = bytearray(docx())
    at = locked.rfind(b"PK\x01\x02")
    locked[at + 8] |= 1
    with pytest.raises(Unsupported):
        kind_of(io.BytesIO(bytes(locked)))


def _lying_package(says_bytes: int, is_bytes: int) -> bytes:
    """A DOCX whose directory says of a part that it is short; so does the checksum of what is read that far."""
    parts = {
        b"[Content_Types].xml": (docx_types().encode(), None),
        b"word/document.xml": (b"\0" * is_bytes, says_bytes),
    }
    written, directory = io.BytesIO(), b""
    for name, (content, said) in parts.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        length = len(content) if said is None else said
        checked = zlib.crc32(content[:length])
        about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, checked, len(packed), length, len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, written.tell())
        directory += name
        written.write(b"PK\x03\x04" + about + name + packed)
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), written.tell(), 0)
    return written.getvalue() + directory + b"PK\x05\x06" + end


def test_a_package_that_lies_about_what_it_unpacks_to_is_refused() -> None:
    for length in (1_000, 1_000_000, 1_000_001, 2_999_999, 4_000_000):
        assert kind_of(io.BytesIO(_lying_package(length, length))) is Kind.DOCX
    for says, really in ((100, 30_000_000), (1_000, 999)):
        with pytest.raises(Unsupported):
            kind_of(io.BytesIO(_lying_package(says, really)))


def test_two_parts_of_one_name_are_two_documents_in_one_and_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = _with_parts(("[Content_Types].xml", docx_types()), ("[Content_Types].xml", "<Types/>"))
    for package_of_two in (
        twice,
        _with_parts(("[Content_Types].xml", docx_types()), ("[content_types].xml", "<Types/>")),
    ):
        with pytest.raises(Unsupported):
            kind_of(io.BytesIO(package_of_two))


@pytest.mark.parametrize(
    "brings",
    [
        pytest.param(
            package({"[Content_Types].xml": docx_types().encode(), "word/vbaProject.bin": b""}), id="in a DOCX"
        ),
        pytest.param(
            package({"[Content_Types].xml": b"<!-- " + docx_types().encode() + b'--> "x.macroEnabled.main+xml"'}),
            id="in a DOCX that says otherwise in a comment",
        ),
        pytest.param(odt(**{"Basic/Standard/Module1.xml": b"<script/>"}), id="in an ODT"),
        pytest.param(odt(**{"Scripts/python/a.py": b"import os"}), id="a program in an ODT"),
    ],
)
def test_a_document_that_brings_something_to_run_is_refused(brings: bytes) -> None:
    with pytest.raises(Unsupported):
        kind_of(io.BytesIO(brings))


def _with_parts(*parts: tuple[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as written:
        for name, content in parts:
            written.writestr(name, content)
    return held.getvalue()
