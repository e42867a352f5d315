"""Folding earlier questions into a follow-up: 那TSP呢？ 四星的呢？ 那配合的是谁？"""

from __future__ import annotations

import re

from assistant.answer_types import asked_types

__all__ = ["goes_on", "leans_back", "merged"]

_LEAN = re.compile(r"^(?:那|那么|这|它|他|她|其|该|另外|还有|如果|要是|换成|再|以及|同样|反过来|上面|刚才|前面)")
_PRONOUN = re.compile(
    r"这个|那个|这些|那些|这笔|那笔|这项|那项|这种|那种|这事|那事|它|上述|该(?:办法|文件|通知|方案|项|政策|机制)|其中|这份|那份|人家|这(?:公示|名单|奖|钱|费|办公室|会|活动|比赛)"
)
_FIGURES = re.compile(
    r"[\d.,，。？?！!、：:；;%（）()“”\s]+|一共|总共|合计|加起来|最多|最少|至少|多少|怎么|什么|哪[些个年月天]?|可以|现在|今年|去年|明年|每年|平方米|平米|公顷|小时|工作日|"
    r"[我你您他的了是有在到要能就都还再几钱元块年月日天号个次亩吨家名人户套间岁万亿千百十一二三四五六七八九两吗呢呀啊得交缴领拿给算按从又只共]"
)
"""Figures, units, and words that ask for a figure."""

_BEFORE_ASKING = re.compile(r"(?:都|是|由|归|到|在|从|被|向|给)+$")
_ONLY_ASKS = re.compile(
    r"(?:什么|啥|何|多长|多少)时[候间]?|多久|多少|什么|啥|谁|哪(?:几|一)?[个些儿里天年月家位条]?|何|几[点号月天年个家]?|怎么|咋|吗|[钱块元]"
)
_DONE = 6

_EARLY, _SHORT, _LITTLE, _PLAIN = 8, 14, 6, 20
# Values of one kind replace each other: the star asked about now stands for the star asked about before.
_KINDS = (
    r"[一二三四五1-5]\s*星级?",
    r"[一二三四特]等奖",
    r"(?:19|20)\d{2}年(?:[一二三四]季度|第[一二三四]季度|\d{1,2}(?:[-至到]\d{1,2})?月)?",
    r"(?:第)?[一二三四]季度",
    r"[\u4e00-\u9fff]{1,4}(?:镇|街道|乡)",
    r"pm\s*2\.?5|pm\s*10|tsp|降尘量?|臭氧|粗颗粒物|细颗粒物|雾霾",
    r"非住宅|住宅|商铺|商业|办公楼?|厂房",
    r"牵头(?:的|单位|部门)?|配合(?:的|单位|部门)?|协办(?:的|单位|部门)?|主责(?:的|单位)?",
    r"\d+(?:\.\d+)?\s*(?:万|亿)?(?:平方米|平米|公顷|亩|元|吨|家|个|次|天|年)",
    r"上半年|下半年",
    r"国家级|市级|区级|省级",
    r"住宅|非住宅",
)


def leans_back(text: str, content: int) -> bool:
    """Whether a question cannot be understood alone.

    Args:
        text: Normalised.
        content: How many content words it has.
    """
    return (
        bool(_LEAN.search(text) or _PRONOUN.search(text if len(text) <= _PLAIN else text[:_EARLY]))
        or (len(text) <= 14 and content <= 2)
        or (re.search(r"呢[？。]?$", text) is not None and len(text) <= 16)
    )


def goes_on(text: str) -> bool:
    """Whether a question that names no subject of its own goes on with an earlier one.

    It points back, is short, or holds little besides figures and what asks for them. A pronoun far
    into a question stands for something the question itself names.

    >>> goes_on("我有12亩，到2028年一共多少钱？"), goes_on("给狗办登记证，一年要交多少管理费？")
    (True, False)
    """
    if _LEAN.search(text) or _PRONOUN.search(text[:_EARLY]) or re.search(r"呢[？。]?$", text):
        return True
    return len(text) <= _SHORT or len(_FIGURES.sub("", text)) <= _LITTLE


def merged(text: str, earlier: str) -> str:
    """The earlier question with what the follow-up changes, followed by the follow-up.

    A follow-up that asks for something itself takes the matter of the earlier one, not what that asked for.

    >>> merged("四星的呢？", "民宿评上五星政府奖多少钱？")
    '民宿评上政府奖多少钱，四星的'
    >>> merged("去哪申请？", "民宿评上五星政府奖多少钱？")
    '民宿评上五星政府奖，去哪申请'
    """
    base = earlier.rstrip("？。！ ")
    if asked_types(text):
        for asked in sorted(asked_types(base), key=lambda a: -a.start):
            rest = base[asked.end :]  # 由谁核定: what is done goes with who does it
            matter = base[: asked.start] + _ONLY_ASKS.sub("", base[asked.start : asked.end])
            base = (
                _BEFORE_ASKING.sub("", matter)
                if asked.start >= 2 and len(rest) <= _DONE and "，" not in rest
                else matter + rest
            )
    for kind in _KINDS:
        now = re.findall(kind, text, re.IGNORECASE)
        if now and not any(n.lower() in base.lower() for n in now):
            base = re.sub(kind, "", base, flags=re.IGNORECASE)
    tail = re.sub(r"^(?:那么?|那|还有|另外|如果是|要是|换成)[，,]?", "", text.rstrip("？。！ "))
    tail = re.sub(r"呢$", "", tail)
    return f"{base}，{tail}"
