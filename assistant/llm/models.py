"""The only place that knows a language-model client: llama-index's OpenAI-compatible one, over one HTTP connection pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.llm.errors import ModelError
from assistant.llm.settings import LlmSettings

if TYPE_CHECKING:
    import httpx
    from llama_index.llms.openai_like import OpenAILike

__all__ = ["explain", "open_model", "rejects_tools"]


def open_model(settings: LlmSettings, *, native: bool) -> OpenAILike:
    """The client of the endpoint (or of a recording); nothing is sent yet. ``native``: with the model's own tool calls."""
    import httpx
    from llama_index.llms.openai_like import OpenAILike

    return OpenAILike(
        model=settings.model,
        api_base=settings.base_url or "http://127.0.0.1/v1",
        api_key=settings.api_key.get_secret_value() or "none",
        is_chat_model=True,
        is_function_calling_model=native,
        context_window=settings.context_window,
        max_tokens=settings.max_tokens,
        temperature=0.0,
        max_retries=0,
        timeout=settings.deadline_s,
        additional_kwargs={"stream_options": {"include_usage": True}} if settings.stream else {},
        async_http_client=httpx.AsyncClient(transport=_transport(settings), timeout=settings.deadline_s),
    )


def _transport(settings: LlmSettings) -> httpx.AsyncBaseTransport | None:
    if settings.replay is not None:
        from assistant.llm.recording import Replay

        return Replay(settings.replay)
    if settings.record is not None:
        import httpx

        from assistant.llm.recording import Recording

        return Recording(settings.record, httpx.AsyncHTTPTransport())
    return None


def rejects_tools(exc: BaseException) -> bool:
    """Whether the endpoint refused the request for its tools, so that the prompt has to carry them."""
    import openai

    return (
        isinstance(exc, (openai.BadRequestError, openai.UnprocessableEntityError, openai.NotFoundError))
        and "tool" in str(exc).lower()
    )


def explain(exc: BaseException) -> ModelError:
    """What went wrong at the endpoint, as one of our errors."""
    import httpx
    import openai

    if isinstance(exc, ModelError):
        return exc
    if isinstance(exc, (openai.APITimeoutError, TimeoutError, httpx.TimeoutException)):
        return ModelError("slow")
    if isinstance(exc, openai.RateLimitError):
        return ModelError("rate_limited", wait_s=_seconds(exc.response.headers.get("retry-after")))
    if isinstance(exc, openai.InternalServerError):
        return ModelError("broken", str(exc.status_code))
    if isinstance(exc, openai.APIStatusError):
        return ModelError("refused", str(exc.status_code))
    if isinstance(exc, openai.APIConnectionError):
        return ModelError("unreachable")
    if isinstance(exc, (httpx.TransportError, httpx.StreamError)):
        return ModelError("cut_off")
    return ModelError("broken", type(exc).__name__)


def _seconds(text: str | None) -> float:
    try:
        return max(0.0, float(text or 0))
    except ValueError:
        return 0.0
