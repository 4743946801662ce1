"""What can be asked of cases in FHIR."""
