"""The generated documents say what the code says."""

from pathlib import Path

from deploy.documents.pages import pages, stale, write


def test_every_generated_document_is_fresh() -> None:
    assert not list(stale()), "run make documents"


def test_a_document_that_somebody_edits_is_stale_until_it_is_written_again(tmp_path: Path) -> None:
    write(tmp_path)
    assert not stale(tmp_path)
    (tmp_path / "docs/policy.md").write_text("Everybody may do everything.\n")
    assert list(stale(tmp_path)) == [Path("docs/policy.md")]
    assert write(tmp_path) == [Path("docs/policy.md")]
    assert not stale(tmp_path)


def test_writing_twice_gives_the_same() -> None:
    assert pages() == pages()
