"""The chapters in their order, and playing them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from deploy.demo.keys import read_keys
from deploy.demo.story.chapters import (
    did_it_work,
    difficult_cases,
    integrated_team,
    older_person_at_home,
    one_record,
    unaccompanied_minor,
    young_persons_goals,
)
from deploy.demo.story.telling import Story
from deploy.launch.refusals import LaunchRefused

CHAPTERS: Final[Mapping[str, Callable[[Story], Awaitable[None]]]] = {
    "one-record": one_record.play,
    "integrated-team": integrated_team.play,
    "difficult-cases": difficult_cases.play,
    "unaccompanied-minor": unaccompanied_minor.play,
    "older-person-at-home": older_person_at_home.play,
    "young-persons-goals": young_persons_goals.play,
    "did-it-work": did_it_work.play,
}


async def play(url: str, home: Path, chapters: Sequence[str] = ()) -> None:
    """Play these chapters, or all of them.

    Raises:
        LaunchRefused: the demonstration does not run there, or a chapter has no such name.
    """
    unknown = [name for name in chapters if name not in CHAPTERS]
    if unknown:
        raise LaunchRefused(f"No chapter is called {', '.join(unknown)}. There are: {', '.join(CHAPTERS)}.")
    keys = read_keys(home)
    if keys is None:
        raise LaunchRefused(f"There is no demo data in {home}. Start it with `make run` first.")
    story = Story(url, keys.password)
    try:
        for name in chapters or CHAPTERS:
            await CHAPTERS[name](story)
            story.end()
    finally:
        await story.close()
