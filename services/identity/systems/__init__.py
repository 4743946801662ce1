"""Software of an agency, and the front ends its workers sign in with: OAuth clients."""
