"""What can be done about mandates."""
