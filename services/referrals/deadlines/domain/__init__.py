"""Working days and promises. No I/O."""
