"""How disclosures and looks at them are remembered."""
