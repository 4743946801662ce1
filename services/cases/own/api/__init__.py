"""What somebody reads about themselves, over HTTP."""
