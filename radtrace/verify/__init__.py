"""Checks on a Reading that need no second model, whoever made it."""

import sys
from types import ModuleType

from radtrace.record import Check, Reading
from radtrace.verify.checks import CHECKS, verify

__all__ = ["CHECKS", "verify"]


class _CallablePackage(ModuleType):
    """Makes `radtrace.verify(reading)` work: Python binds the name to this package once it is imported."""

    __wrapped__ = staticmethod(verify)

    def __call__(self, reading: Reading) -> tuple[Check, ...]:
        return verify(reading)


sys.modules[__name__].__class__ = _CallablePackage
