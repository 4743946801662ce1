"""The list of what I, my team and my agency must do, and tasks that are nothing but that."""
