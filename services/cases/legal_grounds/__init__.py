"""Which laws of a municipality let an agency know of somebody without their consent, as data."""
