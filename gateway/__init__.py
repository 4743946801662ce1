"""The one public door: it knows paths, never cases."""
