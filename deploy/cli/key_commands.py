"""What an operator does with keys: those that sign, those that encrypt, and that by which people are found."""

from typing import Annotated

import typer

from deploy.cli.running import Home, run
from deploy.launch.installation import home_folder

keys = typer.Typer()


@keys.command()
def rotate_keys(
    home: Home = None,
    *,
    distrusted: Annotated[
        bool, typer.Option(help="A key leaked: destroy all that have signed, and every token of theirs.")
    ] = False,
) -> None:
    """Let the next key sign tokens from now on."""
    from deploy.cli.operate import rotate_keys as rotate

    run(rotate(home or home_folder(), distrusted=distrusted))


@keys.command()
def rotate_data_keys(home: Home = None) -> None:
    """Encrypt with new keys what is kept encrypted, while everything runs; an hour later, again: the old ones go."""
    from deploy.cli.encryption import rotate_data_keys as rotate

    run(rotate(home or home_folder()))


@keys.command()
def rotate_fingerprint_key(home: Home = None) -> None:
    """Take the next step towards another key of what people are found by; run it until the old one is destroyed."""
    from deploy.cli.encryption import replace_fingerprint_key as replace

    run(replace(home or home_folder()))


@keys.command()
def rewrap_data_keys(home: Home = None) -> None:
    """Wrap every data key with the first of the master keys in PARCOURS_<SERVICE>_ENCRYPTION_KEYS."""
    from deploy.cli.encryption import rewrap_data_keys as rewrap

    run(rewrap(home or home_folder()))


@keys.command()
def destroy_data_keys(
    municipality: Annotated[str, typer.Argument(help="Its name, as it was registered.")],
    home: Home = None,
    *,
    call_off: Annotated[bool, typer.Option("--call-off", help="Take an announcement back.")] = False,
) -> None:
    """Make what is encrypted of a municipality unreadable for good. The first run says what and announces it; another
    one, a week later, does it. Each asks for the name again.
    """
    from deploy.cli.destruction import destroy_data_keys as destroy

    run(destroy(home or home_folder(), municipality, call_off=call_off, typed=typer.prompt))
