"""How far the load of a worker is counted. No I/O."""

from typing import Final

COUNTED_AT_MOST: Final = 500
"""As far as the cases and the tasks of a worker are counted: this many means this many or more."""
