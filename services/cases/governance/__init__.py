"""Who answers for which data and why, what was assessed, and what went wrong: what the law asks an agency to keep."""
