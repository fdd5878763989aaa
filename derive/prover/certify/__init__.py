"""Certificates out of fields."""
