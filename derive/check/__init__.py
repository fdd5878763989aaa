"""Elaborates scripts into kernel calls and collects the outcome in reports."""
