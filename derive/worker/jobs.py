"""What a worker does: a row for each kind of job.  Requests and answers are plain data.

Each job imports what it needs, so that a command waits for no more than its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from derive.check.check import check_file, new_run
from derive.check.lemmas import Run
from derive.facts import Facts, LackingError, Question, answered_by
from derive.report.report import Report
from derive.worker.forget import forget_much
from derive.worker.sent import facts_from
from derive.worker.wire import encode

if TYPE_CHECKING:
    from derive.report.attempt import Attempt
    from derive.report.chain import ChainReport
    from derive.report.code import CodeReport
    from derive.report.derivative import DerivativeReport
    from derive.report.document import DocumentReport
    from derive.report.equality import EqualityReport, SecondOpinion
    from derive.report.explain import Explanation
    from derive.report.fill import FillReport
    from derive.report.gaps import Gap
    from derive.report.plot import PlotReport
    from derive.report.repair import Repair
    from derive.report.rests import Read
    from derive.report.rules import RulesFound
    from derive.report.search import SearchReport
    from derive.report.values import ValuesReport

Request = Mapping[str, Any]
#: So many facts are what scripts have in common at most.
_MAX_FACTS = 5000


class RefusedError(Exception):
    """The caller has to ask otherwise."""


def _equal(request: Request) -> EqualityReport:
    from derive.check.decide import equal

    return equal(request["left"], request["right"], request["where"], request.get("opaque", ()))


#: Set once in a worker of its own: what the scripts that it checks have in common.
_shared: list[Run] = []


def share_lemmas() -> None:
    """Lets all scripts that this process checks from now on share their lemmas."""
    _shared[:] = [new_run()]


#: The run that facts were sent for last, and all that were sent for it, by their hashes.
_sent: dict[str, dict[Question, int]] = {}


def _told(request: Request) -> Facts | None:
    """The facts that were sent with a request.

    What scripts have in common is forgotten where they are of another run than those before, or
    say something else, as they do where a file was changed meanwhile.
    """
    if "facts" not in request:
        return None
    facts = facts_from(request["facts"])
    held = _sent.get(request["run"])
    news = {question: hash(answer) for question, answer in facts.items()}
    same = held is not None and all(held.get(q, news[q]) == news[q] for q in news)
    if held is None or not same or len(held) > _MAX_FACTS:
        _sent.clear()
        _sent[request["run"]] = held = {}
        if _shared:
            share_lemmas()
    held.update(news)
    return facts


def _check(request: Request) -> Report:
    return check_file(request["path"], *_run(request))


def _run(request: Request) -> list[Run]:
    """What the scripts that are checked have in common; a `fresh` one knows no file from before.

    A text that is given is taken for the file at the path; with `texts` of other files what they
    prove is kept for the next text, as long as they stay as they are.
    """
    if "texts" in request:
        return [_again(request)]
    if "text" in request:
        run = new_run()
        run.take(request["path"], request["text"])
        return [run]
    return [new_run()] if request.get("fresh") else _shared


#: The run that the last text of each script was checked in, the youngest last.
_last: dict[tuple[object, ...], Run] = {}
_MOST_RUNS = 16


def _again(request: Request) -> Run:
    """A run for another text of a script, with what the last one has proved of other scripts."""
    path, hasty = request["path"], request.get("hasty", False)
    about = (path, request.get("folder", ""), request.get("folders", ""), hasty)
    texts = {**request["texts"], path: request["text"]}
    _last[about] = run = (_last.pop(about, None) or new_run(hasty)).renewed(path, texts)
    if len(_last) > _MOST_RUNS:
        del _last[next(iter(_last))]
    return run


def _fill(request: Request) -> FillReport:
    from derive.check.fill import fill_file

    return fill_file(request["path"], request.get("fix", False), request.get("text"))


def _repairs(request: Request) -> tuple[Repair, ...]:
    from derive.check.repair import repairs

    (run,) = _run(request)
    return repairs(request["path"], request["text"], request["numbers"], run)


def _explain(request: Request) -> Explanation:
    from derive.check.explain import explain_step

    return explain_step(request["path"], request["step"], *_run(request))


def _explained(request: Request) -> tuple[Report, tuple[Explanation, ...]]:
    from derive.check.explain import explained

    return explained(request["path"], *_run(request))


def _gaps(request: Request) -> tuple[Gap, ...]:
    from derive.check.fill import gaps_of

    return gaps_of(request["path"], *_run(request))


def _needs(request: Request) -> tuple[str, ...]:
    from derive.check.needs import needs_of

    return needs_of(request["path"], *_run(request))


def _rests(request: Request) -> tuple[Read, ...]:
    return _shared[0].rests(request["path"]) if _shared else ()


def _renew(_request: Request) -> bool:
    """Keeps what scripts have in common as long as all files are as they were read."""
    _shared[:] = [run.renewed("", {}) for run in _shared]
    return True


def _diff(request: Request) -> tuple[DerivativeReport, ...]:
    from derive.check.derivative import derivatives, detailed
    from derive.script.derivative import Texts, by_its_variable

    texts = Texts(
        request["expression"],
        request["wrt"],
        tuple(request["where"]),
        tuple(request["definitions"]),
        request["target"],
        tuple(request.get("opaque", ())),
    )
    try:
        detailed(request["order"], request["detail"])
        texts = by_its_variable(texts) if request.get("one") and not texts.wrt else texts
    except ValueError as error:
        raise RefusedError(str(error)) from error
    return derivatives(texts, request["order"], request["detail"])


def _code(request: Request) -> CodeReport:
    from derive.codegen.make import Wanted, code

    wanted = dict(request["wanted"])
    return code(Wanted(**{**wanted, "where": tuple(wanted["where"])}))


def _values(request: Request) -> ValuesReport:
    from derive.values.table import Wanted, table

    wanted = dict(request["wanted"])
    texts = {key: tuple(wanted[key]) for key in ("where", "at", "given")}
    return table(Wanted(**{**wanted, **texts}))


def _plot(request: Request) -> PlotReport:
    from derive.values.plot import Wanted, plot

    wanted = dict(request["wanted"])
    return plot(Wanted(**{**wanted, **{key: tuple(wanted[key]) for key in ("where", "given")}}))


def _opinion(request: Request) -> SecondOpinion:
    from derive.check.opinion import opinion_on_texts

    where, opaque = tuple(request["where"]), tuple(request.get("opaque", ()))
    return opinion_on_texts(request["left"], request["right"], where, opaque)


def _opinion_on_step(request: Request) -> SecondOpinion:
    from derive.check.opinion import opinion_on_step

    return opinion_on_step(request["path"], request["step"], *_shared)


def _search(request: Request) -> SearchReport:
    from derive.check.finding import search

    return search(request["question"])


def _rules(request: Request) -> RulesFound:
    from derive.check.finding_rules import find_rules

    return find_rules(request["question"], tuple(request.get("where", ())))


def _chain(request: Request) -> ChainReport:
    from derive.check.chain import check_chain
    from derive.report.chain import ChainReport
    from derive.script.chain import Chain

    chain = Chain(
        tuple(request["lines"]),
        tuple(map(tuple, request.get("by", ()))),
        tuple(request.get("where", ())),
        tuple(request.get("definitions", ())),
        tuple(request.get("opaque", ())),
    )
    try:
        return check_chain(chain)
    except ValueError as error:
        return ChainReport(problem=str(error))


def _attempt(request: Request) -> Attempt:
    from derive.check.attempt import attempt

    run = _run(request)
    return attempt(request["path"], request["number"], request["typed"], run[0] if run else None)


def _practice(request: Request) -> str:
    from derive.check.practice import practice

    return practice(request["path"], request["seed"])


def _document(request: Request) -> DocumentReport:
    from derive.worker.documents import check_document

    wanted = request.get("wanted", ())
    asked = ("extract" in wanted, "annotate" in wanted)
    return check_document(request["path"], request.get("root"), *asked)


JOBS: dict[str, Callable[[Request], Any]] = {
    "equal": _equal,
    "check": _check,
    "chain": _chain,
    "attempt": _attempt,
    "practice": _practice,
    "fill": _fill,
    "repairs": _repairs,
    "explain": _explain,
    "explained": _explained,
    "gaps": _gaps,
    "needs": _needs,
    "rests": _rests,
    "renew": _renew,
    "diff": _diff,
    "code": _code,
    "values": _values,
    "plot": _plot,
    "opinion": _opinion,
    "opinion on step": _opinion_on_step,
    "search": _search,
    "document": _document,
    "rules": _rules,
}


def _stand(request: Request) -> None:
    """Goes to where names and paths are looked for, if that is said: callers may move."""
    if "folder" in request:
        os.chdir(request["folder"])
        os.environ["DERIVE_PATH"] = request["folders"]


def answer(request: Request) -> dict[str, Any]:
    """The answer to a request; an error of ours is told in it, so that the worker lives on.

    Facts that were sent with it take the place of the disk.
    """
    try:
        _stand(request)
        with answered_by(_told(request)):
            return {"done": encode(JOBS[request["job"]](request))}
    except MemoryError:
        raise
    except LackingError as error:
        return {"lacking": error.question}
    except RefusedError as error:
        return {"refused": str(error)}
    except Exception as error:  # a bug of ours ends one job, not the process that serves the others
        return {"failed": f"an error inside `derive`: {type(error).__name__}: {error}"}
    finally:
        forget_much()
