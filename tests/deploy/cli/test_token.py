"""A token for whoever speaks to the demonstration by hand."""

from pathlib import Path

import pytest

from deploy.cli.token import print_token
from deploy.demo.keys import make_keys
from deploy.launch.refusals import LaunchRefused


@pytest.mark.parametrize(
    ("login", "agency", "said"),
    [
        ("nobody", None, "Nobody signs in as nobody. There are: nadia.belkacem, "),
        ("lea.martin", "Service social de Valmont", "does not work for .*. There is: entraide, social-valmont."),
        ("nadia.belkacem", "habitat", "does not work for habitat. There is: social-valmont."),
    ],
)
async def test_a_name_that_is_not_there_is_answered_with_those_that_are(
    tmp_path: Path, login: str, agency: str | None, said: str
) -> None:
    make_keys(tmp_path)
    with pytest.raises(LaunchRefused, match=said):
        await print_token(tmp_path, "http://127.0.0.1:1", login, agency)


async def test_without_a_demonstration_there_is_no_token(tmp_path: Path) -> None:
    with pytest.raises(LaunchRefused, match="There is no demonstration in"):
        await print_token(tmp_path, "http://127.0.0.1:1", "nadia.belkacem", None)
