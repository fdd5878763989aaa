"""Published derivatives, proved on the natural domain of the function and its derivative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import pytest

from derive.report.report import Verdict
from tests.published import FOLDER, Published, corpus, translated

pytestmark = pytest.mark.skipif(FOLDER is None, reason="no ../shared/corpora beside the checkout")

COUNTS = {"derivatives": 89, "antiderivatives": 400}
#: How many of each must be proved.
AT_LEAST = {"derivatives": 85, "antiderivatives": 390}
#: Every so many is put to the kernel in the default run.
STRIDES = {"derivatives": 2, "antiderivatives": 8}
#: What is not proved, by its place in the corpus, with the reason.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "derivatives": {},
    "antiderivatives": {
        "162": "an inverse tangent is half of another one",
        "168": "the signs of half tangents under one root are not told apart",
        "276": "nowhere real: the logarithm of a negative root",
        "292": "a cosine is positive under a root with a parameter",
        "303": "a*x > 1 or a*x < -1 says too little of abs(a)*abs(x)",
        "387": "nowhere real: its argument of artanh is at least 1",
    },
}


#: The items whose derivation is searched for in the default run, and in the long one.
FOUND = {"derivatives": slice(0, None, 15), "antiderivatives": slice(0, None, 190)}
FOUND_LONG = {"derivatives": slice(0, None), "antiderivatives": slice(3, None, 8)}
#: Those whose last line is not proved equal to the published derivative, with the reason.
NOT_FOUND = {
    "387": EXCEPTIONS["antiderivatives"]["387"],
}


@cache
def items(name: str) -> Sequence[Published]:
    return tuple(corpus(name))


def chosen(name: str) -> list[Published]:
    return list(items(name)[:: STRIDES[name]])


def wrong(name: str, found: Sequence[Published]) -> list[str]:
    """The items whose verdict is not the expected one; an exception must not be proved."""
    verdicts = {item.id: item.decision().verdict for item in found}
    print(f"{name}: {dict(Counter(v.value for v in verdicts.values()))}")
    exceptions = EXCEPTIONS[name]
    return [
        f"{key}: {verdict.value}"
        for key, verdict in verdicts.items()
        if (verdict is Verdict.PROVED) == (key in exceptions)
        or verdict not in (Verdict.PROVED, Verdict.NOT_SHOWN)
    ]


every_corpus = pytest.mark.parametrize("name", COUNTS)


@every_corpus
def test_the_corpora_are_whole(name: str) -> None:
    assert len({item.id for item in items(name)}) == COUNTS[name]
    assert EXCEPTIONS[name].keys() <= {item.id for item in items(name)}
    assert COUNTS[name] - len(EXCEPTIONS[name]) >= AT_LEAST[name]


@every_corpus
def test_published_derivatives_are_proved(name: str) -> None:
    assert wrong(name, chosen(name)) == []


@pytest.mark.long
@every_corpus
def test_all_published_derivatives_are_proved(name: str) -> None:
    assert wrong(name, items(name)) == []


def not_found(found: Sequence[Published]) -> list[str]:
    """The items whose derivation, or the comparison of its last line, is not as expected."""
    return [item.id for item in found if is_found(item) == (item.id in NOT_FOUND)]


def is_found(item: Published) -> bool:
    report = item.found()
    return bool(report) and item.last_line(report).verdict is Verdict.PROVED


@every_corpus
def test_derivations_end_in_what_is_published(name: str) -> None:
    assert not_found(items(name)[FOUND[name]]) == []


@pytest.mark.long
@every_corpus
def test_many_derivations_end_in_what_is_published(name: str) -> None:
    assert not_found(items(name)[FOUND_LONG[name]]) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("E**(2*x)/(1+E**x)", "(e^(2*x))/(1+(e^x))"),
        ("-x**2", "-(x^2)"),
        ("z = logistic(x); z * (1 - z)", "(1/(1 + e^(-(x))))*(1-(1/(1 + e^(-(x)))))"),
        ("d*e", "delta*epsilon"),
        ("polygamma(1, inv(m))", "trigamma(1/(m))"),
    ],
)
def test_translation(source: str, expected: str) -> None:
    assert translated(source) == expected
