"""Reports as JSON, and back by the types of their fields: what is of another type is refused.

Nothing in it says where the script was: places are read as those in the file that it is looked up
for, and lemmas as those that are found from there.  An expression is kept as its text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from derive.report.diagnostics import Kind, Place
from derive.report.equality import Opinion, SecondOpinion
from derive.report.gaps import Gap
from derive.report.quoted import Quoted, text
from derive.report.report import LemmaReport, LineReport, Report, TheoremReport
from derive.report.rests import Read, in_order

#: What the annotations of reports name that only checkers of types import.
_NAMES = {"Expression": Quoted, "Path": tuple[int, ...], "SecondOpinion": SecondOpinion, "Gap": Gap}
#: The kinds of what cannot be told again from the contents of files alone: there was no answer, or
#: what is said of it names other files.
_PASSING = frozenset(
    {
        Kind.NO_ANSWER,
        Kind.UNREADABLE_FILE,
        Kind.UNKNOWN_LEMMA,
        Kind.SEVERAL_SCRIPTS,
        Kind.CIRCULAR_LEMMA,
        Kind.BROKEN_LEMMA,
        Kind.UNKNOWN_RULE,
        Kind.TOO_MANY,
    }
)
#: Opinions that another run may well not have.
_NO_OPINION = (Opinion.NO_ANSWER, Opinion.FAILED)

Reader = Callable[[Any], Any]


class DamagedError(Exception):
    """An entry is not what was written."""


class UnkeepableError(Exception):
    """A report says something that may not be so another time, or elsewhere."""


def encoded(report: Report, rests: Sequence[Read], labels: Sequence[str]) -> bytes:
    """A report and what it rests on.  Raises `UnkeepableError`.

    `labels` are what its lemmas are called in it, in their order.
    """
    _lasting(report)
    if not rests or rests[0].path != report.path:
        raise UnkeepableError
    told = {
        "rests": [[one.digest, [list(lemma) for lemma in one.lemmas]] for one in rests],
        "report": Writer(report.path, labels).write(report),
    }
    body = json.dumps(told, separators=(",", ":"))
    named = {*labels, *(one.path for one in rests), *(str(Path(r.path).resolve()) for r in rests)}
    if any(json.dumps(path)[1:-1] in body for path in named):
        raise UnkeepableError
    return body.encode("ascii")


def _lasting(report: Report) -> None:
    """Raises `UnkeepableError` for what a clock or the memory ended, and for what names files."""
    if report.gaps is None or report.needs is None:
        raise UnkeepableError
    if any(found.kind in _PASSING for found in report.diagnostics):
        raise UnkeepableError
    if any(step.opinion and step.opinion.says in _NO_OPINION for step in report.steps):
        raise UnkeepableError


#: What is not kept, with what stands for it: the path and the lines are those of the file, and the
#: others are what no format of a run tells.
_LEFT_OUT: dict[type, dict[str, Any]] = {
    Report: {"path": "", "definitions": (), "lines": ()},
    LineReport: {"changed": (), "instances": ()},
    TheoremReport: {"table": None},
}


def _kept(cls: Any) -> list[str]:
    """The fields of a record that are kept."""
    left_out = _LEFT_OUT.get(cls, {})
    return [f.name for f in fields(cls) if f.name not in left_out]


class Writer:
    """Data of a report on the script at a path as what JSON can hold."""

    def __init__(self, path: str, labels: Sequence[str]) -> None:
        self.path = path
        self.labels = [*labels]

    def write(self, data: Any) -> Any:
        """Data as what JSON can hold.  Raises `UnkeepableError`."""
        if data is None or isinstance(data, (bool, int, str)):
            return data
        if isinstance(data, tuple):
            return [*map(self.write, data)]
        if isinstance(data, Enum):
            return data.name
        if isinstance(data, Place):
            return self.place(data)
        if isinstance(data, LemmaReport):
            return self.lemma(data)
        if is_dataclass(data) and type(data) is not Quoted:
            return [self.write(getattr(data, name)) for name in _kept(type(data))]
        return text(data)

    def place(self, place: Place) -> list[Any]:
        """A place in the script.  Raises `UnkeepableError` for one in another file."""
        if place.file != self.path:
            raise UnkeepableError
        return [place.line, place.column, place.end_column]

    def lemma(self, lemma: LemmaReport) -> int:
        """A lemma by its label.  Raises `UnkeepableError` where it has none."""
        if lemma.path not in self.labels:
            raise UnkeepableError
        return self.labels.index(lemma.path)


def opened(data: bytes) -> tuple[tuple[Read, ...], Any]:
    """What an entry rests on, without paths, and its report, which is not read yet.

    Raises `DamagedError`.
    """
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise DamagedError from None
    if type(told) is not dict or [*told] != ["rests", "report"]:
        raise DamagedError
    rests = _RESTS(told["rests"])
    return tuple(Read("", digest, lemmas) for digest, lemmas in rests), told["report"]


class Decoder:
    """Reads reports; each for the file that it is about and the lemmas that are found from it."""

    def __init__(self, told: type[Report] = Report) -> None:
        self._path = ""
        self._labels: Sequence[str] = ()
        self._readers: dict[Any, Reader] = {}
        self._report = self._reader(told)

    def report(self, data: Any, path: str, lines: tuple[str, ...], labels: Sequence[str]) -> Report:
        """The report on the script at a path.  Raises `DamagedError`."""
        self._path, self._labels = path, labels
        read: Report = self._report(data)
        self._finish(read, path, lines)
        return read

    def _finish(self, read: Report, path: str, lines: tuple[str, ...]) -> None:
        """Says what is not kept; the report was made here, and nobody else has it."""
        vars(read).update(path=path, lines=lines)

    def _reader(self, hint: Any) -> Reader:
        """What reads data of a type."""
        if hint not in self._readers:
            self._readers[hint] = self._made(hint)
        return self._readers[hint]

    def _made(self, hint: Any) -> Reader:
        if hint is Place:
            return self._place
        if hint == tuple[LemmaReport, ...]:
            return self._lemmas
        if hint is Quoted:
            return lambda data: Quoted(_TEXT(data))
        if get_origin(hint) is tuple or get_origin(hint) in (Union, UnionType):
            return _compound(hint, self._reader)
        return self._record(hint) if is_dataclass(hint) else plain(hint)

    def _record(self, cls: Any) -> Reader:
        found: list[Reader] = []

        def read(data: Any) -> Any:
            if not found:  # many are seldom wanted
                found.append(self._fields(cls))
            return found[0](data)

        return read

    def _fields(self, cls: Any) -> Reader:
        """What reads the fields of a record."""
        hints, left_out = get_type_hints(cls, localns=_NAMES), _LEFT_OUT.get(cls, {})
        whole = {f.name: left_out.get(f.name) for f in fields(cls)}
        readers = [(name, self._reader(hints[name])) for name in _kept(cls)]
        count, made = len(readers), _making(cls)

        def read(data: Any) -> Any:
            values = whole.copy()
            for (name, one), written in zip(readers, items(data, count), strict=True):
                values[name] = one(written)
            return made(values)

        return read

    def _place(self, data: Any) -> Place:
        line, column, end = items(data, 3)
        return Place(
            self._path, _NUMBER(line), _NUMBER(column), None if end is None else _NUMBER(end)
        )

    def _lemmas(self, data: Any) -> tuple[LemmaReport, ...]:
        if not data and type(data) is list:
            return ()
        found = _INDICES(data)
        if not all(0 <= at < len(self._labels) for at in found):
            raise DamagedError
        return in_order(self._labels[at] for at in found)


def _making(cls: Any) -> Callable[[dict[str, Any]], Any]:
    """What makes a record of all of its fields; where nothing is checked, at once."""
    if hasattr(cls, "__post_init__"):
        return lambda values: cls(**values)
    new = cls.__new__

    def made(values: dict[str, Any]) -> Any:
        record = new(cls)
        record.__dict__.update(values)
        return record

    return made


def items(data: Any, count: int) -> list[Any]:
    """A list of that length."""
    if type(data) is not list or len(data) != count:
        raise DamagedError
    return data


def plain(hint: Any) -> Reader:
    """What reads a text, a number, a truth value or a member of an enumeration."""
    if issubclass(hint, Enum):
        members = hint.__members__

        def member(data: Any) -> Any:
            if type(data) is not str or data not in members:
                raise DamagedError
            return members[data]

        return member

    def read(data: Any) -> Any:
        if type(data) is not hint:
            raise DamagedError
        return data

    return read


def _compound(hint: Any, reader: Callable[[Any], Reader]) -> Reader:
    """What reads a tuple, or what may be None."""
    within = get_args(hint)
    if get_origin(hint) is not tuple:
        (other,) = (one for one in within if one is not NoneType)
        read = reader(other)
        return lambda data: None if data is None else read(data)
    if within[1:] == (...,):
        each = reader(within[0])

        def many(data: Any) -> Any:
            if type(data) is not list:
                raise DamagedError
            return tuple([each(one) for one in data]) if data else ()

        return many
    readers = [*map(reader, within)]
    return lambda data: tuple(
        [read(one) for read, one in zip(readers, items(data, len(readers)), strict=True)]
    )


def _simple(hint: Any) -> Reader:
    """What reads data that has no records in it."""
    compound = get_origin(hint) is tuple
    return _compound(hint, _simple) if compound else plain(hint)


_TEXT, _NUMBER, _INDICES = plain(str), plain(int), _simple(tuple[int, ...])
_RESTS = _simple(tuple[tuple[str, tuple[tuple[str, int], ...]], ...])
