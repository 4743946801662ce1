"""FHIR R4 (4.0.1) as JSON values, for every service that speaks it: no HTTP, no I/O, and nothing is decided here."""
