"""What the steps of a page open to: conditions with how each was shown, and joints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from derive.check.explain import explained
from derive.expression.latex import written
from derive.expression.typeset import Style
from derive.render.export import html
from derive.render.export.exported import Exported
from derive.render.export.sentences import sentence
from derive.render.shown import Line, for_a_reader
from derive.report.explain import Explanation

ROOT = Path(__file__).resolve().parent.parent


def page_of(name: str) -> tuple[tuple[Explanation, ...], ElementTree.Element]:
    """The steps of a script taken apart, and its page."""
    (path,) = (ROOT / "proofs").rglob(f"{name}.yaml")
    report, apart = explained(str(path))
    body = html.article(Exported(name, report, apart), 1)
    return apart, ElementTree.fromstring(re.sub(r"<(wbr|img[^>]*)>", r"<\1/>", body))


def parts_of(page: ElementTree.Element, heading: str) -> list[list[str]]:
    """What stands under a heading in each step that has it, item by item."""
    found = []
    for apart in page.findall(".//div[@class='apart']"):
        heads = zip(apart, list(apart)[1:], strict=False)
        found += [[*map(_own, ul.iter("li"))] for head, ul in heads if head.text == heading]
    return found


def _own(item: ElementTree.Element) -> str:
    inner = item.find("ul")
    if inner is None:
        return "".join(item.itertext()).strip()
    said = [item.text or "", *("".join(one.itertext()) + (one.tail or "") for one in item)]
    return "".join(said[: list(item).index(inner) + 1]).strip()


def all_lines(lines: Iterable[Line]) -> int:
    return sum(1 + all_lines(line.below) for line in lines)


@pytest.mark.parametrize("name", ["hard-sigmoid", "arcsecant", "elu"])
def test_an_opened_step_tells_how_each_condition_was_shown(name: str) -> None:
    apart, page = page_of(name)
    told = [sum(all_lines(for_a_reader(c)) for c in one.conditions) for one in apart]
    assert [len(items) for items in parts_of(page, "Conditions")] == [*filter(None, told)]


@pytest.mark.parametrize("name", ["arcsecant", "arccotangent-undone", "absolute-value"])
def test_an_opened_step_tells_why_it_is_equal(name: str) -> None:
    apart, page = page_of(name)
    found = [one for step in apart for one in step.certificates]
    assert found
    heads = [h.text or "" for h in page.iter("h3") if (h.text or "").startswith("Why it is equal")]
    assert heads == [f"Why it is equal, by {', '.join(one.names)}" for one in found]
    said = " ".join("".join(p.itertext()) for p in page.iter("p"))
    assert said.count("So") >= len(found)
    letters = {a.name for one in found for e in one.entries if e.short for a, _ in e.letters}
    shown = {i.text for i in page.iter("mi")}
    assert letters <= shown


def test_an_identity_in_each_case_of_a_sign(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "derive: 1\ntitle: T\nvariables: {x: real}\ntheorem: abs(x)^3*sign(x) = x^3\n"
        "steps:\n  - to: x^3\n    by: abs\n",
        encoding="utf-8",
    )
    report, apart = explained(str(file))
    body = html.article(Exported("a", report, apart), 1)
    said = re.sub(r"<[^>]*>", "", body)
    assert [f"Case {n} of 3: x{r}0" in said for n, r in ((1, "&gt;"), (2, "&lt;"), (3, "="))] == [
        True
    ] * 3


def test_conditions_and_joints_are_told_in_mathematics() -> None:
    (first, *_) = parts_of(page_of("hard-sigmoid")[1], "Conditions")
    assert first[:2] == [
        "x6+12≠0: follows from x≠−3, declared under where",
        "it is x+36, where x≠−3",
    ]
    assert first[-1] == "where x6+12<0: since x6<0"
    (first, *_) = parts_of(page_of("softsign")[1], "Joints")
    assert first[-2:] == ["where x≤0 it is x1−x, of slope 1(x−1)2", "both are 0, of slope 1"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("since x > 0 and max(x, 0) >= 0", r"since [x > 0] and [\max(x, 0) \ge 0]"),
        ("it is 1/x, where x > 1", r"it is [\frac{1}{x}], where [x > 1]"),
        (
            "y > 0: by exp(u) > 0 when u > 1, with u = x",
            "[y > 0]: by [\\exp(u) > 0] when [u > 1], with [u = x]",
        ),
        (
            "follows from x > 1, declared under `where`",
            "follows from [x > 1], declared under `where`",
        ),
        ("it is 0 only at x = 0, which is outside", "it is 0 only at x = 0, which is outside"),
        ("where x >= 0:", r"where [x \ge 0]:"),
        ("in both cases", "in both cases"),
        ("exp is increasing, and x != 0", r"exp is increasing, and [x \ne 0]"),
        (
            "cases(x if x > 0 and x < 1, 1 otherwise) > 0: in both cases",
            r"[\begin{cases}x & x > 0\text{ and }x < 1 \\ 1 & \text{otherwise}\end{cases} > 0]"
            ": in both cases",
        ),
        ("it is outside the domain", "it is outside the domain"),
        ("since d/dx f(x) > 0", r"since [\frac{d}{dx} f(x) > 0]"),
        ("since f((x > 0 and y", "since f((x > 0 and y"),
    ],
)
def test_formulas_in_sentences(said: str, told: str) -> None:
    assert sentence(said, Style(), lambda box: f"[{written(box)}]", str) == told
