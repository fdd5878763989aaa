"""Values of expressions in balls, and finite differences: a second witness for derivatives."""
