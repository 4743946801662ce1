"""Inviting somebody to speak for themselves, over HTTP, and what every door for people shares."""
