"""Questions about 退耕还林: which area is transferred and which kept, over which years."""

from __future__ import annotations

import re
from datetime import date

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading, cn_number
from assistant.rules.units import convert

__all__ = ["cases", "wants"]

EXCLUSIVE = (("years", "from_year", "to_year", "whole_period"),)
_KEEP = r"自己|自主|自个|自家|自管|自营|兼用林|没流转|不流转|板栗|核桃|柿子|枣|杏|山楂|山桃|香椿|玫瑰|花椒|榛子"
_MOVE = r"(?<!没)(?<!不)(?<!未)流转|租给镇|交给镇|生态公益林|公益林|给镇政府|给镇里|速生杨"
_TOTAL = r"一共|总共|共计|合计|总计|拢共|全部|加起来|共"
_FAIL = r"(?:没|不|未)(?:有)?(?:过关|过|合格|通过|达标|及格)|没验收过|验收失败"


def _kind(area: Amount, text: str) -> str | None:
    start = max(text.rfind(c, 0, area.start) for c in "，,。；;、") + 1
    ends = [e for e in (text.find(c, area.end) for c in "，,。；;、？?") if e >= 0]
    stretch = text[start : min(ends, default=len(text))]
    for part in (stretch, text[area.end : area.end + 12], text[max(0, area.start - 16) : area.start], text):
        keep, move = re.search(_KEEP, part), re.search(_MOVE, part)
        if keep and not move:
            return "keep"
        if move and not keep:
            return "move"
        if keep and move:
            at = area.start - start if part is stretch else 0
            return "keep" if abs(keep.start() - at) < abs(move.start() - at) else "move"
    return None


def _sum(areas: list[Amount]) -> str:
    return "+".join(a.text for a in areas)


def _signed(q: Reading) -> date | None:
    if not q.has("签"):
        return None
    for when in q.dates:
        near = q.text[max(0, when.start - 10) : when.end + 14]
        year = when.year or q.hint
        if "签" in near and year is not None and when.month:
            return date(year, when.month, when.day or 1)
    whole = re.search(r"(20\d\d)年(?!\d)[^，。]{0,8}签", q.text)
    return date(int(whole[1]), 12, 31) if whole and int(whole[1]) > 2020 else None


def _years(q: Reading) -> Found:
    found: Found = {}
    text = q.text
    to = re.search(r"(?:到|至|~|-|—)(20\d\d|(?<!\d)\d\d(?=年))年?", text)
    begin = re.search(r"(?:从|自|打)?(20\d\d)年?(?:度)?(?:起|算起|开始|到|至|~|-|—)", text)
    if to:
        found["to_year"] = int(to[1]) % 100 + 2000
    if begin and not re.match(r"年?\d*月", text[begin.start(1) + 4 :]):
        found["from_year"] = int(begin[1])
    failed = re.search(r"(?<!\d)([一两二三四五六七八九\d])(?:个)?年(?:度)?[^，。；年]{0,10}" + f"(?:{_FAIL})", text)
    spoiled = 0
    if failed:
        spoiled = int(cn_number(failed[1]))
    elif listed := re.findall(r"20\d\d年?(?=[^，。]{0,14}" + f"(?:{_FAIL}))", text):
        spoiled = len(listed)
    elif q.has(_FAIL) and q.has("验收|检查"):
        spoiled = 1
    if spoiled:
        found["failed_years"] = spoiled
    for amount in q.of("months"):
        inside = failed is not None and failed.start() <= amount.start < failed.end()
        rest = re.match(r"[^，。]{0,6}(合格|过关|通过)", text[amount.end :]) is not None
        if amount.unit == "年" and not inside and not rest and amount.value == int(amount.value) and amount.value > 0:
            found["years"] = int(amount.value)
            break
    yearly = q.has(r"每年|一年(?!里)|年年能|当年|这年|全年|1年|今年|明年|去年")
    single = re.search(r"(?<!\d)(20\d\d)年(?!\d+月|[到至起])", text)
    if "years" not in found and not found.get("to_year") and not found.get("from_year"):
        if q.has(r"整个(补助)?期|补助期|政策期|全期|期满|从头到尾|到期|一直(领|拿)到(头|底)|领满|拿满|九年|9年"):
            found["whole_period"] = True
        elif yearly or (single and not q.has("签")):
            found["years"] = 1
    return found


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case, or one per area when each is asked for."""
    text = q.text
    common: Found = _years(q)
    if not q.of("area") and (kind := slots.one("kind", text)):
        common["kind"] = kind
    signed = _signed(q)
    if signed:
        common["signed"] = signed
        if common.get("from_year") == signed.year and not re.search(rf"从{signed.year}年(?!\d+月)", text):
            common.pop("from_year")
        asked = {int(y) for y in re.findall(r"(20\d\d)年(?!\d*月|\d|[^，。]{0,4}签)", text)} - ({common["to_year"]} if "to_year" in common else set())
        if len(asked) == 1 and q.has("当年|这年|那年|一年|全年") and "to_year" not in common:
            common["from_year"] = common["to_year"] = asked.pop()
            common.pop("years", None)
        elif q.has("当年|签约那年|签的那年") and "to_year" not in common:
            common["from_year"] = common["to_year"] = signed.year
            common.pop("years", None)
        if common.get("years") == 1 and not q.has("一年(能|可|的|有|流转|领|拿)", "每年", "1年"):
            common.pop("years")
    areas = [a for a in q.of("area") if not re.search(r"(大约|约合?|合|相当于|也就是|等于|即|折合)$", text[: a.start])]
    for area in areas:
        others = [convert(a.value, a.unit, "亩") for a in areas if a is not area]
        if len(others) > 1 and sum(others) == convert(area.value, area.unit, "亩"):
            areas = [a for a in areas if a is not area]
            break
    if len(areas) > 2:
        areas = [a for a in areas if not re.search(rf"(?:{_TOTAL})[^，。；、]{{0,6}}$", text[: a.start])] or areas
    rest: Amount | None = None
    if len(areas) == 2 and areas[0].value > areas[1].value and q.has("剩下|其余|余下|剩余|别的|其他的|另外的"):
        total, part = areas
        left = convert(total.value, total.unit, "亩") - convert(part.value, part.unit, "亩")
        rest = Amount("area", left, "亩", f"{total.text}-{part.text}", 0, 0)
        areas = [part]
    kinds = [_kind(a, text) for a in areas]
    if rest is not None:
        areas.append(rest)
        kinds.append("keep" if kinds[0] == "move" else "move")
    both = [d for w in q.dates if "签" in text[max(0, w.start - 10) : w.end + 14] and (d := q.full(w)) is not None]
    compared = len(set(both)) == 2 and q.has(r"差|少|多|比|晚|早")
    care = q.has("养护") and not q.has(r"养护(?:费|补助)?(?:先)?(?:不算|不含|除外|不包括|另算|不计|别算|不要|不管)|不(?:算|含|包括|计)(?:林木)?养护")
    transfer = q.has("流转费", "流转补助", "流转金", "流转款", "流转的钱", "流转收入") or not care
    if len(areas) == 1 and rest is None and re.search(_KEEP, text) and re.search(_MOVE, text) and q.has(r"差(多少|几)|相差|比[^，。]{0,10}(多|少|高|低)|哪个(多|划算|合适|高)|多(多少|几)|少(多少|几)"):
        one = areas[0].text
        return [common | {"transfer_area": one, "_across": "difference"}, common | {"dual_use_area": one}]
    if not areas and care and transfer and q.has("[一每1]亩"):
        return [common | {"transfer_area": "1亩", "care_area": "1亩"}]
    if not areas:
        if signed and q.has(r"哪一?年|什么时候|何时|从啥时候|几时|开始|起算|头一年|第一年|几年|今年|当年"):
            return [{k: common[k] for k in ("signed", "to_year", "kind") if k in common}]
        return [common] if common else []
    if compared and len(areas) == 1:
        return [common | {"transfer_area": areas[0].text, "signed": d, "_across": "difference"} for d in both]
    if len(areas) > 1 and q.has("分别", "各(领|拿|能|多少|补|给|是|得|自)") and len(set(kinds)) == 1:
        return [common | _areas([a], [k], care, transfer) for a, k in zip(areas, kinds, strict=True)]
    return [common | _areas(areas, kinds, care, transfer)]


def _areas(areas: list[Amount], kinds: list[str | None], care: bool, transfer: bool) -> Found:
    found: Found = {}
    moved = [a for a, k in zip(areas, kinds, strict=True) if k == "move"]
    kept = [a for a, k in zip(areas, kinds, strict=True) if k == "keep"]
    if care and not moved and not kept:
        moved = areas
    if moved and transfer:
        found["transfer_area"] = _sum(moved)
    if care and (moved or kept):
        found["care_area"] = _sum(moved or kept)
    if not moved and not kept:
        found["area"] = _sum(areas)
    if kept and not (care and not moved):
        found["dual_use_area"] = _sum(kept)
    return found


def wants(q: Reading, found: list[Found]) -> bool:
    """Areas with a sum asked for, or a contract date with the first year asked for."""
    sized = any(k in c for c in found for k in ("transfer_area", "care_area", "dual_use_area", "area"))
    asks = q.has(r"(流转费|养护费|补助|补贴|钱)[？。]?$|能不能(拿|领)|多少|几[块元万]|算|到手|一共|总共|合计|能[领拿]|给[我你]?[多几]")
    return (sized and asks) or any("signed" in c and (len(c) == 1 or q.has("几年|哪一?年")) for c in found)
