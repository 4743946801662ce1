"""Nouns that cases owns."""
