"""What can be done with outcomes, and how a case is closed."""
