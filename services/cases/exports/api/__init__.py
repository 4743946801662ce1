"""What can be asked over HTTP about copies."""
