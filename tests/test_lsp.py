"""The language server, driven over its pipes: one process for all."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from threading import Event
from typing import Any, ClassVar

import pytest

pytest.importorskip("pygls", reason="the language server needs pygls")

from lsprotocol.types import Position, Range

from derive.editor import desk
from derive.editor.input import Input
from derive.editor.text import Document
from derive.worker.guard import Failure, Limits
from tests.each import each
from tests.editing import Editor, applied

TEN = """\
# ten steps
derive: 1
title: Ten lines
variables: {x: real}
theorem: (x + 1)^2 - 1 = x*(x + 2)
steps:
  - to: (x + 1)*(x + 1) - 1
  - to: x*(x + 1) + 1*(x + 1) - 1
  - to: x*x + x*1 + 1*(x + 1) - 1
  - to: x^2 + x*1 + 1*(x + 1) - 1
  - to: x^2 + x + 1*(x + 1) - 1
  - to: x^2 + x + x + 1 - 1
  - to: x^2 + 2*x + 1 - 1
  - to: x^2 + 2*x
  - to: x*x + 2*x
  - to: x*(x + 2)
"""


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    made = Editor(tmp_path_factory.mktemp("scripts"))
    early = made.request("textDocument/hover", textDocument={"uri": "x"}, position=at(0, 0))
    assert made.answer(early)["error"]["code"] == -32002  # nobody has said hello
    watching = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
    assert made.start(workspace=watching)["textDocumentSync"]["change"] == 2
    yield made
    late = made.request("shutdown")
    assert made.answer(late)["result"] is None
    after = made.ask("textDocument/hover", textDocument={"uri": "x"}, position=at(0, 0))
    assert after["error"]["code"] == -32600  # it was shut down
    made.tell("exit")
    assert made.process.wait(20) == 0


def at(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def uri(editor: Editor, name: str) -> str:
    return (editor.folder / name).as_uri()


def put(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    """A change of part of a line."""
    return {"range": {"start": at(line, start), "end": at(line, end)}, "text": text}


def test_what_is_wrong_after_an_edit_and_after_its_undoing(editor: Editor) -> None:
    ten = uri(editor, "ten.yaml")
    assert editor.open(ten, TEN) == []
    editor.change(ten, 2, put(12, 14, 15, "3"), put(12, 8, 8, "1*"))
    (wrong,) = [d for d in editor.wrong(ten, 2) if d["range"]["start"]["line"] == 12]
    assert (wrong["code"], wrong["severity"], wrong["source"]) == ("refuted", 1, "derive")
    assert wrong["range"]["start"]["character"] >= 8
    assert "expected: " in wrong["message"]
    (before,) = wrong["relatedInformation"]
    assert before["location"]["range"]["start"]["line"] == 11
    editor.change(ten, 3, {"text": TEN})
    assert editor.wrong(ten, 3) == []


def test_of_edits_in_a_row_the_last_one_is_told(editor: Editor) -> None:
    row = uri(editor, "row.yaml")
    editor.open(row, TEN)
    for version in range(2, 12):
        editor.change(row, version, put(8, 8, 8, "1*" if version % 2 else "2 - 1 + 0*"))
    editor.change(row, 12, {"text": TEN.replace("x*(x + 2)\n", "x*(x + 2\n")})
    found = editor.wrong(row, 12)
    assert {d["code"] for d in found} == {"bad-expression"}
    assert all(d["severity"] == 1 for d in found)
    editor.change(row, 11, {"text": ""})  # older than what is there
    editor.change(row, 13, put(0, 0, 0, "# "))
    assert editor.wrong(row, 13) == found


class Stuck:
    """A worker that answers no slow job before it is ended."""

    made: ClassVar[list[Stuck]] = []

    def __init__(self, _: object) -> None:
        self.ended = Event()
        self.made.append(self)

    def launch(self) -> None:
        """It runs already."""

    def ask(self, job: dict[str, str]) -> str:
        return "ended" if job["job"] == "slow" and self.ended.wait(30) else "done"

    def close(self) -> None:
        self.ended.set()


def test_a_job_is_ended_when_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "Worker", Stuck)
    monkeypatch.setattr(desk, "LEAST", 0.05)

    async def talk() -> None:
        made = desk.Desk(Limits())
        waits, gone, over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        slow = asyncio.create_task(made.ask({"job": "slow"}, waits))
        queued = asyncio.create_task(made.ask({"job": "quick"}, gone))
        await asyncio.sleep(0.01)
        gone.set()  # it has not begun, and ends nobody else's job
        await asyncio.sleep(0.1)
        assert not slow.done()
        waits.set()
        assert await slow == "ended"
        assert isinstance(await queued, Failure)
        assert await made.ask({"job": "quick"}, over) == "done"
        assert len(Stuck.made) == 2
        made.close()

    asyncio.run(talk())


def test_columns_are_counted_in_units_of_utf_16(editor: Editor) -> None:
    name = "untitled:Untitled-1"
    text = TEN.replace("(x + 1)*(x + 1) - 1\n", "(x + 1)*(x + 1) - 2 # 𝜎\n")
    text = text.replace("  - to: x*x + x*1 ", "  - {note: 𝜎𝜎 ζ, to: x*x + x*2 ")
    text = text.replace("x*2 + 1*(x + 1) - 1\n", "x*2 + 1*(x + 1) - 1}\n")
    found = [d for d in editor.open(name, text) if d["range"]["start"]["line"] == 8]
    line = text.splitlines()[8]
    start = len(line[: line.index("x*2")].encode("utf-16-le")) // 2
    assert [d["range"]["start"]["character"] for d in found] == [start]
    editor.change(name, 2, {"text": text.replace("\n", "\r\n")})
    assert [d["range"] for d in editor.wrong(name, 2) if d["range"]["start"]["line"] == 8] == [
        d["range"] for d in found
    ]


def test_other_yaml_is_left_alone(editor: Editor) -> None:
    other = uri(editor, "compose.yaml")
    assert editor.open(other, "services:\n  derive: {image: x}\n") == []
    editor.change(other, 2, {"text": "derive: 1\n"})
    assert {d["code"] for d in editor.wrong(other, 2)} == {"missing-key"}
    editor.change(other, 3, {"text": "title: x\nderive: 1\n"})
    assert editor.wrong(other, 3) == []


def test_a_lemma_is_read_as_it_is_in_the_editor(editor: Editor) -> None:
    lemma, user = uri(editor, "lemma.yaml"), uri(editor, "user.yaml")
    square = TEN[: TEN.index("steps:")] + "steps:\n  - to: x*(x + 2)\n"
    text = square.replace("(x + 2)\n  ", "(x + 2)\n", 1) + "    by: theorem lemma\n"
    (editor.folder / "lemma.yaml").write_text(square)
    assert editor.open(lemma, square) == []
    assert editor.open(user, text) == []
    editor.change(lemma, 2, {"text": square.replace("(x + 2)", "(x + 3)")})
    assert "broken-lemma" in {d["code"] for d in editor.wrong(user, 1)}
    editor.tell("textDocument/didClose", textDocument={"uri": lemma})
    assert editor.wrong(user, 1) == []  # the file still says what it said
    (editor.folder / "lemma.yaml").write_text(square.replace("(x + 2)", "(x + 4)"))
    editor.change(user, 2, put(2, 7, 7, "So "))
    assert "broken-lemma" in {d["code"] for d in editor.wrong(user, 2)}
    (editor.folder / "lemma.yaml").write_text(square)
    editor.tell("workspace/didChangeWatchedFiles", changes=[{"uri": lemma, "type": 2}])
    assert editor.wrong(user, 2) == []


PRODUCT = """\
derive: 1
title: A product
variables: {x: real}
theorem: d/dx (x^2*sin(x)) = 2*x*sin(x) + x^2*cos(x)
steps:
  - to: sin(x)*d/dx (x^2) + x^2*d/dx sin(x)
    by: chain  # a comment that stays
  - to: 2*x*sin(x) + x^2*cos(x)
    by: [power, sin]
"""


def acted(editor: Editor, name: str, text: str, line: int) -> dict[str, str]:
    """What becomes of a document by each action that is offered at a line, by its title."""
    of = {"uri": name}
    told = editor.ask(
        "textDocument/codeAction",
        textDocument=of,
        range={"start": at(line, 8), "end": at(line, 8)},
        context={"diagnostics": []},
    )["result"]
    assert all(action["kind"] == "quickfix" for action in told)
    changes = {action["title"]: action["edit"]["changes"][name] for action in told}
    return {title: applied(text, edits) for title, edits in changes.items()}


def stands(editor: Editor, name: str, text: str, version: int) -> bool:
    editor.change(name, version, {"text": text})
    return editor.wrong(name, version) == []


ACTIONS = (
    (PRODUCT, 6, "Use the reason: product", "    by: product  # a comment that stays\n"),
    (PRODUCT.replace("    by: chain", "   "), 6, "Name the reason: product", "    by: product\n"),
    (
        PRODUCT.replace("chain", "product").replace(
            "2*x*sin(x) + x^2*cos(x)\n    b", "2*x*sin(x) - x^2*cos(x)\n    b"
        ),
        7,
        "Mend the line: 2*x*sin(x) + x^2*cos(x)",
        "  - to: 2*x*sin(x) + x^2*cos(x)\n",
    ),
    (
        PRODUCT.replace("+ x^2*d/dx sin(x)", "- x^2*d/dx sin(x)").replace("power, sin", "power"),
        5,
        "Mend the line (another step does not stand yet): sin(x)*d/dx",
        "  - to: sin(x)*d/dx (x^2) + x^2*d/dx sin(x)\n",
    ),
    (
        PRODUCT.replace("by: chain", "by: product").replace("by: [power, sin]", "by: identity"),
        8,
        "Fill in the lines",
        "by: product  # a comment that stays\n  - to: ",
    ),
    (
        PRODUCT[: PRODUCT.index("  - to: 2*x")].replace("chain", "product"),
        6,
        "Fill in the lines",
        "  - to: 2*x*sin(x) + x^2*cos(x)",
    ),
    (PRODUCT.replace("chain", "produkt"), 6, "Change it to product", "    by: product  # a"),
    (PRODUCT.replace("chain", "the product rule"), 6, "Change it to product", "    by: product  #"),
    (
        PRODUCT.replace("chain", "product").replace("[power, sin]", "[power, sinn]"),
        8,
        "Change it to sin",
        "    by: [power, sin]\n",
    ),
    (
        PRODUCT.replace("chain", "product").replace("[power, sin]", "power and sin"),
        8,
        "Change it to [power, sin]",
        "    by: [power, sin]\n",
    ),
    (
        PRODUCT.replace("chain", "product").replace("title", "tittle"),
        1,
        "Change it to title",
        "title: A product",
    ),
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_edits_that_are_offered_mend(editor: Editor, ends: str) -> None:
    tried = ACTIONS if ends == "\n" else ACTIONS[2:4]
    for number, (text, line, title, part) in enumerate(tried):
        written = text.replace("\n", ends)
        name = uri(editor, f"act{number}{len(ends)}.yaml")
        editor.open(name, written)
        done = acted(editor, name, written, line)
        (new,) = [new for said, new in done.items() if said.startswith(title)]
        assert part.replace("\n", ends) in new, (title, new)
        assert new.count(ends) == new.count("\n")
        assert stands(editor, name, new, 2) is ("not stand yet" not in title), (title, new)


def test_an_edit_answers_what_is_wrong_in_its_own_step(editor: Editor) -> None:
    name = uri(editor, "claims.yaml")
    text = PRODUCT.replace("[power, sin]", "[power, cos]")
    wrong = editor.open(name, text)
    assert [d["code"] for d in wrong] == ["wrong-reason", "wrong-reason"]
    asked = {"range": {"start": at(0, 0), "end": at(9, 0)}, "context": {"diagnostics": wrong}}
    told = editor.ask("textDocument/codeAction", textDocument={"uri": name}, **asked)["result"]
    lines = [[d["range"]["start"]["line"] for d in action["diagnostics"]] for action in told]
    assert {*map(tuple, lines)} == {(6,), (8,)}


def test_edits_say_the_version_that_they_are_for_only_to_who_reads_it(editor: Editor) -> None:
    name = uri(editor, "version.yaml")
    editor.open(name, PRODUCT, 7)
    assert acted(editor, name, PRODUCT, 3) == {}  # the theorem is no step
    context = {"diagnostics": [], "only": ["refactor"]}
    where = {"start": at(6, 0), "end": at(6, 0)}
    asked = {"textDocument": {"uri": name}, "range": where, "context": context}
    assert editor.ask("textDocument/codeAction", **asked)["result"] == []


def hover(editor: Editor, name: str, line: int, character: int) -> str:
    about = {"textDocument": {"uri": name}, "position": at(line, character)}
    told = editor.ask("textDocument/hover", **about)["result"]
    return "" if told is None else str(told["contents"]["value"])


def test_what_is_told_where_a_pointer_rests(editor: Editor) -> None:
    name = uri(editor, "hover.yaml")
    editor.open(name, PRODUCT.replace("chain", "product"))
    step = hover(editor, name, 5, 12)
    assert "**Step 1** is proved, by `product`" in step
    assert "```text\n  d/dx (x^2*sin(x))\n= sin(x)*d/dx (x^2) + x^2*d/dx sin(x)\n```" in step
    assert "with `u = x^2`, `v = sin(x)`" in step
    assert "**sin**" in hover(editor, name, 8, 17)
    power = hover(editor, name, 8, 10)
    assert "`d/dx (u^n) = n*u^(n - 1)*d/dx u`" in power
    assert "when" in power
    assert "**The theorem** is proved" in hover(editor, name, 3, 20)
    assert hover(editor, name, 2, 3) == hover(editor, name, 99, 99) == ""
    assert hover(editor, uri(editor, "nowhere.yaml"), 0, 0) == ""


COMPLETIONS = (
    ("    by: pro", "product", "power", "    by: product"),
    ("    by: [sum, quo", "quotient", "power-laws", "    by: [sum, quotient"),
    ("    by:\n      - con", "constant", "sum", "    by:\n      - constant"),
    ("    by: theorem sigm", "sigmoid", "tanh", "    by: theorem sigmoid"),
    ("    by: the", "theorem", "sum", "    by: theorem "),
    ("    by: exp-l", "exp-log", "theorem", "    by: exp-log"),
    ("  - to: x\n    b", "by", "note", "  - to: x\n    by: "),
    ("ta", "tags", "source", "tags: "),
    ("where: []\nvariables: {x: po", "positive", "real", "where: []\nvariables: {x: positive"),
)


def test_what_may_be_written(editor: Editor) -> None:
    name = uri(editor, "complete.yaml")
    editor.open(name, PRODUCT)
    for version, (typed, one, other, done) in enumerate(COMPLETIONS, 2):
        text = PRODUCT.replace("variables: {x: real}\n", "") + typed
        editor.change(name, version, {"text": text})
        line = text.count("\n")
        position = at(line, len(text.splitlines()[-1]))
        about = {"textDocument": {"uri": name}, "position": position}
        found = editor.ask("textDocument/completion", **about)["result"]
        items = {item["label"]: item for item in found}
        assert {one, other} <= items.keys(), typed
        before = text.removesuffix(typed)
        assert applied(text, [items[one]["textEdit"]]) == before + done
    assert items["real"]["detail"]
    comment = {"textDocument": {"uri": name}, "position": at(6, 30)}
    editor.change(name, 50, {"text": PRODUCT})
    assert editor.ask("textDocument/completion", **comment)["result"] == []


def test_what_comes_out_of_order_is_passed_over(editor: Editor) -> None:
    ghost = uri(editor, "ghost.yaml")
    editor.change(ghost, 3, put(0, 0, 0, "x"))
    editor.tell("textDocument/didClose", textDocument={"uri": ghost})
    editor.tell("textDocument/didSave", textDocument={"uri": ghost})
    editor.tell("no/such/notification", of={"what": 1})
    editor.raw(b"{]")
    editor.raw(b"[]")
    editor.raw(b"[" * 5000)
    editor.send({"jsonrpc": "2.0", "id": "none", "method": "no/such/thing"})
    assert editor.answer("none")["error"]["code"] == -32601
    editor.send({"jsonrpc": "2.0", "id": "bad", "method": "textDocument/hover", "params": 7})
    assert editor.answer("bad")["error"]["code"] == -32602
    editor.send({"jsonrpc": "2.0", "id": "again", "method": "initialize", "params": {}})
    assert editor.answer("again")["error"]["code"] == -32602
    whole: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
    assert editor.ask("initialize", **whole)["error"]["code"] == -32600
    wild = put(10**6, 10**9, 5, "\nbad")
    ten = uri(editor, "wild.yaml")
    editor.open(ten, TEN)
    editor.change(ten, 2, wild)
    assert editor.wrong(ten, 2)


@pytest.mark.parametrize("length", [b"1000000000000", b"9" * 5000, b"0" * 20 + b"9" * 20])
def test_a_length_that_cannot_be_ends_the_input(length: bytes) -> None:
    given = Input(BytesIO(b"Content-Length: 2\r\n\r\n{}Content-Length: " + length + b"\r\n"))
    assert (given.readline(), given.readline(), given.read(2)) == (
        b"Content-Length: 2\r\n",
        b"\r\n",
        b"{}",
    )
    assert given.refused == ""
    assert given.readline() == b""
    assert "too large" in given.refused


BEHIND = b"Content-Length: 2\r\n\r\n[]"


@each(
    "body", [b"{}", b"{" * 9_990 + b"}", b"{" * 9_971, b"{" * 10_000, b"{" * 25_000, b'{"a"}\r\n']
)
@each("told", [1, -5, 0])
def test_behind_a_message_of_another_length_the_next_one_is_found(body: bytes, told: int) -> None:
    given = Input(BytesIO(b"Content-Length: %d\r\n\r\n%s%s" % (told, body, BEHIND)))
    given.readline(), given.readline(), given.read(max(told, 0))
    lines = iter(given.readline, b"")
    assert next(line for line in lines if line.startswith(b"Content-Length")) == BEHIND[:19]
    assert (given.readline(), given.read(2), given.readline(), given.refused) == (
        b"\r\n",
        b"[]",
        b"",
        "",
    )


HOSTILE = (
    "derive: 1\n" + "a" * 4_100_000,
    "derive: 1\ntheorem: " + "(" * 5000,
    "derive: 1\ntitle: \ud800\x00\n",
    "derive: 1\ntheorem: 2^2^2^2^2^2^2^2 = x\ntitle: x\nsteps:\n  - to: x\n",
    "derive: 1\n" + "[" * 3000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(editor: Editor, text: str) -> None:
    assert editor.open("untitled:/etc/../../x\u0000", text)


def test_a_worker_that_dies_is_replaced(editor: Editor) -> None:
    ten = uri(editor, "death.yaml")
    assert editor.open(ten, TEN) == []
    listed = subprocess.check_output(["ps", "-A", "-o", "pid=,ppid="], text=True)
    pairs = (line.split() for line in listed.splitlines())
    for pid in [int(pid) for pid, parent in pairs if int(parent) == editor.process.pid]:
        os.kill(pid, signal.SIGKILL)
    editor.change(ten, 2, put(12, 8, 9, "y"))
    assert editor.wrong(ten, 2)


TEXTS = ("", "a", "a\nb", "a\r\nb\rc\n", "𝜎x\u2028y\n\u0085z", "é\n")


@each("text", TEXTS)
@each("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_and_offsets(text: str, encoding: str) -> None:
    document = Document(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n":
            assert document.offset(document.position(offset)) == offset
    assert document.count == len(re.split(r"\r\n|\r|\n", text))
    whole = Range(Position(0, 0), Position(document.count, 0))
    assert document.changed("new", whole).text == "new"
    assert document.changed("new", None).text == "new"
    assert document.changed("x", Range(Position(0, 9**9), Position(0, 0))).text.startswith("x")


def test_without_its_package_it_says_so() -> None:
    code = "import sys; sys.modules['pygls'] = sys.modules['lsprotocol'] = None; import derive.cli"
    code += "; from derive.__main__ import main; sys.argv = ['derive', 'lsp']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install '.[lsp]'" in done.stderr + done.stdout
