"""The documents that are written from the code, and the check that they still say what it says."""
