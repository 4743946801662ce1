"""A mistake of an operator is answered with a sentence, before anything is reached or changed."""

from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from deploy.cli.commands import app

NOBODY = "00000000-0000-7000-8000-000000000000"
AGENCY = ("register", "agency", "--municipality", NOBODY, "--sector", "social")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("register", "municipality", " "), "empty"),
        (("register", "municipality", "Valmont", "--country", "France"), "Two capital letters"),
        (("register", "municipality", "Valmont", "--time-zone", "Europe/Valmont"), "Not a time zone"),
        ((*AGENCY, "", "--administrator", "Ada", "--login", "ada"), "empty"),
        ((*AGENCY, "First", "--administrator", " ", "--login", "ada"), "empty"),
        ((*AGENCY, "First", "--administrator", "Ada", "--login", ""), "empty"),
        (("register", "front-end", "", "--agency", NOBODY, "--redirect-uri", "https://desk.example.org/in"), "empty"),
        (("audit", "looks", NOBODY, "--most", "-1"), "greater than or equal to 1"),
        (("audit", "looks", "somebody"), "UUID"),
        (("audit", "recall", "somebody"), "UUID"),
        (("audit", "archive", "--keep-months", "2"), "greater than or equal to 3"),
    ],
)
def test_what_cannot_be_meant_is_not_done(command: Sequence[str], said: str) -> None:
    answer = CliRunner().invoke(app, command)
    assert answer.exit_code == 2
    assert said in " ".join(answer.output.replace("│", "").split())
