"""The languages that code is written in: a file each, and a row each in this table."""

from __future__ import annotations

from derive.codegen.languages import c, javascript, jax, numpy, python, rust, scala, torch
from derive.codegen.languages.language import Language

LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        python.PYTHON,
        numpy.NUMPY,
        torch.TORCH,
        jax.JAX,
        scala.SCALA,
        c.C,
        rust.RUST,
        javascript.JAVASCRIPT,
    )
}
