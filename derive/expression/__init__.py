"""Written expressions: the tree as its author wrote it, its text, its LaTeX, its picture."""

from derive.expression import text as text  # nodes are shown in the notation of authors
