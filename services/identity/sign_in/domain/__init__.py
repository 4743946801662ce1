"""What a front end asks, what a password is, and how often one may try."""
