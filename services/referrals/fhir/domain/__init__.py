"""What FHIR says and what we say, beside each other."""
