"""Derivations as documents, a module for each format."""
