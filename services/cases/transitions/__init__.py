"""What changes around a person on a known day: it is prepared months before, listed, and happens by itself."""
