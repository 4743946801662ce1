"""What a line of the timeline is, how it is called, and who sees it."""
