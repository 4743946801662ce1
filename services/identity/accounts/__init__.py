"""Accounts with which people, and those who represent or care for them, sign in: without name and without address."""
