"""What can be asked of agreements over HTTP."""
