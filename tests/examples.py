"""How many examples property tests draw: few at each change, very many at night; and that a slow machine is no failure.

`pytest` runs the first, `make nightly` the second (`--hypothesis-profile nightly`).
"""

from typing import Final

from hypothesis import HealthCheck, settings

AT_EACH_CHANGE: Final = "each-change"
NIGHTLY: Final = "nightly"
NIGHTLY_WORLDS: Final = 10_000


def register_profiles() -> None:
    """Make both known, and take the first.

    By default Hypothesis fails a test of which one example takes 200 ms, or of which ten take a second to draw. On two
    cores that others use too that says nothing about the code.
    """
    settings.register_profile(
        AT_EACH_CHANGE,
        settings(),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    settings.register_profile(
        NIGHTLY, settings.get_profile(AT_EACH_CHANGE), derandomize=False, database=None, print_blob=True
    )
    settings.load_profile(AT_EACH_CHANGE)


def worlds(at_each_change: int, *, in_each_example: int = 1) -> int:
    """How many examples show so many worlds; at night those of the nightly profile."""
    return many(at_each_change, at_night=NIGHTLY_WORLDS) // in_each_example


def many(at_each_change: int, *, at_night: int) -> int:
    """How many of something else than worlds."""
    return at_night if settings.get_current_profile_name() == NIGHTLY else at_each_change
