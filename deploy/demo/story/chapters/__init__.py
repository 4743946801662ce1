"""One scene of the work each. A chapter needs nothing but the seeded demonstration."""
