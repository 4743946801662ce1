"""The person index: names, identifiers, contact, addresses, relationships."""
