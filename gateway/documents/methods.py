"""Which methods a path knows, all of them. FastAPI lists only those of the first route that matches."""

import re
from collections.abc import Awaitable, Callable

from gateway.documents.merged import Document, operations
from shared.refusals import Unavailable


class AllowedMethods:
    """Reads the merged API document."""

    def __init__(self, document: Callable[[], Awaitable[Document]]) -> None:
        self._document = document
        self._read: Document | None = None
        self._patterns: list[tuple[re.Pattern[str], str]] = []

    async def at(self, path: str) -> str:
        """For an `Allow` header: `GET, HEAD, POST`; empty where nothing is, or nobody can say at the moment."""
        try:
            document = await self._document()
        except Unavailable:
            return ""
        if document is not self._read:
            self._patterns = [(_pattern(template), method) for template, method, _ in operations(document)]
            self._read = document
        found = {method.upper() for pattern, method in self._patterns if pattern.fullmatch(path)}
        if "GET" in found:
            found.add("HEAD")
        return ", ".join(sorted(found))


def _pattern(template: str) -> re.Pattern[str]:
    """A path template as an expression; a parameter is one segment."""
    parts = re.split(r"\{[^}]*\}", template)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))
