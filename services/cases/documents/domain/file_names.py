"""The name of a file on its way in and out. It is personal data: in headers and rows, never in an address or a log.

Source:
    RFC 6266 (Content-Disposition) and RFC 8187 (how a name is written in it).
"""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from services.cases.documents.domain.kinds import SUFFIXES, Kind
from shared.refusals import Invalid

LONGEST: Final = 200
_EXTENDED: Final = re.compile(
    r"(?:^|;)\s*filename\*\s*=\s*UTF-8'[A-Za-z0-9-]*'([A-Za-z0-9!#$&+.^_`|~%-]+)", re.IGNORECASE
)
_QUOTED: Final = re.compile(r'(?:^|;)\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_TOKEN: Final = re.compile(r"(?:^|;)\s*filename\s*=\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)", re.IGNORECASE)
_NOT_IN_A_NAME: Final = frozenset('/\\:*?"<>|')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that nobody sees."""

_DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""What a file may not be called on Windows, whatever follows after a dot."""
_SENT_PLAIN: Final = re.compile(r"[^A-Za-z0-9 ._-]")


def name_in(content_disposition: str, pointer: str) -> str:
    """The name that a sender gave the file.

    Args:
        content_disposition: the header; `attachment; filename*=UTF-8''…` for a name with accents.

    Raises:
        Invalid: it names none, or what `checked_name` says.
    """
    extended = _EXTENDED.search(content_disposition)
    if extended:
        try:
            return checked_name(unquote_to_bytes(extended[1]).decode(), pointer)
        except UnicodeDecodeError:
            raise Invalid.field(
                pointer, "file_name", "The name is not written in UTF-8.", "Le nom n'est pas écrit en UTF-8."
            ) from None
    plain = _QUOTED.search(content_disposition) or _TOKEN.search(content_disposition)
    if plain and not plain[1].isascii():
        raise Invalid.field(
            pointer,
            "file_name",
            "A name with accents is written as filename*=UTF-8''….",
            "Un nom accentué s'écrit filename*=UTF-8''….",
        )
    return checked_name(re.sub(r"\\(.)", r"\1", plain[1]) if plain else "", pointer)


def checked_name(name: str, pointer: str) -> str:
    """The same name in one spelling.

    Raises:
        Invalid: it is empty, too long, a path, or holds what nobody sees.
    """
    spelled = unicodedata.normalize("NFC", name).strip(" \u00a0")
    if not spelled or len(spelled) > LONGEST:
        raise Invalid.field(
            pointer,
            "file_name",
            f"Name the file, in at most {LONGEST} characters.",
            f"Nommez le fichier, en {LONGEST} caractères au plus.",
        )
    if any(one in _NOT_IN_A_NAME or one in _FILLERS or unicodedata.category(one) in _INVISIBLE for one in spelled):
        raise Invalid.field(
            pointer,
            "file_name",
            "A name holds no path and nothing that cannot be seen.",
            "Un nom ne contient ni chemin ni caractère invisible.",
        )
    elsewhere = unicodedata.normalize("NFKC", spelled)
    if elsewhere.startswith(".") or _is_a_device(elsewhere) or {"/", "\\"} & set(elsewhere):
        raise Invalid.field(
            pointer,
            "file_name",
            "On some computers such a name is a path, a device, or hidden.",
            "Sur certains ordinateurs, un tel nom est un chemin, un périphérique ou un fichier caché.",
        )
    return spelled


def _is_a_device(name: str) -> bool:
    return name.partition(".")[0].strip().lower() in _DEVICES


def must_end_like(name: str, kind: Kind, pointer: str) -> None:
    """A name says what the file is, so that nobody is led to open something else.

    Raises:
        Invalid: it ends otherwise.
    """
    if not name.lower().endswith(SUFFIXES[kind]):
        raise Invalid.field(
            pointer,
            "suffix",
            f"The name of such a file ends with {' or '.join(SUFFIXES[kind])}.",
            f"Le nom d'un tel fichier finit par {' ou '.join(SUFFIXES[kind])}.",
        )


def attachment(name: str) -> str:
    """A `Content-Disposition` that every browser saves under this name and none shows in the page."""
    plain = _SENT_PLAIN.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
