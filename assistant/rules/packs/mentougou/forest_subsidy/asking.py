"""Questions about 退耕还林: which area is transferred and which kept, over which years."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading, cn_number
from assistant.rules.units import convert

__all__ = ["cases", "wants"]

EXCLUSIVE = (("years", "from_year", "to_year", "whole_period"), ("area", "transfer_area", "dual_use_area"))
_KEEP = r"自己|自主|自个|自家|自管|自营|自种|留着|兼用林|没流转|不流转|没转|板栗|栗子|栗树|核桃|柿子|枣|杏|山楂|山桃|香椿|玫瑰|花椒|榛子"
_MOVE = r"(?<!没)(?<!不)(?<!未)流转|租给镇|交给镇|生态公益林|公益林|给镇政府|给镇里|转给镇|转出去|速生杨"
_TOTAL = r"一共|总共|共计|合计|总计|拢共|全部|加起来|共"
_FAIL = r"(?:没|不|未)(?:有)?(?:过关|过|合格|通过|达标|及格)|没验收过|验收失败|验收没"


_DIFFER = r"差(多少|几)|相差|差额|哪个(多|划算|合适|高)"
_UNLISTED = (
    r"樱桃|梨树|梨园|苹果|葡萄|(?<![核山])桃树|李子|石榴|海棠|桑树|柏树|松树|槐树|银杏|杨树|柳树|(?<![核山])桃园"
)
_CARE = r"养护|看护|管护(?:费|钱|补)|护林(?:费|钱)|养树|看树"
_OWN = r"(?:我|俺|咱)们?家?[^，。；]{0,12}(?:(?:流转|转|租|交)(?:给|出)|流转(?:了|以?后|一年|每年))|面积[^，。；]{0,4}(?:忘|不清|不知|没量|记不)"
_LOST = r"征|占|毁|淹|砍|调出|退出|核减|减少|减|少|划走|收走|冲"
_YEARLY_SUM = r"(?:一年|每年|年年)(?:能|可|该|就)?(?:补|拿|领|给|发|得|有|到手)?[^，。；年]{0,6}(?:多少|几[块个百千万])"
_SPAN_SUM = r"(?:到|至)20\d\d年?[^，。；]{0,12}(?:多少|几[块个百千万])|(?:一共|总共|满打满算|加起来|合计|拢共)[^，。；年]{0,8}(?:多少|几[块个百千万])"
_BOTH_SUMS = rf"{_YEARLY_SUM}.*(?:{_SPAN_SUM})|(?:{_SPAN_SUM}).*{_YEARLY_SUM}"
_HOME = r"(?:我|俺|咱|自)们?家|家里|[我俺咱]们?(?=[^，。；]{0,6}(?:退|地|林|管|种|流转))|自己(?:家|管|种)"
_HANDED = r"(?:流转|转|交|租)(?:给|出)|流转(?!费|补|金|款|收|的钱|政策|条件|程序|公示)"
_SAME_YEAR = r"当年(?!的?(?:\d|[一二三四五六七八九十])+月)|签约那年|签的那年"
_GOT = r"领|拿|发|兑现|给|补|到账"
_DEAD = r"死|枯|没(?:有)?(?:活|保住|保存|成活)|未(?:保存|成活)|荒(?:了|着)|保存不合格"
_NO_CARE = r"养护(?:费|补助)?(?:先)?(?:不算|不含|除外|不包括|另算|不计|别算|不要|不管|不归|归镇|给镇|是镇|没我)|不(?:算|含|包括|计)(?:林木)?养护"


def _kind(area: Amount, text: str) -> str | None:
    start = max(text.rfind(c, 0, area.start) for c in "，,。；;、") + 1
    ends = [e for e in (text.find(c, area.end) for c in "，,。；;、？?") if e >= 0]
    end = min(ends, default=len(text))
    before, after = text[start : area.start], text[area.end : end]
    marks = [(m.start(), "keep") for m in re.finditer(_KEEP, text[start:end])] + [
        (m.start(), "move") for m in re.finditer(_MOVE, text[start:end])
    ]
    if len({k for _, k in marks}) == 2 and len(re.findall(r"\d亩|[一二三四五六七八九十百]亩", text[start:end])) > 1:
        first = re.search(r"[\d.一二两三四五六七八九十百]+亩", text[start:end])
        follows = first is not None and min(marks)[0] > first.start()
        own = [k for at, k in sorted(marks) if (start + at >= area.end if follows else start + at < area.start)]
        return (own[0] if follows else own[-1]) if own else None
    for part in (after + before, text[area.end : area.end + 12], text[max(0, area.start - 16) : area.start], text):
        keep, move = re.search(_KEEP, part), re.search(_MOVE, part)
        if keep and not move:
            return "keep"
        if move and not keep:
            return "move"
        if keep and move:
            return "keep" if keep.start() < move.start() else "move"
    return None


def _sum(areas: list[Amount]) -> str:
    return "+".join(a.text for a in areas)


def _signed(q: Reading) -> date | None:
    for when in q.dates:
        near = q.text[
            max(0, when.start - (0 if when.last else 10)) : when.end + 14
        ]  # 签的合同，2025年底: the end of a span
        handed = re.match(
            rf"[^，。；]{{0,10}}(?:{_HANDED})|[^，。；]{{0,4}}[把将才][^，。；]{{0,14}}(?:{_HANDED})",
            q.text[when.end :],
        )
        year = (
            when.year
            or q.hint
            or (int(told[0]) if len(told := re.findall(r"(20\d\d)年(?=[^，。\d]{0,3}签)", q.text)) == 1 else None)
        )
        if ("签" in near or handed) and year is not None and when.month and 1 <= when.month <= 12:
            first = replace(when, year=year, day=when.day or 1).date
            before = when.day is None and re.match("(以|之)?前", q.text[when.end :])
            return first - timedelta(days=1) if first and before else first
    whole = re.search(r"(20\d\d)年(?!\d)[^，。]{0,8}签", q.text)
    return date(int(whole[1]), 12, 31) if whole and int(whole[1]) > 2020 else None


def _years(q: Reading) -> Found:
    found: Found = {}
    text = q.text
    to = next(
        (
            m
            for m in re.finditer(r"(?:(?<!签)到|至|~|-|—)(20\d\d|(?<!\d)\d\d(?=年))年?", text)
            if not re.match(r"\d+月[^，。；]{0,8}签", text[m.end() :])
        ),
        None,
    )
    to = to or re.search(
        r"((?<!\d)(?:20)?\d\d)年(?:年)?底[^，。；签]{0,4}(?:已经?|为止|一共|总共|止)|(?:截止?到?|截至)((?:20)?\d\d)年",
        text,
    )
    begin = re.search(r"(?:从|自|打)?(20\d\d)年?(?:度)?(?:起|算起|开始|到|至|~|-|—)", text)
    if to:
        found["to_year"] = int(next(g for g in to.groups() if g)) % 100 + 2000
    left = q.has(r"还能|还可|还有|还会|剩下?|往后|后面|余下|后头(?!\d)|接下来")
    until = re.search(rf"(?:{_GOT})(?:到|至)了?(20\d\d)年?", text)
    had = re.search(
        rf"(?:{_GOT})(?:了|过)([一两二三四五六七八九\d])年|前([一两二三四五六七八九\d])年[^，。；]{{0,4}}(?:都|已经?|全)[^，。；]{{0,2}}(?:{_GOT})",
        text,
    )
    if left and until:
        found.pop("to_year", None)
        found["had_until"] = int(until[1])
        if later := re.search(r"(?:到|至)(20\d\d)", text[until.end() :]):
            found["to_year"] = int(later[1])
    elif left and had:
        found["had_years"] = int(cn_number(had[1] or had[2]))
    if begin and not re.match(r"年?\d*月", text[begin.start(1) + 4 :]):
        found["from_year"] = int(begin[1])
    failed = re.search(
        r"(?<![\d0-9])([一两二三四五六七八九\d])(?:个)?年(?:度)?[^，。；年]{0,10}" + f"(?:{_FAIL})", text
    )
    spoiled = 0
    if failed:
        spoiled = int(cn_number(failed[1]))
    elif listed := re.findall(r"20\d\d年?(?=[^，。]{0,14}" + f"(?:{_FAIL}))", text):
        spoiled = len(listed)
    elif q.has(_FAIL) and q.has("验收|检查") and not any(_area_failed(a, text) for a in q.of("area")):
        spoiled = 1
    if spoiled:
        found["failed_years"] = spoiled
    for amount in q.of("months"):
        inside = failed is not None and failed.start() <= amount.start < failed.end()
        inside = inside or had is not None and left and had.start() <= amount.start < had.end()
        rest = re.match(r"[^，。]{0,6}(合格|过关|通过)", text[amount.end :]) is not None
        if (
            amount.unit == "年"
            and not inside
            and not rest
            and amount.value == int(amount.value)
            and amount.value > 0
            and found.get("years", 1) == 1
        ):
            found["years"] = int(amount.value)
    yearly = q.has(r"每年|一年(?!里)|年年能|当年|这年|全年|(?<!\d)1年|今年|明年|去年|头一年|第一年")
    single = re.search(r"(?<!\d)(20\d\d)年(?!\d+月|[到至起])", text)
    if "years" not in found and not found.get("to_year") and not found.get("from_year"):
        if q.has(r"整个(补助)?期|补助期|政策期|全期|期满|从头到尾|到期|一直(领|拿)到(头|底)|领满|拿满|九年|9年"):
            found["whole_period"] = True
        elif yearly or (single and not q.has("签")):
            found["years"] = 1
    return found


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case, or one per area, contract date or number of years when each is asked for."""
    text = q.text
    common: Found = _years(q)
    signed = _signed(q)
    if signed:
        _from_contract(common, signed, q)
    areas, rest = _areas_of(q)
    if re.search(_UNLISTED, text):
        return []  # whether such a tree is subsidised is not for a formula to say
    if not areas:
        return _without_area(common, q)
    kinds = [_kind(a, text) or ("move" if signed else None) for a in areas]
    if rest is not None:
        areas.append(rest)
        kinds.append("keep" if kinds[0] == "move" else "move")
    failed = [a for a in areas if _area_failed(a, text)]
    if len(failed) == 1 and len(areas) == 2:
        whole = next(a for a in areas if a is not failed[0])
        areas, kinds = [replace(whole, text=f"{whole.text}-{failed[0].text}")], [_kind(whole, text)]
    care = q.has(_CARE) and not q.has(_NO_CARE)
    transfer = q.has("流转费", "流转补助", "流转金", "流转款", "流转的钱", "流转收入") or not care
    if (
        len(areas) == 1
        and rest is None
        and re.search(_KEEP, text)
        and re.search(_MOVE, text)
        and q.has(
            r"差(多少|几)|相差|比[^，。]{0,14}(多|少|高|低)|哪个(多|划算|合适|高)|多[领拿得]?(多少|几)|少[领拿得]?(多少|几)"
        )
    ):
        one = areas[0].text
        return [
            common | {"area": one, "kind": "流转", "_across": "difference"},
            _kept(common) | {"area": one, "kind": "自主经营"},
        ]
    if changed := _changed(common, kinds, q):
        return changed
    both = [
        d
        for w in q.dates
        if w.year
        and w.month
        and "签" in text[max(0, w.start - 10) : w.end + 14]
        and (d := q.full(replace(w, day=w.day or 1))) is not None
    ]
    if len(set(both)) == 2 and q.has(r"差|少|多|比|晚|早") and len(areas) == 1:
        each = areas[0].text.removesuffix(f"×{len(both)}")  # 两户都是15亩: one date is of one of them
        told = common | {"transfer_area": each, "_across": "difference", "_aside": [areas[0].text]}
        return [told | {"signed": d} for d in both]
    if len(areas) > 1 and q.has("分别", "各(领|拿|能|多少|补|给|是|得|自)") and len(set(kinds)) == 1:
        return [common | _areas([a], [k], care, transfer) for a, k in zip(areas, kinds, strict=True)]
    if len(areas) == 2 and set(kinds) == {"move", "keep"} and not care and q.has(_DIFFER):
        return [
            common | _areas([a], [k], care, transfer) | {"_across": "difference"}
            for a, k in zip(areas, kinds, strict=True)
        ]
    if set(kinds) == {"move", "keep"} and not care and (signed or "failed_years" in common):
        return _side_by_side(common, areas, kinds, q)
    found = common | _areas(areas, kinds, care, transfer)
    if "had_years" in found:
        found["_aside"] = [a.text for a in q.of("money")]  # what was paid for them
    if q.has(_BOTH_SUMS) and "failed_years" not in found and ("to_year" in found or "whole_period" in found or signed):
        span = {k: v for k, v in found.items() if k != "years"}
        return [
            {k: v for k, v in found.items() if k not in ("to_year", "from_year", "whole_period", "signed")}
            | {"years": 1},
            span,
        ]
    years = [int(y) for y in re.findall(r"(20\d\d)年(?!\d|底|末|[^，。、]{0,4}签)", re.sub(r"20\d\d年\d+月", "", text))]
    if signed and len(years) > 1 and q.has("各|分别"):
        return [found | {"from_year": y, "to_year": y} for y in years]
    spans = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value == int(a.value) > 0]
    if (
        not signed
        and len(set(spans)) == 2
        and 1 in spans
        and "failed_years" not in found
        and q.has(r"一年[^，。；]{0,12}(?:多少|几)[^，。；]*[，、]?[^。；]{0,4}年[^，。；]{0,10}(?:多少|几|呢)")
    ):
        return [found | {"years": y} for y in dict.fromkeys(spans)]
    return [found]


def _kept(common: Found) -> Found:
    """What holds for an area that is not transferred: its years do not hang on a contract."""
    return {k: v for k, v in common.items() if k != "signed"}


def _changed(common: Found, kinds: list[str | None], q: Reading) -> list[Found]:
    """2024年起少了4亩: the area before that year and the area from that year on, as two spans of one period."""
    text = q.text
    start = re.search(rf"(20\d\d)年(?:起|开始|以后|之后|年?初)[^。；]{{0,10}}?(?:{_LOST})", text)
    areas = q.of("area")
    if start is None or len(areas) < 2 or not ("whole_period" in common or "to_year" in common):
        return []
    year = int(start[1])
    whole, others = areas[0], areas[1:]
    before = [a for a in others if re.search(r"(?:剩|还有|变成|只有)[^，。；]{0,4}$", text[: a.start])]
    lost = [a for a in others if a not in before]
    if len(before) > 1 or len(lost) > 1 or len({k for k in kinds if k}) > 1:
        return []
    kind = {"kind": "流转" if "move" in kinds else "自主经营"} if any(kinds) else {}
    base = {k: v for k, v in common.items() if k not in ("from_year", "to_year", "whole_period", "years")} | kind
    first = {"from_year": common["from_year"]} if common.get("from_year", year) < year else {}
    last = {"to_year": common["to_year"]} if "to_year" in common else {"whole_period": True}
    rest = f"{whole.text}-{lost[0].text}" if lost else before[0].text
    return [
        base | first | {"area": whole.text, "before_year": year, "_across": "total"},
        base | last | {"area": rest, "from_year": year, "_aside": [a.text for a in others]},
    ]


def _side_by_side(common: Found, areas: list[Amount], kinds: list[str | None], q: Reading) -> list[Found]:
    """Areas handed over and areas kept: the contract date holds for the one, years that failed for the one they are told of."""
    moved = _sum([a for a, k in zip(areas, kinds, strict=True) if k == "move"])
    kept = _sum([a for a, k in zip(areas, kinds, strict=True) if k == "keep"])
    failing = [p for p in re.split("[，。；]", q.text) if re.search(_FAIL, p)]
    told = {"keep" if re.search(_KEEP, p) else "move" if re.search(_MOVE, p) else None for p in failing}
    if failing and len(told) != 1 or None in told:
        return []
    clean = {k: v for k, v in common.items() if k != "failed_years"}
    mine = (common if "move" in told else clean) | {"area": moved, "kind": "流转", "_across": "total"}
    return [mine, _kept(common if "keep" in told else clean) | {"area": kept, "kind": "自主经营"}]


def _from_contract(common: Found, signed: date, q: Reading) -> None:
    """The years asked about, as seen from the day the contract was signed."""
    text = q.text
    common["signed"] = signed
    if common.get("from_year") == signed.year and not re.search(rf"从{signed.year}年(?!\d+月)", text):
        common.pop("from_year")
    asked = {int(y) for y in re.findall(r"(20\d\d)年(?!\d*月|\d|底|末|[^，。]{0,4}签)", text)} - {
        common.get("to_year"),
        signed.year if q.has(rf"{signed.year}年\d+月") and not q.has(_SAME_YEAR) else None,
    }
    if len(asked) == 1 and q.has(rf"{_SAME_YEAR}|这年|那年|一年|全年|能不能|有钱") and "to_year" not in common:
        common["from_year"] = common["to_year"] = asked.pop()
        common.pop("years", None)
    elif (
        len(asked) == 1
        and "to_year" not in common
        and "years" not in common
        and "from_year" not in common
        and not q.has("到|至|起|总共|一共|开始")
    ):
        common["from_year"] = common["to_year"] = asked.pop()
    elif q.has(_SAME_YEAR) and "to_year" not in common:
        common["from_year"] = common["to_year"] = signed.year
        common.pop("years", None)
    if common.get("years") == 1 and not q.has("一年(能|可|的|有|流转|领|拿)", "每年", r"(?<!\d)1年", "头一年|第一年"):
        common.pop("years")


def _areas_of(q: Reading) -> tuple[list[Amount], Amount | None]:
    """Areas without totals and restatements; and what is left of a total when the rest is spoken of."""
    text = q.text
    areas = [a for a in q.of("area") if not re.search(r"(大约|约合?|合|相当于|也就是|等于|即|折合)$", text[: a.start])]
    for area in areas:
        others = [convert(a.value, a.unit, "亩") for a in areas if a is not area]
        if len(others) > 1 and sum(others) == convert(area.value, area.unit, "亩"):
            areas = [a for a in areas if a is not area]
            break
    if len(areas) > 2:
        areas = [a for a in areas if not re.search(rf"(?:{_TOTAL})[^，。；、]{{0,6}}$", text[: a.start])] or areas
    if len(areas) == 2 and areas[0].value > areas[1].value and q.has("剩下|其余|余下|剩余|别的|其他的|另外的"):
        total, part = areas
        left = convert(total.value, total.unit, "亩") - convert(part.value, part.unit, "亩")
        return [part], Amount("area", left, "亩", f"{total.text}-{part.text}", 0, 0)
    return areas, None


def _area_failed(area: Amount, text: str) -> bool:
    after = re.split(r"[，。；\d]|(?<!没)有|其中", text[area.end : area.end + 10])[0]
    before = re.split("[，。；]", text[max(0, area.start - 10) : area.start])[-1]
    return (
        re.search(rf"{_FAIL}|{_DEAD}", after) is not None
        or re.search(rf"(?:{_FAIL})的?(?:有|是)?$", before) is not None
    )


def _without_area(common: Found, q: Reading) -> list[Found]:
    """No area: a sum to be turned round, one 亩 to be converted, the first year, or a change of what was said before."""
    text = q.text
    keep, move = re.search(_KEEP, text), re.search(_MOVE, text)
    if q.has(_CARE) and not q.has(_NO_CARE) and not q.has("流转[费补金款]"):
        common["kind"] = "养护"
    elif (keep is None) != (move is None):
        common["kind"] = "自主经营" if keep else "流转"
    unit = re.search("[一每1](亩|公顷)", text)
    if unit and q.has(_CARE) and not q.has(_NO_CARE):
        one = f"1{unit[1]}"
        both = q.has("流转费|流转补助|加")
        return [{"care_area": one, "years": 1} | ({"transfer_area": one} if both else {})]
    if unit and keep and move and q.has(_DIFFER):
        one = f"1{unit[1]}"
        return [
            common | {"area": one, "kind": "流转", "_across": "difference"},
            common | {"area": one, "kind": "自主经营"},
        ]
    money = q.of("money") or tuple(
        a
        for a in q.of("number")
        if a.value > 9
        and re.search("(?:[领拿给补收发打]了|到账|卡上|折子上|到手|进账|[领拿收]到)(?:是|有|了)?$", text[: a.start])
    )
    if len(money) == 1 and q.has("(几|多少)(亩|公顷|地|平)|多大|面积"):
        return [common | {"received": money[0].text}]
    if "signed" in common and q.asks and not q.has("签[^，。]{0,6}(?:什么|啥)"):
        asked = (
            {"asks_sum": True}
            if q.has(r"(?<!拿)(?<!领)几[块元万]|多少(?:钱|[块元万])|(?:费|补助)[^，。；年]{0,8}(?:多少|几)(?!年)")
            and not q.has("几年|多少年|哪年|什么时候|何时")
            else {}
        )
        return [{k: common[k] for k in ("signed", "to_year", "kind") if k in common} | asked]
    own = q.has(_OWN) if common.get("kind") == "流转" else q.has(_HOME)
    if (
        not money
        and own
        and q.has(r"(?:费|补助|补贴|钱|[补领拿给发得])[^，。；]{0,8}(?:多少|几)|(?:多少|几)(?:钱|块|万|流转费)")
        and not q.has("每亩|一亩|标准|几年|哪年")
    ):
        common["asks_sum"] = True
    return [common] if common else []


def _areas(areas: list[Amount], kinds: list[str | None], care: bool, transfer: bool) -> Found:
    moved = [a for a, k in zip(areas, kinds, strict=True) if k == "move"]
    kept = [a for a, k in zip(areas, kinds, strict=True) if k == "keep"]
    if care and not moved and not kept:
        moved = areas
    if not care and len(moved) in (0, len(areas)) and len(kept) in (0, len(areas)):
        kind = {"kind": "流转"} if moved else {"kind": "自主经营"} if kept else {}
        return {"area": _sum(areas)} | kind
    found: Found = {}
    if moved and transfer:
        found["transfer_area"] = _sum(moved)
    if care and (moved or kept):
        found["care_area"] = _sum(moved or kept)
    if len(moved) + len(kept) < len(areas):
        found["area"] = _sum([a for a, k in zip(areas, kinds, strict=True) if k is None and a not in moved])
    if kept and not (care and not moved):
        found["dual_use_area"] = _sum(kept)
    return found


def wants(q: Reading, found: list[Found]) -> bool:
    """Areas with a sum asked for, a sum to be turned round, or a contract date with the first year asked for."""
    if any(k in c for c in found for k in ("transfer_area", "care_area", "dual_use_area", "area", "received")):
        return q.asks or q.has(
            r"(流转费|养护费|补助|补贴|钱)(?:[一两二三四五六七八九十\d]+年)?[？。]?$|到手|能[领拿]|给[我你]?[多几]"
        )
    return (
        any("signed" in c or "asks_sum" in c for c in found)
        and q.asks
        and not q.has("材料|程序|流程|找谁|哪儿签|和谁签|跟谁签")
    )
