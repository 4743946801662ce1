"""Which paths are let in: those that gateway and service cannot read in two ways."""

import re
from typing import Final
from urllib.parse import quote

from gateway.carriage.forwarder import Scope
from gateway.refusals import Malformed

_SEGMENT: Final = rb"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]+"
_PLAIN: Final = re.compile(rb"(?:/" + _SEGMENT + rb")*/?")
_HEX: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_AMBIGUOUS: Final = re.compile(r"//|\\|[\x00-\x1f\x7f-\x9f]|(?:^|/)\.{1,2}(?:/|$)")
_HIDDEN_SLASH: Final = re.compile(rb"%2f|%5c", re.IGNORECASE)


def raw_path(scope: Scope) -> bytes:
    """The path as the caller wrote it.

    Raises:
        Malformed: it could be read as another path: dot segments, doubled, escaped or turned slashes, control
            characters, escapes that are none or spell no text.

    Source:
        RFC 3986 sections 3.3 and 6.2.2; the request-routing attacks listed in RFC 9110 section 17.
    """
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    if _PLAIN.fullmatch(raw) and raw:
        return raw
    written = raw.decode("ascii", "replace")
    if (
        not raw.startswith(b"/")
        or "\ufffd" in written
        or "\ufffd" in scope["path"]
        or _HEX.search(written)
        or _HIDDEN_SLASH.search(raw)
        or _AMBIGUOUS.search(scope["path"])
        or _AMBIGUOUS.search(written)
    ):
        raise Malformed("The path is not written in the ordinary way.", detail_fr="Le chemin est mal formé.")
    return raw
