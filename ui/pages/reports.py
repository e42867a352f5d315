"""评测: published figures for everyone, two of them compared."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.charts import interval_chart
from ui.reports import CATEGORIES, MEASURES, Run, compare, load_runs
from ui.templating import Pages

__all__ = ["reports_router"]


def reports_router(path: Path, pages: Pages) -> APIRouter:
    """The page over a figures file, read anew at each visit."""
    router = APIRouter(include_in_schema=False)

    @router.get("/reports")
    def page(request: Request) -> HTMLResponse:
        """All published runs; with ``a`` and ``b`` (numbers of runs) their difference."""
        runs = load_runs(path)
        chosen = [_number(request.query_params.get(k), len(runs)) for k in ("a", "b")]
        both = [runs[n] for n in chosen if n is not None]
        return pages.reply(
            request, "reports.html", runs=runs, measures=MEASURES, chosen=chosen,
            charts=[interval_chart(_shares(run)) for run in runs],
            differences=compare(both[0], both[1]) if len(both) == 2 else (),
        )  # fmt: skip

    return router


def _shares(run: Run) -> list[tuple[str, float, float, float]]:
    """The figures between 0 and 1: measures, then the share passed of each kind of question."""
    rows = [(MEASURES.get(k, k), f) for k, f in run.overall.items()]
    rows += [(CATEGORIES.get(k, k), f) for k, f in run.categories.items()]
    return [(name, f.mean, f.low, f.high) for name, f in rows if f.mean is not None and f.mean <= 1]


def _number(text: str | None, count: int) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) < count else None
