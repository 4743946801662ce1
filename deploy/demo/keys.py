"""What the demonstration needs to sign in: kept beside the data, readable by its owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.demo.cast import demo_id
from deploy.embedded.home import PRIVATE_FILE, private_folder

REDIRECT_URI = "http://127.0.0.1/desk"
DESK_ID = demo_id("desk")
SYSTEM_ID = demo_id("hospital-record")
_FILE = "demo.json"


@dataclass(frozen=True)
class DemoKeys:
    """The one password of all demonstration workers, and the secret of the demonstration system."""

    password: str
    system_secret: str


def read_keys(home: Path) -> DemoKeys | None:
    """The keys of the demonstration in this folder; None when there is none."""
    try:
        return DemoKeys(**json.loads((home / _FILE).read_text()))
    except FileNotFoundError:
        return None


def make_keys(home: Path) -> DemoKeys:
    """New ones, kept with mode 0600. With external servers they are the first thing that the folder holds."""
    private_folder(home)
    keys = DemoKeys("-".join(secrets.choice(_WORDS) for _ in range(4)), secrets.token_urlsafe(32))
    descriptor = os.open(home / _FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(keys), file)
    return keys


_WORDS = (
    "amber", "anchor", "apple", "april", "autumn", "bamboo", "basket", "beacon", "birch", "bridge", "candle", "cedar",
    "cherry", "clover", "copper", "coral", "cotton", "desert", "dolphin", "ember", "falcon", "fennel", "forest",
    "garden", "ginger", "harbour", "hazel", "heron", "island", "ivory", "jasmine", "juniper", "lantern", "lemon",
    "linen", "maple", "marble", "meadow", "melon", "mint", "mirror", "nutmeg", "olive", "orchard", "otter", "paper",
    "pebble", "pepper", "planet", "plum", "poplar", "quartz", "quince", "raven", "ribbon", "river", "saffron", "sail",
    "silver", "spruce", "stone", "summer", "thyme", "timber", "tulip", "valley", "violet", "walnut", "willow", "winter",
)  # fmt: skip
