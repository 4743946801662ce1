"""Resources from what the reader may see."""
