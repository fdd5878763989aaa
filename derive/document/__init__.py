"""Documents: derivations as people write them, in LaTeX, Markdown and notebooks.

A reader beside `script`: text to formulas, formulas to chains, chains to scripts, every part with
its place.  Nothing here checks a claim, and nothing beneath knows of LaTeX.
"""
