"""What each agency may see of each person, and why: grants, the one predicate, the one decision."""
