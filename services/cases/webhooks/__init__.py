"""The feed, brought to agency systems: to an address of theirs, signed, as often as it takes."""
