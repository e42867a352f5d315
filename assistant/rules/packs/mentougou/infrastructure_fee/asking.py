"""Questions about the fee: which areas belong to which region and use, and what was prepaid."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading

__all__ = ["cases", "wants"]

EXCLUSIVE = (("area", "residential_area", "nonresidential_area", "final_area"), ("use", "residential_area", "nonresidential_area"))
_KEY_TOWN = r"潭柘寺?镇?|军庄镇?|斋堂镇?"
_NOT_NEW = r"(?:不在|不属于?|不是|非|没在|没进|出了|除了|在)[^，,。；、]{0,8}新城[^，,。；]{0,6}(?:外|以外|之外)|(?:不在|不属于?|不算|不是|非|没在|没进|没划进|不进)[^，,。；]{0,6}新城|新城(?:规划)?(?:范围|区域|区)?(?:以|之)?外"
_NOT_KEY = r"(?:不是|不属于?|不在|不算|非|也不是|又不是|也非)[^，。；]{0,6}重点镇|重点镇(?:范围|区域)?(?:以|之)?外"
_OUTSIDE = r"新城[和及与、或跟]+(?:三个)?重点镇(?:规划)?(?:范围|区域)?(?:以|之)?外|两边都不是|都不沾|(?:其他|其它|其余)(?:镇|地区|区域|地方|街镇|乡镇|范围)"
_FINAL = r"最终|最后|许可证|实际|批下来|批的?是|核定|后来|结果|竣工|改成|变成|定下来|清缴"
_FIRST = r"预缴|预交|方案|规划意见|原来|原先|先按|一开始|当初|起初|先交|立项|先"


def _regions(text: str) -> list[tuple[str, int]]:
    """Regions in order of mention; places other than the three towns decide nothing."""
    found: list[tuple[str, int]] = []
    plain = text
    for pattern in (_OUTSIDE, rf"(?:{_NOT_NEW})[^。；]{{0,8}}?(?:{_NOT_KEY})", rf"(?:{_NOT_KEY})[^。；]{{0,8}}?(?:{_NOT_NEW})"):
        for m in re.finditer(pattern, plain):
            found.append(("其他", m.start()))
            plain = plain[: m.start()] + "□" * len(m[0]) + plain[m.end() :]
    for m in re.finditer(_NOT_NEW, plain):
        town = re.search(r"(清水|雁翅|妙峰山|王平|大台|龙泉|永定|大峪|城子|东辛房)", text)
        if town and not re.search(_KEY_TOWN, plain):
            found.append(("其他", m.start()))
        plain = plain[: m.start()] + "□" * len(m[0]) + plain[m.end() :]
    plain = re.sub(_NOT_KEY, lambda m: "□" * len(m[0]), plain)
    found += [("新城", m.start()) for m in re.finditer("新城", plain)]
    found += [("重点镇", m.start()) for m in re.finditer(rf"重点镇|{_KEY_TOWN}", plain)]
    found.sort(key=lambda x: x[1])
    return found


def _distinct(regions: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Neighbouring mentions of one region are one (斋堂镇这个重点镇)."""
    out: list[tuple[str, int]] = []
    for region in regions:
        if not out or out[-1][0] != region[0]:
            out.append(region)
    return out


def _land(q: Reading) -> str | None:
    if q.has("划拨", "不是出让", "非出让", "没走出让", "不是招拍挂"):
        return "非出让"
    granted = q.has("出让", "招拍挂", "拍地", "拍来的", "拍下", "竞拍", "挂牌拿", "买的地", "摘牌")
    included = q.has(r"(地价款?|出让金|地款|土地款|土地价款|拿地的?钱|地钱|价款|地价)[^。；？]{0,14}(含|包括|算进|包进|包了|有了|里有|已有|交过|包着)", r"(含|包括|包进|算进)了?[^。；]{0,8}(配套费|建设费)[^。；]{0,6}(地价|出让)")
    excluded = q.has(r"(不含|没含|没有含|未含|不包括|没包括|没包|未包括|不包|没算|没有包)")
    if granted and excluded:
        return "出让不含配套费"
    if included and not excluded:
        return "出让含配套费" if granted or q.has("地价", "出让金", "地款") else None
    return "出让" if granted else None


def _category(q: Reading, slots: Slots) -> Found:
    found: Found = {}
    text = re.sub(r"(不是|不属于|不算|非)[^，。；]{0,4}(零星|技改|棚改|公租房|经适房|经济适用房|廉租房)", "", q.text)
    values = [v for v, _, _ in slots.values("category", text)]
    if not values:
        return found
    exempt = [v for v in values if v in ("经济适用住房", "廉租住房", "危旧房改造", "棚户区改造", "旧住宅区整治", "公共租赁住房")]
    found["category"] = (exempt or values)[0]
    office = q.has(r"办公|生活(?!垃圾|污水)|家属|主管部门|机关楼|宿舍楼")
    if found["category"] == "能源交通市政设施" and office:
        found["excepted"] = True
    if found["category"] == "中小学教师宿舍" and q.has("中专", "中技", "中等专业", "技校", "大学", "高校"):
        found["excepted"] = True
    if found["category"] == "军工专项工程" and q.has("不是国家批准", "没有国家批准", "未经国家批准"):
        found["excepted"] = True
    return found


def _use_of(area: Amount, uses: list[tuple[str, int, int]], text: str) -> str | None:
    """The use nearest to an area, inside the same stretch between commas first."""
    start = max(text.rfind(c, 0, area.start) for c in "，,。；;、和") + 1
    ends = [e for e in (text.find(c, area.end) for c in "，,。；;、和？?") if e >= 0]
    end = min(ends, default=len(text))
    inside = [u for u in uses if start <= u[1] < end]
    if inside:
        return min(inside, key=lambda u: min(abs(u[1] - area.end), abs(area.start - u[2])))[0]
    before = [u for u in uses if u[2] <= area.start]
    return before[-1][0] if before else None


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per project; a mixed project is one case with two areas."""
    text = q.text
    areas = [a for a in q.of("area") if not re.match(r"以[下上内]|之[下内]", text[a.end :])]
    if areas:  # 其中6000是住宅: a bare number beside a use is square metres
        bare = [a for a in q.of("number") if a.value >= 10 and re.match(r"(是|为|做|的)?(非?住宅|商|办公|底商)", text[a.end :])]
        areas = sorted(areas + [Amount("area", a.value, "平方米", f"{a.value:f}平方米", a.start, a.end) for a in bare], key=lambda a: a.start)
    regions = _distinct(_regions(text))
    names = list(dict.fromkeys(r for r, _ in regions))
    uses = slots.values("use", text)
    kinds = {u for u, _, _ in uses}
    common: Found = _category(q, slots)
    if land := _land(q):
        common["land"] = land
    money = q.of("money")
    prepaying = q.has("预缴", "预交", "多退少补", "退多少", "补多少", "补交", "补缴", "先交了", "已经交了", "已交", "已缴", "退回", "退给", "还要补", "退还")
    if prepaying and money and common.get("land") is None:
        common["prepaid"] = money[0].text
        if len(money) == 2:
            paid, final = money
            if re.search(_FINAL, text[max(0, paid.start - 8) : paid.start]) and not re.search(_FINAL, text[max(0, final.start - 8) : final.start]):
                paid, final = final, paid
            return [{"prepaid": paid.text, "final_fee": final.text}]
    if common.get("category") == "军队设施" and not q.has("营房|宿舍") and not kinds:
        common["use"] = "非住宅"
    if len(kinds) == 1 and not (len(areas) > 1 and len(names) > 1):
        common["use"] = kinds.copy().pop()
    if len(names) == 1:
        common["region"] = names[0]
    if not areas:
        return [common] if common else []
    if len(names) > 1:
        return _by_region(areas, regions, names, uses, common, text)
    if prepaying and len(areas) == 2 and kinds != {"住宅", "非住宅"}:
        first, final = areas
        lead = text[max(0, first.start - 14) : first.start]
        if re.search(_FINAL, lead) and not re.search(_FIRST, lead):
            first, final = final, first
        return [common | {"prepaid_area": first.text, "final_area": final.text}]
    return _one_region(areas, kinds, uses, common, q)


def _by_region(areas: list[Amount], regions: list[tuple[str, int]], names: list[str], uses: list[tuple[str, int, int]], common: Found, text: str) -> list[Found]:
    if len(areas) == 1:
        return [common | {"region": n, "area": areas[0].text} | ({"use": u} if (u := _use_of(areas[0], uses, text)) else {}) for n in names]
    found = []
    for area in areas:
        before = [r for r, at in regions if at < area.start]
        region = before[-1] if before else regions[0][0]
        case = common | {"region": region, "area": area.text}
        if use := _use_of(area, uses, text):
            case["use"] = use
        found.append(case)
    return found


def _one_region(areas: list[Amount], kinds: set[str], uses: list[tuple[str, int, int]], common: Found, q: Reading) -> list[Found]:
    text = q.text
    if len(areas) == 1:
        if kinds == {"住宅", "非住宅"}:
            if not q.has("分别", "各", "对比", "哪个", "差"):
                use = _use_of(areas[0], uses, text)
                return [common | {"area": areas[0].text} | ({"use": use} if use else {})]
            return [common | {"area": areas[0].text, "use": u} for u in ("住宅", "非住宅")]
        return [common | {"area": areas[0].text}]
    total = next((a for a in areas if re.search(r"(总|一共|共|总共|合计)[^，。；、]{0,8}$", text[: a.start])), None)
    parts = [a for a in areas if a is not total]
    given = {u: [a for a in parts if _use_of(a, uses, text) == u] for u in ("住宅", "非住宅")}
    if kinds == {"住宅", "非住宅"} and not q.has("分别", "各是", "各多少", "各交", "各要"):
        mixed: Found = {k: v for k, v in common.items() if k != "use"}
        for use, key in (("住宅", "residential_area"), ("非住宅", "nonresidential_area")):
            if given[use]:
                mixed[key] = _sum(given[use])
        if total is not None and len(parts) == 1:
            rest = {"residential_area": "nonresidential_area", "nonresidential_area": "residential_area"}
            for key, other in rest.items():
                if key in mixed and other not in mixed:
                    mixed[other] = _minus(total, parts[0])
                    break
        return [mixed]
    if q.has("地下") and len(kinds) < 2:
        return [common | {"area": total.text if total and len(areas) != 2 else _sum(areas)}]
    if total is not None and len(parts) == 1 and len(kinds) < 2:
        return [common | {"area": total.text}]
    return [common | {"area": a.text} | ({"use": u} if (u := _use_of(a, uses, text)) else {}) for a in parts]


def _sum(areas: list[Amount]) -> str:
    return "+".join(a.text for a in areas)


def _minus(total: Amount, part: Amount) -> str:
    return f"{total.text}-{part.text}"


def wants(q: Reading, found: list[Found]) -> bool:
    """A sum is asked for: an area, a prepayment, or a project that may owe nothing."""
    if q.has(r"哪些项目|哪几类|什么项目|标准是|的标准(是|有)?(多少|什么|几)?[?？]?$|几档|有几种|每平(方)?米?(建筑)?[^，。]{0,8}(多少|几|标准)") and not any("area" in c or "final_area" in c for c in found):
        return False
    sized = any(k in c for c in found for k in ("area", "final_area", "final_fee", "residential_area", "nonresidential_area"))
    free = any(c.get("land") == "出让含配套费" or c.get("category") in ("经济适用住房", "廉租住房", "危旧房改造", "棚户区改造", "旧住宅区整治", "公共租赁住房") for c in found)
    return (sized and q.has(r"多少|几|算|交|缴|钱|费|退|补|免|减|怎么")) or (free and q.has(r"多少|要不要|用不用|还要|还得|还用|需要|需不需|必须|得交|要交|交不交|免不免|免吗|收不收|再交"))
