"""Shares and counts to be reached: base × share, part ÷ base against a share, target − done.

Stage 9. Several packs are nothing but such figures; their ``formula.py`` and ``asking.py`` use
this. A parameter with unit % is a share, any other a count to be reached.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts, Found, Slots
from assistant.rules.reading import Amount, Reading
from assistant.rules.units import UNITS, Measure, MeasureOf, convert, tidy, write, write_money
from assistant.rules.work import Work

__all__ = ["QuotaFacts", "cases", "compute", "trigger", "wants"]

Any = Annotated[Measure, MeasureOf("any")]
_DONE = r"(跑了|走了|去了|巡了|巡查了|摸了|覆盖了|接了|接手了|播了|测了|修了|[立铺治弄建修装治抽办卖](?:起来|好|完|成)了?|抽了|建了|铺了|挖了|改造了|已经?|查了|建了|建成|摆了|办了|处理了?|完成了?|买了|采购了|花了|做了|抽了|抽检了|检了|检测了|铺了|装了|用了|卖了|到位|有了|布了|布设了|实际|只|才|修复了|治理了|治了|接收了|达到了?|设了|发展了|转发了|转了|发了|其中|里(头|面)有?|达标的?有?|合格的?有?|超标的?有?|[弄搞卖存种铺开办](?:了|好|完|成|出|掉|起)了?)[^，。；]{0,8}$"
_AFTER = r"(个|家|台|张|人|名)?[^，。；几]{0,6}(已|达标|合格|超标|完成|装了|开了|成立了|超了|成功|开始|接受|做了|配了|用上|吃药|知道)"
_LACK = r"还[^，。]{0,4}(差|剩|欠|短|缺|要|得|有)|差[几多着]|剩[几多]|欠[几多]|够不|够吗|完成[了没吗]|完没完"
_PLAIN = {"万张": "张", "万元": "元", "万平方米": "平方米"}
_OUGHT = r"(至少|起码|最少|得有?|要有?|应该?|该)[^，。]{0,6}(多少|几)"
_EACH = r"(?:[一每]|单)(?:只|盒|件|份|箱|袋|价)[^，。；]{0,8}$|均价[^，。；]{0,4}$"
_EXACTLY = r"恰好|刚好|正好|刚够|卡(?:着|在)|踩|最低|及格线|压线|不多不少|够(?:比例|份额)"
_WHOLE = r"(?:总|全部|一共|合计|拢共)[^，。；]{0,10}(?:多少|几)|(?:多少|几)[^，。；]{0,6}(?:总|一共)"
_MONTHLY = r"(?:每个?|一个|按)月[^，。；]{0,8}$|月均[^，。；]{0,4}$"
_OFTEN = rf"{_MONTHLY}|(?:每|一)个?(?:季|周|天|星期|半年)[^，。；]{{0,8}}$"
_PLANNED = r"(计划|要|目标|任务|规定|应|得|总共|一共)[^，。；]{0,6}$"


class QuotaFacts(Facts):
    """Base of these packs' inputs: the whole, the part reached, or the rate reached."""

    base: Any | None = None
    done: Any | None = None
    rate: Annotated[Measure, MeasureOf("ratio")] | None = None
    left: Annotated[Any | None, Field(description="还差多少")] = None
    price: Annotated[Any | None, Field(description="单价")] = None
    whole: Annotated[bool, Field(description="问总额（已完成的正好是最低份额）")] = False
    counted: Annotated[Any | None, Field(description="已有数（问还差多少时）")] = None


def compute(facts: QuotaFacts, work: Work, key: str, *, item: str = "") -> None:
    """Write result and sentence for one figure."""
    title = work.params.parameters[key].title
    if work.params.parameters[key].unit == "%":
        _share(facts, work, key, title, item)
    else:
        _count(facts, work, key, title, item)


def trigger(facts: QuotaFacts, work: Work, key: str, consequence: str) -> None:
    """A share from which on (以上, the figure included) something follows; of a whole alone the least number it takes."""
    share = work.number(key)
    if facts.rate is None and facts.base is not None and facts.done is None:
        least = _least(facts.base, share, work, work.show(key))
        unit = facts.base.unit
        text = work.result(work.params.parameters[key].title, least, unit)
        work.say(f"达到 {text}就{consequence}：{work.steps[-1]}（以上含本数）。")
        work.quote(key)
        return
    rate = facts.rate.value if facts.rate else None
    if rate is None:
        if facts.base is None or facts.done is None:
            raise work.need("base", *(["done"] if facts.done is None else []))
        rate = _rate(facts.done, facts.base, share, work)
    shown = _near(rate, share)
    hit = rate >= share
    work.step(f"{write(shown)}% {'≥' if hit else '<'} {work.show(key)}（以上含本数）")
    work.result(work.params.parameters[key].title, "会" if hit else "不会")
    work.say(f"{'会' if hit else '不会'}{consequence}：{'；'.join(work.steps)}。")
    work.quote(key)


def _rate(part: Measure, whole: Measure, share: Decimal, work: Work) -> Decimal:
    """The percentage that the part is of the whole, with its step."""
    with localcontext(Context(prec=40)):
        rate = tidy(_same(part) / _same(whole) * 100) if _same(whole) else Decimal(0)
    work.step(f"{_show(part)} ÷ {_show(whole)} = {write(_near(rate, share))}%")
    return rate


def _near(rate: Decimal, share: Decimal) -> Decimal:
    """A percentage to one decimal place, to two where one would hide on which side of ``share`` it lies."""
    short = rate.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return short if short != share or rate == share else rate.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _show(measure: Measure) -> str:
    if measure.kind == "money" or UNITS[measure.unit].kind == "money":
        return write_money(measure.to("元"))
    return f"{write(measure.value)}{'' if measure.unit == '%' else ' '}{measure.unit}".strip()


def _share(facts: QuotaFacts, work: Work, key: str, title: str, item: str) -> None:
    share = work.number(key, item)
    floor = work.show(key, item)
    rate: Decimal | None = facts.rate.value if facts.rate else None
    if facts.whole and facts.base is None and facts.done is not None and rate is None:
        unit = "元" if UNITS[facts.done.unit].kind == "money" else facts.done.unit
        with localcontext(Context(prec=40)):
            total = tidy(_same(facts.done) / share * 100)
        work.step(f"{write(_same(facts.done))} {unit} ÷ {floor} = {write(total, 2)} {unit}".replace("  ", " "))
        work.say(f"总额 {work.result('总额', total, unit)}：{work.steps[-1]}。")
        work.quote(key)
        return
    if rate and facts.done is not None and facts.base is None:  # the part and its share tell the whole
        total = tidy(_same(facts.done) / rate * 100)
        unit = "元" if UNITS[facts.done.unit].kind == "money" else facts.done.unit
        work.step(f"{write(_same(facts.done))} {unit} ÷ {write(rate, 2)}% = {write(total, 2)} {unit}")
        facts = facts.model_copy(update={"base": Measure(total, unit, UNITS[unit].kind)})
    elif rate is None and facts.base is not None and facts.done is not None:
        part, whole = sorted((facts.done, facts.base), key=_same)  # a part is never more than the whole
        for measure in (part, whole):
            if measure.parts and UNITS[measure.unit].kind != "money":
                work.step(f"{measure.parts} = {_show(measure)}")
        facts = facts.model_copy(update={"base": whole, "done": part})
        rate = _rate(part, whole, share, work)
    elif rate == share and facts.base is not None:
        rate = None  # the share asked for, said again
    if rate is not None:
        good, shown = rate >= share, _near(rate, share)
        work.step(f"{write(shown)}% {'≥' if good else '<'} {floor}（含本数）")
        work.result(title, "达到要求" if good else "未达到要求")
        gap = ""
        if not good:
            work.step(f"{floor} − {write(shown)}% = {write(share - shown)} 个百分点")
            gap = f"，差 {write(share - shown)} 个百分点"
            if facts.base is not None and facts.done is not None:
                least = _least(facts.base, share, work, floor)
                short = least - _same(facts.done)
                unit = "元" if UNITS[facts.base.unit].kind == "money" else facts.base.unit
                work.step(f"{write(least)} {unit} − {_show(facts.done)} = {write(short)} {unit}")
                gap += f"，至少要 {write_money(least) if unit == '元' else f'{write(least)} {unit}'}，还差 {work.result('还差', short, unit)}"
        work.say(
            f"{'达标，达到要求' if good else '不达标，未达到要求'}：{title}要求 {floor}，现在是 {write(shown)}%{gap}。"
        )
    elif facts.base is not None:
        least = _least(facts.base, share, work, floor)
        unit = "元" if UNITS[facts.base.unit].kind == "money" else facts.base.unit
        text = work.result(title, least, unit)
        if unit != "元" and least >= 10000:
            text += f"，即 {write(least / UNITS['万'].factor)} 万{unit}"
        work.say(f"{title}：至少 {text}（{work.steps[-1]}）。")
    else:
        raise work.need("base")
    work.quote(key)


def _same(measure: Measure) -> Decimal:
    return measure.to("元") if UNITS[measure.unit].kind == "money" else measure.value


def _least(base: Measure, share: Decimal, work: Work, floor: str) -> Decimal:
    least = tidy(_same(base) * share / 100)
    kind = UNITS[base.unit].kind
    unit = "元" if kind == "money" else base.unit
    shown = write(_same(base))
    if base.parts:
        work.step(f"{base.parts} = {shown} {unit}")
    if kind in ("count", "number") and least != least.to_integral_value():
        whole = least.to_integral_value(rounding=ROUND_CEILING)
        work.step(f"{shown} {unit} × {floor} = {write(least)}，向上取整 {write(whole)} {unit}".replace("  ", " "))
        return whole
    work.step(f"{shown} {unit} × {floor} = {write(least)} {unit}".replace("  ", " "))
    return least


def _count(facts: QuotaFacts, work: Work, key: str, title: str, item: str) -> None:
    unit = work.params.parameters[key].unit
    if facts.price is not None and UNITS[unit].kind == "money" and UNITS[facts.price.unit].kind == "money":
        _pieces(facts, work, key, title, item)
        return
    if facts.left is not None and facts.done is None:
        lacking = (
            facts.left.to("元") / UNITS["元"].factor
            if unit in ("元", "万元") and UNITS[facts.left.unit].kind == "money"
            else facts.left.value * UNITS[facts.left.unit].factor
        )
        plain = _PLAIN.get(unit, unit)
        done = tidy(work.number(key, item) * UNITS[unit].factor - lacking)
        work.step(f"{work.show(key, item)} − 还差 {write(lacking)} {plain} = {write(done)} {plain}")
        work.say(f"{title}已完成 {work.result(f'{title}已完成', done, plain)}：{work.steps[-1]}。")
        work.quote(key)
        return
    if (
        facts.done is None
        and facts.counted is not None
        and UNITS[facts.counted.unit].kind in (UNITS[unit].kind, "number")
    ):
        facts = facts.model_copy(update={"done": facts.counted})
    if facts.done is None and facts.rate is not None:
        plain = _PLAIN.get(unit, unit)
        reached = tidy(convert(work.number(key, item), unit, plain) * facts.rate.value / 100)
        work.step(f"{work.show(key, item)} × {facts.rate} = {write(reached)} {plain}")
        facts = facts.model_copy(update={"done": Measure(reached, plain, UNITS[plain].kind)})
    if facts.done is None:
        work.step(f"{title} {work.show(key, item)}")
        work.say(f"{title} {work.result(title, work.number(key, item), unit)}。")
        work.quote(key)
        return
    plain = _PLAIN.get(unit, unit)
    given = facts.done
    if UNITS[given.unit].kind not in (UNITS[unit].kind, "number"):
        raise work.need("done")
    target = work.number(key, item) * UNITS[unit].factor
    done = (
        given.to(plain)
        if UNITS[given.unit].kind == UNITS[unit].kind != "count"
        else given.value * UNITS[given.unit].factor
    )
    if (
        given.unit != plain
        and UNITS[given.unit].kind in ("length", "area")
        and UNITS[given.unit].kind == UNITS[plain].kind
        and UNITS[given.unit].pint != UNITS[plain].pint
    ):
        work.step(f"{given} = {write(done)} {plain}")
    left = tidy(target - done)
    work.step(f"{work.show(key, item)} − {write(done)} {plain} = {write(left)} {plain}")
    if left > 0:
        lacking_ = work.result(f"{title}还差", left, plain)
        if unit == "万平方米":
            lacking_ += f"（{write(left / UNITS[unit].factor)} {unit}）"
        elif given.unit != plain and UNITS[given.unit].kind in ("length", "area"):
            lacking_ += f"（{write(convert(left, plain, given.unit))} {given.unit}）"
        work.say(f"{title}还差 {lacking_}：{work.steps[-1]}。")
    else:
        work.result(title, "已完成")
        work.say(
            f"已完成：{title} {work.show(key, item)}，现有 {write(done)} {plain}"
            + (f"，超出 {write(-left)} {plain}。" if left else "。")
        )
    work.quote(key)
    if f"{key}期限" in work.params.clauses:
        work.quote(f"{key}期限")


def _pieces(facts: QuotaFacts, work: Work, key: str, title: str, item: str) -> None:
    """How many pieces at a price bring the sum to be reached, or what is left of it."""
    each = facts.price.to("元") if facts.price is not None else Decimal(0)
    if not each:
        raise work.need("price")
    target = work.money(key, item)
    if facts.done is not None:
        target -= facts.done.to("元")
        work.step(f"{work.show(key, item)} − {write_money(facts.done.to('元'))} = {write(target)} 元")
    count = max(Decimal(0), (target / each).to_integral_value(rounding=ROUND_CEILING))
    work.step(f"{write(target)} 元 ÷ {write(each)} 元 = {write(target / each, 2)}，向上取整 {write(count)}")
    work.say(
        f"{title}{'余下' if facts.done is not None else ''}折合 {work.result('件数', count, '只')}：{'；'.join(work.steps)}。"
    )
    work.quote(key)


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: choice slots, and which amount is the whole and which the part."""
    found: Found = {}
    for name, slot in slots.slots.items():
        if slot.choices and (value := slots.one(name, q.text)) is not None:
            found[name] = value
    rates = [
        r
        for r in q.of("ratio")
        if not re.search(r"(够|按|要求|规定|不低于|不少于|至少|标准)[^，。；]{0,3}$", q.text[: r.start])
    ]
    if any(re.match(r"的?[^，。；]{0,6}(?:没|未)有?[查检治办抽测修建装做配]", q.text[r.end :]) for r in rates):
        return []  # the share that was not reached
    if len(rates) == 1:
        found["rate"] = rates[0].text
    amounts = [
        a
        for a in q.of("money", "count", "area", "length", "number", "mass")
        if a.value >= 0
        and a.unit not in ("项", "条", "篇", "段", "年", "人份")
        and not (a.kind == "count" and a.value == 1 and not a.text[0].isdigit())
        and not (a.unit == "个" and re.match(r"[“\"]?\d", q.text[a.end :]))
        and not re.search('三个[“"]?$', q.text[: a.start])
    ]
    if priced := [
        a
        for a in amounts
        if a.kind == "money"
        and (re.search(_EACH, q.text[: a.start]) or re.match("[一每/](?:只|盒|件|份|箱|袋)", q.text[a.end :]))
    ]:
        found["price"] = priced[0].text
        amounts = [a for a in amounts if a is not priced[0] and a.kind == "money"]
    if any(a.kind == "money" for a in amounts):  # 三家单位, 两个工会: who buys, not what is bought
        amounts = [
            a
            for a in amounts
            if a.kind != "count"
            or not re.match("(?:家|个)?(?:[^，。；]{0,4}单位|工会|企业|公司|部门|食堂)", q.text[a.end :])
        ]
    short = [a for a in amounts if re.search(r"还?差(着|了)?$", q.text[: a.start])]
    if len(short) == 1 and q.has(r"(已经?|现在|目前)?[^，。]{0,6}(装|建|办|修|做|完成|卖|查|抽|治理)了(多少|几)"):
        found["left"] = short[0].text
        amounts = [a for a in amounts if a not in short]
    aside = [m.span() for m in re.finditer(r"（(?:里头|里面|其中|包括|包含|含|有)[^（）]*）", q.text)]
    if (
        len(outside := [a for a in amounts if not any(start < a.start < end for start, end in aside)]) > 1
        and outside != amounts
    ):
        found["_aside"] = [a.text for a in amounts if a not in outside]  # a part of what was counted already
        amounts = outside
    done = [a for a in amounts if _is_done(a, q.text)]
    base = [a for a in amounts if a not in done]
    if len(amounts) == 2 and len(done) != 1:
        base, done = [max(amounts, key=lambda a: a.value)], [min(amounts, key=lambda a: a.value)]
    if len(rates) == len(base) == 1 and not done and re.match(r"[^，。；\d]{0,6}占", q.text[base[0].end :]):
        base, done = [], base
    if len(done) == 1 and not base and q.has(_EXACTLY) and q.has(_WHOLE):
        found["whole"] = True
    if len(base) == 1:
        found["base"] = base[0].text
        if base[0].kind == "money" and q.has("一年|全年|年度|每年") and re.search(_OFTEN, q.text[: base[0].start]):
            if not re.search(_MONTHLY, q.text[: base[0].start]):
                return []
            found["base"] += "×12"
    elif len(base) > 1 and not done and q.has("分别|各"):
        return [found | {"base": a.text} for a in base]
    if len(done) == 1:
        found["done"] = done[0].text
    if "base" in found and "done" in found:
        found.pop("rate", None)
    if len(amounts) == 1 and "done" in found and q.has(_OUGHT) and not q.has(_LACK):
        found["base"] = found["counted"] = found.pop("done")
    elif len(amounts) == 1 and "base" in found and q.has(_LACK) and not re.search(_PLANNED, q.text[: amounts[0].start]):
        found["counted"] = found["base"]
    for name, slot in slots.slots.items():
        if (
            name == "item"
            and slot.choices
            and len(values := list(dict.fromkeys(v for v, _, _ in slots.values(name, q.text)))) > 1
        ):
            places = slots.values(name, q.text)
            if len(amounts) == len(values) > 1:
                own: dict[str, Amount | None] = {}
                for value, _, end in places:
                    own.setdefault(value, next((a for a in amounts if a.start >= end), None))
                if all(own.values()) and len({a.start for a in own.values() if a}) == len(own):
                    key = "done" if any(_is_done(a, q.text) and not _is_part(a, q.text) for a in amounts) else "base"
                    return [{name: v, key: a.text} for v, a in own.items() if a]
            return [found | {name: v} for v in values]
    return [found] if found else []


def _is_done(amount: Amount, text: str) -> bool:
    before = re.split("[，。；]", text[max(0, amount.start - 14) : amount.start])[-1]
    return re.search(_DONE, before) is not None or re.match(_AFTER, text[amount.end : amount.end + 10]) is not None


def _is_part(amount: Amount, text: str) -> bool:
    """其中新城2万吨: a part of the amount before it, not what was reached of it."""
    before = re.split("[，。；]", text[max(0, amount.start - 14) : amount.start])[-1]
    return re.search("其中|里[头面]", before) is not None


def wants(q: Reading, found: list[Found]) -> bool:
    """An item is named and an amount to set against it."""
    if len(found) > 1 and q.has("一共|总共|合计|加起来|总计|总长") and all("item" in c for c in found):
        return True
    return any("item" in c and any(k in c for k in ("base", "done", "rate", "left", "price")) for c in found) and q.asks
