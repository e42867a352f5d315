"""Questions about the fee: every area with its own region, use, category and phase.

What is said between two areas belongs to the second; what is said once holds for all.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading

__all__ = ["cases", "wants"]

EXCLUSIVE = (
    ("area", "residential_area", "nonresidential_area"), ("use", "residential_area", "nonresidential_area"),
)  # fmt: skip
EXEMPT = ("经济适用住房", "廉租住房", "危旧房改造", "棚户区改造", "旧住宅区整治", "公共租赁住房")
_KEY_TOWN = r"潭柘寺?镇?|军庄镇?|斋堂镇?"
_OTHER_TOWN = r"清水|雁翅|妙峰山|王平|大台|龙泉|永定|大峪|城子|东辛房"
_NOT = r"不在|不属于?|不算|不是|不归|够不上|非|没在|没进|没划进|不进|出了|除了"
_NOT_NEW = rf"(?:{_NOT}|在)[^，,。；、]{{0,8}}新城[^，,。；]{{0,6}}(?:外|以外|之外)|(?:{_NOT})[^，,。；、]{{0,6}}新城|新城(?:规划)?(?:范围|区域|区)?(?:以|之)?外面?"
_NOT_KEY = rf"(?:{_NOT}|也不是|又不是|也非|也不算)[^，。；]{{0,8}}重点镇|重点镇(?:范围|区域)?(?:以|之)?外面?"
_OUTSIDE = (
    r"新城[和及与、或跟]+(?:那)?(?:三个)?重点镇(?:规划)?(?:范围|区域)?(?:以|之)?(?:外|都不是|都不在|都不算|都不沾|哪个都不)|两边都不是|都不沾|哪(?:边|个)都不(?:沾|是|算|在)|(?:其他|其它|其余)(?:镇|地区|区域|地方|街镇|乡镇|范围)"
    + rf"|(?:{_OTHER_TOWN})(?:镇|街道|地区)?[（，]?(?:范围(?:以|之)?外|都不是|都不在|两不沾|两头不沾|不在范围)"
)
_FINAL = r"最终|最后|许可证|规证|实际|批下来|批的?是|只批|批了|核定|后来|结果|竣工|改成|变成|定下来|清缴|清算"
_FIRST = r"预缴|预交|方案|规划意见|原来|原先|先按|一开始|当初|起初|先交|立项|先|那会儿|那时"
_PREPAID = r"预缴|预交|多退少补|[退补](?:多少|几|给|回|还|缴|交)|(?:已经?|先)(?:交|缴)了?|还要补|要补|是补|该退|能退|清缴|清算|多交的|少交的"
_COMPARED = r"分别|各(?:是|自|要|交|缴|得|该|多少)|差(?:多少|几|额)|相差|哪个|哪边|比|对比|[多少贵便宜](?:交|缴|掏|出)?(?:多少|几)"
_CHEAPER = r"(?:比|较)[^，。；]{0,16}(?:省|少|便宜|低|差)|(?:省|少)(?:了|下|交|缴|掏)+(?:多少|几)|(?:优惠|减)(?:了|掉)?(?:多少|几)"
_SCHOOL = r"小学|中学|高中|初中|大学(?!生)|学校|高校|职高|中专|技校|学院|附[中小]|校园|校区|校内|[一二三四五六]中(?=[的要建盖新添])"
_TEACHING = r"图书馆|体育[场馆]|会堂|食堂|教学楼|实验楼|学生宿舍|教工单宿"
_FAR = r"清水|雁翅|妙峰山|王平|大台"
_SHARE = r"\d[:比]\d|[一二三四五六七八九]比[一二三四五六七八九]|分之|一半|[一二三四五六七八九]成|%|各半|对半"
_FILLER = re.compile(
    r"新城|重点镇|一个|另一?个?|再|又|还有|外加|加上?|和|跟|项目|总共?|一共|共|的|盖|建|起|批|地上|地下|面积|是|有|层|部分|其中|剩下|其余|余下|分别|各|按|就|都|在|镇|用途|建筑|规划|范围|内|里|□|[\d.,a-z]|[，。；、（）？!]"
)


def _blank(pattern: str, text: str) -> str:
    return re.sub(pattern, lambda m: "□" * len(m[0]), text)


def _regions(text: str) -> list[str]:
    """Regions in order of mention; places other than the three towns decide nothing."""
    found: list[tuple[str, int]] = []
    plain = text
    for pattern in (
        _OUTSIDE,
        rf"(?:{_NOT_NEW})[^。；]{{0,8}}?(?:{_NOT_KEY})",
        rf"(?:{_NOT_KEY})[^。；]{{0,8}}?(?:{_NOT_NEW})",
    ):
        for m in re.finditer(pattern, plain):
            found.append(("其他", m.start()))
            plain = plain[: m.start()] + "□" * len(m[0]) + plain[m.end() :]
    for m in re.finditer(_NOT_NEW, plain):
        if re.search(_OTHER_TOWN, text) and not re.search(_KEY_TOWN, plain):
            found.append(("其他", m.start()))
        plain = plain[: m.start()] + "□" * len(m[0]) + plain[m.end() :]
    plain = _blank(_NOT_KEY, plain)
    found += [("新城", m.start()) for m in re.finditer("新城", plain)]
    found += [("重点镇", m.start()) for m in re.finditer(rf"重点镇|{_KEY_TOWN}", plain)]
    return list(dict.fromkeys(r for r, _ in sorted(found, key=lambda x: x[1])))


def _land(q: Reading) -> str | None:
    if q.has("划拨", "不是出让", "非出让", "没走出让", "不是招拍挂"):
        return "非出让"
    granted = q.has("出让", "招拍挂", "拍地", "拍来的", "拍下", "竞拍", "挂牌拿", "买的地", "摘牌")
    included = q.has(
        r"(地价款?|出让金|地款|土地款|土地价款|拿地的?钱|地钱|价款|地价)[^。；？]{0,14}(含|包括|算进|包进|包了|有了|里有|已有|交过|包着)",
        r"(含|包括|包进|算进)了?[^。；]{0,8}(配套费|建设费)[^。；]{0,6}(地价|出让)",
    )
    excluded = q.has(
        r"(不含|没含|没有含|未含|不包括|没包括|没包|未包括|不包|没算|没有包|没有[^，。；]{0,6}(?:配套费|基础设施)|里头?没)"
    )
    if excluded and (granted or q.has("地价|出让金|地款|价款")):
        return "出让不含配套费"
    if included and not excluded:
        return "出让含配套费" if granted or q.has("地价", "出让金", "地款") else None
    return "出让" if granted and not excluded else None


def _category(text: str, slots: Slots, whole: str = "") -> Found:
    """The category named and not denied; ``excepted`` where 第四条 leaves the building out. Whose a library
    or a canteen is, and that a project is a small one, is often said elsewhere (``whole``)."""
    if re.search(
        r"主管部门[^，。；]{0,10}(?:办公|生活|家属|宿舍)|(?:供电|电力|自来水|供水|燃气|供热|市政|公交|地铁)(?:局|公司|集团|部门|单位)[^，。；]{0,10}(?:办公|家属|宿舍)",
        text,
    ):
        return {"category": "能源交通市政设施", "excepted": True}
    denied = r"(?:不是|不属于|不算|不能算|并非|非|不同于|没有|未经|不按)[^，。；]{0,4}$"
    values = [v for v, start, _ in slots.values("category", text) if not re.search(denied, text[:start])]
    if not values and re.search(_SCHOOL, whole or text) and re.search(_TEACHING, text):
        values = ["学校教学设施"]
    if not values and "零星" in whole and not re.search(rf"{denied[:-1]}零星", whole):
        values = ["单项零星项目"]
    if not values:
        return {}
    found: Found = {"category": next((v for v in values if v in EXEMPT), "幼儿园" if "幼儿园" in values else values[0])}
    if found["category"] == "幼儿园" and (school := slots.one("school", text)):
        found["school"] = school
    if found["category"] == "能源交通市政设施" and re.search(r"办公|生活(?!垃圾|污水)|家属|主管部门|机关楼|宿舍", text):
        found["excepted"] = True
    if (
        found["category"] in ("中小学教师宿舍", "学校教学设施")
        and re.search("中专|中技|中等专业|中等职业技术|技校|大学|高校", text)
        and re.search("(教师|老师|教职工|教工)[^，。；]{0,6}(住|房|楼|宿舍)", text)
    ):
        found = {"category": "中小学教师宿舍", "excepted": True}
    return found


def _stretch(area: Amount, text: str) -> tuple[int, int]:
    start = max(text.rfind(c, 0, area.start) for c in "，,。；;、和加再又") + 1
    ends = [e for e in (text.find(c, area.end) for c in "，,。；;、和加再又？?") if e >= 0]
    return start, min(ends, default=len(text))


def _use(area: Amount, since: int, uses: list[tuple[str, int, int]], text: str) -> str | None:
    """The use nearest to an area, inside the same stretch between commas first, then since the area before."""
    start, end = _stretch(area, text)
    inside = [u for u in uses if start <= u[1] < end]
    if inside:
        return min(inside, key=lambda u: min(abs(u[1] - area.end), abs(area.start - u[2])))[0]
    before = [u for u in uses if since <= u[1] and u[2] <= area.start]
    return before[-1][0] if before else None


def _areas(q: Reading) -> list[Amount]:
    text = q.text
    areas = [a for a in q.of("area") if not re.match(r"以[下上内]|之[下内]", text[a.end :])]
    if not areas:  # 建筑面积1800
        bare = [
            a
            for a in q.of("number")
            if a.value >= 10
            and re.search(r"面积(?:是|为|有|共|总共|大概|约|[^，。；、\d]{0,4}(?:到|成|了))?$", text[: a.start])
        ]
        areas = [Amount("area", a.value, "平方米", f"{a.value:f}平方米", a.start, a.end) for a in bare[:1]]
    if len(areas) > 1 and len(built := [a for a in areas if not _is_land(a, text)]) < len(areas):
        areas = built
    if areas:  # 其中6000是住宅: a bare number beside a use is square metres
        bare = [
            a
            for a in q.of("number")
            if a.value >= 10 and re.match(r"(是|为|做|的)?(非?住宅|商|办公|底商)", text[a.end :])
        ]
        areas += [Amount("area", a.value, "平方米", f"{a.value:f}平方米", a.start, a.end) for a in bare]
    elif q.has(r"每(?:一)?(?:建筑)?平") and q.has("差|[多少贵]"):
        areas = [
            Amount("area", Decimal(1), "平方米", "1平方米", m.start(), m.end())
            for m in q.find(r"每(?:一)?(?:建筑)?平(?:方米)?")
        ][:1]
    return sorted(areas, key=lambda a: a.start)


def _is_land(area: Amount, text: str) -> bool:
    """5亩地: what is built on, not what is built."""
    return (
        area.unit in ("亩", "公顷", "顷")
        and re.match(r"(?:多)?的?(?:土地|地块|宗地|用地|荒地|空地|地(?!下))", text[area.end :]) is not None
    )


def _parts(areas: list[Amount], q: Reading, slots: Slots) -> list[Found]:
    """Each area with what is said of it."""
    text = q.text
    uses = slots.values("use", text)
    everywhere = _regions(text)
    told = set(re.findall(r"按照?(?:着|的)?(非?住宅)", text))
    stated = told.pop() if len(told) == 1 and len(set(re.findall("非?住宅", text))) == 1 else None
    parts: list[Found] = []
    since = 0
    for at, area in enumerate(areas):
        end = len(text) if at == len(areas) - 1 else _stretch(area, text)[1]
        own = text[since:end]
        part: Found = {"area": area.text}
        regions = _regions(own)
        if len(everywhere) == 1:
            part["region"] = everywhere[0]
        elif regions:
            part["region"] = regions[0]
        elif parts and "region" in parts[-1]:
            part["region"] = parts[-1]["region"]
        part |= _category(own, slots, text)
        use = _use(area, since, uses, text)
        if (
            use is None
            and len({u for u, _, _ in uses}) == 1
            and (at == 0 or len(areas) == 1 or all(u[1] > areas[-1].end for u in uses))
        ):
            use = uses[0][0]
        unknown = _FILLER.sub("", re.sub(_KEY_TOWN, "", text[since : area.start]))
        if parts and len(unknown) < 2:
            for key in ("category", "school", "excepted", "use"):
                if key in parts[-1] and key not in part and not (key != "use" and use is not None):
                    part[key] = parts[-1][key]
        if use is not None:
            part["use"] = use
        if stated is not None and (len(areas) == 1 or re.search("都|统统|全部|一律|均", text)):
            part["use"] = stated
        if part.get("category") == "军队设施" and not re.search("营房|宿舍", own) and use is None:
            part["use"] = "非住宅"
        parts.append(part)
        since = _stretch(area, text)[1]
    return parts


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per project; a mixed project is one case with two areas."""
    text = q.text
    areas = _areas(q)
    common: Found = {}
    if land := _land(q):
        common["land"] = land
    prepaying = q.has(_PREPAID)
    money = q.of("money")
    if prepaying and money and land is None:
        common["prepaid"] = money[0].text
        if len(money) == 2:
            paid, final = money
            if re.search(_FINAL, text[max(0, paid.start - 8) : paid.start]) and not re.search(
                _FINAL, text[max(0, final.start - 8) : final.start]
            ):
                paid, final = final, paid
            return [{"prepaid": paid.text, "final_fee": final.text}]
    elif len(money) == 1 and not areas and q.has(r"多大|面积|多少平|几平|盖多少|多少个平方"):
        common["paid"] = money[0].text
    land_only = len(areas) == 1 and _is_land(areas[0], text) and not q.has("建筑面积")
    if land_only:
        areas, common = [], common | {"_aside": [areas[0].text]}
    if (
        q.has(r"一共|总共|合计|总|加起来|多少")
        and (plots := [a.text for a in q.of("area") if _is_land(a, text)])
        and areas
    ):
        common["_aside"] = plots
    if not areas:
        kinds = {u for u, _, _ in slots.values("use", text)}
        regions = _regions(text)
        common |= _category(text, slots)
        common |= {"school": school} if (school := slots.one("school", text)) else {}
        common |= {"use": kinds.pop()} if len(kinds) == 1 else {}
        common |= {"region": regions[0]} if len(regions) == 1 else {}
        return [common] if set(common) - {"_aside"} else []
    if q.has("商铺|底商|配建的|配套商业") and (_category(text, slots).get("category") in EXEMPT):
        return []  # whether the shops of an exempt project are exempt is not for a formula to say
    if prepaying and len(areas) > 1 and not q.has("地下"):
        return [common | _settled(areas, _parts(areas, q, slots), q)]
    if len(areas) == 1 and (phased := _phased(areas[0], q)):
        given = {
            k: v
            for k, v in _parts(areas, q, slots)[0].items()
            if k not in ("area", "use" if "part_area" in phased else "")
        }
        return [common | given | phased]
    if len(areas) == 1:
        return _single(areas, common, q, slots)
    parts = _parts(_without_total(areas, text), q, slots)
    if len(parts) == 1 and len(areas) > 1:
        return _with_rest(areas, parts[0], common, text, slots)
    return _grouped(parts, common, q)


def _phased(area: Amount, q: Reading) -> Found:
    """One area that is told to be the prepaid one, the approved one, or a part of what was told before."""
    lead = re.split("[，。；]", q.text[max(0, area.start - 14) : area.start])[-1]
    if q.has(r"[退补](?:多少|几|不)|多退少补|还得补|要补|能退") and not q.of("money"):
        if re.search(r"预缴|预交", lead) and not re.search(r"比[^，。；]{0,8}(?:多|少|大|小)", lead):
            return {"prepaid_area": area.text}
        if re.search(rf"(?:{_FINAL})[^，。；]{{0,8}}$", lead) and not re.search(r"比", lead):
            return {"final_area": area.text}
    use = re.match(r"(?:的)?(?:是|做|改成|盖|为)?(非?住宅|商业|写字楼|办公|底商|商铺)", q.text[area.end :])
    if use and re.search(r"(?:其中|里头|里面|里边)(?:有|的)?$", lead):
        return {"part_area": area.text, "part_use": "住宅" if use[1] == "住宅" else "非住宅"}
    return {}


def _single(areas: list[Amount], common: Found, q: Reading, slots: Slots) -> list[Found]:
    """One area, asked about for one or for several regions and uses."""
    part = common | _parts(areas, q, slots)[0]
    regions = _regions(q.text)
    kinds = list(dict.fromkeys(u for u, _, _ in slots.values("use", q.text)))
    if part.get("category") in EXEMPT and q.has("各") and q.has("商品房|商品住宅|普通住宅"):
        return [part, {k: v for k, v in part.items() if k != "category"} | {"use": "住宅"}]
    if _beside(part, regions, q):
        plain = {k: v for k, v in part.items() if k not in ("category", "excepted")}
        return [part | {"_across": "difference"}, plain | ({"use": "非住宅"} if "use" not in plain else {})]
    if shared := _shares(part["area"], kinds, q, slots):
        return (
            [{k: v for k, v in part.items() if k not in ("area", "use")} | s for s in shared]
            if len(regions) < 2
            else []
        )
    if len(kinds) == 2 and q.has(_SHARE):
        return []  # how the area is divided was not understood
    spread = len(kinds) == 2 and q.has(_COMPARED, "各")
    if not regions and q.has(r"三档|各档|每档|三类(?:地|区)|三种(?:地|区|范围)|(?:不同|各个?)(?:地方|区域|范围)"):
        regions = ["新城", "重点镇", "其他"]
    found = [part | {"region": r} for r in regions] if len(regions) > 1 else [part]
    towns = {m[:2] for m in re.findall(rf"{_KEY_TOWN}|{_OTHER_TOWN}", q.text)}
    if len(towns) > 1 and q.has("各|都盖|都建|每个镇"):
        if len(regions) < len(towns) and len(regions) != 1:
            return [{k: v for k, v in part.items() if k != "region"}]
        found = found if len(regions) > 1 else [part] * len(towns)
    elif (
        "其他" not in regions
        and len(towns - {r[:2] for r in regions})
        and regions
        and q.has(_COMPARED, "各")
        and re.search(_FAR, q.text)
    ):
        return [{k: v for k, v in part.items() if k != "region"}]  # where one of the places belongs was not said
    if spread:
        found = [f | {"use": u} for f in found for u in ("住宅", "非住宅")]
    return found


def _shares(whole: str, kinds: list[str], q: Reading, slots: Slots) -> list[Found]:
    """40%是住宅，其余商业: one area divided by shares, what is left going to the other use."""
    shares = [(f"{r.value:f}%", r.start) for r in q.of("ratio")] or [
        ("50%", m.start()) for m in q.find(r"各(?:占|是|为)?(?:一|1)?半|对半|一半一半|一半(?:是|做|盖)?")
    ][:1]
    if len(kinds) != 2 or not 1 <= len(shares) <= 2:
        return []
    share, at = shares[0]
    near = [u for u, start, end in slots.values("use", q.text) if min(abs(start - at), abs(end - at)) < 8]
    first = near[0] if near else kinds[0]
    key, other = (
        ("residential_area", "nonresidential_area") if first == "住宅" else ("nonresidential_area", "residential_area")
    )
    part = f"{whole}×{share}"
    return [{key: part, other: f"{whole}-{part}"}]


def _beside(part: Found, regions: list[str], q: Reading) -> bool:
    """Whether a 第四条 project is set against what an ordinary one would pay there."""
    reduced = part.get("category") not in (None, *EXEMPT) and not part.get("excepted")
    return reduced and len(regions) < 2 and q.has(_CHEAPER) and not q.has(r"比(?:住宅|非住宅)")


def _without_total(areas: list[Amount], text: str) -> list[Amount]:
    total = next(
        (
            a
            for a in areas
            if a == max(areas, key=lambda x: x.value)
            and re.search(r"(总|一共|共|总共|合计)[^，。；、]{0,8}$", text[: a.start])
            or a is max(areas, key=lambda x: x.value)
            and re.match(r"(?:的|项目|楼|房子|建筑)*[，、]?(?:其中|里头|里面|里边)", text[a.end :])
        ),
        None,
    )
    rest = [a for a in areas if a is not total]
    return rest if total is not None else areas


def _with_rest(areas: list[Amount], part: Found, common: Found, text: str, slots: Slots) -> list[Found]:
    """总面积9000平方米，其中6000是住宅，剩下的是商铺: the rest has the other use."""
    total = next(a for a in areas if a.text != part["area"]) if any(a.text != part["area"] for a in areas) else areas[0]
    kinds = {u for u, _, _ in slots.values("use", text)}
    given = {k: v for k, v in part.items() if k not in ("use", "area")}
    if kinds != {"住宅", "非住宅"} or "use" not in part:
        return [common | part | {"area": total.text}]
    key, other = (
        ("residential_area", "nonresidential_area")
        if part["use"] == "住宅"
        else ("nonresidential_area", "residential_area")
    )
    return [common | given | {key: part["area"], other: f"{total.text}-{part['area']}"}]


def _grouped(parts: list[Found], common: Found, q: Reading) -> list[Found]:
    """Areas of one project together, areas of several projects one by one."""
    kind = [{k: v for k, v in p.items() if k not in ("area", "use")} for p in parts]
    if any(k != kind[0] for k in kind) or q.has(_COMPARED) or any("use" not in p for p in parts) and not q.has("地下"):
        return [common | p for p in parts]
    if q.has("地下") and len({p.get("use") for p in parts if "use" in p}) < 2:
        return [common | parts[0] | {"area": "+".join(p["area"] for p in parts)}]
    uses = {p["use"] for p in parts if "use" in p}
    if len(uses) == 2:
        given = {u: "+".join(p["area"] for p in parts if p.get("use") == u) for u in uses}
        return [common | kind[0] | {"residential_area": given["住宅"], "nonresidential_area": given["非住宅"]}]
    return [common | p for p in parts]


def _settled(areas: list[Amount], parts: list[Found], q: Reading) -> Found:
    """What was prepaid for and what was approved in the end, each in one use or in two."""
    text = q.text
    phases: list[str] = []
    for at, area in enumerate(areas):
        lead = text[areas[at - 1].end : area.start] if at else text[max(0, area.start - 20) : area.start]
        marks = [(m.end(), "final") for m in re.finditer(_FINAL, lead)] + [
            (m.end(), "first") for m in re.finditer(_FIRST, lead)
        ]
        phases.append(max(marks)[1] if marks else phases[-1] if phases else "first")
    if len(set(phases)) == 1 and len(areas) == 2:
        phases = ["first", "final"] if phases[0] == "first" else ["final", "first"]
    found: Found = {k: v for k, v in parts[0].items() if k in ("region", "category", "excepted")}
    uses = {p.get("use") for p in parts}
    for phase, single, residential, other in (
        ("first", "prepaid_area", "prepaid_residential_area", "prepaid_nonresidential_area"), ("final", "final_area", "residential_area", "nonresidential_area"),
    ):  # fmt: skip
        mine = [p for p, f in zip(parts, phases, strict=True) if f == phase]
        if uses == {"住宅", "非住宅"}:
            for use, key in (("住宅", residential), ("非住宅", other)):
                if given := [p["area"] for p in mine if p.get("use") == use]:
                    found[key] = "+".join(given)
        elif mine:
            found[single] = "+".join(p["area"] for p in mine)
    named = uses - {None}
    if len(named) == 1:
        found["use"] = named.pop()
    return found


def wants(q: Reading, found: list[Found]) -> bool:
    """A sum is asked for: an area, a prepayment, or a project that may owe nothing."""
    if q.has(
        r"哪些项目|哪几类|什么项目|标准是|的标准(是|有)?(多少|什么|几)?[?？]?$|几档|有几种|每平(方)?米?(建筑)?[^，。]{0,8}(多少|几|标准)"
    ) and not any("area" in c or "final_area" in c for c in found):
        return False
    sized = any(
        k in c
        for c in found
        for k in (
            "_aside",
            "part_area",
            "prepaid_area",
            "area",
            "final_area",
            "final_fee",
            "residential_area",
            "nonresidential_area",
            "paid",
        )
    )
    free = any(c.get("land") == "出让含配套费" or c.get("category") in EXEMPT for c in found)
    return (sized and (q.asks or q.has(r"交|缴|钱|费|退|补|免|减"))) or (
        free and q.has(r"多少|要不要|用不用|还要|还得|还用|需要|需不需|必须|得交|要交|交不交|免不免|免吗|收不收|再交")
    )
