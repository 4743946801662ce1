"""Documents are set as accessible PDF, whatever they say, and never hold up what else is going on."""

import asyncio
import os
import time
from pathlib import Path

import pytest
import structlog.testing

from services.cases.summaries.domain.document import Document, Entry, Fact, Language, Section
from services.cases.summaries.rendering.press import Press
from shared.refusals import Unavailable
from tests.cases.summaries.reading import Printed

SECRET = "Only for those who may read it"


def document(heading: str = "A goal", words: str = "Said.", language: Language = Language.ENGLISH) -> Document:
    section = Section("Goals", ("One:",), (Fact("State", "Open"),), (Entry(heading, (Fact("Words", words),)),))
    return Document(language, "A document", "An agency", "� is a missing shape.", "Page", ("For you.",), (), (section,))


@pytest.mark.parametrize("language", Language)
async def test_a_document_has_title_language_and_a_structure_that_is_read_aloud_in_order(language: Language) -> None:
    printed = Printed(await Press().set(document("Leaves the flat", language=language)))
    assert (printed.title, printed.language, printed.is_tagged) == ("A document", language, True)
    assert printed.headings() == [(1, "Goals"), (2, "Leaves the flat")]
    assert {"/Document", "/P", "/L", "/LI", "/LBody"} <= printed.parts()
    assert "Words: Said." in printed.text


@pytest.mark.parametrize(
    "words",
    ["#panic() *bold* $x$ @ref <label> \\ ` /* // = - [", '#read("/etc/passwd")', "]#import sys: inputs;["],
)
async def test_what_people_write_is_never_markup(words: str) -> None:
    assert words in Printed(await Press().set(document(words=words))).text


@pytest.mark.parametrize("words", ["Ça va: 5 €", "Ελένη", "Іван", "ქართული", "Հայերեն", "→ ✓"])
async def test_what_has_a_shape_is_shown(words: str) -> None:
    text = Printed(await Press().set(document(words=words))).text
    assert words in text
    assert "missing shape" not in text


@pytest.mark.parametrize("words", ["ትግርኛ", "中文", "😀", "தமிழ்", "\ue000", "\ufdd0"])
async def test_what_has_no_shape_is_replaced_and_the_document_says_so(words: str) -> None:
    text = Printed(await Press().set(document(words=f"before {words} after"))).text
    assert "� is a missing shape." in text
    assert "before" in text
    assert "after" in text


async def test_control_characters_do_not_hide_or_turn_words() -> None:
    assert "before after" in Printed(await Press().set(document(words="before\x00\x07 \u202eafter"))).text


async def test_a_document_that_takes_too_long_is_stopped_and_its_place_is_free(tmp_path: Path) -> None:
    endless, started = _endless(tmp_path)
    press = Press(at_once=1, limit_seconds=0.6, typesetter=endless)
    for _ in range(2):
        with structlog.testing.capture_logs() as logs, pytest.raises(Unavailable):
            await press.set(document(SECRET, SECRET))
        assert SECRET not in str(logs)
        assert not _runs(started)


async def test_a_document_that_cannot_be_set_is_refused_without_a_word_of_it(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import sys\nraise SystemExit(sys.stdin.read())")
    with structlog.testing.capture_logs() as logs, pytest.raises(Unavailable) as refused:
        await Press(typesetter=broken).set(document(SECRET))
    assert SECRET not in f"{logs}{refused.value.detail}{refused.value.extensions}"


async def test_there_is_place_for_a_few_and_the_others_are_told_at_once(tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import sys, time\nsys.stdin.read()\ntime.sleep(0.3)\nprint('set')")
    press = Press(at_once=1, waiting=1, typesetter=slow)
    begun = time.monotonic()
    answers = await asyncio.gather(*(press.set(document()) for _ in range(4)), return_exceptions=True)
    assert [isinstance(one, Unavailable) for one in answers] == [False, False, True, True]
    assert time.monotonic() - begun >= 0.6, "one after the other"
    assert await press.set(document()) == b"set\n"


async def test_whoever_goes_away_leaves_nothing_behind(tmp_path: Path) -> None:
    endless, started = _endless(tmp_path)
    setting = asyncio.create_task(Press(typesetter=endless).set(document()))
    while not started.exists():  # noqa: ASYNC110 - another process says so
        await asyncio.sleep(0.01)
    setting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await setting
    assert not _runs(started)


def _endless(folder: Path) -> tuple[Path, Path]:
    """A typesetter that never ends, and the file in which it says its process id."""
    program, started = folder / "endless.py", folder / "started"
    program.write_text(
        f"import os, pathlib\n"
        f"unfinished = pathlib.Path({str(started)!r} + '.part')\n"
        f"unfinished.write_text(str(os.getpid()))\n"
        f"unfinished.rename({str(started)!r})\n"
        f"while True: pass\n"
    )
    return program, started


def _runs(started: Path) -> bool:
    try:
        os.kill(int(started.read_text()), 0)
    except ProcessLookupError:
        return False
    return True
