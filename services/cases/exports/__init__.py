"""The copy of what an agency keeps about somebody: made when it was granted, theirs for a month, then gone."""
