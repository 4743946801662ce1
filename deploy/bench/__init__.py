"""Measures what the product costs beside a bare server that runs the same SQL, on an invented population."""
