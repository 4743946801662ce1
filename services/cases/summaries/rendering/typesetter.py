"""Sets one document and ends: a program of its own that reads JSON and writes a tagged PDF (PDF/UA-1, ISO 14289-1).

It can be stopped when a document takes too long, and nothing of what a document says stays in the memory of a service.
It imports nothing of ours, writes to no file, and says nothing about what it was given.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import typst

TEMPLATE: Final = Path(__file__).with_name("document.typ")
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ATTEMPTS: Final = 5
_SHAPELESS: Final = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_OVERRIDES: Final = frozenset("\u202d\u202e")
"""They let a text read otherwise than it is written."""


def typeset(said: dict[str, Any]) -> bytes:
    """A document as PDF. A character without a shape in the fonts is replaced, and the document says so.

    Raises:
        typst.TypstError: it cannot be set.
    """
    plain = _each_text(said, _printable)
    replaced: frozenset[str] = frozenset()
    for _ in range(_ATTEMPTS):
        try:
            return _compiled(_without(plain, replaced))
        except typst.TypstError as failure:
            shapeless = {one for found in _SHAPELESS.findall(failure.diagnostic) for one in _unescaped(found)}
            if shapeless <= replaced:
                raise
            replaced |= shapeless
    return _compiled(_without(plain, replaced))


def _without(said: dict[str, Any], replaced: frozenset[str]) -> dict[str, Any]:
    """A document that says so where it had to replace something."""
    shown: dict[str, Any] = _each_text(
        said, lambda text: "".join(REPLACEMENT if one in replaced else one for one in text)
    )
    if REPLACEMENT in json.dumps({**shown, "replaced": ""}, ensure_ascii=False):
        shown["sentences"] = [*shown["sentences"], said["replaced"]]
    return shown


def _compiled(said: dict[str, Any]) -> bytes:
    pdf = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"said": json.dumps(said)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    assert isinstance(pdf, bytes)
    return pdf


def _each_text(said: Any, change: Callable[[str], str]) -> Any:
    if isinstance(said, str):
        return change(said)
    if isinstance(said, list):
        return [_each_text(one, change) for one in said]
    return {name: _each_text(one, change) for name, one in said.items()}


def _printable(text: str) -> str:
    """Without what no paper can show, and what has a meaning only to those who agreed on it replaced."""
    kept = (one for one in text.replace("\t", " ") if one == "\n" or not _is_control(one))
    return "".join(REPLACEMENT if unicodedata.category(one) in {"Co", "Cn", "Cs"} else one for one in kept)


def _is_control(one: str) -> bool:
    return unicodedata.category(one) == "Cc" or one in _OVERRIDES


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(json.load(sys.stdin.buffer)))
