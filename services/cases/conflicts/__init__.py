"""Workers who are close to a person, and are kept out of their record."""
