"""Signing in, and choosing a password."""
