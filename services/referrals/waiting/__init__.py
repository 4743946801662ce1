"""In which order people wait for a listing, by a rule that everybody can read."""
