"""What somebody reads about themselves, or about whom they represent, and in which words."""
