"""Workers as FHIR R4 has them: a façade over areas that decide."""
