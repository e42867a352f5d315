"""A running server (``gongbao serve``) as a system under test, over its HTTP API."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import date
from typing import Any

from eval.cases import Case
from index.errors import GongbaoError

__all__ = ["RemoteError", "RemoteSystem"]


class RemoteError(GongbaoError):
    """The server did not answer as it should."""

    code = "remote"


class RemoteSystem:
    """Asks ``POST {address}/api/v1/ask``."""

    def __init__(self, address: str, timeout_s: float = 60.0) -> None:
        self._url = address.rstrip("/") + "/api/v1/ask"
        self._timeout_s = timeout_s

    def answer(self, case: Case, as_of: date) -> dict[str, Any]:
        """The server's answer. Raises RemoteError."""
        asked = {"question": case.question, "history": list(case.history), "as_of": (case.as_of or as_of).isoformat()}
        request = urllib.request.Request(  # noqa: S310 - the address is the user's own argument
            self._url, data=json.dumps(asked).encode(), headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as reply:  # noqa: S310
                found = json.load(reply)
        except (urllib.error.URLError, json.JSONDecodeError, TimeoutError) as exc:
            raise RemoteError(
                f"{self._url} 没有正常回答：{exc}", hint="确认 gongbao serve 在运行", retryable=True
            ) from exc
        if not isinstance(found, dict):
            raise RemoteError(f"{self._url} 的回答不是 JSON 对象", hint="确认地址是 gongbao serve")
        return found
