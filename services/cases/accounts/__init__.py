"""Whose an account is: who invites somebody to read about themselves, and for whom an account speaks today."""
