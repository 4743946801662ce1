"""Rules of a municipality, dated changes, and which of them come for somebody."""
