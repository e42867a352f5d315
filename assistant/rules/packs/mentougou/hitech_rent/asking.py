"""Questions about rent: which company, rents by year, what was received."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading

__all__ = ["cases", "wants"]


_NO_APPROVAL = (
    r"(没有?|未|不是|无|没)(经|走|得到|拿到|获)?[^，。]{0,6}(政府)?(特批|批准|批)|不考虑[^，。]{0,6}(特批|全额)|没批"
)
_RECEIVED = r"(已经?|前[一两二]年|头[一两二]年|之前|去年)[^，。]{0,8}(补|领|拿|给|享受)|(补|领|拿)(过|了)"


_FULL = r"(?:拿|领|用|享|补)(?:到|够)?满|顶格|到顶|封顶|满额|(?:够|顶|达|拿|碰|卡)(?:到|着)?上限|拿足|打满|(?:碰|超|过|撞|触|突破|够)(?:不|没)?(?:到|着|过|出|了)?[^，。；]{0,4}(?:上限|封顶)"
_PER = {
    "天": r"(?:每|一)天|/天|日租",
    "月": r"(?:每|一)个?月|/月|月租|月房租",
    "季": r"(?:每|一)个?季度?|季租|/季",
    "半年": r"半年|(?:六|6)个月",
}
_OWN = r"我们|我司|咱|俺|我(?=[开办公])|本公司|企业|公司|认定"


def _kinds(text: str) -> list[str]:
    """The kinds of company a question sets side by side."""
    return (
        ["重点企业", "高精尖企业"]
        if re.search(r"重点企业|普通企业|一般企业", text) and _kind(text) == "高精尖企业"
        else []
    )


def _kind(text: str) -> str | None:
    denied = r"(不是|没(有)?(被)?认定|没评上|非|未(被)?认定|不算)[^，。]{0,8}高精尖|高精尖[^，。]{0,4}(没认定|没评上|没拿到认定)"
    plain = re.sub(r"高精尖(产业|措施|政策|若干)", "", re.sub(denied, "", text))
    if "高精尖" in plain:
        return "高精尖企业"
    return "重点企业" if "重点企业" in plain else None


def _before(amount: Amount, text: str, length: int = 14) -> str:
    return re.split("[，。；]", text[max(0, amount.start - length) : amount.start])[-1]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per company; two when one year and several years are both asked for."""
    text = q.text
    found: Found = {}
    if kind := _kind(text):
        found["kind"] = kind
    if q.has(r"政府(特批|批准)|特批|经批准|区里批准|批准(按)?[^，。]{0,8}全额|批了[^，。]{0,4}全额") and not q.has(
        _NO_APPROVAL
    ):
        found["approved"] = "是"
    given: list[Amount] = []
    for amount in q.of("money"):
        before = _before(amount, text)
        if re.search(r"(超过?|上限|封顶|最高|不超过|超了?|顶格)[是为]?$", before):
            continue
        if "×" in amount.text or re.search(r"(?:涨|增|加|降|减)了?$", before):
            return []  # several companies, or a rent that changes by so much
        if re.search(r"一次性|贴息|奖励?[^，。；]{0,4}$|研发|成果|贡献", before) and not re.search("租", before):
            return []  # other support: not for the rent alone
        if (
            re.search(
                r"(拿|领|补|给)(够|满|足)$|(补贴|补助)(要|想)?(拿|领|到)?$|(?:想|要|希望|打算|争取)[^，。；租]{0,8}(?:补|拿|领|得)(?:贴|到)?$",
                before,
            )
        ) and q.has(r"租金?[^，。补]{0,8}(多少|几|至少|起码)|(?:多少|几)[^，。补]{0,6}租"):
            found["wanted"] = amount.text
        elif re.search(_RECEIVED, before):
            times = q.times(amount)
            found["received"] = amount.text if times == 1 else f"{amount.text}×{times}"
        else:
            given.append(amount)
    _length(found, given, q)
    if (
        not given
        and "wanted" not in found
        and q.has(_FULL)
        and q.has(r"(?:每年|年租|租金|房租|一年)[^，。；补]{0,10}(?:多少|几)")
    ):
        found["to_cap"] = True
    if q.has("自己(还)?(得|要|还|再)?(掏|出|付|交)|自付|自掏|自己承担|还要掏|自行承担"):
        found["own"] = True
    if len(given) > 1 and "per" in found:
        if len(given) != 2 or found.pop("per") != "半年" or not q.has("上半年.*下半年"):
            return []
        found["rents"] = (f"{given[0].text}+{given[1].text}",)
    elif given:
        found["rents"] = tuple(a.text for a in given)
    spans = [found]
    if (
        len(given) <= 1
        and "received" not in found
        and q.has(
            r"(每|一|第一)年[^，。；年]{0,8}(补|领|拿|给)?(多少|几)[^，。；年]{0,4}[，、]?[^。；，]{0,4}([两二三23])年[^，。；]{0,8}(多少|几|呢)|([两二三23])年[^，。；]{0,12}(多少|几)[^，。；]{0,4}[，、]?[^。；，]{0,2}(每|一|第一)年[^，。；]{0,8}(多少|几)"
        )
    ):
        spans = [found | {"years": 1}, found | {"years": found.get("years") or 3}]
    if given and (kinds := _kinds(text)) and q.has("差|比|多|少|各|分别|对比"):
        across = (
            {"_across": "difference"} if q.has("差|比|多(?:补|拿|领)?(?:多少|几|出)|少(?:补|拿|领)?(?:多少|几)") else {}
        )
        return [s | across | {"kind": k} for s in spans for k in kinds]
    return spans if found else []


def _length(found: Found, given: list[Amount], q: Reading) -> None:
    """Whether the rent is of a month or of several years, and for how many years the subsidy is asked."""
    text = q.text
    months = [int(a.value) for a in q.of("months") if a.unit == "个月" and a.value == int(a.value) > 1]
    per = [p for p, words in _PER.items() if any(_of_period(a, words, text) for a in given)]
    if per:
        found["per"] = per[0]
        if per[0] == "月" and months and not q.has("[十12]二?个月租"):
            found["months"] = months[0]
    if (
        given
        and any(
            re.search(r"(?:每|一|/)(?:个)?平(?:方?米)?[^，。]{0,6}$", text[: a.start])
            or re.match(r"(?:一|每|/)(?:个)?平", text[a.end :])
            for a in given
        )
        and (floor := q.of("area"))
    ):
        found["floor"] = floor[0].text
    lumped = (
        len(given) == 1
        and re.search(r"([三3两2]年|总|一共|合计|总共|加起来)[^，。；每]{0,8}$", _before(given[0], text, 12))
        and not re.search(
            r"(每年|都是?|各|均|分别是?|(?<![三两二\d])一年|(?<![三两二\d])年租)[^，。；]{0,6}$",
            _before(given[0], text, 12),
        )
    )
    if lumped:
        found["total_only"] = True
    spans = [
        int(a.value)
        for a in q.of("months")
        if a.unit == "年" and a.value == int(a.value) and not re.search("[前头后每]$", text[: a.start])
    ]
    if len(given) > 1:
        return
    if many := [y for y in spans if y > 1]:
        found["years"] = many[0]
    elif (
        given
        and q.has(r"一共|总共|累计|合计|合共|最多能|总计|到头")
        and not q.has("一年(能|可|最多|补)|第[一二三]年|每年(能|可|最多|补|给)|头一年|今年")
    ):
        found["whole_term"] = True


def _of_period(amount: Amount, words: str, text: str) -> bool:
    """Whether a sum is said to be of a day, a month, a quarter or half a year."""
    before = re.split("[，。；]", text[max(0, amount.start - 14) : amount.start])[-1]
    return (
        re.search(rf"(?:{words})(?:的)?[^，。年月]{{0,8}}$", before) is not None
        or re.match(rf"(?:块|元)?(?:{words})", text[amount.end :]) is not None
    )


def wants(q: Reading, found: list[Found]) -> bool:
    """A rent was given and the subsidy asked for, the other way round, or the subsidy of one's own company over years without its rent."""
    if (
        any("kind" in c for c in found)
        and q.has(_OWN)
        and q.has(r"[三两二一3]年[^，。；]{0,10}(?:补|领|拿|报)(?:贴)?(?:多少|几)")
        and not q.has(r"上限|最多|封顶|最高|比例|百分|每年|怎么")
    ):
        return True
    return any("rents" in c or "wanted" in c or "to_cap" in c for c in found) and (q.asks or q.has("补|报|领|拿|能"))
