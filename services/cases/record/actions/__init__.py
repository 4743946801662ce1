"""What can be done with a record: open it, follow it, disclose from it."""
