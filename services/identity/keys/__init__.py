"""The keys that sign tokens: made, published, replaced and destroyed in time."""
