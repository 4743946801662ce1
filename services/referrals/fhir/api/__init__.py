"""What can be asked as FHIR: requests and tasks, and the directory."""
