"""Write rules, look at what was logged by them, compare names, and decide on what they noticed."""
