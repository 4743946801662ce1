"""Nouns that identity owns."""
