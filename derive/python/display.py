"""Results in the cells of notebooks: LaTeX that MathJax sets, and words where all is not well."""

from __future__ import annotations

from html import escape


def fragment(latex: str | None, words: str) -> str:
    """A piece of HTML: a formula, and words as they stand."""
    told = [f"<div>$$\n{escape(_inner(latex), quote=False)}\n$$</div>"] if latex else []
    told += [f"<pre>{escape(words)}</pre>"] if words else []
    return "\n".join(told)


def _inner(latex: str) -> str:
    """What stands between signs of mathematics, in which `align` cannot stand."""
    return latex.replace("{align}", "{aligned}").strip("$")
