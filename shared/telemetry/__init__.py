"""Logs, traces and metrics; never personal data."""
