"""Written expressions: the tree as its author wrote it, its text, its LaTeX, its picture."""
