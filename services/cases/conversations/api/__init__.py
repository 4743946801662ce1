"""What can be asked over HTTP about threads and their messages."""
