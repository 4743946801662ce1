"""Rules, dated changes and receipts in the database."""
