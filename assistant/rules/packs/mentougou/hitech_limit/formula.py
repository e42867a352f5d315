"""年度上限: support of a year against a share of the company's contribution to the district."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from typing import Annotated

from pydantic import BeforeValidator

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, convert, split_list, tidy, write
from assistant.rules.work import Work

__all__ = ["LimitFacts", "formula_2020_05_01"]

Money = Annotated[Measure, MeasureOf("money")]
Moneys = Annotated[tuple[Money, ...], BeforeValidator(split_list)]


class LimitFacts(Facts):
    """Contribution and support; with support alone the contribution needed is computed."""

    contribution: Money | None = None
    support: Moneys = ()


def formula_2020_05_01(facts: LimitFacts, work: Work) -> None:
    """The most for the year, and what exceeds it."""
    share = work.share("share")
    support = sum((m.to("万元") for m in facts.support), Decimal(0))
    if facts.contribution is None:
        if not facts.support:
            raise work.need("contribution")
        with localcontext(Context(prec=40)):
            needed = tidy(support / share)
        work.step(f"{write(support)} 万元 ÷ {work.show('share')} = {write(needed, 4)} 万元")
        text = work.result("年度区级贡献至少", convert(needed, "万元", "元"), "元")
        work.say(f"年度区级贡献总额至少要有 {text}：{work.steps[-1]}。")
        work.quote("share")
        return
    given = facts.contribution.to("万元")
    limit = given * share
    work.step(f"{write(given)} 万元 × {work.show('share')} = {write(limit)} 万元")
    text = work.result("年度支持资金上限", convert(limit, "万元", "元"), "元")
    line = f"年度支持资金最多 {text}"
    if facts.support:
        if len(facts.support) > 1:
            work.step(f"{' + '.join(str(m) for m in facts.support)} = {write(support)} 万元")
        if support > limit:
            work.step(f"{write(support)} 万元 − {write(limit)} 万元 = {write(support - limit)} 万元")
            line += f"；合计 {write(support)} 万元，超出 {work.result('超出', convert(support - limit, '万元', '元'), '元')}"
        else:
            work.step(f"{write(support)} 万元 ≤ {write(limit)} 万元（不得超过，等于也可以）")
            work.result("是否超出", "没有超出")
            left = limit - support
            work.step(f"{write(limit)} 万元 − {write(support)} 万元 = {write(left)} 万元")
            line += f"；合计 {write(support)} 万元，没有超出，还可再得 {work.result('剩余', convert(left, '万元', '元'), '元')}"
    work.say(f"{line}：{'；'.join(work.steps)}。")
    work.quote("share")
    work.notice("caution", "细则中规定的企业和机构除外，名单本公报未载。", "excepted")
