"""All generated documents, by where they are kept."""

import json
from collections.abc import Mapping
from pathlib import Path

from deploy.documents import contents
from deploy.documents.applications import applications
from deploy.documents.events import events_page
from deploy.documents.life_of_a_referral import life_page
from deploy.documents.problems import problems_page
from deploy.documents.tables import tables_page
from services.cases.exports.domain.schema import SCHEMA_PATH, copy_schema
from shared.policy.page import policy_page

ROOT = Path(__file__).parents[2]


def pages() -> Mapping[Path, str]:
    """The text of every generated document as the code is now, by its path under the root."""
    docs = Path("docs")
    return {
        docs / "policy.md": policy_page(contents.rules(), contents.shown_by_grants()),
        docs / "politique.md": policy_page(contents.rules(), contents.shown_by_grants(), french=True),
        docs / "events.md": events_page(contents.events()),
        docs / "data-dictionary.md": tables_page(contents.tables()),
        docs / "life-of-a-referral.md": life_page(),
        docs / "problems.md": problems_page(contents.refusals()),
        docs / SCHEMA_PATH.removeprefix("/"): _stable_json(copy_schema()),
        **{docs / "api" / f"{name}.json": _stable_json(app.openapi()) for name, app in applications().items()},
    }


def stale(pages: Mapping[Path, str], root: Path = ROOT) -> Mapping[Path, str]:
    """The documents that do not say what the code says, as they should be."""
    return {path: text for path, text in pages.items() if not _says(root / path, text)}


def write(pages: Mapping[Path, str], root: Path = ROOT) -> list[Path]:
    """Write what is stale; gives what was written."""
    texts = stale(pages, root)
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return list(texts)


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _stable_json(document: object) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
