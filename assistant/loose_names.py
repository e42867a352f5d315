"""The document a question names in its own words: 上海那个重点实验室的管理办法, 智能网联车路测规范."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from index.library import Library, squeeze
from index.records import GazetteDocument

__all__ = ["LooseName", "loose_names"]

_NAME = re.compile(
    r"[^，。？！；：]{3,40}?(?P<kind>管理办法|实施办法|办法|规定|行动方案|实施方案|方案|意见|措施|政策|管理规范|规范|行动计划|计划|指南|指引|细则|条例|规划|纲要|通知|通告|公告|答复|复函|规程)"
    r"(?=里|中|上|下|内|的|说|讲|写|要求|规定|规划|提|明确|允许|有没有|对|把|出来|，|。|？|都|到|省里|管|几号|哪|从|什么|谁)"
)
_ASKS = re.compile(r"谁|哪|什么|啥|多少|多久|怎么|几[个家次天号]")
_STAGE = re.compile(r"[（(][^（(）)]*[）)]$")
_SAME_KIND = 1.35
"""A title that ends in the kind of document said (规范) fits so much better."""
_FIRST, _MARGIN, _LEAST = 0.75, 0.75, 3.2
"""A title holds so much of what all titles know of the name; the next one so much less; and so much it must weigh."""


@dataclass(frozen=True, slots=True)
class LooseName:
    """A document and where in the question its name stands (``end`` exclusive)."""

    document: GazetteDocument
    start: int
    end: int


def loose_names(library: Library) -> Callable[[str], LooseName | None]:
    """Finds the one document whose title the words of a name in a question fit; None when several or none do."""
    titles = {d.doc_id: _pairs(squeeze(f"{d.title}{d.issuer or ''}")) for d in library.documents}
    held: dict[str, int] = {}
    for pairs in titles.values():
        for pair in pairs:
            held[pair] = held.get(pair, 0) + 1
    ends = {
        d.doc_id: re.sub(r"[（(《》）)]|的通知$", "", _STAGE.sub("", squeeze(d.short_title))) for d in library.documents
    }
    size = len(titles)
    weight = {pair: math.log((size + 0.5) / count) for pair, count in held.items()}

    @lru_cache(maxsize=64)
    def find(text: str) -> LooseName | None:
        for m in _NAME.finditer(text):
            if _ASKS.search(m.group()):
                continue
            said = {p for p in _pairs(m.group()) if p in weight}
            total = sum(weight[p] for p in said)
            if total < _LEAST:
                continue
            fits = {i: sum(weight[p] for p in said & pairs) for i, pairs in titles.items()}
            scored = sorted(
                ((s * (_SAME_KIND if ends[i].endswith(m["kind"]) else 1.0), i) for i, s in fits.items()), reverse=True
            )
            best = squeeze(library.document(scored[0][1]).title)
            second = next((s for s, i in scored if squeeze(library.document(i).title) != best), 0.0)
            if fits[scored[0][1]] >= _FIRST * total and second <= _MARGIN * scored[0][0]:
                return LooseName(library.document(scored[0][1]), m.start(), m.end())
        return None

    return find


def _pairs(text: str) -> frozenset[str]:
    """Neighbouring characters of a name, within runs of Chinese characters."""
    return frozenset(run[i : i + 2] for run in re.findall(r"[\u4e00-\u9fff]+", text) for i in range(len(run) - 1))
