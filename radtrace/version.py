"""The version, apart from the front door so that every file can import it without a circle."""

__version__ = "0.3.0"
