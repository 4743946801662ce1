"""For how long what agencies write is kept, what is held back from deletion, and the deleting of the rest."""
