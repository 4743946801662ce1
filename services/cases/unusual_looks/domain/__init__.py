"""What is unusual about a look, and how that is said. No I/O; nothing here decides about anybody."""
