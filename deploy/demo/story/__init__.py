"""`make demo`: what the product is for, played by workers against the running system and told for a manager."""
