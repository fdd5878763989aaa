"""The table of entries: how each kind is looked over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.kernel.certificates import (
    angles,
    entries,
    equations,
    functions,
    generators,
    powers,
)
from derive.kernel.certificates.identity import Identity
from derive.kernel.theory import KernelError

#: What looks an entry over.
ENTER: dict[type, Callable[[Identity, Any], None]] = {
    entries.Generator: generators.enter_generator,
    entries.Congruent: functions.enter_congruent,
    entries.Instance: functions.enter_instance,
    entries.CarriedOut: functions.enter_carried_out,
    entries.Chosen: functions.enter_chosen,
    entries.Evaluated: functions.enter_evaluated,
    entries.Exponent: generators.enter_exponent,
    entries.Logarithm: generators.enter_logarithm,
    entries.Root: generators.enter_root,
    entries.Orientation: generators.enter_orientation,
    entries.Angle: angles.enter_angle,
    entries.Given: generators.enter_given,
    entries.Solved: equations.enter_solved,
    entries.Equation: equations.enter_equation,
    entries.Valued: functions.enter_valued,
    entries.Turned: angles.enter_turned,
    entries.Raised: powers.enter_raised,
    entries.Powered: powers.enter_powered,
    entries.Vanishing: equations.enter_vanishing,
}


def enter(identity: Identity, entry: entries.Entry) -> None:
    """Looks one more entry over.  Raises `KernelError` for one that does not hold."""
    if type(entry) not in ENTER:
        raise KernelError("the certificate has an entry of no kind")
    ENTER[type(entry)](identity, entry)
