"""The judge for agents, driven by the client of the protocol's own package."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import pytest

mcp = pytest.importorskip("mcp")
stdio = pytest.importorskip("mcp.client.stdio")

from derive.agents.server import server  # noqa: E402 - without its package there is no server

T = TypeVar("T")


def asked(question: Callable[[Any], Awaitable[T]]) -> T:
    """What comes of a conversation with a server in this process."""

    async def talk() -> T:
        async with mcp.Client(server()) as client:
            return await question(client)

    return anyio.run(talk)


def answer(tool: str, **arguments: Any) -> dict[str, Any]:
    found = asked(lambda client: client.call_tool(tool, arguments))
    assert not found.is_error, found.content
    told: dict[str, Any] = found.structured_content
    return told


def refused(tool: str, **arguments: Any) -> str:
    found = asked(lambda client: client.call_tool(tool, arguments))
    assert found.is_error
    return str(found.content[0].text)


def test_the_tools_are_described() -> None:
    found = asked(lambda client: client.list_tools())
    assert [t.name for t in found.tools] == [
        "equal",
        "check_step",
        "check_chain",
        "diff",
        "explain",
    ]
    for tool in found.tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert tool.input_schema["required"]


def test_a_right_step() -> None:
    told = answer("check_step", before="d/dx (x*sin(x))", after="sin(x) + x*cos(x)")
    assert (told["answer"], told["passes"]) == ("proved", True)
    assert told["reason"]["names"] == ["product", "sin"]


def test_a_wrong_step_has_the_edit_that_mends_it() -> None:
    told = answer("check_step", before="d/dx (x*sin(x))", after="sin(x) + cos(x)", by=["product"])
    assert (told["answer"], told["passes"]) == ("refuted", False)
    assert told["witness"]["point"]
    mended = answer("check_step", before="d/dx (x*sin(x))", after=told["remedy"]["line"])
    assert mended["answer"] == "proved"


def test_a_right_line_with_a_wrong_reason_is_proved_and_does_not_pass() -> None:
    told = answer("check_step", before="d/dx (x*sin(x))", after="sin(x) + x*cos(x)", by=["chain"])
    assert (told["answer"], told["passes"], told["verdict"]) == ("proved", False, "wrong reason")
    assert told["reason"]["names"] == ["product", "sin"]


def test_a_condition() -> None:
    told = answer("equal", left="log(x^2)", right="2*log(x)")
    assert told["answer"] == "refuted"
    told = answer("equal", left="x/x", right="1")
    assert (told["answer"], told["conditions"]) == ("not shown", ["x != 0"])
    assert answer("equal", left="x/x", right="1", where=told["conditions"])["answer"] == "proved"


def test_a_chain() -> None:
    lines = ["(x + 1)^2", "x^2 + 2*x + 1", "x^2 + 2*x + 2"]
    told = answer("check_chain", lines=lines)
    assert (told["answer"], told["passes"]) == ("refuted", False)
    assert [step["answer"] for step in told["steps"]] == ["proved", "refuted"]
    assert [d["step"] for d in told["diagnostics"]] == [2]
    told = answer("check_chain", lines=["g(2)", "4"], define=["g(x) = x^2"], by=[["definition"]])
    assert told["answer"] == "proved"


def test_a_theorem_of_the_library() -> None:
    lines = ["d/dx sigmoid(x)", "sigmoid(x)*(1 - sigmoid(x))"]
    told = answer("check_chain", lines=lines, by=[["theorem sigmoid/sigmoid"]])
    assert (told["answer"], told["passes"]) == ("proved", True)


def test_names_that_yaml_takes_for_something_else() -> None:
    told = answer("check_chain", lines=["null + no", "no + null", "2*no - no + null"])
    assert told["answer"] == "proved"


def test_a_derivative() -> None:
    (told,) = answer("diff", expression="x^x")["derivations"]
    several = answer("diff", expression="x*y")["derivations"]
    assert {d["variable"]: d["derivative"] for d in several} == {"x": "y", "y": "x"}
    assert (told["answer"], told["derivative"]) == ("proved", "x^x*(1 + log(x))")
    assert "x > 0" in told["domain"]


def test_a_step_taken_apart() -> None:
    lines = ["d/dx (x*sin(x))", "sin(x) + x*cos(x)", "sin(x) + cos(x)*x"]
    told = answer("explain", lines=lines, step=1, by=[["product", "sin"]])
    assert told["passes"]
    assert {rule["name"] for rule in told["rules"]} >= {"product", "sin"}
    assert "step is from 1 to 2" in refused("explain", lines=lines, step=3)


HOSTILE = (
    ("equal", {"left": "f(__import__('os').system('x'))", "right": "x"}),
    ("equal", {"left": "(" * 5000, "right": "x"}),
    ("equal", {"left": "2^2^2^2^2^2^2^2", "right": "x"}),
    ("equal", {"left": "x", "right": "\x00"}),
    ("equal", {"left": "x", "right": "x", "where": ["x <"]}),
    ("check_step", {"before": "x", "after": "x + 0", "by": ["a]\ninjected: 1"]}),
    ("check_step", {"before": "x", "after": "x + 0", "where": ["- x\nsteps: []"]}),
    ("check_step", {"before": "x", "after": "x\nsteps:\n  - to: y"}),
)


@pytest.mark.parametrize(("tool", "arguments"), HOSTILE)
def test_hostile_texts_are_read_as_what_they_are(tool: str, arguments: dict[str, Any]) -> None:
    told = answer(tool, **arguments)
    assert (told["answer"], told["passes"], told["usable"]) == ("not shown", False, False)
    assert told["diagnostics"]


REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("equal", {"left": "x" * 20_001, "right": "x"}, "at most 20000 characters"),
    ("equal", {"left": "x", "right": "x", "where": ["x > 0"] * 501}, "at most 500 items"),
    ("equal", {"left": "x", "right": "x", "seconds": 1e9}, "less than or equal to 120"),
    ("equal", {"left": "x"}, "Field required"),
    ("equal", {"left": 1, "right": "x"}, "valid string"),
    ("check_chain", {"lines": ["x"]}, "at least 2 items"),
    ("check_chain", {"lines": ["x", "x"], "by": [["cancel"], ["cancel"]]}, "1 reasons at most"),
    ("check_step", {"before": "x", "after": "x", "by": ["theorem /etc/passwd"]}, "without a path"),
    ("check_step", {"before": "x", "after": "x", "by": ["theorem ../a"]}, "without a path"),
    ("check_step", {"before": "x", "after": "x", "by": ["theorem\t/a/lemma"]}, "without a path"),
    ("check_step", {"before": "x", "after": "x", "by": [" theorem\u00a0/a"]}, "without a path"),
    ("check_step", {"before": "x", "after": "x", "by": ["theorem a.yaml"]}, "without a path"),
    ("diff", {"expression": "x", "order": 11}, "less than or equal to 10"),
    ("no such tool", {}, "no such tool"),
)


@pytest.mark.parametrize(("tool", "arguments", "said"), REFUSED)
def test_what_is_too_much_is_refused(tool: str, arguments: dict[str, Any], said: str) -> None:
    assert said in refused(tool, **arguments)


def test_two_questions_at_once() -> None:
    questions = [{"left": "sin(x)^2 + cos(x)^2", "right": "1"}, {"left": "x", "right": "y"}]

    async def at_once(client: Any) -> list[str]:
        found: dict[int, str] = {}

        async def ask(k: int) -> None:
            told = await client.call_tool("equal", questions[k])
            found[k] = told.structured_content["answer"]

        async with anyio.create_task_group() as group:
            for k in range(len(questions)):
                group.start_soon(ask, k)
        return [found[k] for k in range(len(questions))]

    assert asked(at_once) == ["proved", "refuted"]


def test_time_is_bounded() -> None:
    began = time.monotonic()
    powers = " + ".join(f"sqrt(x + {k})" for k in range(12))
    told = answer("equal", left=f"({powers})^9", right=f"({powers})^8*({powers})", seconds=0.2)
    assert told["answer"] in ("proved", "not shown")
    assert time.monotonic() - began < 10


def test_as_a_program() -> None:
    async def talk() -> str:
        program = stdio.StdioServerParameters(command=sys.executable, args=["-m", "derive", "mcp"])
        async with mcp.Client(stdio.stdio_client(program)) as client:
            told = await client.call_tool("equal", {"left": "x + x", "right": "2*x"})
            return str(told.structured_content["answer"])

    assert anyio.run(talk) == "proved"
