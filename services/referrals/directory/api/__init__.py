"""What can be asked of the directory over HTTP."""
