"""Exhausting a set of rules on an expression: where, in which order, and the record of it.

The record is replayed in the kernel (`theorem`), which alone says whether it proves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Path,
    ProductOf,
    SumOf,
    Written,
    children,
    height,
    is_leaf,
    parts,
    replace_at,
    size,
    strip,
)
from derive.expression.substitution import substitute
from derive.kernel.rules import instance_sides
from derive.kernel.theorem import Theorem, congruence, instance, tidiness, transitivity
from derive.kernel.theory import MAX_SIZE, MAX_UNFOLDED_HEIGHT, REFUSALS, Theory
from derive.kernel.tidy import ALL, Laws, hidden_by, literal, tidy
from derive.prover.plainly import reflexivity, unfolded_once, unfolding
from derive.rules import ROWS
from derive.rules.row import Row, widely
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.inner import chained
from derive.search.jointly import JOINT, in_pieces
from derive.search.lemmas import LemmaRow, instances
from derive.search.match import Bindings, matches
from derive.search.specialised import specialise


@dataclass(frozen=True)
class Move:
    """One rewrite of a whole line: at `path`, `old` became `new` by the rule `name`."""

    name: str
    path: Path
    old: Expression
    new: Expression
    prove: Callable[[Theory], Theorem] = field(compare=False, repr=False)
    bindings: Bindings = field(default_factory=dict)


@dataclass(frozen=True)
class Walk:
    """What exhausting rules on a line did: its moves, and the tidy form that it ended in.

    A move without a name is tidying, of the whole line.
    """

    start: Expression
    end: Expression
    moves: tuple[Move, ...]

    @property
    def names(self) -> frozenset[str]:
        """The rules that were used."""
        return frozenset(move.name for move in self.moves if move.name)

    def under(self, by: tuple[Symbol, ...]) -> Walk:
        """The same on lines with derivatives in front, the outermost first."""
        above = (0,) * len(by)
        moves = tuple(replace(move, path=(*above, *move.path)) for move in self.moves)
        return Walk(_derived(self.start, by), _derived(self.end, by), moves)


def _derived(e: Expression, by: tuple[Symbol, ...]) -> Expression:
    for variable in reversed(by):
        e = DerivativeOf(e, variable)
    return e


Rewrite = tuple[str, Expression, Callable[[Theory], Theorem], Bindings]
Lemmas = tuple[LemmaRow, ...]


def exhaust(
    line: Expression,
    names: frozenset[str],
    theory: Theory,
    fuel: Fuel,
    laws: Laws = ALL,
    lemmas: Lemmas = (),
) -> Walk:
    """Rewrites a line by the named rules and lemmas until none applies.  Raises `OutOfFuel`.

    First on the line as it is written, then on its tidy form, where rows that are read on written
    lines only stay away.  A line that comes back would come back for ever.
    """
    used = tuple(row for row in lemmas if row.name in names)
    if used:
        return _exhausted(line, names, theory, fuel, laws, used)
    key = line, names, theory, laws
    if key not in _walks:
        if len(_walks) >= MAX_WALKS:
            _walks.clear()
        before = fuel.left
        walk = _exhausted(line, names, theory, fuel, laws, used)
        _walks[key] = walk, before - fuel.left
        return walk
    walk, spent = _walks[key]
    fuel.spend(spent)
    return walk


#: Walks without lemmas, which are asked for by searches and checks alike, with what they cost.
_walks: dict[tuple[Expression, frozenset[str], Theory, Laws], tuple[Walk, int]] = {}
MAX_WALKS = 300


def _exhausted(
    line: Expression,
    names: frozenset[str],
    theory: Theory,
    fuel: Fuel,
    laws: Laws,
    used: Lemmas,
) -> Walk:
    start = current = strip(line)
    moves: list[Move] = []
    looked = Redexes(names, theory, fuel, used)
    seen: set[tuple[bool, Expression]] = set()
    while True:
        if (looked.tidied, current) in seen:
            raise OutOfFuel
        seen.add((looked.tidied, current))
        move = looked.first(current)
        if move is not None:
            current = within_bounds(replace_at(current, move.path, move.new))
            moves.append(move)
            fuel.spend(len(move.path) + size(move.new))
        after = current
        if looked.tidied or move is None:
            fuel.spend(size(current))
            after = tidy(current, laws, hidden_by(theory))
        if after != current:
            moves.append(_tidying(current, after))
            current = after
        elif move is None:
            return Walk(start, current, tuple(moves))
        looked.tidied = looked.tidied or move is None


def within_bounds(e: Expression) -> Expression:
    """A line as it is.  Raises `OutOfFuel` where it has grown too large."""
    if size(e) > MAX_SIZE or height(e) > MAX_UNFOLDED_HEIGHT:
        raise OutOfFuel
    return e


def _tidying(before: Expression, after: Expression) -> Move:
    return Move("", (), before, after, lambda theory: tidiness(theory, before, after))


@lru_cache(maxsize=200)
def positions(e: Expression) -> tuple[tuple[Path, Expression], ...]:
    """Where rules may be used, outermost first: not in the body of a derivative at a point.

    The places of one line are asked for again and again, for one set of rules after another.
    """
    return tuple(_positions(e, ()))


def _positions(e: Expression, path: Path) -> Iterator[tuple[Path, Expression]]:
    if is_leaf(e):
        return
    yield path, e
    for i, child in children(e):
        if not (isinstance(e, DerivativeAt) and i == 0):
            yield from _positions(child, (*path, i))


class Redexes:
    """The search for the first place that rules rewrite, outermost first.

    A subexpression in which there is none is not looked into again, wherever it stands: what is
    done beside it is no matter to it, and on tidy lines no more rules are used than before.
    """

    def __init__(
        self, names: frozenset[str], theory: Theory, fuel: Fuel, lemmas: tuple[LemmaRow, ...]
    ) -> None:
        self.names = names
        self.theory = theory
        self.fuel = fuel
        self.lemmas = lemmas
        self.tidied = False
        self._barren: set[Expression] = set()
        #: Whether any rule may rewrite an expression, whatever its head is.
        self._any_head = bool(lemmas) or JOINT in names
        self._any_head = self._any_head or ("definition" in names and bool(theory.definitions))

    def first(self, e: Expression) -> Move | None:
        """The first rewrite in `e`.  Raises `OutOfFuel`."""
        found = self._first(e)
        if found is None:
            return None
        (name, new, prove, bindings), old, path = found
        return Move(name, tuple(reversed(path)), old, new, prove, bindings)

    def _first(self, e: Expression) -> tuple[Rewrite, Expression, list[int]] | None:
        """The same, what it rewrites, and the way up from there."""
        if is_leaf(e) or e in self._barren:
            return None
        if self._any_head or _is_open(e.func, self.names, self.tidied):
            found = rewrites(e, self.names, self.theory, self.fuel, self.tidied, self.lemmas)
            for rewrite in found:
                return rewrite, e, []
        else:
            self.fuel.spend()
        for k, child in enumerate(parts(e)):
            if not isinstance(child, Written) or child in self._barren:
                continue
            if k == 0 and isinstance(e, DerivativeAt):
                continue
            below = self._first(child)
            if below is not None:
                below[2].append([i for i, _ in children(e)][k])
                return below
        self._barren.add(e)
        return None


@lru_cache(maxsize=10_000)
def _is_open(head: Any, names: frozenset[str], tidied: bool) -> bool:
    """Whether rules may rewrite an expression with that head, definitions and joints aside."""
    summed = issubclass(head, SumOf) and not names.isdisjoint(("collect", _PAIRS))
    return summed or issubclass(head, DerivativeAt) or bool(_rows_for(head, names, tidied))


def names_at(
    e: Expression, names: frozenset[str], theory: Theory, fuel: Fuel, lemmas: Lemmas = ()
) -> Iterator[str]:
    """Those of the names that rewrite `e` at its root, each looked for until its first match."""
    if is_leaf(e):
        return
    lemma_names = {row.name for row in lemmas}
    within = names if isinstance(e, DerivativeAt) else names & (_names_for(e.func) | lemma_names)
    for name in sorted(within):
        rows = tuple(row for row in lemmas if name in (row.name, "chain"))
        found = rewrites(e, frozenset({name}), theory, fuel, lemmas=rows)
        if any(rewrite[0] == name for rewrite in found):
            yield name


def rewrites(
    e: Expression,
    names: frozenset[str],
    theory: Theory,
    fuel: Fuel,
    tidied: bool = False,
    lemmas: Lemmas = (),
) -> Iterator[Rewrite]:
    """The ways to rewrite `e` at its root, the first the one that is taken.

    Every place, every row and every pair of terms costs fuel.  Raises `OutOfFuel`.
    """
    fuel.spend()
    if is_leaf(e):
        return
    for lemma in lemmas:
        if not (tidied and lemma.written):
            yield from _by_lemma(lemma, e, theory, fuel)
        if "chain" in names and not (tidied and lemma.written):
            for new, prove, bindings in chained(lemma, e, fuel.spend):
                yield "chain", new, prove, bindings
    if "definition" in names and theory.is_defined(e):
        yield from _unfolded(e, theory)
    if "collect" in names and isinstance(e, SumOf):
        yield from _computed(e, "collect")
    if isinstance(e, DerivativeAt):
        yield from _at_point(e, names, theory, fuel, lemmas)
    if JOINT in names and (pieces := in_pieces(e)) is not None:
        yield JOINT, *pieces
    rows = [row for row in _rows_for(e.func, names, tidied) if _may_match(row, e)]
    kept = _kept(e, theory) if rows else {}
    for row in rows:
        yield from _by_row(row, e, theory, fuel, kept)
    if _PAIRS in names and isinstance(e, SumOf):
        yield from _computed(e, "add-and-subtract")


def _unfolded(e: Expression, theory: Theory) -> Iterator[Rewrite]:
    try:
        body = unfolded_once(theory, e)
    except REFUSALS:
        return
    yield "definition", body, lambda theory: unfolding(theory, e), {}


_PAIRS = widely("add-and-subtract")


def _computed(e: Expression, name: str) -> Iterator[Rewrite]:
    """The numerals of a sum, added up; all that is added and subtracted is 0 in the end."""
    numerals = tuple(t for t in e.args if literal(t) is not None)
    rest = tuple(t for t in e.args if literal(t) is None)
    if len(numerals) < 2 or not rest:
        return
    added = SumOf(*numerals)
    grouped, new = SumOf(added, *rest), SumOf(tidy(added), *rest)
    if name != "collect" and literal(tidy(added)) != 0:
        return

    def prove(theory: Theory) -> Theorem:
        computed = tidiness(theory, added, tidy(added))
        return transitivity(tidiness(theory, e, grouped), congruence(grouped, (0,), computed))

    yield name, new, prove, {}


def _at_point(
    e: Expression, names: frozenset[str], theory: Theory, fuel: Fuel, lemmas: Lemmas
) -> Iterator[Rewrite]:
    """The derivative in front of a point, rewritten, and taken there."""
    body, variable, point = e.args
    before = DerivativeOf(body, variable)
    walk = exhaust(before, names - {"definition", JOINT}, theory, fuel, lemmas=lemmas)
    if not walk.names:
        return
    try:
        new = substitute(walk.end, {variable: point})
    except REFUSALS:
        return
    used = sorted(walk.names)
    yield used[0], new, lambda theory: specialise(replay(walk, theory), variable, point), {}


@lru_cache(maxsize=1000)
def _names_for(head: type) -> frozenset[str]:
    """The names of the rules that may rewrite an expression with that head."""
    rows = (row.name for row in ROWS if not row.reach and issubclass(head, _heads(row)[0]))
    return frozenset({"definition", "collect", JOINT, *rows})


@lru_cache(maxsize=10_000)
def _rows_for(head: type, names: frozenset[str], tidied: bool) -> tuple[Row, ...]:
    """The rows to try on an expression with that head, in the order of the tables."""
    rows = (row for row in ROWS if row.key in names and not (tidied and row.written))
    return tuple(row for row in rows if issubclass(head, _heads(row)[0]))


@lru_cache(maxsize=1000)
def _heads(row: Row) -> tuple[type, type | None]:
    """The head of a row's left side, and below a derivative the head of its body."""
    lhs = row.rule.lhs
    inner = lhs.args[0] if isinstance(lhs, DerivativeOf) else None
    return type(lhs), None if inner is None or isinstance(inner, Symbol) else type(inner)


def _may_match(row: Row, e: Expression) -> bool:
    _, inner = _heads(row)
    return inner is None or isinstance(e.args[0], inner)


#: Of how many expressions of one theory the first rewrites are kept.
MOST_KEPT = 20_000
#: By row (its identity: rows are constants) the first rewrite of an expression, and what it cost.
Kept = dict[int, tuple[int, Rewrite | None]]


@lru_cache(maxsize=8)
def _kept_of(theory: Theory) -> dict[Expression, Kept]:
    """What is kept of a theory; that of the theories asked last stays."""
    del theory
    return {}


def _kept(e: Expression, theory: Theory) -> Kept:
    """The first rewrites of an expression: a step is asked under hundreds of sets of rules."""
    kept = _kept_of(theory)
    if len(kept) > MOST_KEPT:
        kept.clear()
    found = kept.get(e)
    if found is None:
        found = kept[e] = {}
    return found


def _by_row(row: Row, e: Expression, theory: Theory, fuel: Fuel, kept: Kept) -> Iterator[Rewrite]:
    """The rewrites by a row; the first, mostly the only one asked for, is looked for once.

    It costs the same fuel each time, so that no answer depends on what was asked before.
    """
    known = kept.get(id(row))
    if known is None:
        before = fuel.left
        first = next(_matched(row, e, theory, fuel), None)
        kept[id(row)] = before - fuel.left, first
    else:
        cost, first = known
        fuel.spend(cost)
    if first is not None:
        yield first
        yield from islice(_matched(row, e, theory, fuel), 1, None)


def _matched(row: Row, e: Expression, theory: Theory, fuel: Fuel) -> Iterator[Rewrite]:
    for match in matches(row.rule, e, theory, fuel):
        fuel.spend(size(e))
        try:
            left, right, conditions = instance_sides(row.rule, match.bindings, theory)
        except REFUSALS:
            continue
        if any(c.is_false() for c in conditions):
            continue
        make = partial(instance, row=row.rule, substitution=match.bindings)
        yield from _placed(row.name, e, (left, right, *match.rest), make, match.bindings)


def _by_lemma(row: LemmaRow, e: Expression, theory: Theory, fuel: Fuel) -> Iterator[Rewrite]:
    """The first rewrite by a lemma; a line is rewritten again until nothing is left to do."""
    for step, bindings, rest in instances(row, e, theory, fuel.spend):
        made, parts = partial(_made, step), (step.left, step.right, *rest)
        for found in _placed(row.name, e, parts, made, bindings):
            yield found
            return


def _made(step: Theorem, _: Theory) -> Theorem:
    """A theorem that the search had to ask for already."""
    return step


def _placed(
    name: str,
    e: Expression,
    parts: tuple[Expression, ...],
    make: Callable[[Theory], Theorem],
    bindings: Bindings,
) -> Iterator[Rewrite]:
    """The rewrite of `e` by an instance `left = right` of some of its parts; `rest` stays."""
    left, right, *rest = parts
    grouped = e.func(left, *rest) if rest else left
    new = flat(e.func(right, *rest) if rest else right)
    if new != e:
        yield name, new, _proof(make, e, grouped, new), bindings


def _proof(
    make: Callable[[Theory], Theorem], e: Expression, grouped: Expression, new: Expression
) -> Callable[[Theory], Theorem]:
    def prove(theory: Theory) -> Theorem:
        step = make(theory)
        if grouped != step.left:
            step = congruence(grouped, (0,), step)
        return _linked(theory, e, step, new)

    return prove


def _linked(theory: Theory, e: Expression, step: Theorem, new: Expression) -> Theorem:
    """`e = new`, where both ends of `step` differ from them by tidying at most."""
    if e != step.left:
        step = transitivity(tidiness(theory, e, step.left), step)
    if new != step.right:
        step = transitivity(step, tidiness(theory, step.right, new))
    return step


@lru_cache(maxsize=20_000)
def flat(e: Expression) -> Expression:
    """`e` with sums in sums and products in products opened."""
    if is_leaf(e):
        return e
    args = tuple(a if isinstance(a, (Str, Symbol)) else flat(a) for a in e.args)
    if isinstance(e, (SumOf, ProductOf)):
        head = type(e)
        args = tuple(x for a in args for x in (a.args if isinstance(a, head) else (a,)))
    return e.func(*args)


def replay(walk: Walk, theory: Theory) -> Theorem:
    """The theorem `start = end`, made by the kernel from the record.  Raises a refusal."""
    current = walk.start
    done = reflexivity(theory, current)
    for move in walk.moves:
        done = transitivity(done, congruence(current, move.path, move.prove(theory)))
        current = replace_at(current, move.path, move.new)
    return done
