"""精品民宿奖励: stars and prizes × amounts, the share paid at a stage, the whole purse."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import convert, write, write_money
from assistant.rules.work import Work

__all__ = ["AwardFacts", "formula_2020_09_21"]

Count = Annotated[int, Field(ge=0, le=1000)]
STARS = {"five": "五星级", "four": "四星级", "three": "三星级"}
PRIZES = {"first": "一等奖", "second": "二等奖", "third": "三等奖"}


class AwardFacts(Facts):
    """How many of each star and prize, which instalment, or the whole contest."""

    five: Count = 0
    four: Count = 0
    three: Count = 0
    first: Count = 0
    second: Count = 0
    third: Count = 0
    award: Literal["评星", "大赛"] | None = None
    stage: Literal["设计阶段", "完工后", "两次"] | None = None
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    purse: bool = False
    winners: bool = False
    tier: bool = False
    raised: bool = False
    years: Annotated[int, Field(ge=1, le=100)] = 1
    excluded: Literal["安全责任事故", "已享受区财政资金"] | None = None


def formula_2020_09_21(facts: AwardFacts, work: Work) -> None:
    """The award due."""
    if facts.excluded is not None:
        key = "accident" if facts.excluded == "安全责任事故" else "funded"
        words = "不得享受奖励支持" if key == "accident" else "不重复享受奖励"
        work.cite(key)
        work.step(f"{facts.excluded} → {words}，奖励 0 元")
        work.result("奖励", Decimal(0), "元")
        work.say(f"{words}，奖励 0 元。")
        work.quote(key)
        return
    if facts.purse or facts.winners:
        _purse(facts, work)
        return
    counts = {k: getattr(facts, k) for k in (*STARS, *PRIZES) if getattr(facts, k)}
    if not counts:
        award = "大赛" if facts.stage else facts.award
        raise work.need(*{"评星": ("five",), "大赛": ("first",)}.get(award or "", ("five", "first")))
    if facts.raised:
        _raised(counts, work)
        return
    sums = []
    for key, given in counts.items():
        each = work.money(key)
        count = (
            int(work.number(f"{key}_places"))
            if facts.tier and key in PRIZES
            else facts.count
            if facts.count > 1
            else given
        )
        sums.append(each * count)
        name = STARS.get(key) or PRIZES[key]
        work.step(f"{name} {work.show(key)} × {count} = {write(convert(each * count, '元', '万元'))} 万元")
    total = sum(sums, Decimal(0))
    if len(sums) > 1:
        work.step(
            f"{' + '.join(write(convert(s, '元', '万元')) + ' 万元' for s in sums)} = {write(convert(total, '元', '万元'))} 万元"
        )
    if any(k in counts for k in STARS) and any(k in counts for k in PRIZES):
        work.assume("评星奖励与大赛奖金能否兼得，文中未写，这里相加。")
    names = "、".join(STARS.get(k) or PRIZES[k] for k in counts)
    if facts.stage == "两次":
        first, second = total * work.share("design_share"), total * work.share("finish_share")
        work.step(
            f"{write_money(total)} × {work.show('design_share')} = {write_money(first)}；剩余 {work.show('finish_share')} = {write_money(second)}"
        )
        one, two = work.result("设计阶段", first, "元"), work.result("完成施工后", second, "元")
        work.say(f"{names}奖金共 {write_money(total)}：设计阶段 {one}，完成施工后根据效果再付 {two}。")
        work.quote("finish_share")
        return
    if facts.stage is not None:
        key = "design_share" if facts.stage == "设计阶段" else "finish_share"
        part = total * work.share(key)
        work.step(f"{write_money(total)} × {work.show(key)} = {write_money(part)}")
        when = "设计阶段支付" if key == "design_share" else "完成施工后根据效果支付"
        text = work.result(f"{names}{facts.stage}奖金", part, "元")
        work.say(f"{names}奖金共 {write_money(total)}，{when} {text}。")
        work.quote(key)
        return
    text = work.result(f"{names}奖励", total, "元")
    work.say(f"{names}奖励共 {text}：{'；'.join(work.steps)}。")


def _raised(counts: dict[str, int], work: Work) -> None:
    """The standard of a higher star over that of a lower one."""
    high, low = sorted(counts, key=work.money, reverse=True)
    work.step(
        f"{STARS[high]} {work.show(high)} − {STARS[low]} {work.show(low)} = {write(work.number(high) - work.number(low))} 万元"
    )
    text = work.result("两档标准相差", work.money(high) - work.money(low), "元")
    work.say(f"两档标准相差 {text}：{work.steps[-1]}。")
    work.notice("caution", "领过低一档奖励后再升星，能否补差文中未写。", high)


def _purse(facts: AwardFacts, work: Work) -> None:
    places = {k: work.number(f"{k}_places") for k in PRIZES}
    if facts.winners:
        total = sum(places.values(), Decimal(0))
        work.step(" + ".join(f"{PRIZES[k]} {write(n)} 名" for k, n in places.items()) + f" = {write(total)} 名")
        text = work.result("每届获奖名额", total, "名")
        work.say(f"每届共 {text}：{work.steps[-1]}。")
        return
    sums = {k: places[k] * work.money(k) for k in PRIZES}
    for key, value in sums.items():
        work.step(
            f"{PRIZES[key]} {write(places[key])} 名 × {work.show(key)} = {write(convert(value, '元', '万元'))} 万元"
        )
    total = sum(sums.values(), Decimal(0))
    work.step(
        " + ".join(f"{write(convert(v, '元', '万元'))} 万元" for v in sums.values())
        + f" = {write(convert(total, '元', '万元'))} 万元"
    )
    if facts.stage == "两次":
        first, second = total * work.share("design_share"), total * work.share("finish_share")
        work.step(
            f"{write_money(total)} × {work.show('design_share')} = {write_money(first)}；剩余 {work.show('finish_share')} = {write_money(second)}"
        )
        parts = (
            work.result("大赛奖金总额", total, "元"),
            work.result("设计阶段", first, "元"),
            work.result("完成施工后", second, "元"),
        )
        work.say(f"大赛奖金总额 {parts[0]}：设计阶段 {parts[1]}，完成施工后根据效果再付 {parts[2]}。")
        work.quote("finish_share")
        return
    if facts.stage is not None:
        key = "design_share" if facts.stage == "设计阶段" else "finish_share"
        work.step(
            f"{write(convert(total, '元', '万元'))} 万元 × {work.show(key)} = {write(convert(total * work.share(key), '元', '万元'))} 万元"
        )
        total = total * work.share(key)
    if facts.years > 1:
        work.cite("yearly")
        total = total * facts.years
        work.step(
            f"每年度一次，{write(convert(total / facts.years, '元', '万元'))} 万元 × {facts.years} 年 = {write(convert(total, '元', '万元'))} 万元"
        )
    title = f"大赛奖金{facts.stage or ''}总额"
    work.say(f"{title} {work.result(title, total, '元')}：{'；'.join(work.steps)}。")
