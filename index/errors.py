"""Errors of the whole house: one root, one small tree per package.

A message is one Chinese line for a user: what happened, where, what to do.
"""

from __future__ import annotations

__all__ = [
    "GongbaoError",
    "IndexBusyError",
    "IndexDamagedError",
    "ManifestMismatchError",
    "MissingIndexError",
    "NotFoundError",
    "ReadingError",
    "UsageError",
]


class GongbaoError(Exception):
    """Root of all errors that a user may see.

    Args:
        message: One Chinese line that says what happened and where.
        code: Short ASCII id for programs.
        hint: What to do next, in Chinese.
        retryable: Whether the same call may succeed later.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None, retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.retryable = retryable
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message}（{self.hint}）" if self.hint else self.message


class UsageError(GongbaoError):
    """An argument or an input line that cannot be used."""

    code = "usage"


class ReadingError(GongbaoError):
    """A file that cannot be read as a gazette."""

    code = "reading"


class NotFoundError(GongbaoError):
    """A document, clause or rule that the index does not hold."""

    code = "not_found"


class MissingIndexError(GongbaoError):
    """No index at that place."""

    code = "missing_index"


class IndexDamagedError(GongbaoError):
    """An index folder whose files do not fit together."""

    code = "index_damaged"


class ManifestMismatchError(GongbaoError):
    """An index that was built with other versions or settings."""

    code = "manifest_mismatch"


class IndexBusyError(GongbaoError):
    """Another process is writing the index."""

    code = "index_busy"
