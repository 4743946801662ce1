"""Whether the help worked, and how a case ends."""
