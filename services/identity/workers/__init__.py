"""Who works in which agency, in which roles, from when until when."""
