"""Exchanges with the endpoint written to a JSONL file, and played back: a run that can be repeated without a model."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from assistant.llm.errors import ModelSettingsError

__all__ = ["Recording", "Replay"]


def _key(request: httpx.Request) -> str:
    """Names a request: everything that was sent but the model's name."""
    try:
        body = {k: v for k, v in json.loads(request.content).items() if k != "model"}
    except (ValueError, AttributeError):
        body = {"content": request.content.decode("utf-8", "replace")}
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Recording(httpx.AsyncBaseTransport):
    """Passes requests on and appends each finished exchange to a file. Headers (and so the key) are not written."""

    def __init__(self, path: Path, inner: httpx.AsyncBaseTransport) -> None:
        self._path, self._inner = path, inner
        self._lock = threading.Lock()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The reply of the endpoint."""
        await request.aread()
        reply = await self._inner.handle_async_request(request)
        body = b"".join([chunk async for chunk in reply.stream])  # type: ignore[union-attr]
        await reply.aclose()
        kind = reply.headers.get("content-type", "application/json")
        line = {
            "key": _key(request),
            "status": reply.status_code,
            "type": kind,
            "body": body.decode("utf-8", "replace"),
        }
        with self._lock, self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        return httpx.Response(reply.status_code, headers={"content-type": kind}, content=body, request=request)

    async def aclose(self) -> None:
        """Close the connection below."""
        await self._inner.aclose()


class Replay(httpx.AsyncBaseTransport):
    """Answers from a recording: the same request gets the replies recorded for it, in order, the last one again and again.

    Raises:
        ModelSettingsError: The file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._replies: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
        self._lock = threading.Lock()
        try:
            for line in path.read_text(encoding="utf-8").splitlines():
                found = json.loads(line)
                self._replies[found["key"]].append(found)
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise ModelSettingsError(f"无法读取模型往来的记录：{path}", hint="用 GONGBAO_LLM_RECORD 录制") from exc

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The recorded reply; 404 when there is none."""
        await request.aread()
        with self._lock:
            known = self._replies.get(_key(request), [])
            found = known.pop(0) if len(known) > 1 else known[0] if known else None
        if found is None:
            return httpx.Response(404, json={"error": {"message": "not recorded"}}, request=request)
        return httpx.Response(
            int(str(found["status"])),
            headers={"content-type": str(found["type"])},
            stream=_Body(str(found["body"])),
            request=request,
        )


class _Body(httpx.AsyncByteStream):
    def __init__(self, text: str) -> None:
        self._text = text

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._text.encode("utf-8")
