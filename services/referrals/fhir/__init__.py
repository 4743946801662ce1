"""Referrals and the directory as FHIR R4 and Gravity have them: a façade over areas that decide."""
