"""PyTorch: an `autograd.Function` with the proved derivative as its backward."""

from __future__ import annotations

from collections.abc import Iterator

from derive.codegen.languages.language import Language, Writer
from derive.codegen.languages.numpy import WORDS, all_of, statements
from derive.codegen.languages.python import docstring, indented, renamed, table
from derive.codegen.module import Module
from derive.codegen.pieces import Piece, Stable

_SAME = (
    "exp expm1 log log1p log2 log10 sqrt sin cos tan asin acos atan sinh cosh tanh"
    " asinh acosh atanh erf erfc abs sign"
)
CALLS = {
    **{name: f"torch.{name}({{}})" for name in _SAME.split()},
    "pow": "torch.pow({}, {})",
    "max": "torch.clamp({}, min={})",
    "min": "torch.clamp({}, max={})",
}
WRITER = Writer(CALLS, repr, renamed)


def write(m: Module) -> str:
    """The module as a Python file that uses PyTorch."""
    name, derivative = (renamed(n) for n, _ in m.both)
    names = list(map(renamed, m.parameters))
    arguments = ", ".join(names)
    nothing = ", None" * (len(names) - 1)
    own = f"_{name.title().replace('_', '')}"
    several = len(names) > 1
    lines = [
        *docstring(m),
        "",
        "import torch",
        "from torch.autograd.function import once_differentiable",
        "",
        "",
        f"def {name}({arguments}, deff=False):",
        f'    """{WORDS.format(m)}"""',
        *([f"    {arguments} = torch.broadcast_tensors({arguments})"] if several else []),
        f"    return {derivative}({arguments}) if deff else {own}.apply({arguments})",
        "",
        "",
        f"class {own}(torch.autograd.Function):",
        f'    """The function, differentiated by {m.variable} as was proved."""',
        "",
        "    @staticmethod",
        f"    def forward(ctx, {arguments}):",
        f"        ctx.save_for_backward({arguments})",
        *indented(chosen(m, m.function, f"_{name}", WRITER, "torch"), 2),
        "",
        "    @staticmethod",
        "    @once_differentiable",
        "    def backward(ctx, gradient):",
        f"        return gradient * {derivative}(*ctx.saved_tensors){nothing}",
        "",
        "",
        f"def {derivative}({arguments}):",
        f'    """The derivative of {name} by {m.variable}."""',
        *indented(chosen(m, m.derivative, f"_{derivative}", WRITER, "torch")),
        *pieces(m, m.function, f"_{name}", WRITER, "torch"),
        *pieces(m, m.derivative, f"_{derivative}", WRITER, "torch"),
    ]
    return "\n".join(lines) + "\n"


def chosen(m: Module, s: Stable, name: str, writer: Writer, library: str) -> Iterator[str]:
    """The value of the piece that an argument is in; every piece is computed for all of them."""
    names = list(map(renamed, m.parameters))
    arguments = ", ".join(names)
    made = f"{name}_{len(s.pieces)}({arguments})"
    for k, asked in reversed(list(enumerate(s.tests[:-1], 1))):
        condition = all_of(asked, writer)
        made = f"{library}.where({condition}, {name}_{k}({arguments}), {made})"
    for gap in s.excluded:
        made = f"{library}.where({all_of(gap, writer)}, {library}.nan, {made})"
    yield f"return {made}"


def pieces(m: Module, s: Stable, name: str, writer: Writer, library: str) -> Iterator[str]:
    """A function for each piece."""
    x = renamed(m.variable)
    for k, piece in enumerate(s.pieces, 1):
        yield ""
        yield ""
        yield f"def {name}_{k}({', '.join(map(renamed, m.parameters))}):"
        yield from indented(_piece(piece, x, writer, library))


def _piece(piece: Piece, x: str, writer: Writer, library: str) -> Iterator[str]:
    constant = not any(i.op == "input" for i in piece.program.code)
    for line in statements(piece.program, writer):
        if constant and line.startswith("return "):
            yield f"return {library}.full_like({x}, {line.removeprefix('return ')})"
        else:
            yield line


def write_test(m: Module, stem: str) -> str:
    """A test of the module against known values, autograd, and finite differences."""
    name, derivative = (renamed(n) for n, _ in m.both)
    lines = [
        f'"""Tests of {stem}: known values, and the gradient by autograd."""',
        "",
        "import torch",
        "",
        f"from {stem} import {name}, {derivative}",
        "",
        *table(m),
        "",
        "",
        "def columns():",
        "    points, *results = zip(*CASES)",
        "    made = [torch.tensor(c, dtype=torch.float64) for c in (*zip(*points), *results)]",
        "    return made[:-2], *made[-2:]",
        "",
        "",
        "def near(a, b, tolerance):",
        "    return bool((abs(a - b) <= tolerance * abs(b) + 1e-300).all())",
        "",
        "",
        "def test_values():",
        "    points, values, slopes = columns()",
        f"    assert near({name}(*points), values, 1e-12)",
        f"    assert near({derivative}(*points), slopes, 1e-9)",
        "",
        "",
        "def test_autograd():",
        "    (x, *rest), _, slopes = columns()",
        "    x.requires_grad_()",
        f"    {name}(x, *rest).sum().backward()",
        "    assert near(x.grad, slopes, 1e-9)",
        "",
        "",
        "def test_finite_differences():",
        "    (x, *rest), _, _ = columns()",
        "    moderate = abs(x) < 20",
        "    x, *rest = (column[moderate] for column in (x, *rest))",
        "    x.requires_grad_()",
        f"    assert torch.autograd.gradcheck(lambda x: {name}(x, *rest), (x,))",
        "",
        "",
        'if __name__ == "__main__":',
        "    test_values()",
        "    test_autograd()",
        "    test_finite_differences()",
        '    print("ok")',
    ]
    return "\n".join(lines) + "\n"


TORCH = Language(
    name="torch",
    suffix=".py",
    test_name="test_{stem}.py",
    write=write,
    write_test=write_test,
    calls=CALLS,
)
