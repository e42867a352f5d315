"""算一算: every rule as a form made from its schema, its clauses beside it, the result at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from assistant.rules.engine import RuleInfo
from assistant.rules.locating import Located
from assistant.rules.params import resolve
from index.errors import NotFoundError, UsageError
from ui.calculating import calculate, find_rule, rule_name
from ui.desk import Desk
from ui.forms import form_fields
from ui.live import Snapshot
from ui.render import render_field, render_outcome
from ui.runs import render_run
from ui.templating import Pages
from ui.viewing import view
from ui.views import AnswerView
from ui.wording import clause_name, doc_href

__all__ = ["calculators_router"]

_ROOT = re.compile(r"\./|(\.\./){1,4}")


def calculators_router(desk: Desk, pages: Pages) -> APIRouter:
    """The list of rules and the page of each."""
    router = APIRouter(include_in_schema=False)

    @router.get("/calc")
    def listing(request: Request) -> HTMLResponse:
        """All rules of the library by document."""
        snapshot = desk.live.now
        groups: dict[str, list[tuple[str, RuleInfo]]] = {}
        for rule in snapshot.rules.rules:
            groups.setdefault(rule.document, []).append((rule_name(snapshot, rule), rule))
        titles = {
            number: found[0].short_title or found[0].title
            for number in groups
            if (found := snapshot.library.find_documents(number))
        }
        return pages.reply(request, "rules.html", groups=groups, titles=titles)

    @router.get("/calc/{name:path}")
    async def page(request: Request, name: str) -> HTMLResponse:
        """One rule with the facts of the address; only the result when a script asks for it (``X-Part``)."""
        snapshot = desk.live.now
        rule = find_rule(snapshot, name)
        known = {f.name for f in rule.fields}
        given = {k: v.strip() for k, v in request.query_params.items() if k in known and v.strip()}
        outcome, wrong = await _outcome(desk, snapshot, name, given)
        part = request.headers.get("x-part", "")  # where the root is, seen from the page that asks
        root = part if _ROOT.fullmatch(part) else "../" * (1 + name.count("/"))
        result = Markup(render_outcome(outcome, root) if outcome else "")  # noqa: S704  # escaped by render
        if part:
            return pages.reply(request, "result.html", result=result, wrong=wrong)
        return pages.reply(
            request, "rule.html", rule=rule, name=name, result=result, wrong=wrong, clauses=_clauses(snapshot, rule),
            controls=Markup("".join(render_field(f) for f in form_fields(rule, given))),  # noqa: S704  # escaped by render
        )  # fmt: skip

    return router


async def _outcome(
    desk: Desk, snapshot: Snapshot, name: str, given: Mapping[str, str]
) -> tuple[AnswerView | None, str]:
    """The view of the result, or the line that says which fact cannot be used; neither without facts."""
    if not given:
        return None, ""
    try:
        answer = await desk.soon(partial(calculate, snapshot, name, given))
    except (UsageError, NotFoundError) as exc:
        return None, str(exc)
    return view(snapshot, answer, forms=False), ""


def _clauses(snapshot: Snapshot, rule: RuleInfo) -> list[dict[str, object]]:
    """The clauses a rule's figures stand in, each once, with the phrases marked."""
    pack = next(p for p in snapshot.rules.packs if (p.area, p.rule) == (rule.area, rule.rule))
    places: dict[str, list[Located]] = {}
    for place in resolve(pack.params, snapshot.library)[0].values():
        places.setdefault(place.clause.clause_id, []).append(place)
    return [_clause(snapshot, places[clause_id]) for clause_id in sorted(places)]


def _clause(snapshot: Snapshot, found: list[Located]) -> dict[str, object]:
    first = found[0]
    marks = tuple(sorted({p.phrase for p in found}))
    source = first.clause.source
    words = render_run(
        snapshot.library.sources[source].text,
        first.span,
        marks=marks,
        furniture=snapshot.library.furniture.get(source, ()),
    )
    return {
        "path": clause_name(first.clause.path),
        "href": doc_href(first.document.doc_id, first.clause.clause_id, marks),
        "doc_id": first.document.doc_id,
        "clause_id": first.clause.clause_id,
        "html": Markup(words),  # noqa: S704  # escaped by render_run
    }
