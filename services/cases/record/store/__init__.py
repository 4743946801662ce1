"""How a record is put together: one statement each."""
