"""How every kind of item is remembered."""
