"""Certificates: what they are, and how the kernel looks them over."""
