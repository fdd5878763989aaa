"""Finite differences: a second witness for derivatives, independent of every rule."""
