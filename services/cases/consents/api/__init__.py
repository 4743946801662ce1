"""Consents and refusals over HTTP."""
