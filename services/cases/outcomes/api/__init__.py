"""What can be asked of outcomes, and of the end of a case."""
