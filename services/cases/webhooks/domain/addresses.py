"""Where a webhook may lead, as far as it is written in its address. No I/O.

The name in it is looked up at each connection, and what it leads to is looked at then (`shared.clients.outgoing`): what
is said here keeps out what can never work.
"""

from typing import Final
from urllib.parse import urlsplit

from shared.refusals import Invalid

LONGEST: Final = 2000


def check_address(url: str, *, has_own_networks: bool) -> None:
    """The address is one to which something may be sent.

    Args:
        has_own_networks: the installation names networks of its own, in which http may be spoken.

    Raises:
        Invalid: it is none.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _no_address() from None
    if not parts.hostname or not url.isascii() or any(one <= " " or one == "\x7f" for one in url):
        raise _no_address()
    if parts.fragment or "#" in url or parts.username is not None or parts.password is not None:
        raise _no_address()
    if parts.scheme == "https" or (parts.scheme == "http" and has_own_networks):
        return
    raise Invalid.field("#/url", "https", "An address that begins with https://.", "Une adresse en https://.")


def _no_address() -> Invalid:
    return Invalid.field(
        "#/url",
        "address",
        "An address like https://hooks.example.org/parcours, without a name or password in it.",
        "Une adresse comme https://hooks.example.org/parcours, sans nom ni mot de passe.",
    )
