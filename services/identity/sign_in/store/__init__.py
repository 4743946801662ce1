"""Passwords, attempts, sign-ins on their way, and codes in tables."""
