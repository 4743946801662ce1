"""Where the demonstration's password is kept."""

import stat
from pathlib import Path

from deploy.demo.keys import make_keys, read_keys


def test_with_external_servers_nothing_has_made_the_folder_before(tmp_path: Path) -> None:
    home = tmp_path / "not" / "yet" / "var"
    assert read_keys(home) is None
    keys = make_keys(home)
    assert read_keys(home) == keys
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "demo.json").stat().st_mode) == 0o600


def test_no_two_demonstrations_share_a_password_or_a_secret(tmp_path: Path) -> None:
    first, second = make_keys(tmp_path / "one"), make_keys(tmp_path / "other")
    assert first.password != second.password
    assert first.system_secret != second.system_secret
