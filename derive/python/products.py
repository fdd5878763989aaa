"""`derive.table` and `derive.code`: what is made of a function and its proved derivative."""

from __future__ import annotations

from collections.abc import Iterable

from derive.python.asking import asking, between, listed
from derive.python.errors import ArgumentError
from derive.python.made import CodeResult, TableResult
from derive.python.scripts import AScript
from derive.python.terms import Term


def table(  # noqa: PLR0913 - the options of the command
    about: AScript | Term,
    at: Iterable[Term] | None = None,
    *,
    digits: int = 20,
    given: Iterable[str] = (),
    wrt: Term = "",
    where: Iterable[Term] = (),
    timeout: float | None = None,
) -> TableResult:
    """A function and its proved derivative at points, every digit correct, beside what floats give.

    `about` is a script whose theorem is `d/dx f(x) = ...`, or an expression, for which `wrt` and
    `where` are as in `diff`.  `given` are the values of other variables, as `a = 1/2`.  Where no
    points are named there are a few of the domain.

    >>> import derive
    >>> found = derive.table("sigmoid", [0, "1/2"], digits=6)
    >>> found.values
    {'0': '0.5', '1/2': '0.622459'}

    It has `timeout` seconds, 300 where nothing is said.  Raises `NotFoundError`, `ScriptError`,
    `ExpressionError`, and `ArgumentError` for points at which there is no value.
    """
    from derive.python.subjects import subject, wanted_of
    from derive.report.values import Unusable, ValuesReport
    from derive.worker.guard import SCRIPT_LIMITS, Failure

    between("digits", digits, 1, 1000)
    given_points = () if at is None else listed("at", at)
    if at is not None and not given_points:
        raise ArgumentError("`at` has no point: write at=[0, 1]")
    asked = subject(about, wrt, where, given_points)
    points = tuple(asked.reading.text(p, "at") for p in given_points)
    wanted = wanted_of(asked) | {"at": points, "given": listed("given", given), "digits": digits}
    with asking(SCRIPT_LIMITS, timeout) as worker:
        found = worker.ask({"job": "values", "wanted": wanted})
    if isinstance(found, Failure):
        problems = (Unusable(found.reason),)
        return TableResult(ValuesReport(asked.name, problems=problems), asked.reading.symbols)
    told = [(one.trouble, one.hint) for one in found.problems]
    asked.usable(found, told)
    return TableResult(found, asked.reading.symbols)


def code(  # noqa: PLR0913 - the options of the command
    about: AScript | Term,
    lang: str = "python",
    *,
    name: str = "",
    wrt: Term = "",
    where: Iterable[Term] = (),
    points: int = 2_000,
    unstable: bool = False,
    timeout: float | None = None,
) -> CodeResult:
    """A function and its derivative as code that is accurate over the whole range of floats.

    `about` is a script whose theorem is `d/dx f(x) = ...`, or an expression, for which `wrt` and
    `where` are as in `diff`; `lang` is python, numpy, torch, jax, scala, c, rust or javascript, and
    `name` that of the function.  The result has the `code` and a `test`; it is true if there is
    code.  With `unstable` there is code also where no stable form is known.

    >>> import derive
    >>> made = derive.code("sigmoid", "c")  # doctest: +SKIP
    >>> print(made.code)  # doctest: +SKIP

    It has `timeout` seconds, 300 where nothing is said.  Raises `NotFoundError`, `ScriptError`,
    `ExpressionError`, and `ArgumentError` for a language that there is not.
    """
    from derive.commands.names import LANGUAGES
    from derive.python.subjects import subject, wanted_of
    from derive.report.code import CodeReport
    from derive.worker.guard import SCRIPT_LIMITS, Failure

    if lang not in LANGUAGES:
        raise ArgumentError(f"there is no language {lang!r}; it is one of {', '.join(LANGUAGES)}")
    if name and not (name.isascii() and name.isidentifier()):
        raise ArgumentError(f"{name!r} is no name of a function: letters, digits and _")
    between("points", points, 100, 1_000_000)
    asked = subject(about, wrt, where)
    wanted = wanted_of(asked) | {"language": lang, "called": name, "stem": "", "points": points}
    with asking(SCRIPT_LIMITS, timeout) as worker:
        found = worker.ask({"job": "code", "wanted": wanted})
    if isinstance(found, Failure):
        return CodeResult(CodeReport(asked.name, lang, trouble=found.reason), unstable)
    asked.usable(found, [])
    return CodeResult(found, unstable)
