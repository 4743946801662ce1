"""Nouns that referrals owns."""
