"""Nouns that cross a border, by owner; no behaviour."""
