"""What somebody wrote down about people of a case, and what these people need."""
