"""How what people say is remembered."""
