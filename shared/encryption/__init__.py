"""What is kept encrypted: master keys outside the database, data keys of municipalities in it, what they close."""
