"""Starts, fills and inspects a whole installation; may import everything, is imported by nobody."""
