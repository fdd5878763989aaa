"""How the names of documents end."""

from __future__ import annotations

#: Texts in a dialect of Markdown.
MARKDOWN = (".md", ".markdown", ".mdx", ".qmd", ".rmd", ".Rmd")
DOCUMENTS = (".tex", *MARKDOWN, ".ipynb")
