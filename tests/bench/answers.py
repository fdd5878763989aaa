"""The worker of the benchmark: reads a request a line, answers a word and its milliseconds.

Whoever takes too long is killed by the parent, and a new worker is started.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import sympy

import derive
from derive.check.check import check_file, new_run
from derive.check.decide import decide
from derive.check.elaborate import domain_of, theory_of
from derive.check.opinion import value_on
from derive.expression.text import text
from derive.expression.value import value
from derive.kernel.conditions import Condition
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.script.load import load
from tests.bench.differentiators import DIFFERENTIATORS
from tests.bench.families import FAMILIES, Family, X
from tests.bench.peers import NOT_SHOWN, PEERS, PROVED, Asked, Peer
from tests.equality import Item
from tests.published import Published, corpus

#: How seldom memory is collected: as the program itself has it, for every program alike.
COLLECTED = (50_000, 20, 20)
Answer = tuple[str, float]


def _timed(ask: Callable[[], str], clock: Callable[[], float] = time.perf_counter) -> Answer:
    start = clock()
    try:
        word = ask()
    except Exception as error:  # a peer that fails has no answer, whatever the reason
        word = f"error: {type(error).__name__}"
    return word, (clock() - start) * 1e3


def _items(request: Mapping[str, Any]) -> list[Answer]:
    peer = PEERS[request["peer"]]
    import_module(peer.module)
    items = (Item("", i["left"], i["right"], tuple(i["where"])) for i in request["items"])
    return [_answer(peer, Asked(item)) for item in items]


def _answer(peer: Peer, asked: Asked) -> Answer:
    peer.prepare(asked)
    return _timed(lambda: peer.ask(asked))


def _grown(request: Mapping[str, Any]) -> Answer:
    (family,) = (f for f in FAMILIES if f.name == request["family"])
    by = {"derive": _by_kernel, "sympy": _by_sympy}[request["by"]]
    return _timed(lambda: by(family, request["size"]))


def _by_kernel(family: Family, n: int) -> str:
    conditions = (Condition(X, ">"),) if family.positive else ()
    return decide(*family.sides(n), Theory(), Domain((X,), conditions)).verdict.value


def _by_sympy(family: Family, n: int) -> str:
    body, derivative = family.make(n)
    x = sympy.Symbol("x", real=True, positive=family.positive or None)
    left, right = (value(e).xreplace({X: x}) for e in (body, derivative))
    return PROVED if sympy.simplify(sympy.diff(left, x) - right) == 0 else NOT_SHOWN


def _derivative(request: Mapping[str, Any]) -> Answer:
    """The derivative of a published item: timed alone, and compared with what is published."""
    program = DIFFERENTIATORS[request["program"]]
    item = _published(request["corpus"])[request["item"]]
    asked = program.prepare(item)
    answers: list[Any] = []

    def differentiate() -> str:
        answers.append(program.differentiate(asked))
        return NOT_SHOWN

    word, ms = _timed(differentiate)
    if answers and program.is_published(item, answers[0]):
        word = PROVED
    return word, ms


@cache
def _published(name: str) -> tuple[Published, ...]:
    return tuple(corpus(name))


def _derived(request: Mapping[str, Any]) -> tuple[int, int, float, str]:
    """A derivation of a member of a family: steps, characters, milliseconds, why it stopped."""
    (family,) = (f for f in FAMILIES if f.name == request["family"])
    function = text(family.make(request["size"])[0])
    where = ["x > 0"] if family.positive else []
    derive.diff("sin(x)^2")  # warms it up
    start = time.perf_counter()
    found = derive.diff(function, where=where)
    ms = (time.perf_counter() - start) * 1e3
    return len(found.steps), len(found.script), ms, "" if found else found.reason


#: What the scripts that this process checks have in common.
_RUN = new_run()


def _checked(request: Mapping[str, Any]) -> tuple[int, int, float]:
    """A script of the library: its steps, how many are proved, milliseconds for all of it."""
    start = time.process_time()
    report = check_file(request["path"], _RUN)
    ms = (time.process_time() - start) * 1e3
    return len(report.steps), sum(step.verdict.passes for step in report.steps), ms


def _simplified(request: Mapping[str, Any]) -> Answer:
    """What `sympy.simplify` makes of the difference of the two lines of a step."""
    script = load(request["path"]).script
    assert script is not None
    theory = theory_of(script)
    domain = domain_of(script, theory)
    lines = [script.theorem.left, *(step.to for step in script.steps)]
    sides = lines[request["step"] - 1 : request["step"] + 1]
    left, right = (value_on(side.node, theory, domain) for side in sides)

    def simplify() -> str:
        difference = left.doit() - right.doit()
        return PROVED if sympy.simplify(difference) == 0 else NOT_SHOWN

    return _timed(simplify, time.process_time)


#: What a worker answers, by the name of the job.
JOBS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "items": _items,
    "grown": _grown,
    "derivative": _derivative,
    "derived": _derived,
    "checked": _checked,
    "simplified": _simplified,
}


def main() -> None:
    """Serves requests until its input ends."""
    gc.set_threshold(*COLLECTED)
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what peers print is no reply
    print(json.dumps({"ready": True}), file=replies)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"done": JOBS[request["job"]](request)}), file=replies)


if __name__ == "__main__":
    main()
