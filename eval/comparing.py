"""``gongbao eval compare A B``: two runs of one suite, case by case."""

from __future__ import annotations

from typing import Any

from eval.intervals import compare_paired
from eval.retrieval import METRICS
from eval.runs import RunFolder
from index.errors import UsageError

__all__ = ["compare_runs"]

_MEASURES = ("passed", "gold_cited", "key_points", "refused", "false_refusal", "citation_f1", "audited", *METRICS)


def compare_runs(a: RunFolder, b: RunFolder) -> dict[str, Any]:
    """Paired differences b − a with interval and p-value for each measure; gained and lost cases by the first.

    Of a retrieval set, the gold that no training query has is compared apart: ``unseen …``.

    Raises:
        UsageError: The runs are not of the same suite.
    """
    left, right = a.scores(), b.scores()
    for field in ("suite_sha256", "split"):
        if left["header"].get(field) != right["header"].get(field):
            raise UsageError(
                f"两次评测不是同一题集（{field}）：{left['header'].get(field)} 与 {right['header'].get(field)}",
                hint="用同一题集、同一部分再跑一次",
            )
    clusters = {item["id"]: item["cluster"] for item in left["items"]}
    found: dict[str, Any] = {"a": left["header"], "b": right["header"], "measures": {}, "gained": [], "lost": []}
    for prefix, part in (("", "measures"), ("unseen ", "unseen")):
        for measure in _MEASURES:
            values = [{item["id"]: item.get(part, {}).get(measure) for item in side["items"]} for side in (left, right)]
            comparison = compare_paired(values[0], values[1], clusters)
            if not comparison.difference.n:
                continue
            if not found["measures"]:
                found["gained"], found["lost"] = list(comparison.gained), list(comparison.lost)
            found["measures"][prefix + measure] = {**comparison.difference.to_json(), "p_value": comparison.p_value}
    return found
