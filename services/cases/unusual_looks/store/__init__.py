"""Rules, what they noticed, and how far they have looked, in the database."""
