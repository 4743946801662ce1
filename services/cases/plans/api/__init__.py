"""What can be asked over HTTP about goals, actions and plans."""
