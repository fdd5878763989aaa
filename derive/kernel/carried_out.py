"""What `derivatives` does with sums, products, quotients, powers and choices, told as laws."""

from __future__ import annotations

from derive.kernel.laws import Law

#: What is carried out here without a row of the tables, each wherever the left side is defined.
CARRIED_OUT: tuple[Law, ...] = (
    Law("derivative", "d/dx c = 0", "c free of x"),
    Law("derivative", "d/dx x = 1"),
    Law("derivative", "d/dx (-u) = -(d/dx u)"),
    Law("derivative", "d/dx (u + v) = d/dx u + d/dx v"),
    Law("derivative", "d/dx (u*v) = (d/dx u)*v + u*d/dx v"),
    Law("derivative", "d/dx (u/c) = (d/dx u)/c", "c free of x"),
    Law("derivative", "d/dx (u/v) = ((d/dx u)*v - u*d/dx v)/v^2"),
    Law("derivative", "d/dx (u^n) = n*u^(n - 1)*d/dx u", "n integer"),
    Law("derivative", "d/dx (u^c) = c*u^(c - 1)*d/dx u", "c free of x"),
    Law("derivative", "d/dx (e^u) = e^u*d/dx u"),
    Law("derivative", "d/dx (u^v) = u^v*((d/dx v)*log(u) + v*(d/dx u)/u)"),
    Law("derivative", "d/dx f(u) = f'(u)*d/dx u"),
    *(
        Law(
            "derivative",
            f"d/dx cases(u if a {r} 0, v otherwise) = cases(d/dx u if a {r} 0, d/dx v otherwise)",
        )
        for r in (">", ">=", "!=")
    ),
)
