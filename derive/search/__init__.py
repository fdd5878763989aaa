"""Finds derivations and reasons.  Trusted with nothing: the kernel proves what is found here."""
