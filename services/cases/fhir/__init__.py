"""The people of cases as FHIR's Patient: a façade over `people`, which decides."""
