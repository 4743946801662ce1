"""What was agreed with a person: goals in their own words, who does what by when, and how far it got."""
