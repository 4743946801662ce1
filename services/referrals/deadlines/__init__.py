"""When an agency works, and how soon it says it will act."""
