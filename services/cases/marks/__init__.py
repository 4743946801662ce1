"""How it is marked what is stored and not processed (GDPR Art. 18)."""
