"""What happened around a person, in order: one line a fact, written with it."""
