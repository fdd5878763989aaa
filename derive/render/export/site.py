"""The library as a site: an index, a page for each proof and each rule, linked both ways.

Links are relative, so that it can be put anywhere, and read from a disk.  It needs no script: the
one that there is adds a search over titles, names, theorems and rules.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from derive.expression.text import text
from derive.expression.typeset import typeset
from derive.render.export.escaping import clean
from derive.render.export.exported import Exported
from derive.render.export.html import article, linked, page, scrolled, style
from derive.render.export.rules import groups, rule_body
from derive.render.export.words import reason
from derive.render.styles import style_of
from derive.report.report import LemmaReport
from derive.rules import names

_NAMES = frozenset(names())
_SHEET, _RULES = "style.css", "rules/index.html"


def pages(scripts: Sequence[tuple[str, Exported]]) -> dict[str, str]:
    """The files of the site, by their paths, from scripts with the paths of their files."""
    site = _Site(scripts)
    files = {
        _SHEET: style("page") + style("style") + style("site"),
        "index.html": site.index(),
        _RULES: site.rules(),
    }
    for name in names():
        files[_rule_page(name)] = site.rule(name)
    for _, told in scripts:
        files[_proof_page(told.name)] = site.proof(told)
        if told.plot:
            files[_plot(told.name)] = told.plot
    return files


def _proof_page(name: str) -> str:
    return f"proofs/{name}.html"


def _plot(name: str) -> str:
    return f"proofs/{name}.svg"


def _rule_page(name: str) -> str:
    return f"rules/{name}.html"


def _address(here: str, there: str) -> str:
    """The relative link from one file of the site to another."""
    return "../" * here.count("/") + quote(there)


@dataclass(frozen=True)
class _Site:
    scripts: Sequence[tuple[str, Exported]]

    @cached_property
    def by_path(self) -> dict[str, str]:
        """The names of the scripts by the files that they stand in."""
        return {os.path.realpath(path): told.name for path, told in self.scripts}

    @cached_property
    def users(self) -> dict[str, list[tuple[Exported, list[int]]]]:
        """The scripts that are by each rule, with the steps."""
        found: dict[str, list[tuple[Exported, list[int]]]] = {}
        for _, told in self.scripts:
            steps: dict[str, list[int]] = {}
            for step in told.report.steps:
                for name in reason(step):
                    steps.setdefault(name, []).append(step.number)
            for name, numbers in steps.items():
                found.setdefault(name, []).append((told, numbers))
        return found

    def framed(self, here: str, title: str, body: str) -> str:
        """A page with what leads to the others."""
        known = (("Proofs", "index.html"), ("Rules", _RULES))
        links = " · ".join(linked(said, _address(here, there)) for said, there in known)
        version = self.scripts[0][1].version if self.scripts else ""
        foot = f"<footer>Made by derive {clean(version)}</footer>"
        whole = f"<nav>{links}</nav>\n<main>\n{body}\n</main>\n{foot}"
        return page(title, whole, _address(here, _SHEET))

    # Proofs

    def proof(self, told: Exported) -> str:
        """The page of a proof."""
        here = _proof_page(told.name)
        lemmas = {f"theorem {lemma.name}": lemma.path for lemma in _lemmas(told)}
        shown = replace(
            told,
            rule_address=partial(self.rule_address, here, lemmas),
            script_address=partial(self.script_address, here),
            plot_address=Path(_plot(told.name)).name if told.plot else "",
        )
        return self.framed(here, told.report.title or told.name, article(shown, 1))

    def rule_address(self, here: str, lemmas: dict[str, str], name: str) -> str:
        """Where a reason leads: to a rule, or to the proof of a theorem."""
        if name in lemmas:
            return self.script_address(here, lemmas[name])
        return _address(here, _rule_page(name)) if name in _NAMES else ""

    def script_address(self, here: str, path: str) -> str:
        """Where the proof of the script in a file is."""
        name = self.by_path.get(os.path.realpath(path), "")
        return _address(here, _proof_page(name)) if name else ""

    # Rules

    def rule(self, name: str) -> str:
        """The page of a rule: what it says, and the proofs that are by it."""
        here = _rule_page(name)
        users = "".join(self.user(here, told, steps) for told, steps in self.users.get(name, ()))
        used = f'<ul class="list">{users}</ul>' if users else "<p>No proof of the library.</p>"
        body = f'<article class="derive">\n{rule_body(name)}\n<h2>Used by</h2>\n{used}\n</article>'
        return self.framed(here, name, body)

    def user(self, here: str, told: Exported, steps: list[int]) -> str:
        """A proof that is by a rule, with links to the steps."""
        there = _address(here, _proof_page(told.name))
        links = ", ".join(linked(f"step {n}", f"{there}#step-{n}") for n in steps)
        return f"<li>{linked(told.report.title or told.name, there)}: {links}</li>\n"

    def rules(self) -> str:
        """The page of all rules, group by group."""
        parts = [f"<h1>Rules</h1>\n<p>{len(names())} names that a step may be by.</p>"]
        for title, rows in groups():
            items = "".join(
                f"<li>{linked(name, _address(_RULES, _rule_page(name)))}"
                f'<span class="name">{self.count(name)}</span><div>{said}</div></li>\n'
                for name, said in rows
            )
            parts.append(f'<h2>{clean(title)}</h2>\n<ul class="list">\n{items}</ul>')
        inside = "\n".join(parts)
        return self.framed(_RULES, "Rules", f'<div class="derive">\n{inside}\n</div>')

    def count(self, name: str) -> str:
        """How many proofs are by a rule."""
        many = len(self.users.get(name, ()))
        return "1 proof" if many == 1 else f"{many} proofs"

    # The index

    def index(self) -> str:
        """The first page: the proofs folder by folder, and the search."""
        body = "\n".join(["<h1>Derivations</h1>", self.summary(), _FINDER, *self.folders()])
        known = json.dumps([_words(told) for _, told in self.scripts]).replace("<", "\\u003c")
        source = Path(__file__).with_name("search.js").read_text(encoding="utf-8")
        scripts = f'<script type="application/json" id="known">{known}</script>'
        scripts += f"\n<script>\n{source}</script>"
        return self.framed(
            "index.html", "Derivations", f'<div class="derive">\n{body}\n</div>\n{scripts}'
        )

    def summary(self) -> str:
        """How many there are, and whether all are proved."""
        proved = sum(told.report.proved for _, told in self.scripts)
        count = len(self.scripts)
        version = clean(self.scripts[0][1].version) if self.scripts else ""
        many = "all" if proved == count else f"{proved}"
        kind = "proved" if proved == count else "failed"
        said = f"{count} derivations, {many} of them proved line by line, by derive {version}."
        return f'<p class="standing {kind}">{said}</p>'

    def folders(self) -> Iterator[str]:
        """The proofs of each folder, in the order in which they come."""
        for folder, held in groupby(self.scripts, lambda one: one[1].name.rpartition("/")[0]):
            items = "".join(_entry(told) for _, told in held)
            head = f"<h2>{clean(folder)}</h2>\n" if folder else ""
            yield f'<section class="folder">\n{head}<ul class="list">\n{items}</ul>\n</section>'


_FINDER = (
    '<div id="finder" hidden><label for="search">Search </label>'
    '<input id="search" type="search" autocomplete="off"> '
    '<span id="count" aria-live="polite"></span></div>'
)


def _entry(told: Exported) -> str:
    """A proof in the index: its title, its name, its theorem."""
    report = told.report
    link = linked(report.title or told.name, _address("index.html", _proof_page(told.name)))
    name = f'<span class="name">{clean(told.name.rpartition("/")[2])}</span>'
    mark = "" if report.proved else ' <strong class="failed">not proved</strong>'
    formula = ""
    if report.theorem is not None:
        sides = (report.theorem.left, report.theorem.right)
        left, right = (typeset(e, style_of(report)) for e in sides)
        formula = scrolled(("", left), ("=", right))
    return f'<li class="proof">{link}{name}{mark}{formula}</li>\n'


def _words(told: Exported) -> str:
    """What a search looks in."""
    report = told.report
    said = [told.name, report.title, report.source]
    if report.theorem is not None:
        said += [text(report.theorem.left), text(report.theorem.right), *report.theorem.rules]
    return " ".join(said).lower()


def _lemmas(told: Exported) -> Iterable[LemmaReport]:
    return told.report.theorem.lemmas if told.report.theorem is not None else ()
