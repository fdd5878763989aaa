"""Reports on scripts that were checked, kept by the content of all that they rest on.

What is kept is believed only where this user's `derive` wrote it, and it is a report: no theorem is
ever made of it.  Whatever is wrong with a cache, it is passed over, and the script is checked.
"""
