"""Small files of every kind, and some that only look like one."""

import io
import zipfile
from collections.abc import Mapping

from services.cases.documents.domain.kinds import Kind

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_TYPES = '<Types><Override PartName="/word/document.xml" ContentType="{kind}.main+xml"/></Types>'


def package(parts: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """A ZIP."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return held.getvalue()


def odt(**more: bytes) -> bytes:
    return package({"mimetype": Kind.ODT.encode(), "content.xml": b"<office/>", **more}, packed=False)


def docx_types(kind: str = Kind.DOCX) -> str:
    """The list of its parts in a DOCX."""
    return _TYPES.format(kind=kind)


def docx(document: bytes = b"<w/>", kind: str = Kind.DOCX) -> bytes:
    return package({"[Content_Types].xml": docx_types(kind).encode(), "word/document.xml": document})


OF_EACH_KIND: Mapping[Kind, bytes] = {
    Kind.PDF: PDF,
    Kind.PNG: PNG,
    Kind.JPEG: b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    Kind.TIFF: b"II*\0\x08\0\0\0",
    Kind.TEXT: "Réunion du 3 mai\n\ttout va bien\n".encode(),
    Kind.DOCX: docx(),
    Kind.ODT: odt(),
}
