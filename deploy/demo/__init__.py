"""A fictional installation to look at, and the story played on it. Nobody in it exists."""
