"""Input that nobody means well: texts, scripts and command lines, from a seed.

`python -m tests.hostile` gives as many of them to the commands as one likes.
"""
