"""Notices in the database."""
