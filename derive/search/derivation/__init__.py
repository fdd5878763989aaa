"""Derivations found: the lines of a derivative and the reasons between them."""
