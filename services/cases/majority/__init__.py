"""When a child is of age, and what ends with it."""
