"""The end of a derivation: the line that a person would leave, and the algebra that leads there.

Candidates are written in several ways, and the smallest that is proved is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import islice

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    called,
    height,
    is_leaf,
    size,
    strip,
    subexpressions,
)
from derive.kernel.conditions import definedness
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import tidy
from derive.prover.domains import Domain, entailed
from derive.prover.normal.signs import Signs
from derive.prover.normal_form import canonical, factored, written
from derive.prover.polynomials import in_sines, polynomial
from derive.rules.procedures import PROCEDURES
from derive.search.derivation.arrange import Arrangement
from derive.search.derivation.defined import in_itself
from derive.search.derivation.jumps import by_heaviside
from derive.search.derivation.reasons import Reasons
from derive.search.derivation.shapes import (
    exponentials_below,
    one_by_one,
    opposites_cancelled,
    roots_merged,
    signs_out,
    with_sums_kept,
)
from derive.search.derivation.simple import rearranged, simple
from derive.search.derivation.squares import (
    PARTNERS,
    ROOTS,
    as_powers,
    gathered,
    has_powers,
    joined_powers,
    opened,
)
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.join import Names
from derive.search.rewrite import exhaust

Writer = Callable[[Expression, Reasons], Expression]
#: Rules that make a line shorter, together and one by one, and the functions of which one must
#: stand in the line.
_SHORTENING: tuple[tuple[Names, frozenset[str]], ...] = (
    (("cancel",), frozenset()),
    (("pythagoras",), frozenset({"cos", "cosh"})),
    (("cancel", "pythagoras"), frozenset({"cos", "cosh"})),
    (("square-of-root", "cancel"), frozenset({"sqrt"})),
    (("exp-log", "cancel"), frozenset({"log"})),
    (("collect", "cancel", "add-and-subtract"), frozenset()),
    (("expand", "collect", "cancel", "add-and-subtract"), frozenset()),
    (("ratio", "cancel"), frozenset({"cos", "cosh"})),
    (("expand", "pythagoras", "collect", "cancel"), frozenset({"cos", "cosh"})),
)
#: How many candidates are asked of the kernel, and the size beyond which none is looked for.
MOST, LARGEST = 6, 1_500
#: How many times larger than the line something may be for a candidate to be made of it.
_SPREAD = 4
#: Larger lines are not rewritten by rules.
_LARGE = 250
_FUEL = 20_000
#: Functions that a last line may have though no line before has them.
_ROOTS = frozenset({"sqrt", "cbrt", "log"})

Lines = tuple[tuple[Expression, Names], ...]


def closing(start: Expression, line: Expression, reasons: Reasons, like: Arrangement) -> Lines:
    """The lines from a line without derivatives to the one to leave, with their reasons.

    `start` is the derivative that the line is equal to, `like` what its last line is arranged as.
    """
    for end in islice(_better(start, line, reasons, like), MOST):
        found = _way(line, end, reasons) if reasons.is_defined(end) else None
        if found is not None:
            return found
    return ()


def _has_log_of_root(e: Expression) -> bool:
    """Whether half of a logarithm is written as that of a root."""
    logs = (s for s in subexpressions(e) if isinstance(s, Call) and s.name == "log")
    return any(isinstance(u := s.arguments[0], Call) and u.name in ROOTS for s in logs)


def _better(
    start: Expression, line: Expression, reasons: Reasons, like: Arrangement
) -> Iterator[Expression]:
    """The candidates that are better than the line, the best first."""
    if size(line) > LARGEST:
        return
    known, theory = {tidy(line)}, reasons.theory
    allowed = _heads(start, theory) | _heads(line, theory) | _ROOTS
    ranked = sorted((_rank(e, like), e) for e in {*_candidates(start, line, reasons, like)})
    worst = _rank(line, like)
    for rank, e in ranked:
        if rank[:2] >= worst[:2]:
            return
        if not _heads(e, theory) <= allowed:
            continue
        if _has_log_of_root(e) and not _has_log_of_root(line):
            continue
        if tidy(e) not in known or like.arranged(simple(line, True)) == e != line:
            known.add(tidy(e))
            yield e


def _candidates(
    start: Expression, line: Expression, reasons: Reasons, like: Arrangement
) -> Iterator[Expression]:
    yield like.arranged(simple(line, True))
    yield from map(like.arranged, by_heaviside(start, line, _flipped))
    for made in _written(line, reasons, like):
        if size(made) > _SPREAD * size(line):
            continue
        for e in dict.fromkeys((made, _turned(made), gathered(made), like.turned(made))):
            done = rearranged(joined_powers(simple(e, True)), line)
            yield like.arranged(done)
            yield like.arranged(simple(roots_merged(done), True))
    own = in_itself(start, reasons.theory) if called(start) & reasons.theory.names else None
    if own is not None:
        yield from (simple(own, True), simple(_kept_factored(own, reasons), True))


def _written(line: Expression, reasons: Reasons, like: Arrangement) -> Iterator[Expression]:
    """What the writers make of a line, each expression once."""
    seen = {line}
    clear = simple(signs_out(line, like), True)
    for e in dict.fromkeys((line, clear)):
        for write in (*_WRITERS, *_shapes(like)):
            try:
                made = write(e, reasons)
            except (*REFUSALS, OutOfFuel):
                continue
            if made not in seen:
                seen.add(made)
                yield made


def _shapes(like: Arrangement) -> tuple[Writer, ...]:
    """Writers that look at the input."""

    def factored_in_sums(e: Expression, reasons: Reasons) -> Expression:
        return with_sums_kept(e, like, partial(_factored, reasons=reasons))

    def expanded_in_sums(e: Expression, reasons: Reasons) -> Expression:
        return with_sums_kept(e, like, partial(_expanded, reasons=reasons))

    def below(e: Expression, reasons: Reasons) -> Expression:
        return exponentials_below(e, partial(_factored, reasons=reasons))

    def without_opposites(e: Expression, reasons: Reasons) -> Expression:
        done = _by_laws(e, reasons, "exp-log")
        return opposites_cancelled(e, done, partial(_factored, reasons=reasons))

    def terms(e: Expression, reasons: Reasons) -> Expression:
        return one_by_one(e, like, partial(_term, reasons=reasons))

    above = (partial(_above, procedure=p) for p in ("algebra", "exp-log", "radicals"))
    return factored_in_sums, expanded_in_sums, below, without_opposites, terms, *above


def _term(e: Expression, reasons: Reasons) -> Expression:
    """One term by the laws of roots, those that are left as one."""
    done = _by_laws(_with_exponents(e, reasons), reasons, "radicals")
    return roots_merged(gathered(done))


def _with_exponents(e: Expression, reasons: Reasons) -> Expression:
    """An expression with the exponents of powers written by the laws of roots."""
    if is_leaf(e):
        return e
    e = e.func(
        *(a if isinstance(a, (Str, Symbol)) else _with_exponents(a, reasons) for a in e.args)
    )
    if not isinstance(e, Power) or is_leaf(e.args[1]):
        return e
    return Power(e.args[0], simple(_by_laws(e.args[1], reasons, "radicals"), True))


def _above(e: Expression, reasons: Reasons, procedure: str) -> Expression:
    """A fraction with its numerator written anew, its denominator as it stands."""
    if not isinstance(e, Quotient):
        return e
    top, bottom = e.args
    return Quotient(_by_laws(top, reasons, procedure), bottom)


def _heads(e: Expression, theory: Theory) -> frozenset[str]:
    """The known functions in an expression, which a last line should not have more of."""
    calls = (s for s in subexpressions(e) if isinstance(s, Call))
    return frozenset(s.name for s in calls if not theory.is_defined(s))


def _rank(e: Expression, like: Arrangement) -> tuple[int, int, str]:
    """What makes a line worse: its size, brackets and signs in front; its depth.

    A sum of the input is read at a glance, its negative is not.
    """
    signs = isinstance(e, Negation) or any(
        isinstance(s, SumOf) and isinstance(s.args[0], Negation) for s in subexpressions(e)
    )
    worse = (
        3 * _over_itself(e)
        + _repeated(e)
        + 3 * like.strangers(e)
        + 3 * _unfactored(e)
        + 3 * _uncollected(e)
        - like.familiar(e)
    )
    return size(e) + worse + signs, height(e), str(e)


def _over_itself(e: Expression) -> int:
    """How many fractions have a root above and what it is the root of below the line."""
    found = 0
    for s in subexpressions(e):
        if isinstance(s, Quotient):
            above, below = ({*f.args} if isinstance(f, ProductOf) else {f} for f in s.args)
            roots = (f for f in above if isinstance(f, Call) and f.name in ROOTS)
            found += any(f.arguments[0] in below for f in roots)
    return found


def _unfactored(e: Expression) -> int:
    """How many sums within products have a power of a variable in all of their terms."""
    factors = (f for s in subexpressions(e) if isinstance(s, (ProductOf, Quotient)) for f in s.args)
    bases = (f.args[0] if isinstance(f, Power) else f for f in factors)
    return sum(isinstance(b, SumOf) and _has_common(b) for b in bases)


def _uncollected(e: Expression) -> int:
    """How many terms stand beside another one that is a multiple of the same product."""
    found = 0
    for s in subexpressions(e):
        if isinstance(s, SumOf):
            terms = [tuple(polynomial(term)) for term in s.args]
            products = [term for term in terms if len(term) == 1]
            found += len(products) - len({*products})
    return found


def _has_common(e: SumOf) -> bool:
    monomials = [dict(m) for m in polynomial(e)]
    return len(monomials) > 1 and any(
        isinstance(a, Symbol) and all(m.get(a, 0) > 0 for m in monomials) for a in monomials[0]
    )


def _repeated(e: Expression) -> int:
    """The powers of powers and quotients within quotients, which read badly."""
    found = 0
    for s in subexpressions(e):
        found += isinstance(s, (Power, Quotient)) and any(isinstance(a, Quotient) for a in s.args)
        found += isinstance(s, Power) and isinstance(s.args[0], Power)
    return 2 * found


def _factored(e: Expression, reasons: Reasons) -> Expression:
    return _as_product(strip(reasons.theory.unfold(e)))


def _kept_factored(e: Expression, reasons: Reasons) -> Expression:
    """The factored form with defined names taken as they stand."""
    del reasons
    return _as_product(e)


@lru_cache(maxsize=100)
def _as_product(e: Expression) -> Expression:
    return written(e, PROCEDURES["algebra"], Signs(), Derivatives())


def _irreducible(e: Expression, reasons: Reasons) -> Expression:
    return factored(strip(reasons.theory.unfold(e)))


def _expanded(e: Expression, reasons: Reasons) -> Expression:
    return canonical(strip(reasons.theory.unfold(e)))


def _by_laws(e: Expression, reasons: Reasons, procedure: str) -> Expression:
    """The normal form under the laws of a procedure, with the signs that the domain gives."""
    theory, domain = reasons.theory, reasons.domain
    e = theory.unfold(e)
    signs = Signs(
        definedness(e), follow=lambda c: entailed(domain.variables, c, theory.integers).implies
    )
    signs.declared, signs.implied = frozenset(domain.without_equations.conditions), domain.implies
    signs.integers = theory.integer_variables
    done = _without_abs(strip(written(e, PROCEDURES[procedure], signs, Derivatives())), domain)
    return as_powers(simple(done, True))


def _without_abs(e: Expression, domain: Domain) -> Expression:
    """An expression with `abs(u)` as u or -u where the domain has only one sign for it."""
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _without_abs(a, domain) for a in e.args))
    if not isinstance(e, Call) or e.name != "abs":
        return e
    (u,) = e.arguments
    sign = domain.sign(u)
    if not sign:
        return e
    return u if sign > 0 else _flipped(simple(u)) or Negation(u)


def _of_roots(e: Expression, reasons: Reasons) -> Expression:
    """Factored, squares of roots taken out, and factored again."""
    opened = _by_rules(_factored(e, reasons), reasons, ("square-of-root",))
    return _factored(opened, reasons)


def _shortened(
    e: Expression, reasons: Reasons, names: Names, functions: frozenset[str]
) -> Expression:
    """The line exhausted by rules, where they may have something to do."""
    if size(e) > _LARGE or (functions and not functions & _heads(e, reasons.theory)):
        return e
    return _by_rules(e, reasons, names)


def _by_rules(e: Expression, reasons: Reasons, names: Names) -> Expression:
    return exhaust(e, frozenset(names), reasons.theory, Fuel(_FUEL)).end


def _by_partners(e: Expression, reasons: Reasons, names: frozenset[str]) -> Expression:
    """Factored, after powers of functions were written by the functions that tell their squares.

    That is done where there are any, on the one fraction that the line is.  Another function must
    make it far shorter: `cos(x)^2 - sin(x)^2` reads better than `2*cos(x)^2 - 1`.
    """
    spread = canonical(strip(reasons.theory.unfold(e)))
    if not any(has_powers(spread, name) for name in names):
        return e
    turned = opened(spread, names | ROOTS.keys())
    made = factored(_without_kept(_factored(turned, reasons), reasons))
    return made if names <= ROOTS.keys() or 3 * size(made) <= 2 * size(e) else e


def _in_sines(e: Expression, reasons: Reasons, names: frozenset[str]) -> Expression:
    """The same, with tan and its like as quotients, where sines or cosines stand beside them."""
    heads = _heads(e, reasons.theory)
    mixed = heads & {"sin", "cos"} and heads & {"tan", "cot", "sec", "csc"}
    return _by_partners(in_sines(strip(reasons.theory.unfold(e))), reasons, names) if mixed else e


def _without_kept(e: Expression, reasons: Reasons) -> Expression:
    """An expression with the powers of roots that were left in it undone."""
    undone = opened(e, frozenset(ROOTS))
    return e if undone == e else _factored(undone, reasons)


_WRITERS: tuple[Writer, ...] = (
    _factored,
    _kept_factored,
    _irreducible,
    _expanded,
    _of_roots,
    *(partial(_by_laws, procedure=p) for p in ("radicals", "abs", "exp-log")),
    *(partial(_by_partners, names=frozenset({name})) for name in (*ROOTS, *PARTNERS)),
    *(partial(_in_sines, names=frozenset({name})) for name in ("cos", "sin")),
    *(partial(_shortened, names=names, functions=fs) for names, fs in _SHORTENING),
)


def _turned(e: Expression) -> Expression:
    """`-(u - v)/w` as `(v - u)/w`, and so on: a sign taken into the first sum that likes it."""
    e = simple(e, True)
    if not isinstance(e, Negation):
        return e
    return _flipped(e.args[0]) or e


def _flipped(e: Expression) -> Expression | None:
    match e:
        case SumOf() if any(isinstance(t, Negation) for t in e.args):
            return simple(SumOf(*(_negative(t) for t in e.args)), True)
        case ProductOf():
            for i, f in enumerate(e.args):
                turned = _flipped(f) if isinstance(f, SumOf) else None
                if turned is not None:
                    return ProductOf(*e.args[:i], turned, *e.args[i + 1 :])
        case Quotient():
            top, bottom = e.args
            above = _flipped(top)
            if above is not None:
                return Quotient(above, bottom)
            below = _flipped(bottom)
            return None if below is None else Quotient(top, below)
    return None


def _negative(term: Expression) -> Expression:
    return term.args[0] if isinstance(term, Negation) else Negation(term)


def _way(line: Expression, end: Expression, reasons: Reasons) -> Lines | None:
    """The last line, and one before it where that makes the steps ones by a rule."""
    names = reasons.found(line, end)
    if names is None:
        return _spread(line, end, reasons)
    several = len(names) > 1 and names[0] == "definition"
    if not several and names[:1] not in (("algebra",), ("expand",), ("identity",)):
        return ((end, names),)
    return _folded(line, end, reasons) or _opened(line, end, reasons) or ((end, names),)


def _spread(line: Expression, end: Expression, reasons: Reasons) -> Lines | None:
    """One fraction first, then the squares of the roots in it taken out, where that leads there."""
    if not has_powers(end, "sqrt") and not has_powers(line, "sqrt"):
        return None
    try:
        middle = simple(canonical(strip(reasons.theory.unfold(line))), True)
    except REFUSALS:
        return None
    if not has_powers(middle, "sqrt") or tidy(middle) in (tidy(line), tidy(end)):
        return None
    then = reasons.named(middle, end, _UNROOTING)
    first = reasons.found(line, middle) if then else None
    return ((middle, first), (end, then)) if first and then else None


def _folded(line: Expression, end: Expression, reasons: Reasons) -> Lines | None:
    """The definitions of the last line unfolded first, where the line before has none."""
    theory = reasons.theory
    if not called(end) & theory.names or called(line) & theory.names:
        return None
    middle = strip(theory.unfold(end))
    if tidy(middle) == tidy(line):
        return None
    first, then = reasons.found(line, middle), reasons.found(middle, end)
    return ((middle, first), (end, then)) if first and then else None


_UNROOTING = frozenset({"square-of-root", "algebra"})
#: What multiplying out is done by, and the size of a line from which on it is a line of its own.
_WIDE = 25
_OPENING = frozenset({"expand", "collect", "cancel", "add-and-subtract"})


def _opened(line: Expression, end: Expression, reasons: Reasons) -> Lines | None:
    """Multiplied out first, where that is a step by rules and what is left is one too."""
    theory = reasons.theory
    if size(line) < _WIDE:
        return None
    try:
        walk = exhaust(line, _OPENING, theory, Fuel(_FUEL))
        spread = simple(canonical(strip(theory.unfold(line))), True)
    except (*REFUSALS, OutOfFuel):
        return None
    middle = rearranged(simple(walk.end, True), spread)
    if tidy(middle) in (tidy(line), tidy(end)) or size(middle) > 2 * size(line):
        return None
    first = reasons.named(line, middle, walk.names) if walk.names else None
    then = reasons.found(middle, end) if first else None
    if not first or not then or PROCEDURES.keys() & {*then}:
        return None
    return (middle, first), (end, then)
