"""``gongbao eval report``: one self-contained HTML of a run – charts, and every item with its cited clauses.

It shows text of the gazette, so it belongs into the git-ignored ``runs/``; committed reports hold figures only.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.ablation import STAGES
from eval.cases import Case
from eval.charts import Bar, bars, curves, histogram
from eval.evidence import EvidenceBase
from eval.runs import RunFolder
from eval.scale_figures import scale_page

__all__ = ["figures_markdown", "mark_gold", "risk_coverage", "write_report"]

_CONTEXT = 120
_STYLE = """
body{font:15px/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#1f2a37;margin:24px auto;max-width:1080px;padding:0 16px}
h1{font-size:22px}h2{font-size:17px;margin-top:32px}table{border-collapse:collapse}td,th{padding:3px 12px 3px 0;text-align:left;vertical-align:top}
.chart{max-width:100%;height:auto}.bar{display:flex;gap:12px;flex-wrap:wrap;margin:12px 0}input,select{font:inherit;padding:4px 8px}
details{border-top:1px solid #d7dde3;padding:6px 0}summary{cursor:pointer}.pass::before{content:"通过";color:#2d6a3a;margin-right:8px}
.fail::before{content:"未过";color:#a33a1f;margin-right:8px}.why{color:#a33a1f}.cite{margin:8px 0 8px 12px;padding-left:10px;border-left:3px solid #d7dde3;white-space:pre-wrap}
.around{color:#6b7785}mark{background:#fde9a8}mark.gold{background:#bfe3c8}.id{color:#6b7785;margin-right:8px}
"""
_SCRIPT = """
const box=document.getElementById('words'),cat=document.getElementById('category'),how=document.getElementById('outcome');
function sift(){let n=0;for(const d of document.querySelectorAll('details.item')){
const ok=(!box.value||d.textContent.includes(box.value))&&(!cat.value||d.dataset.category===cat.value)&&(!how.value||d.dataset.outcome===how.value);
d.hidden=!ok;if(ok)n++;}document.getElementById('shown').textContent=n;}
for(const e of [box,cat,how])e.addEventListener('input',sift);sift();
"""


def mark_gold(text: str, quotes: Sequence[str], used: Sequence[str] = ()) -> str:
    """Escaped ``text`` with gold quotes (green) and the words used in the answer marked, line breaks or not.

    >>> mark_gold("每亩1\\n000元", ["1000元"])
    '每亩<mark class="gold">1\\n000元</mark>'
    """
    folded = "".join(unicodedata.normalize("NFKC", c)[:1] or " " for c in text)  # one character for one
    spots: list[tuple[int, int, str]] = []
    for kind, phrases in (("gold", quotes), ("", used)):
        for phrase in phrases:
            wanted = re.sub(r"\s", "", unicodedata.normalize("NFKC", phrase))
            match = re.search(r"\s*".join(map(re.escape, wanted)), folded) if wanted else None
            if match and not any(a < match.end() and match.start() < b for a, b, _ in spots):
                spots.append((*match.span(), kind))
    out, at = [], 0
    for start, end, kind in sorted(spots):
        attribute = f' class="{kind}"' if kind else ""
        out += [escape(text[at:start]), f"<mark{attribute}>{escape(text[start:end])}</mark>"]
        at = end
    return "".join([*out, escape(text[at:])])


def _citation(
    citation: Mapping[str, Any], golds: Sequence[str], used: Sequence[str], evidence: EvidenceBase | None
) -> str:
    before = after = ""
    key = evidence.source_key(str(citation.get("source"))) if evidence is not None else None
    if evidence is not None and key is not None:
        start, end = int(citation["start"]), int(citation["end"])
        before = evidence.slice(key, max(0, start - _CONTEXT), start)
        after = evidence.slice(key, end, min(end + _CONTEXT, len(evidence.library.sources[key].text)))
    head = f"[{citation.get('marker')}] {citation.get('doc_number') or '无文号'} {citation.get('clause') or ''}"
    return (
        f'<div class="cite"><b>{escape(head)}</b>\n<span class="around">{escape(before)}</span>'
        f'{mark_gold(str(citation.get("text") or ""), golds, used)}<span class="around">{escape(after)}</span></div>'
    )


def _item(item: Mapping[str, Any], case: Case | None, answer: Mapping[str, Any], evidence: EvidenceBase | None) -> str:
    golds = [g.quote for g in case.cite] if case is not None else []
    used = [s["text"] for s in answer.get("sentences") or () if s.get("kind") == "quote"]
    outcome = "pass" if item["passed"] else "fail"
    history = " → ".join(case.history) + " → " if case is not None and case.history else ""
    lines = [
        f'<details class="item" data-category="{escape(item["category"])}" data-outcome="{outcome}">',
        f'<summary class="{outcome}"><span class="id">{escape(item["id"])}</span>{escape(history)}'
        f"{escape(str(answer.get('question') or (case.question if case else '')))}</summary>",
        f"<p>{escape(str(answer.get('answer') or '（没有回答）'))}</p>",
    ]
    if item["why"]:
        lines.append(f'<p class="why">{escape("；".join(item["why"]))}</p>')
    if case is not None:
        points = "；".join("/".join(p) for p in case.must) or "应拒答"
        lines.append(f"<p>要点：{escape(points)}　{escape(case.note)}</p>")
        cited = " ".join(str(c.get("text")) for c in answer.get("citations") or ())
        missing = [g for g in case.cite if re.sub(r"\s", "", g.quote) not in re.sub(r"\s", "", cited)]
        lines += [f'<p class="why">应引而未引：{escape(g.doc)} {escape(g.quote)}</p>' for g in missing]
    lines += [_citation(c, golds, used, evidence) for c in answer.get("citations") or ()]
    return "\n".join([*lines, "</details>"])


def risk_coverage(
    items: Sequence[Mapping[str, Any]], answers: Mapping[str, Mapping[str, Any]]
) -> list[tuple[float, float]]:
    """Share of the questions that are answered, and the share of wrong answers among these, the surest first.

    Sure is what a rule or a record answers (1); answers from the text carry their calibrated chance.
    """
    given = [i for i in items if not answers.get(i["id"], {}).get("abstained", True)]
    sure = sorted(given, key=lambda i: -float(answers[i["id"]].get("confidence", 1.0)))
    found, wrong = [], 0
    for place, item in enumerate(sure, 1):
        wrong += not item["passed"]
        after = sure[place] if place < len(sure) else None
        if after is None or answers[after["id"]].get("confidence", 1.0) != answers[item["id"]].get("confidence", 1.0):
            found.append((place / len(items), wrong / place))
    return found


def _ceiling(line: Sequence[tuple[float, float]]) -> float:
    """The tenth above the highest point, so that a low line can be read."""
    return math.ceil(10 * max((y for _, y in line), default=1.0)) / 10 or 0.1


def _refusals(items: Sequence[Mapping[str, Any]], answers: Mapping[str, Mapping[str, Any]]) -> str:
    """Share refused at each chance, for questions with and without an answer."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for item in items:
        if (chance := answers.get(item["id"], {}).get("confidence")) is not None:
            scores["refused" in item["measures"]].append(float(chance))
    steps = sorted({round(s, 3) for group in scores.values() for s in group})
    lines = []
    for name, group in (("应答的题被拒", scores[False]), ("应拒的题被拒", scores[True])):
        if group:
            lines.append((name, [(t, sum(s < t for s in group) / len(group)) for t in steps]))
    return curves("拒答门槛", lines, x_label="校准后的有答案概率低于此值即拒答")


def _ablation(folder: RunFolder) -> list[Bar]:
    """The MRR of each stage, where ``--ablate`` was run into the same folder."""
    path = folder.path / "ablation.json"
    stages = json.loads(path.read_text(encoding="utf-8"))["stages"] if path.is_file() else {}
    found = []
    for name, stage in ((name, stages[name]) for name in STAGES if name in stages):
        figure, adds = stage["figures"]["mrr@10"], stage["adds"].get("mrr@10")
        told = (
            f"比 {stage['adds_to']} {adds['mean']:+.3f} [{adds['low']:+.3f}, {adds['high']:+.3f}]"
            if adds
            else f"n={figure['n']}"
        )
        found.append(Bar(name, figure["mean"], figure["low"], figure["high"], told))
    return found


def _table(scores: Mapping[str, Any]) -> str:
    rows = []
    for name, figure in scores["overall"].items():
        if figure["mean"] is not None:
            rows.append(
                f"<tr><td>{escape(name)}</td><td>{figure['mean']:.4g}</td><td>[{figure['low']:.4g}, {figure['high']:.4g}]</td>"
                f"<td>{figure['n']}</td><td>{figure['clusters']}</td></tr>"
            )
    return f"<table><tr><th>指标</th><th>均值</th><th>95% 区间</th><th>题数</th><th>文件数</th></tr>{''.join(rows)}</table>"


def _category_bars(scores: Mapping[str, Any]) -> list[Bar]:
    named = {"全部": scores["overall"], **scores["categories"]}
    return [
        Bar(name, f["passed"]["mean"], f["passed"]["low"], f["passed"]["high"], f"n={f['passed']['n']}")
        for name, f in named.items()
        if f.get("passed", {}).get("mean") is not None
    ]


def write_report(
    folder: RunFolder, cases: Sequence[Case], evidence: EvidenceBase | None, scale: Path | None = None
) -> Path:
    """Write ``report.html``, ``report.md`` (figures only) beside the run's files; returns the HTML path.

    ``scale`` is the file of ``make bench-scale``, shown where there is one.
    """
    scores, answers, timings = folder.scores(), {a["id"]: a for a in folder.predictions()}, folder.timings()
    by_id = {c.id: c for c in cases}
    header = scores["header"]
    latencies = [float(v) for v in (timings.get("answers_ms") or {}).values()]
    charts = [
        ("各类通过率", bars("各类通过率", _category_bars(scores))),
        ("用时（毫秒）", histogram("用时", latencies, unit="ms")),
    ]
    risk = risk_coverage(scores["items"], answers)
    charts.append(
        (
            "风险与覆盖",
            curves("风险与覆盖", [("答错的比例", risk)], x_label="回答的比例（最有把握的在先）", top=_ceiling(risk)),
        )
    )
    charts.append(("拒答门槛", _refusals(scores["items"], answers)))
    if ablation := _ablation(folder):
        charts.append(("各部分的价值（MRR@10）", bars("各部分的价值", ablation)))
    if scale is not None and scale.is_file():
        charts.append(("规模", scale_page(json.loads(scale.read_text(encoding="utf-8")))))
    categories = sorted({i["category"] for i in scores["items"]})
    body = [
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>{escape(header['suite'])} · {escape(header['system'])}</title><style>{_STYLE}</style>",
        f"<h1>{escape(header['suite'])} · {escape(header['split'])} · {escape(header['system'])}</h1>",
        f"<p>commit {escape(header['commit'][:12])}{'（有未提交改动）' if header['dirty'] else ''}　题集 {escape(header['suite_sha256'][:12])}　"
        f"日期 {escape(header['as_of'])}</p>",
        *(f"<h2>{escape(title)}</h2>{svg}" for title, svg in charts if svg),
        f"<h2>指标</h2>{_table(scores)}",
        "<h2>逐题</h2><div class=bar><input id=words placeholder=筛选文字 aria-label=筛选文字>",
        "<select id=category aria-label=类别><option value=''>全部类别</option>",
        *(f"<option>{escape(c)}</option>" for c in categories),
        "</select><select id=outcome aria-label=结果><option value=''>全部结果</option><option value=pass>通过</option>"
        "<option value=fail>未过</option></select><span>显示 <b id=shown></b> 题</span></div>",
        *(_item(i, by_id.get(i["id"]), answers.get(i["id"], {}), evidence) for i in scores["items"]),
        f"<script>{_SCRIPT}</script></html>",
    ]
    path = folder.path / "report.html"
    path.write_text("\n".join(body), encoding="utf-8")
    told = [f"- 回答 {share:.1%} 的题时，答错 {wrong:.1%}" for share, wrong in risk[:: max(1, len(risk) // 8)]]
    (folder.path / "report.md").write_text(
        figures_markdown(scores) + "\n## 风险与覆盖\n\n" + "\n".join(told) + "\n", encoding="utf-8"
    )
    return path


def figures_markdown(scores: Mapping[str, Any]) -> str:
    """The figures of a run as a Markdown table: no text of a gazette."""
    header = scores["header"]
    lines = [f"# {header['suite']} · {header['split']} · {header['system']}", "", f"commit {header['commit'][:12]}", ""]
    lines += ["| 类别 | 通过 | 95% 区间 | 题数 | 文件数 |", "| --- | --- | --- | --- | --- |"]
    for bar, figure in zip(_category_bars(scores), [scores["overall"], *scores["categories"].values()], strict=False):
        p = figure["passed"]
        lines.append(f"| {bar.label} | {p['mean']:.3f} | {p['low']:.3f}–{p['high']:.3f} | {p['n']} | {p['clusters']} |")
    lines += ["", "```json", json.dumps(scores["overall"], ensure_ascii=False, sort_keys=True), "```", ""]
    return "\n".join(lines)
