"""Looks at records that somebody should look at: noticed by rules of the municipality, decided on by people."""
