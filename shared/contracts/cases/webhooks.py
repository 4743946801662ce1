"""What is said of webhooks outside cases."""

from enum import StrEnum


class PausedBecause(StrEnum):
    """Why a webhook tells nothing for the moment."""

    ASKED = "asked"
    """Whoever looks after it paused it."""
    FAILING = "failing"
    """For three days its receiver took nothing."""
    GONE = "gone"
    """Its receiver answered 410."""
