"""The groups of laws that a certificate uses, and so the procedures that it is by."""

from __future__ import annotations

from derive.expression.nodes import Call, constant
from derive.kernel.certificates import entries as kinds
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.theory import KernelError
from derive.rules.laws import LAWS
from derive.rules.procedures import PROCEDURES

_E = constant("e")
#: The group of the laws that a kind of entry rests on, where it is one for all of the kind.
_GROUPS: dict[type, str] = {
    kinds.CarriedOut: "derivative",
    kinds.Chosen: "cases",
    kinds.Exponent: "exp-log",
    kinds.Logarithm: "exp-log",
    kinds.Angle: "trig",
    kinds.Turned: "trig",
    kinds.Raised: "power",
    kinds.Powered: "power",
}
#: The same of the functions that a law of their kind determines.
_FUNCTIONS = {
    "sqrt": "root",
    "cbrt": "root",
    "abs": "abs",
    "log": "exp-log",
    "floor": "special",
}


def names(certificate: Certificate, procedures: frozenset[str]) -> frozenset[str]:
    """The procedures; of all laws, the first procedure that has those that were used.

    Raises `KernelError` where the certificate uses laws of other procedures.
    """
    used = groups(certificate)
    if not used <= frozenset().union(*(PROCEDURES[name] for name in procedures)):
        raise KernelError("the certificate uses laws of other procedures")
    if procedures != frozenset({"identity"}):
        return procedures
    return frozenset({next(name for name, known in PROCEDURES.items() if used <= known)})


def groups(certificate: Certificate) -> frozenset[str]:
    """The groups of the laws that a certificate uses."""
    found = set(map(_group, certificate.entries)) - {""}
    found.update(*map(groups, certificate.cases))
    return frozenset(found | {"abs"} if certificate.split is not None else found)


def _group(entry: object) -> str:
    match entry:
        case kinds.Instance():
            return LAWS[entry.law].group
        case kinds.Root():
            return "root" if entry.degree > 1 else "abs"
        case kinds.Valued(Call() as e):
            return _FUNCTIONS[e.name]
        case kinds.Valued(e):
            of_e = e == _E or e.args[0] == _E
            return "exp-log" if of_e else "root"
    return _GROUPS.get(type(entry), "")
