"""The generated documents say what the code says."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.documents.applications import applications
from deploy.documents.pages import pages, stale, write

Pages = Mapping[Path, str]


@pytest.fixture(scope="module")
def said() -> Pages:
    return pages()


def test_every_generated_document_is_fresh(said: Pages) -> None:
    assert not list(stale(said)), "run make documents"


def test_a_document_that_somebody_edits_is_stale_until_it_is_written_again(said: Pages, tmp_path: Path) -> None:
    write(said, tmp_path)
    assert not stale(said, tmp_path)
    (tmp_path / "docs/policy.md").write_text("Everybody may do everything.\n")
    assert list(stale(said, tmp_path)) == [Path("docs/policy.md")]
    assert write(said, tmp_path) == [Path("docs/policy.md")]
    assert not stale(said, tmp_path)


def test_writing_twice_gives_the_same(said: Pages) -> None:
    applications.cache_clear()
    assert pages() == said
