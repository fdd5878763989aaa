"""The examples that end the help of each command; a test runs them all."""

from __future__ import annotations

import typer

#: Where `proofs/mine.yaml` stands for a script of one's own.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "show": ("derive sigmoid --steps", "derive show losses/bce --latex --rules"),
    "verify": ("derive verify", "derive verify proofs/mine.yaml --strict"),
    "check": ("derive check --explain DRV101",),
    "fill": ("derive fill proofs/mine.yaml", "derive fill proofs/mine.yaml --fix --write"),
    "explain": ("derive explain sigmoid 2",),
    "export": (
        "derive export sigmoid --format latex --standalone",
        "derive export sigmoid --format markdown -o sigmoid.md",
    ),
    "diff": (
        "derive diff 'x^2*sin(x)' --steps",
        "derive diff 'log(a*x)' x --where 'a*x > 0' --save log.yaml",
    ),
    "code": ("derive code 'x^2' --lang c --points 1000",),
    "table": ("derive table sigmoid --at -5,0,5", "derive table 'log(x)/x' --at 1,2 --digits 30"),
    "plot": ("derive plot sigmoid", "derive plot 'x^2 - 1' --range=-2:2"),
    "equal": (
        "derive equal 'tanh(x)' '2/(1 + exp(-2*x)) - 1'",
        "derive equal 'sqrt(x^2)' 'x' --where 'x >= 0'",
    ),
    "list": ("derive list losses", "derive list --tag activation"),
    "search": ("derive search cross-entropy",),
    "rules": ("derive rules power", "derive rules 'double angle'"),
    "walk": ("derive walk sigmoid", "derive walk sigmoid --practice --seed 1"),
    "new": ("derive new my-proof", "derive new my-proof 'd/dx (x^2*sin(x))'"),
    "schema": ("derive schema -o proofs/derive.schema.json",),
    "fmt": ("derive fmt", "derive fmt proofs/mine.yaml --check"),
    "cache": ("derive cache", "derive cache clear"),
}


def with_examples(app: typer.Typer) -> typer.Typer:
    """A command line whose commands have their examples at the end of their help."""
    for command in app.registered_commands:
        name = str(command.name or getattr(command.callback, "__name__", ""))
        command.epilog = _told(EXAMPLES.get(name, ()))
    for group in app.registered_groups:
        group.epilog = _told(EXAMPLES.get(str(group.name), ()))
    return app


def _told(examples: tuple[str, ...]) -> str | None:
    """Examples, a line each, as they are."""
    head = "Example:" if len(examples) == 1 else "Examples:"
    return "\n".join(["\b", head, *(f"  {line}" for line in examples)]) if examples else None
