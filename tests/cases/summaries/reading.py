"""A PDF as a screen reader finds it."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf

HEADINGS = {"/H1": 1, "/H2": 2, "/H3": 3}


class Printed:
    """A PDF that came out of the press."""

    def __init__(self, pdf: bytes) -> None:
        self._reader = pypdf.PdfReader(io.BytesIO(pdf))
        self._root: Any = self._reader.trailer["/Root"]

    @property
    def title(self) -> str | None:
        """Its name, which viewers are told to show."""
        assert self._root["/ViewerPreferences"]["/DisplayDocTitle"]
        return self._reader.metadata.title if self._reader.metadata else None

    @property
    def language(self) -> str:
        return str(self._root["/Lang"])

    @property
    def is_tagged(self) -> bool:
        """It says itself that it follows PDF/UA-1."""
        metadata = self._root["/Metadata"].get_data().decode()
        return bool(self._root["/MarkInfo"]["/Marked"]) and "<pdfuaid:part>1</pdfuaid:part>" in metadata

    @property
    def text(self) -> str:
        return "\n".join(page.extract_text() for page in self._reader.pages)

    def headings(self) -> list[tuple[int, str]]:
        """By level, in the order of reading."""
        return [(HEADINGS[kind], words) for kind, words in _parts(self._root["/StructTreeRoot"]) if kind in HEADINGS]

    def parts(self) -> set[str]:
        """Which kinds of parts its structure has."""
        return {kind for kind, _ in _parts(self._root["/StructTreeRoot"])}


def _parts(node: Any) -> Iterator[tuple[str, str]]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _parts(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), str(node.get("/T", ""))
        if "/K" in node:
            yield from _parts(node["/K"])
