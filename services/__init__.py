"""The three services: identity, cases, referrals."""
