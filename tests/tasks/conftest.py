"""The browser of the other page's tests."""

from tests.exports.conftest import browser

__all__ = ["browser"]
