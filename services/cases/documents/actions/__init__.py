"""What can be done with documents, step by step."""
