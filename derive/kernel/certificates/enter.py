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

ENTER: dict[type, Callable[[Identity, Any], None]] = {
    entries.Generator: generators.enter_generator,
    entries.Congruent: functions.enter_congruent,
    entries.Instance: functions.enter_instance,
    entries.CarriedOut: functions.enter_carried_out,
    entries.Chosen: functions.enter_chosen,
    entries.Tidied: functions.enter_tidied,
    entries.Evaluated: functions.enter_evaluated,
    entries.Exponent: generators.enter_exponent,
    entries.Logarithm: generators.enter_logarithm,
    entries.Root: generators.enter_root,
    entries.CubeRoot: generators.enter_cube_root,
    entries.Sign: generators.enter_sign,
    entries.Orientation: generators.enter_orientation,
    entries.Angle: angles.enter_angle,
    entries.Given: generators.enter_given,
    entries.Solved: equations.enter_solved,
    entries.Equation: equations.enter_equation,
    entries.Signed: generators.enter_signed,
    entries.Valued: functions.enter_valued,
    entries.Turned: angles.enter_turned,
    entries.Parity: powers.enter_parity,
    entries.Raised: powers.enter_raised,
    entries.Powered: powers.enter_powered,
    entries.Vanishing: equations.enter_vanishing,
    entries.Closed: angles.enter_closed,
}


def enter(identity: Identity, entry: entries.Entry) -> None:
    """Looks one more entry over.  Raises `KernelError` for one that does not hold."""
    look_over = ENTER.get(type(entry))
    if look_over is None:
        raise KernelError("the certificate has an entry of no kind")
    look_over(identity, entry)
