"""A scripted endpoint for tests and demos: the OpenAI chat interface over real sockets, streaming and not, doing what it is told."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Reply", "ScriptedEndpoint", "shown_token"]


@dataclass
class Reply:
    """One reply: text, tool calls as (name, arguments), or a fault."""

    text: str = ""
    calls: Sequence[tuple[str, Any]] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    drop_after: int | None = None
    body: str | None = None


Script = Callable[[dict[str, Any]], Reply]


class ScriptedEndpoint:
    """The server and everything it was sent."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.script: Script = lambda request: Reply("无依据")
        handler = type("Handler", (_Handler,), {"endpoint": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def replies(self, *replies: Reply | str) -> None:
        """Say these in order; the last one again and again."""
        queue = [r if isinstance(r, Reply) else Reply(r) for r in replies]

        def script(request: dict[str, Any]) -> Reply:
            return queue.pop(0) if len(queue) > 1 else queue[0]

        self.script = script

    @property
    def sent(self) -> str:
        """All messages it was sent, as one text."""
        return json.dumps(self.requests, ensure_ascii=False)


def shown_token(request: dict[str, Any], words: str) -> str:
    """The token under which a request shows these words."""
    text = "\n".join(str(m.get("content")) for m in request["messages"])
    for block in re.finditer(r"\[(E\d+)\][^\n]*\n⟦[^\n]*\n(.*?)\n⟦/", text, re.S):
        if words in re.sub(r"\s", "", block.group(2)):
            return block.group(1)
    raise LookupError(f"{words} was not shown")


class _Handler(BaseHTTPRequestHandler):
    endpoint: ScriptedEndpoint
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Be quiet."""

    def do_POST(self) -> None:
        """One chat request."""
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.endpoint.requests.append(request)
        self.endpoint.headers.append({k.lower(): v for k, v in self.headers.items()})
        try:
            reply = self.endpoint.script(request)
        except Exception as exc:  # noqa: BLE001  # a fault of the script is a fault of the endpoint
            reply = Reply(status=418, body=json.dumps({"error": {"message": repr(exc)}}))
        try:
            self._reply(request, reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _reply(self, request: dict[str, Any], reply: Reply) -> None:
        if reply.wait_s:
            time.sleep(reply.wait_s)
        if reply.status != 200 or reply.body is not None:
            body = (reply.body if reply.body is not None else json.dumps({"error": {"message": "scripted"}})).encode()
            self._head(reply.status, "application/json", reply.headers, len(body))
            self.wfile.write(body)
        elif request.get("stream"):
            self._stream(reply)
        else:
            message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
            if reply.calls:
                message["tool_calls"] = _calls(reply.calls)
            choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if reply.calls else "stop"}
            whole = {
                "id": "x",
                "object": "chat.completion",
                "created": 0,
                "model": "scripted",
                "choices": [choice],
                "usage": _USAGE,
            }
            body = json.dumps(whole, ensure_ascii=False).encode()
            if reply.drop_after is not None:
                self._head(200, "application/json", {}, len(body))
                self.wfile.write(body[: reply.drop_after])
                self.close_connection = True
                self.connection.close()
                return
            self._head(200, "application/json", {}, len(body))
            self.wfile.write(body)

    def _stream(self, reply: Reply) -> None:
        self._head(200, "text/event-stream", {"transfer-encoding": "chunked"}, None)
        pieces: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        pieces += [{"content": reply.text[i : i + 7]} for i in range(0, len(reply.text), 7)]
        pieces += [{"tool_calls": [{**call, "index": k}]} for k, call in enumerate(_calls(reply.calls))]
        for k, delta in enumerate(pieces):
            if reply.drop_after is not None and k >= reply.drop_after:
                self.close_connection = True
                self.connection.close()
                return
            self._chunk(_chunk([{"index": 0, "delta": delta, "finish_reason": None}]))
        self._chunk(_chunk([{"index": 0, "delta": {}, "finish_reason": "tool_calls" if reply.calls else "stop"}]))
        self._chunk(_chunk([], _USAGE))
        self._chunk("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _head(self, status: int, kind: str, headers: dict[str, str], length: int | None) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        if length is not None:
            self.send_header("content-length", str(length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _chunk(self, data: str) -> None:
        piece = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.flush()


_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def _calls(calls: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{k}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": args if isinstance(args, str) else json.dumps(args, ensure_ascii=False),
            },
        }
        for k, (name, args) in enumerate(calls)
    ]


def _chunk(choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> str:
    whole = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": choices}
    return json.dumps({**whole, **({"usage": usage} if usage else {})}, ensure_ascii=False)
