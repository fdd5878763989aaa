"""The server of `derive mcp`: the tools with their schemas, over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from derive import __version__
from derive.agents import tools
from derive.agents.tools import SECONDS, Answer, Given

#: The most characters of a text, entries of a list, and seconds of a question.
MAX_TEXT = 20_000
MAX_LIST = 500
MOST_SECONDS = 120.0
INSTRUCTIONS = """\
A judge for mathematics over the real numbers, with derivatives; nothing is guessed.  Every answer
is `proved`, `refuted` (with a point at which it fails) or `not shown`; only `proved` says that
something holds on all of the declared domain.  Where it holds under more conditions these are in
`conditions`: declare them in `where` if they are meant.  Notation: 2*x, x^2, e^x, sqrt(x), abs(x),
log(x) (natural), d/dx (x^2), d^2/dx^2 f(x); a letter that is called, as f(x), stands for any
function.
"""
_Text = Annotated[str, Field(max_length=MAX_TEXT)]
_List = Annotated[list[_Text], Field(max_length=MAX_LIST)]
Where = Annotated[
    _List, Field(description="Conditions of the domain, such as `x > 0`, `0 < p < 1`, `n integer`.")
]
Opaque = Annotated[_List, Field(description="Names that stand for any function, such as `phi`.")]
Define = Annotated[
    _List, Field(description="Definitions of functions, such as `g(x) = x/(1 + e^(-x))`.")
]
Seconds = Annotated[
    float, Field(gt=0, le=MOST_SECONDS, description="How long it may take; then it is not shown.")
]
Reasons = Annotated[
    _List, Field(description="Rules that justify the step, such as `product`; none: any reason.")
]
Lines = Annotated[
    _List, Field(min_length=2, description="The lines, each to be equal to the one before it.")
]
By = Annotated[
    list[_List],
    Field(max_length=MAX_LIST, description="The rules of the second line, the third, and so on."),
]
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


async def _answered(question: Callable[[], Answer]) -> Answer:
    """The answer, found beside other questions; what is refused is told to the client."""
    try:
        return await anyio.to_thread.run_sync(question, abandon_on_cancel=True)
    except tools.RefusedError as error:
        raise ToolError(str(error)) from None


async def equal(
    left: _Text,
    right: _Text,
    where: Where = [],
    opaque: Opaque = [],
    seconds: Seconds = SECONDS,
) -> Answer:
    """Decide whether two expressions are equal at every point of the domain.

    `answer` is proved, refuted or not shown; `witness` is a point at which they differ,
    `conditions` are those under which they are proved equal.
    """
    given = Given(where, (), opaque, seconds)
    return await _answered(partial(tools.equal, left, right, given))


async def check_step(
    before: _Text,
    after: _Text,
    by: Reasons = [],
    where: Where = [],
    define: Define = [],
    opaque: Opaque = [],
    seconds: Seconds = SECONDS,
) -> Answer:
    """Check one step of a derivation: the line before, the line after, and its reason if given.

    `answer` says whether the lines are equal, `passes` whether the step stands as it is justified,
    `reason` what proves it; `remedy` is the edit that mends a wrong line, `witness` where it fails.
    """
    given = Given(where, define, opaque, seconds)
    return await _answered(partial(tools.check_step, before, after, by, given))


async def check_chain(
    lines: Lines,
    by: By = [],
    where: Where = [],
    define: Define = [],
    opaque: Opaque = [],
    seconds: Seconds = SECONDS,
) -> Answer:
    """Check a derivation line by line; `steps` has an answer, a reason and what mends each."""
    given = Given(where, define, opaque, seconds)
    return await _answered(partial(tools.check_chain, lines, by, given))


async def diff(
    expression: _Text,
    wrt: _Text = "",
    to: _Text = "",
    order: Annotated[int, Field(ge=1, le=10)] = 1,
    where: Where = [],
    define: Define = [],
    opaque: Opaque = [],
    seconds: Seconds = SECONDS,
) -> Answer:
    """Find the derivative of an expression, with a derivation whose every step is proved.

    `derivations` has one for `wrt`, or one by each variable where `wrt` is empty; each says by
    which `variable` it is, and the other variables are parameters of it. `to` is a form that the
    last line is to have. It holds on `domain`: what is declared in `where`, and in `found` the
    conditions of the natural domain.
    """
    given = Given(where, define, opaque, seconds)
    return await _answered(partial(tools.diff, expression, wrt, to, order, given))


async def explain(
    lines: Lines,
    step: Annotated[int, Field(ge=1, description="Step 1 leads to the second line.")],
    by: By = [],
    where: Where = [],
    define: Define = [],
    opaque: Opaque = [],
    seconds: Seconds = SECONDS,
) -> Answer:
    """Take one step apart: its rules with what their letters stand for, conditions, moves."""
    given = Given(where, define, opaque, seconds)
    return await _answered(partial(tools.explain, lines, step, by, given))


#: Every tool that is offered, with its title.
TOOLS: dict[Callable[..., Any], str] = {
    equal: "Are two expressions equal?",
    check_step: "Does this line follow?",
    check_chain: "Does this derivation hold?",
    diff: "What is the derivative?",
    explain: "Why does this step hold?",
}


def server() -> MCPServer:
    """The server with all its tools."""
    made = MCPServer("derive", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
    for tool, title in TOOLS.items():
        made.tool(title=title, annotations=_READS)(tool)
    return made


def serve() -> None:
    """Answers until the input ends."""
    server().run("stdio")
