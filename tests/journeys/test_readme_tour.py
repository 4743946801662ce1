"""The tour of the README, as somebody types it."""

import asyncio
import re
import sys
from pathlib import Path

from tests.journeys.conftest import Parcours
from tests.journeys.test_one_record_one_referral import a_listing, an_agreement

ROOT = Path(__file__).parents[2]


def typed_in_the_tour() -> list[str]:
    """The blocks of the tour, in order."""
    tour = (ROOT / "README.md").read_text().split("\n## A tour\n")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", tour, re.DOTALL)


def as_typed_here(parcours: Parcours) -> str:
    """The same commands for this installation; `parcours` is not on everybody's path."""
    script = "\n".join(typed_in_the_tour())
    where = f"--home '{parcours.installation.home}' --url {parcours.url}"
    return "\n".join(
        [
            "set -euo pipefail",
            f'parcours() {{ "{sys.executable}" -m deploy.cli "$@" {where}; }}',
            f'python() {{ "{sys.executable}" "$@"; }}',
            script.replace(". .venv/bin/activate\n", "").replace("URL=http://127.0.0.1:8000", f"URL={parcours.url}"),
        ]
    )


async def test_the_tour_says_what_happens(parcours: Parcours) -> None:
    await an_agreement(parcours, ("social-valmont", "paul.morel"), ("habitat", "marc.olivier"))
    await a_listing(await parcours.desk("marc.olivier", "habitat"))
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        as_typed_here(parcours),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = (stream.decode() for stream in await shell.communicate())
    assert shell.returncode == 0, errors
    assert output.count('"/problems/not-found"') == 3, (
        "before the consent, for an invented person, after the withdrawal"
    )
    assert '"protected": true' in output
    assert "rue de la Fable" not in output
    assert '"because": "no-consent"' in output, "health does not travel"
    assert re.findall(r"^(sent|accepted|in_progress|completed|withdrawn)$", output, re.MULTILINE) == [
        "sent",
        "accepted",
        "in_progress",
        "completed",
        "withdrawn",
    ]
    assert '"/problems/move-not-possible"' in output, "a second acceptance"
    assert "('denied', 'open-record')" in output
