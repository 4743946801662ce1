"""Keeping the signing keys, and the ring of those at hand."""
