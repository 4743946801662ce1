"""The life of a referral: its states, its moves, and who may make them."""
