"""房租补贴: a share of each year's rent; capped over all years or per year."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, convert, split_list, write
from assistant.rules.work import Work

__all__ = ["RentFacts", "formula_2020_05_01"]

Money = Annotated[Measure, MeasureOf("money")]
Moneys = Annotated[tuple[Money, ...], BeforeValidator(split_list)]


class RentFacts(Facts):
    """Kind of company and its rents: one per year, or one for ``years`` years."""

    kind: Literal["高精尖企业", "重点企业"] | None = None
    rents: Moneys = ()
    years: Annotated[int, Field(ge=1, le=100)] | None = None
    whole_term: bool = False
    per: Literal["天", "月", "季", "半年"] | None = None
    floor: Annotated[Measure, MeasureOf("area")] | None = None
    months: Annotated[int, Field(ge=1, le=12)] = 12
    wanted: Money | None = None
    to_cap: bool = False
    total_only: bool = False
    received: Money | None = None
    own: bool = False
    approved: Literal["是", "否"] | None = None


def formula_2020_05_01(facts: RentFacts, work: Work) -> None:
    """The subsidy over the years given."""
    if facts.kind is None:
        raise work.need("kind")
    key = "key" if facts.kind == "重点企业" else "high"
    if facts.to_cap and not facts.rents:
        _rent_to_cap(key, work)
        return
    if facts.wanted is not None and not facts.rents:
        _rent_for(facts, facts.wanted, key, work)
        return
    if not facts.rents:
        work.row(f"{key}_share")
        work.row(f"{key}_cap")
        raise work.need("rents")
    allowed = int(work.number(f"{key}_years"))
    rents = [m.to("万元") for m in facts.rents]
    for rent in facts.rents:
        if rent.parts:
            work.step(f"{rent.parts} = {write(rent.to('万元'))} 万元")
    if facts.floor is not None:
        area = work.converted(facts.floor, "平方米").value
        work.step(f"{write(area)} 平方米 × {facts.rents[0]} = {write(convert(rents[0] * area, '万元', '元'))} 元")
        rents = [rents[0] * area]
    if facts.per is not None:
        times = {"天": 365, "月": facts.months, "季": 4, "半年": 2}[facts.per]
        unit = {"半年": "个半年", "季": "季"}.get(facts.per, facts.per)
        yearly = [r * times for r in rents]
        work.step(
            f"{facts.per}租 {write(rents[0])} 万元 × {times} {unit} = {'租金' if facts.per == '月' and times != 12 else '年租'} {write(yearly[0])} 万元"
        )
        if facts.per == "天":
            work.assume("按一年 365 天折算年租。")
        rents = yearly
    if facts.years is not None and len(rents) == 1 and not facts.total_only:
        rents = rents * facts.years
    elif facts.whole_term and len(rents) == 1 and not facts.total_only and facts.received is None:
        rents = rents * allowed
    if len(rents) > allowed and not facts.total_only:
        work.step(f"连续支持 {allowed} 年，第 {allowed + 1} 年起不再补贴")
        rents = rents[:allowed]
    if facts.total_only and key == "high" and facts.approved != "是":
        raise work.need("rents")
    if facts.approved == "是" and key == "high":
        total = sum(rents, Decimal(0))
        work.cite("approved")
        work.step(f"经政府批准享受全额：{' + '.join(write(r) + ' 万元' for r in rents)} = {write(total)} 万元")
        work.assume("全额补贴是否仍受每年上限约束、可享受几年，文中未写，这里按全额计算。")
        text = work.result("房租补贴", convert(total, "万元", "元"), "元")
        work.say(f"房租补贴 {text}：{'；'.join(work.steps)}。")
        work.quote("approved")
        return
    _capped(facts, work, key, rents)


def _rent_for(facts: RentFacts, wanted: Measure, key: str, work: Work) -> None:
    """The yearly rent that brings a subsidy, as far as the cap allows it."""
    years = facts.years or 1
    cap = work.number(f"{key}_cap") * (1 if key == "key" else years)
    asked = wanted.to("万元")
    if asked > cap or years > work.number(f"{key}_years"):
        work.step(f"{write(asked)} 万元 > 上限 {write(cap)} 万元")
        work.say(f"拿不到：{work.result('能否拿到', '拿不到')}，{work.steps[-1]}。")
    else:
        rent = asked / work.share(f"{key}_share") / years
        work.step(f"{write(asked)} 万元 ÷ {work.show(f'{key}_share')} ÷ {years} 年 = {write(rent, 4)} 万元")
        work.say(f"年租金至少 {work.result('年租金至少', convert(rent, '万元', '元'), '元')}：{work.steps[-1]}。")
    work.quote(f"{key}_cap")


def _rent_to_cap(key: str, work: Work) -> None:
    """The yearly rent that just brings the whole cap, the same every year."""
    cap, years = work.number(f"{key}_cap"), work.number(f"{key}_years")
    spread = years if key == "key" else Decimal(1)  # the cap of a high-tech company holds for each year
    rent = cap / work.share(f"{key}_share") / spread
    work.step(
        f"{work.show(f'{key}_cap')} ÷ {work.show(f'{key}_share')}{f' ÷ {write(years)} 年' if key == 'key' else ''} = {write(rent, 4)} 万元"
    )
    work.say(
        f"拿满上限的年租金 {work.result('拿满上限的年租金', convert(rent, '万元', '元'), '元')}：{work.steps[-1]}。"
    )
    work.quote(f"{key}_cap")


def _capped(facts: RentFacts, work: Work, key: str, rents: list[Decimal]) -> None:
    share = work.share(f"{key}_share")
    cap = work.number(f"{key}_cap")
    limit = f"{work.show(f'{key}_cap')}（不超过含本数）"
    if key == "key":
        raw = [r * share for r in rents]
        total = sum(raw, Decimal(0))
        if len(set(rents)) == 1 and len(rents) > 1:
            work.step(f"{write(rents[0])} 万元 × {work.show('key_share')} × {len(rents)} 年 = {write(total)} 万元")
        else:
            work.step(
                f"{' + '.join(write(r) + ' 万元 × ' + work.show('key_share') for r in rents)} = {write(total)} 万元"
            )
        left = cap
        if facts.received is not None:
            left = max(Decimal(0), cap - facts.received.to("万元"))
            work.step(
                f"三年累计上限 {work.show('key_cap')} − 已领 {write(facts.received.to('万元'))} 万元 = {write(left)} 万元"
            )
        paid = min(total, left)
        if facts.received is None:
            work.step(
                f"{write(total)} 万元{' 超过' if total > cap else ' 未超过'}三年累计上限 {limit} → {write(paid)} 万元"
            )
        else:
            work.step(f"{write(total)} 万元与 {write(left)} 万元取小 → {write(paid)} 万元")
        quoted = "key_cap"
    else:
        yearly = [min(r * share, cap) for r in rents]
        for rent, pay in dict(zip(rents, yearly, strict=True)).items():
            over = "超过" if rent * share > cap else "未超过"
            work.step(f"年租 {write(rent)} 万元 × {work.show('high_share')} {over}每年上限 {limit} → {write(pay)} 万元")
        paid = sum(yearly, Decimal(0))
        if len(yearly) > 1:
            same = len(set(yearly)) == 1
            terms = (
                f"{write(yearly[0])} 万元 × {len(yearly)} 年"
                if same
                else " + ".join(f"{write(y)} 万元" for y in yearly)
            )
            work.step(f"{terms} = {write(paid)} 万元")
        if facts.received is not None:
            work.assume("高精尖企业按年封顶，已领数额不影响其他年度。")
        quoted = "high_cap"
    text = work.result("房租补贴", convert(paid, "万元", "元"), "元")
    cut = sum((r * share for r in rents), Decimal(0)) - paid
    beyond = ""
    if cut > 0 and facts.received is None and not facts.own:
        if key == "high" and len(rents) > 1:
            work.step(f"{' + '.join(f'{write(r * share)} 万元' for r in rents)} = {write(cut + paid)} 万元")
        work.step(f"超出上限、不予补贴的 {write(cut + paid)} 万元 − {write(paid)} 万元 = {write(cut)} 万元")
        beyond = f"，超出上限、不予补贴的 {write(cut)} 万元"
    years = f"{len(rents)} 年共 " if len(rents) > 1 else ""
    own = ""
    if facts.own:
        rest = sum(rents, Decimal(0)) - paid
        work.step(f"{write(sum(rents, Decimal(0)))} 万元 − {write(paid)} 万元 = {write(rest)} 万元")
        own = f"，自付 {work.result('自付租金', convert(rest, '万元', '元'), '元')}"
    work.say(f"房租补贴{years and ' '}{years or ' '}{text}{beyond}{own}：{'；'.join(work.steps)}。")
    work.quote(quoted)
