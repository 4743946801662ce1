"""What a privacy officer says of an unusual look."""

from enum import StrEnum


class Outcome(StrEnum):
    """What it was. What follows for the worker is decided elsewhere, by people."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    FALSE_ALARM = "false_alarm"
    """The rule noticed what is not unusual: it should look otherwise."""
