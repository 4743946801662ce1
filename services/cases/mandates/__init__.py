"""Legal grounds that do not rest on consent."""
