"""What can be asked about rules and dated changes."""
