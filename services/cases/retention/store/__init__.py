"""How retention is remembered."""
