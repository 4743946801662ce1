"""Consents and refusals in the database."""
