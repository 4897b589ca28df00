"""A JSON POST request, bounded in time and size.

Uses urllib, which honours the user's proxy settings and needs no further dependency. Redirects are not
followed: they would send the key to another host.
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import IO, Any

_CHUNK = 65536
_LONGEST_WAIT_S = 60.0  # a server could ask for hours
_SHOWN = 200  # characters of the server's message in an error
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


class PostFailed(Exception):
    """A failed POST. `temporary`: whether a retry may help; `wait_s`: when the server wants it."""

    def __init__(self, reason: str, temporary: bool, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.temporary = temporary
        self.wait_s = wait_s

    def pause(self, least_s: float) -> None:
        """Wait before a retry: as long as the server asks, at least `least_s`, at most a minute."""
        time.sleep(min(max(self.wait_s, least_s), _LONGEST_WAIT_S))


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """Follow no redirect: urllib then raises the status as an error."""


def is_web_address(url: str) -> bool:
    """Whether this is an http or https URL with a host."""
    return re.fullmatch(r"https?://[^\s/]+\S*", url) is not None


def post(url: str, body: bytes, headers: Mapping[str, str], timeout_s: float, most_bytes: int) -> bytes:
    """The body of the response.

    `timeout_s` limits every wait for the server, and reading the body as a whole.

    Raises
    ------
    PostFailed
        If there is no answer in time, the status is not 2xx, or the body is longer than `most_bytes`.
    """
    request = urllib.request.Request(url, body, dict(headers), method="POST")
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=timeout_s) as answer:
            return _read(answer, time.monotonic() + timeout_s, most_bytes)
    except urllib.error.HTTPError as error:
        with error:
            raise _rejected(error) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise PostFailed(f"no answer within {timeout_s:g} s", temporary=True) from None
        raise PostFailed(f"no answer: {type(reason).__name__} {reason}"[:_SHOWN], temporary=True) from None


def _read(answer: IO[bytes], deadline: float, most_bytes: int) -> bytes:
    parts, size = [], 0
    while part := answer.read1(_CHUNK):  # type: ignore[attr-defined]
        size += len(part)
        if size > most_bytes:
            raise PostFailed(f"answer is longer than {most_bytes} bytes", temporary=False)
        if time.monotonic() > deadline:
            raise TimeoutError
        parts.append(part)
    return b"".join(parts)


def _rejected(error: urllib.error.HTTPError) -> PostFailed:
    """The status and the server's message ("model not found"), without control characters."""
    try:
        text = error.read(4 * _SHOWN).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        text = ""
    message = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_SHOWN]
    reason = f"status {error.code} ({message})" if message else f"status {error.code}"
    return PostFailed(reason, error.code in _PASSING, _retry_after(error))


def _retry_after(error: urllib.error.HTTPError) -> float:
    """Seconds that the server asks to wait; 0 if it does not say (RFC 9110, section 10.2.3)."""
    text = error.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else 0.0
