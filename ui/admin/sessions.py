"""Administrators' sessions: one password hash from the settings, random tokens in memory, an end for each."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from index.errors import UsageError

__all__ = ["COOKIE", "Session", "Sessions", "hash_password", "same"]

COOKIE = "gongbao_admin"
_SHORTEST = 10


def hash_password(password: str) -> str:
    """The argon2id hash to put into the settings. Raises UsageError for a short password."""
    if len(password) < _SHORTEST:
        raise UsageError(f"口令太短，至少 {_SHORTEST} 个字符")
    return PasswordHasher().hash(password)


@dataclass(frozen=True, slots=True)
class Session:
    """One administrator at work; ``csrf`` stands in every form."""

    csrf: str
    ends: float


class Sessions:
    """Open sessions; all end with the process."""

    def __init__(self, password_hash: str, minutes: int) -> None:
        """Raises UsageError when the hash is none of argon2."""
        if not password_hash.startswith("$argon2"):
            raise UsageError("管理员口令散列不可用", hint="用 gongbao admin hash 生成")
        self._hash = password_hash
        self._seconds = minutes * 60
        self._open: dict[str, Session] = {}
        self._lock = threading.Lock()

    def login(self, password: str) -> str | None:
        """A token for the cookie; ``None`` when the password is wrong."""
        try:
            PasswordHasher().verify(self._hash, password)
        except (VerificationError, InvalidHashError):
            return None
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._open = {k: s for k, s in self._open.items() if s.ends > time.monotonic()}
            self._open[token] = Session(secrets.token_urlsafe(24), time.monotonic() + self._seconds)
        return token

    def find(self, token: str | None) -> Session | None:
        """The session of a token while it lasts."""
        found = self._open.get(token or "")
        return found if found and found.ends > time.monotonic() else None

    def logout(self, token: str | None) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(token or "", None)


def same(a: str, b: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())
