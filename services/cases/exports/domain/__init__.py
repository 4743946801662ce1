"""What is in a copy, and how it is said."""
