"""How documents are remembered: their rows in the database, their contents on a disk."""
