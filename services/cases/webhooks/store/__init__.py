"""Webhooks, what waits for their receivers, and how attempts went, in the database."""
