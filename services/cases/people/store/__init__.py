"""How people are remembered: tables, registration, changes with earlier versions, search, and who is known of."""
