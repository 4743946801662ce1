"""How referrals and their moves are remembered."""
