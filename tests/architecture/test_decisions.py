"""Decisions are numbered: one number, one decision, and its page begins with it."""

from collections import Counter

from tests.architecture.tree import ROOT

PAGES = sorted((ROOT / "docs/decisions").glob("*.md"))


def test_no_two_decisions_share_a_number() -> None:
    numbers = Counter(page.name[:4] for page in PAGES)
    assert len(PAGES) > 10
    assert [number for number, pages in numbers.items() if pages > 1] == []


def test_a_decision_names_its_number_in_its_title() -> None:
    wrong = [page.name for page in PAGES if not page.read_text().startswith(f"# {int(page.name[:4])}. ")]
    assert wrong == []
