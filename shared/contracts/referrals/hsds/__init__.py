"""The Human Services Data Specification 3.0 as it travels: one model a table, unknown fields kept."""
