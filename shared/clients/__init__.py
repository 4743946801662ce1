"""Typed callers of identity and cases, in one process or over the network."""
