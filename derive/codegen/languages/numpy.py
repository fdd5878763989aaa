"""NumPy: functions of arrays, each piece computed where it holds, so that nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.codegen.languages.language import Language, Writer
from derive.codegen.languages.python import docstring, indented, renamed
from derive.codegen.languages.python import write_test as written_for_floats
from derive.codegen.module import Module
from derive.codegen.pieces import Stable
from derive.codegen.program import Program
from derive.expression.shorthand import Comparison

_NAMES = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "pow": "power",
    "max": "maximum",
    "min": "minimum",
}
_SAME = "exp expm1 log log1p log2 log10 sqrt cbrt sin cos tan sinh cosh tanh abs sign"
CALLS = {
    **{name: f"np.{name}({{}})" for name in _SAME.split()},
    **{name: f"np.{own}({{}})" for name, own in _NAMES.items()},
    **{name: f"np.{_NAMES[name]}({{}}, {{}})" for name in ("pow", "max", "min")},
    "erf": "erf({})",
    "erfc": "erfc({})",
}
WORDS = "The values of {0.signature}, or the derivative by {0.variable} if `deff` is true."
PACKAGES = {"erf": "scipy", "erfc": "scipy"}
WRITER = Writer(CALLS, repr, renamed)


def write(m: Module) -> str:
    """The module as a Python file that uses NumPy."""
    name, derivative = (renamed(n) for n, _ in m.both)
    arguments = ", ".join(map(renamed, m.parameters))
    special = sorted(m.functions & PACKAGES.keys())
    lines = [
        *docstring(m),
        "",
        "import numpy as np",
        *([f"from scipy.special import {', '.join(special)}"] if special else []),
        "",
        "",
        f"def {name}({arguments}, deff=False):",
        f'    """{WORDS.format(m)}"""',
        "    if deff:",
        f"        return {derivative}({arguments})",
        *indented(_body(m, m.function, name)),
        "",
        "",
        f"def {derivative}({arguments}):",
        f'    """The derivative of {name} by {m.variable}."""',
        *indented(_body(m, m.derivative, derivative)),
        *_pieces(m, m.function, name),
        *_pieces(m, m.derivative, derivative),
    ]
    return "\n".join(lines) + "\n"


def _body(m: Module, s: Stable, name: str) -> Iterator[str]:
    """Broadcasts the arguments and computes each piece where it holds."""
    names = list(map(renamed, m.parameters))
    x = names[0]
    arrays = [f"np.asarray({n}, dtype=float)" for n in names]
    if len(names) == 1:
        yield f"{x} = {arrays[0]}"
    else:
        yield f"{', '.join(names)} = np.broadcast_arrays({', '.join(arrays)})"
    yield f"result = np.full({x}.shape, np.nan)"
    for k, asked in enumerate(s.tests):
        last = not asked
        where = "~done" if last else all_of(asked, WRITER)
        if len(s.pieces) == 1:
            where = f"np.ones({x}.shape, dtype=bool)"
        elif k and not last:
            where = f"~done & {where if len(asked) > 1 else f'({where})'}"
        yield f"piece = {where}"
        chosen = ", ".join(f"{n}[piece]" for n in names)
        yield f"result[piece] = _{name}_{k + 1}({chosen})"
        if not last:
            yield "done = piece" if not k else "done = done | piece"
    for gap in s.excluded:
        yield f"result[{all_of(gap, WRITER)}] = np.nan"
    yield "return result[()]"


def all_of(asked: Sequence[Comparison], writer: Writer) -> str:
    """Comparisons of arrays, of which all are to hold."""
    made = list(map(writer.asked, asked))
    return made[0] if len(made) == 1 else " & ".join(f"({each})" for each in made)


def _pieces(m: Module, s: Stable, name: str) -> Iterator[str]:
    for k, piece in enumerate(s.pieces):
        yield ""
        yield ""
        yield f"def _{name}_{k + 1}({', '.join(map(renamed, m.parameters))}):"
        yield from indented(statements(piece.program, WRITER))


def statements(program: Program, writer: Writer) -> Iterator[str]:
    """A program as assignments and a return."""
    kept, result = writer.statements(program)
    for name, made, origin in kept:
        yield f"{name} = {made}{f'  # {origin}' if origin else ''}"
    yield f"return {result}"


def write_test(m: Module, stem: str) -> str:
    """The test for floats, and one that whole arrays are computed in silence."""
    name, derivative = (renamed(n) for n, _ in m.both)
    silent = [
        "def test_arrays_in_silence():",
        '    with np.errstate(over="raise", divide="raise", invalid="raise"):',
        "        columns = [np.array(column) for column in zip(*(point for point, _, _ in CASES))]",
        f"        assert np.isfinite({name}(*columns)).all()",
        f"        assert np.isfinite({derivative}(*columns)).all()",
        "",
        "",
        'if __name__ == "__main__":',
        "    test_arrays_in_silence()",
    ]
    made = written_for_floats(m, stem).replace(
        "import math\n", "import math\n\nimport numpy as np\n"
    )
    return made.replace('if __name__ == "__main__":', "\n".join(silent))


NUMPY = Language(
    name="numpy",
    suffix=".py",
    test_name="test_{stem}.py",
    write=write,
    write_test=write_test,
    calls=CALLS,
    packages=PACKAGES,
)
