"""Starts a whole installation: engines, schemas, services, gateway."""
