"""``/api``: the description of the API as a plain page, made from the same OpenAPI document; no script, no network."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from ui.templating import Pages

__all__ = ["description_router"]


def description_router(app: FastAPI, pages: Pages) -> APIRouter:
    """The page over an application's own routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api")
    def page(request: Request) -> HTMLResponse:
        """Every operation with its parameters, fields and answers."""
        described = app.openapi()
        schemas = described.get("components", {}).get("schemas", {})
        operations = [
            (path, method, _operation(found, schemas))
            for path, methods in described["paths"].items()
            for method, found in methods.items()
        ]
        return pages.reply(request, "api.html", operations=operations)

    return router


def _operation(found: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    body = found.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    fields = schemas.get(str(body.get("$ref", "")).rsplit("/", 1)[-1], body).get("properties", {})
    return {
        "summary": found.get("summary", ""),
        "parameters": found.get("parameters", []),
        "body": {name: {"type": _type(f), "description": f.get("description", "")} for name, f in fields.items()},
        "responses": [(code, r.get("description", "")) for code, r in sorted(found["responses"].items())],
    }


def _type(schema: dict[str, Any]) -> str:
    kinds = [str(s.get("format") or s.get("type") or "object") for s in schema.get("anyOf", [schema])]
    return " | ".join(k for k in kinds if k != "null")
