"""What can be asked over HTTP about data-protection rights."""
