"""Finds certificates of conditions."""
