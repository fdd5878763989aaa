"""Renderers: each turns a report, frozen data, into one format; all print the same report."""
