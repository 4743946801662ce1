"""What a webhook tells, where it may lead, how it is signed, and what follows when nobody takes what is brought."""
