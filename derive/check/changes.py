"""Which parts of a line are new against the line before."""

from __future__ import annotations

from collections import Counter

from derive.expression.nodes import Expression, Path, ProductOf, SumOf, children, strip


def changed(old: Expression, new: Expression) -> tuple[Path, ...]:
    """The paths of the smallest subexpressions of `new` that `old` does not have there."""
    return tuple(_changed(old, new, ()))


def _changed(old: Expression, new: Expression, path: Path) -> list[Path]:
    if strip(old) == strip(new):
        return []
    before, after = dict(children(old)), dict(children(new))
    if type(old) is not type(new) or not after:
        return [path]
    if isinstance(new, (SumOf, ProductOf)) and len(before) != len(after):
        return _new_parts(old, new, path)
    if before.keys() != after.keys() or _heads(old) != _heads(new):
        return [path]
    return [p for i in after for p in _changed(before[i], after[i], (*path, i))]


def _heads(e: Expression) -> tuple[object, ...]:
    """What `children` leaves out: names and bound variables."""
    inner = {i for i, _ in children(e)}
    return tuple(a for i, a in enumerate(e.args) if i not in inner)


def _new_parts(old: Expression, new: Expression, path: Path) -> list[Path]:
    """The terms or factors that were not there before; the whole where nothing else is left."""
    left = Counter(map(strip, old.args))
    found = []
    for i, part in enumerate(new.args):
        if left[strip(part)]:
            left[strip(part)] -= 1
        else:
            found.append((*path, i))
    return found if found and len(found) < len(new.args) else [path]
