"""The table of entries: how each kind is looked over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.kernel.certificates.angles import (
    enter_angle,
    enter_closed,
    enter_exact,
    enter_half_turn,
    enter_turned,
    enter_wave,
)
from derive.kernel.certificates.entries import (
    Angle,
    CarriedOut,
    Chosen,
    Closed,
    Congruent,
    CubeRoot,
    Entry,
    Equation,
    Evaluated,
    Exact,
    Exponent,
    Generator,
    Given,
    HalfTurn,
    Instance,
    Logarithm,
    Orientation,
    Parity,
    Powered,
    Raised,
    Root,
    Sign,
    Signed,
    Solved,
    Tidied,
    Turned,
    Valued,
    Vanishing,
    Wave,
)
from derive.kernel.certificates.equations import enter_equation, enter_solved
from derive.kernel.certificates.functions import (
    enter_carried_out,
    enter_chosen,
    enter_congruent,
    enter_evaluated,
    enter_instance,
    enter_tidied,
    enter_valued,
)
from derive.kernel.certificates.generators import (
    enter_cube_root,
    enter_exponent,
    enter_generator,
    enter_given,
    enter_logarithm,
    enter_orientation,
    enter_root,
    enter_sign,
    enter_signed,
)
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.powers import enter_parity, enter_powered, enter_raised
from derive.kernel.certificates.zeros import enter_vanishing
from derive.kernel.theory import KernelError

ENTER: dict[type, Callable[[Identity, Any], None]] = {
    Generator: enter_generator,
    Congruent: enter_congruent,
    Instance: enter_instance,
    CarriedOut: enter_carried_out,
    Chosen: enter_chosen,
    Tidied: enter_tidied,
    Evaluated: enter_evaluated,
    Exponent: enter_exponent,
    Logarithm: enter_logarithm,
    Root: enter_root,
    CubeRoot: enter_cube_root,
    Sign: enter_sign,
    Orientation: enter_orientation,
    Angle: enter_angle,
    HalfTurn: enter_half_turn,
    Wave: enter_wave,
    Given: enter_given,
    Solved: enter_solved,
    Equation: enter_equation,
    Signed: enter_signed,
    Valued: enter_valued,
    Turned: enter_turned,
    Parity: enter_parity,
    Raised: enter_raised,
    Powered: enter_powered,
    Exact: enter_exact,
    Vanishing: enter_vanishing,
    Closed: enter_closed,
}


def enter(identity: Identity, entry: Entry) -> None:
    """Looks one more entry over.  Raises `KernelError` for one that does not hold."""
    look_over = ENTER.get(type(entry))
    if look_over is None:
        raise KernelError("the certificate has an entry of no kind")
    look_over(identity, entry)
