"""Who offers what, for whom, where, and whether there is a place."""
