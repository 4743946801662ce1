"""Files about people in a case: received whole and of a known kind or not at all, and fetched by those who may."""
