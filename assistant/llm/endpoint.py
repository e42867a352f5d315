"""The endpoint of one process: an event loop of its own thread, one client, a deadline for every question, a pause after faults."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar

from assistant.llm.errors import ModelError
from assistant.llm.metrics import METRICS
from assistant.llm.models import explain, open_model, rejects_tools
from assistant.llm.settings import LlmSettings

__all__ = ["Endpoint"]

log = logging.getLogger(f"gongbao.{__name__}")

T = TypeVar("T")
GRACE_S = 1.0


class Endpoint:
    """Runs one question's work with the model. Thread-safe; construction sends nothing."""

    def __init__(self, settings: LlmSettings) -> None:
        self.settings = settings
        self.native = settings.tools != "prompt"
        self._llm: Any = None
        self._rests_until = 0.0
        self._lock = threading.Lock()

    def resting(self) -> bool:
        """Whether a fault was so recent that the endpoint is left alone."""
        return time.monotonic() < self._rests_until

    def warm(self) -> None:
        """Load the client."""
        self._client()

    def run(self, work: Callable[[Any], Awaitable[T]]) -> T:
        """What ``work(client)`` returns, before the deadline.

        Raises:
            ModelError: Anything the endpoint did wrong, or did not do in time.
        """
        if self.resting():
            raise ModelError("broken", "稍后再试")
        self.warm()  # loading the library is not the endpoint's time
        deadline = self.settings.deadline_s
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(self._work(work), deadline), _loop())
        try:
            return future.result(deadline + GRACE_S)
        except (TimeoutError, concurrent.futures.TimeoutError):
            future.cancel()
            failed = ModelError("slow")
        except Exception as exc:  # noqa: BLE001  # whatever a model or its client does must not end an answer
            failed = explain(exc)
            if failed.kind == "broken":
                log.debug("language model failed", exc_info=exc)
        METRICS.add("failures", label=f"kind={failed.kind}")
        if failed.kind in ("slow", "unreachable", "rate_limited", "broken", "cut_off", "refused"):
            if not self.resting():
                log.info("language model left alone for %.0f s: %s", self.settings.cooldown_s, failed)
            self._rests_until = (
                time.monotonic() + max(self.settings.cooldown_s, min(failed.wait_s, 600.0))
                if self.settings.cooldown_s
                else 0.0
            )
        raise failed

    async def _work(self, work: Callable[[Any], Awaitable[T]]) -> T:
        try:
            return await work(self._client())
        except Exception as exc:
            if not (self.native and self.settings.tools == "auto" and rejects_tools(exc)):
                raise
            self.native = False
            return await work(self._client(fresh=True))

    def _client(self, *, fresh: bool = False) -> Any:
        with self._lock:
            if self._llm is None or fresh:
                self._llm = open_model(self.settings, native=self.native)
            return self._llm


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The one loop all model work runs on: connections belong to a loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="gongbao-llm", daemon=True).start()
    return loop
