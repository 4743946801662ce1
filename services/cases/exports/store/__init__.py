"""Copies in the database."""
