"""May I, may they, and if not, what would make it possible: answered without doing it."""
