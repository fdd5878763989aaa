"""JAX: a function with a `custom_jvp`, whose tangent is the proved derivative."""

from __future__ import annotations

from derive.codegen.languages.language import Language, Writer
from derive.codegen.languages.numpy import CALLS as OF_NUMPY
from derive.codegen.languages.numpy import WORDS
from derive.codegen.languages.python import docstring, indented, renamed, table
from derive.codegen.languages.torch import chosen, pieces
from derive.codegen.module import Module

CALLS = {
    **{name: made.replace("np.", "jnp.") for name, made in OF_NUMPY.items()},
    "erf": "jax.scipy.special.erf({})",
    "erfc": "jax.scipy.special.erfc({})",
}
WRITER = Writer(CALLS, repr, renamed)


def write(m: Module) -> str:
    """The module as a Python file that uses JAX."""
    name, derivative = (renamed(n) for n, _ in m.both)
    names = list(map(renamed, m.parameters))
    arguments = ", ".join(names)
    nothing = ", None" * (len(names) - 1)
    lines = [
        *docstring(m),
        "",
        "import jax",
        "import jax.numpy as jnp",
        "",
        "# The errors above are those of 64 bits:",
        '# jax.config.update("jax_enable_x64", True)',
        "",
        "",
        f"def {name}({arguments}, deff=False):",
        f'    """{WORDS.format(m)}"""',
        f"    {arguments} = {_arrays(names)}",
        f"    return {derivative}({arguments}) if deff else _{name}({arguments})",
        "",
        "",
        "@jax.custom_jvp",
        f"def _{name}({arguments}):",
        *indented(chosen(m, m.function, f"_{name}", WRITER, "jnp")),
        "",
        "",
        f"_{name}.defjvps(",
        f"    lambda tangent, value, {arguments}: {derivative}({arguments}) * tangent{nothing}",
        ")",
        "",
        "",
        f"def {derivative}({arguments}):",
        f'    """The derivative of {name} by {m.variable}."""',
        # every piece is computed for every argument: a float of Python would raise where one fails
        f"    {arguments} = {_arrays(names)}",
        *indented(chosen(m, m.derivative, f"_{derivative}", WRITER, "jnp")),
        *pieces(m, m.function, f"_{name}", WRITER, "jnp"),
        *pieces(m, m.derivative, f"_{derivative}", WRITER, "jnp"),
    ]
    return "\n".join(lines) + "\n"


def _arrays(names: list[str]) -> str:
    made = [f"jnp.asarray({n}, dtype=float)" for n in names]
    if len(made) == 1:
        return made[0]
    return f"jnp.broadcast_arrays({', '.join(made)})"


def write_test(m: Module, stem: str) -> str:
    """A test of the module against known values, autograd, and finite differences."""
    name, derivative = (renamed(n) for n, _ in m.both)
    lines = [
        f'"""Tests of {stem}: known values, the gradient by JAX, finite differences."""',
        "",
        "import math",
        "",
        "import jax",
        "",
        'jax.config.update("jax_enable_x64", True)',
        "",
        f"from {stem} import {name}, {derivative}",
        "",
        *table(m),
        "",
        "",
        "def near(a, b, tolerance):",
        "    return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-300)",
        "",
        "",
        "def test_values():",
        "    for point, value, slope in CASES:",
        f"        assert near({name}(*point), value, 1e-12), point",
        f"        assert near({derivative}(*point), slope, 1e-9), point",
        "",
        "",
        "def test_gradient():",
        "    for point, _, slope in CASES:",
        f"        assert near(jax.grad({name})(*point), slope, 1e-9), point",
        "",
        "",
        "def test_finite_differences():",
        "    for (x, *rest), _, slope in CASES:",
        "        h = 1e-5 * max(1.0, abs(x))",
        f"        ahead, behind = {name}(x + h, *rest), {name}(x - h, *rest)",
        "        allowed = 1e-5 * abs(slope) + 1e-10 * max(abs(ahead), abs(behind)) / h + 1e-9",
        "        assert abs((ahead - behind) / (2 * h) - slope) <= allowed, x",
        "",
        "",
        'if __name__ == "__main__":',
        "    test_values()",
        "    test_gradient()",
        "    test_finite_differences()",
        '    print("ok")',
    ]
    return "\n".join(lines) + "\n"


JAX = Language(
    name="jax",
    suffix=".py",
    test_name="test_{stem}.py",
    write=write,
    write_test=write_test,
    calls=CALLS,
)
