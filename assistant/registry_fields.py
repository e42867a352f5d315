"""Fields of work: how well one is named by a question, everyday words included."""

from __future__ import annotations

import re
from functools import lru_cache

from index.lexicon.synonyms import expand
from index.tokens import fold

__all__ = ["SHORTENED", "content_pairs", "field_score", "meanings", "pairs"]

_STOP = re.compile(
    r"(?:这|那)?(?:一)?(?:块|摊|方面|位|个)|工作|方面|副?[区市县]长|领导|谁|哪位|哪个|分管|协助|主管|主抓|负责|联系|归|由|的|和|又|还|另外|手下|单位|部门|哪些|什么|是|吗|呢|管|区里|现在"
)


_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(words))
    for field, words in (
        ("教育", "学校|上学|幼儿园|中小学|老师|教师"),
        ("卫生健康", "医院|看病|医生|疫情"),
        ("医疗保障", "医保|报销"),
        ("交通", "公交|出租车|修路|道路"),
        ("住房和城乡建设", "盖房|盖楼|房子|住房|工地|物业|拆迁"),
        ("城市管理", "环卫|垃圾|市容|供暖|路灯"),
        ("农业", "种地|种粮|农民|村里"),
        ("水务", "自来水|排水|治水|河道|供水"),
        ("园林绿化", "种树|植树|林业|公园"),
        ("公安", "警察|治安|派出所"),
        ("民政", "养老|低保|殡葬"),
        ("生态环境", "环保|空气|治污|污染"),
        ("商务", "商场|超市|消费"),
        ("市场监督管理", "食品|工商|假货|市场监管"),
        ("人力资源和社会保障", "就业|社保|找工作"),
        ("财政", "预算|钱袋子"),
        ("信访", "上访"),
        ("旅游", "景区|民宿"),
        ("体育", "健身"),
        ("应急管理", "安全生产|救灾"),
    )
)
"""Everyday words for the fields of work that divisions of work are written in."""


SHORTENED = 1.3
"""A name that a text shortens (食药安全) is meant, and none that merely stands in it (安全)."""


def content_pairs(text: str) -> list[str]:
    """Pairs of characters of what a text speaks of, without the words that only ask."""
    return pairs(_STOP.sub(" ", fold(text)))


def pairs(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters, each once."""
    found: dict[str, None] = {}
    for run in re.findall(r"[\u3400-\u9fff]{2,}", text):
        found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(found)


def meanings(folded: str) -> list[tuple[str, tuple[str, ...]]]:
    """Everyday words of a text with the official ones of a field of work."""
    found = [(e.say, tuple(e.means)) for e in expand(folded) if not _STOP.search(e.say)]
    return found + [(m.group(), (field,)) for field, words in _FIELDS for m in words.finditer(folded)]


@lru_cache(maxsize=8)  # every field of work is held against the same text
def _read(text: str) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """A text folded, its content, the runs of Chinese characters of that, and the official words for what it says."""
    folded = fold(text)
    content = _STOP.sub(" ", folded)
    means = tuple(fold(m) for _, words in meanings(folded) for m in words)
    return folded, content, tuple(re.findall(r"[\u3400-\u9fff]{2,}", content)), means


@lru_cache(maxsize=512)
def _bare(name: str) -> tuple[str, str]:
    """The name of a field of work folded, and without what many names share."""
    folded = fold(name)
    bare = re.sub(
        r"[“”\"、（）()]|建设发展|工作|方面|事务|管理|和|以及|等",
        "",
        re.sub(r"^[区市县](?=[\u4e00-\u9fff]{2})|[（(][^）)]*[）)]", "", folded),
    )
    return folded, re.sub(r"(?:局|委|办|中心|分局)$", "", bare)


def field_score(name: str, text: str) -> float:
    """How well a field of work (住房和城乡建设) is named by a text, everyday words included."""
    folded, content, runs, means = _read(text)
    whole, bare = _bare(name)
    if any(_shortened(run, bare) for run in runs):
        return SHORTENED
    if len(bare) >= 2 and bare in folded:
        return 1.0
    if any(len(m) >= 2 and (m in bare or (len(bare) >= 2 and bare in m)) for m in means):
        return 0.8
    for run in runs:
        if len(run) >= 3 and run in whole or run in bare and 2 * len(run) >= len(bare):
            return 0.9
    pairs = [bare[i : i + 2] for i in range(len(bare) - 1)]
    return 0.7 * sum(p in content for p in pairs) / len(pairs) if pairs else 0.0


def _shortened(run: str, name: str) -> bool:
    """Whether a run of characters is short for a name: 食药安全 of 食品药品安全."""
    if not (3 <= len(run) < len(name) <= 2 * len(run)) or run[0] != name[0] or run[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(c in rest for c in run)
