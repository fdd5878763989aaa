"""The names of the commands, for what must know them before the command line is built."""

from __future__ import annotations

import os

#: The commands; their names are reserved.
COMMANDS = (
    "show",
    "verify",
    "check",
    "diff",
    "code",
    "table",
    "plot",
    "fill",
    "explain",
    "export",
    "equal",
    "list",
    "search",
    "rules",
    "cache",
    "lsp",
    "mcp",
    "walk",
    "new",
    "fmt",
    "schema",
)
#: The languages that code is written in, each with the name of a test beside a file.
LANGUAGES = {
    "python": "test_{stem}.py",
    "numpy": "test_{stem}.py",
    "torch": "test_{stem}.py",
    "jax": "test_{stem}.py",
    "scala": "Test{stem}.scala",
    "c": "test_{stem}.c",
    "rust": "test_{stem}.rs",
    "javascript": "{stem}.test.mjs",
}
_BY_PYTEST = "python -m pytest {test}"
#: What runs the test beside a file; `{made}` is what is compiled, `{main}` what is called.
RUNS = {
    **dict.fromkeys(("python", "numpy", "torch", "jax"), _BY_PYTEST),
    "scala": "scalac {code} {test} && scala -cp . {main}",
    "c": "cc {code} {test} -lm -o {made} && ./{made}",
    "rust": "rustc --test {test} -o {made} && ./{made}",
    "javascript": "node --test {test}",
}
#: Those that check one script, whose name comes first.
_OF_A_SCRIPT = ("show", "explain", "fill")
#: The option whose value may be left out.
_CHANGED = "--changed"


def with_command(arguments: list[str]) -> list[str]:
    """The arguments with the command written out: `derive NAME` is `derive show NAME`.

    `-h` alone asks for help, also where other words may begin with a sign.  `-o` is a word of its
    own: as a short option it would be looked for inside of `-x*log(x)`.
    """
    arguments = ["--out" if a == "-o" else a for a in _with_revision(arguments)]
    words = words_of(arguments)
    if len(arguments) == len(words) + 1 and arguments[-1] == "-h" and words[:1] == arguments[:1]:
        arguments = [*arguments[:-1], "--help"]
    if arguments[:1] in (["--install-completion"], ["--show-completion"]):
        return arguments[:1]  # they know the shell, which is often named besides
    return ["show", *arguments] if words and words[0] not in COMMANDS else arguments


def _with_revision(arguments: list[str]) -> list[str]:
    """The arguments with what `--changed` is since in one word: no option may go without a value.

    What follows it is a revision unless it is there as a file or a folder.
    """
    if arguments[:1] not in (["verify"], ["check"]) or _CHANGED not in arguments:
        return arguments
    at = arguments.index(_CHANGED)
    after = arguments[at + 1 : at + 2]
    valued = bool(after) and not after[0].startswith("-") and not os.path.lexists(after[0])
    revision = after[0] if valued else ""
    return [*arguments[:at], f"{_CHANGED}={revision}", *arguments[at + 1 + valued :]]


def script_named(arguments: list[str]) -> str | None:
    """The name of the one script that a whole command is about, if it is about one."""
    words = words_of(arguments)
    helped = any(a in ("-h", "--help", "--version") for a in arguments)
    return words[1] if len(words) > 1 and words[0] in _OF_A_SCRIPT and not helped else None


def words_of(arguments: list[str]) -> list[str]:
    """The arguments that are no options."""
    return [a for a in arguments if not a.startswith("-")]
