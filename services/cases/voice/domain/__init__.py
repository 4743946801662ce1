"""What is true of ratings and complaints. No I/O."""
