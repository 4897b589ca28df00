"""Checks on a Reading that need no second model, whoever made it."""

from radtrace.verify.checks import CHECKS, verify

__all__ = ["CHECKS", "verify"]
