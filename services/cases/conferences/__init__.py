"""Meetings about cases: who comes, and what of each case is talked about, which everybody sees item by item."""
