"""What is done with agreements."""
