"""What people are told about themselves, in plain words. No I/O."""
