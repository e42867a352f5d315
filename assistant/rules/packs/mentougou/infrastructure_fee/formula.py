"""城市基础设施建设费: rate of region and use × building area; 第四条 rates, exemptions, settlement."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write, write_money
from assistant.rules.work import Work

__all__ = ["FeeFacts", "formula_2020_09_29"]

Area = Annotated[Measure, MeasureOf("area")]
Money = Annotated[Measure, MeasureOf("money")]
EXEMPT = ("经济适用住房", "廉租住房", "危旧房改造", "棚户区改造", "旧住宅区整治", "公共租赁住房")
REDUCED = "第四条项目"
DORMITORY = ("中小学教师宿舍", "军队设施")
Use = Literal["住宅", "非住宅"]


class FeeFacts(Facts):
    """What the fee depends on."""

    region: Literal["新城", "重点镇", "其他"] | None = None
    use: Use | None = None
    area: Area | None = None
    residential_area: Area | None = None
    nonresidential_area: Area | None = None
    category: (
        Literal[
            "能源交通市政设施", "学校教学设施", "中小学教师宿舍", "污染治理环保设施", "看守所监舍", "殡葬设施",
            "军队设施", "军工专项工程", "单项零星项目", "工业技术改造项目",
            "经济适用住房", "廉租住房", "危旧房改造", "棚户区改造", "旧住宅区整治", "公共租赁住房", "幼儿园",
        ]
        | None
    ) = None  # fmt: skip
    school: Literal["是", "否"] | None = None
    excepted: bool = False
    land: Literal["出让含配套费", "出让不含配套费", "非出让", "出让"] | None = None
    prepaid: Money | None = None
    prepaid_area: Area | None = None
    prepaid_residential_area: Area | None = None
    prepaid_nonresidential_area: Area | None = None
    part_area: Area | None = None
    part_use: Use | None = None
    paid: Money | None = None
    final_area: Area | None = None
    final_fee: Money | None = None


def formula_2020_09_29(facts: FeeFacts, work: Work) -> None:
    """The fee due, or the settlement when something was prepaid."""
    if facts.land == "出让":
        raise work.need("land")
    if facts.land == "出让含配套费":
        work.cite("excluded")
        work.step("有偿出让取得土地且地价款中含基础设施配套费 → 不在征收范围，应缴 0 元")
        work.result("应缴城市基础设施建设费", Decimal(0), "元")
        work.say("无需再缴城市基础设施建设费（应缴 0 元）：有偿出让且地价款中含基础设施配套费的项目除外。")
        work.quote("excluded")
        return
    if facts.category == "幼儿园":
        if facts.school is None:
            raise work.need("school")
        facts = facts.model_copy(
            update={"category": "学校教学设施" if facts.school == "是" else None, "use": facts.use or "非住宅"}
        )
    if facts.category in EXEMPT:
        work.cite("exempt")
        work.step(f"{facts.category}项目 → 免收，应缴 0 元")
        work.result("应缴城市基础设施建设费", Decimal(0), "元")
        work.say(f"免收：{facts.category}项目应缴城市基础设施建设费 0 元。")
        work.quote("exempt")
        return
    if facts.part_area is not None and facts.area is not None:
        facts = _divided(facts, facts.area, facts.part_area)
    if facts.final_area is not None and facts.area is not None and facts.prepaid is None and facts.prepaid_area is None:
        facts = facts.model_copy(update={"prepaid_area": facts.area, "area": None})
    prepaid = (facts.prepaid, facts.prepaid_area, facts.prepaid_residential_area, facts.prepaid_nonresidential_area)
    if any(p is not None for p in prepaid):
        _settle(facts, work)
        return
    if facts.paid is not None:
        _area_for(facts, facts.paid, work)
        return
    fee = _fee(facts, work, facts.area)
    text = work.result("应缴城市基础设施建设费", fee, "元")
    lead = "不能按第四条标准，" if facts.excepted else ""
    if facts.category == "单项零星项目" and not any(k == facts.category for k, _ in work.used):
        lead = f"超过 {work.show('small_area')}，不能按单项零星项目的标准，"
    work.say(f"{lead}{_subject(facts, work)}，应缴城市基础设施建设费 {text}：{_arithmetic(work)}。")
    if facts.excepted:
        work.quote(facts.category or "excluded")


def _divided(facts: FeeFacts, whole: Measure, part: Measure) -> FeeFacts:
    """A part of the area has its own use; the rest has the other."""
    rest = Measure.of(f"{whole}-{part}", "area")
    home, other = (part, rest) if facts.part_use == "住宅" else (rest, part)
    return facts.model_copy(update={"residential_area": home, "nonresidential_area": other, "area": None})


def _settle(facts: FeeFacts, work: Work) -> None:
    final = (
        facts.final_fee.to("元") if facts.final_fee is not None else _fee(facts, work, facts.final_area or facts.area)
    )
    before = facts.model_copy(
        update={
            "residential_area": facts.prepaid_residential_area,
            "nonresidential_area": facts.prepaid_nonresidential_area,
        }
    )
    paid = facts.prepaid.to("元") if facts.prepaid is not None else _fee(before, work, facts.prepaid_area)
    difference = final - paid
    work.step(f"最终应缴 {write(final)} 元 − 预缴 {write(paid)} 元 = {write(difference)} 元")
    work.cite("settle")
    if difference > 0:
        text = work.result("应补缴", difference, "元")
        work.say(f"少补：建设单位还应补缴 {text}（最终应缴 {write_money(final)}，已预缴 {write_money(paid)}）。")
    elif difference < 0:
        text = work.result("应退还", -difference, "元")
        work.say(f"多退：应退还建设单位 {text}（最终应缴 {write_money(final)}，已预缴 {write_money(paid)}）。")
    else:
        work.result("不补不退", difference, "元")
        work.say(f"不补不退（最终应缴 {write_money(final)}，已预缴 {write_money(paid)}）。")
    work.quote("settle")


def _area_for(facts: FeeFacts, paid: Measure, work: Work) -> None:
    """The area a fee stands for: the fee over the rate."""
    if facts.category is None and facts.region is None:
        raise work.need("region")
    key = _key(facts, work, Measure(Decimal(0), "平方米", "area")) if facts.category != "单项零星项目" else REDUCED
    rate = "residential" if _use(facts, work) == "住宅" else "nonresidential"
    area = (paid.to("元") / work.number(rate, key)).quantize(Decimal("0.01"))
    work.step(f"{write(paid.to('元'))} 元 ÷ {work.show(rate, key)} = {write(area)} 平方米")
    work.say(
        f"{_subject(facts, work)}，{write_money(paid.to('元'))}建筑面积 {work.result('建筑面积', area, '平方米')}：{work.steps[-1]}。"
    )


def _fee(facts: FeeFacts, work: Work, area: Measure | None) -> Decimal:
    parts: list[tuple[Use, Measure]] = []
    if facts.residential_area is not None:
        parts.append(("住宅", facts.residential_area))
    if facts.nonresidential_area is not None:
        parts.append(("非住宅", facts.nonresidential_area))
    if not parts:
        if area is None:
            lacking = (("region", facts.region or facts.category), ("use", facts.use or facts.category))
            raise work.need(*(name for name, given in lacking if given is None), "area")
        key = _key(facts, work, area)
        parts.append((_use(facts, work), area))
    else:
        total = Measure(sum((m.to("平方米") for _, m in parts), Decimal(0)), "平方米", "area")
        key = _key(facts, work, total)
    fees = [
        work.product("元", work.converted(m, "平方米"), "residential" if use == "住宅" else "nonresidential", item=key)
        for use, m in parts
    ]  # fmt: skip
    if len(fees) > 1:
        work.step(f"{' + '.join(f'{write(f)} 元' for f in fees)} = {write(sum(fees, Decimal(0)))} 元")
    return sum(fees, Decimal(0))


def _key(facts: FeeFacts, work: Work, area: Measure) -> str:
    """The row of the rate table: 第四条 or the region."""
    category = facts.category
    if category and not facts.excepted:
        if category != "单项零星项目":
            work.cite(category)
            return REDUCED
        limit = work.number("small_area")
        if area.to("平方米") <= limit:
            work.step(f"{write(area.to('平方米'))} 平方米 ≤ {work.show('small_area')}（以下含本数）→ 单项零星项目")
            work.cite(category)
            return REDUCED
        work.step(f"{write(area.to('平方米'))} 平方米 > {work.show('small_area')} → 不属单项零星项目，按区域标准")
    if facts.region is None:
        raise work.need("region")
    if facts.region == "重点镇":
        work.cite("key_towns")
    return facts.region


def _use(facts: FeeFacts, work: Work) -> Use:
    if facts.use is not None:
        return facts.use
    if facts.category and facts.category not in (*DORMITORY, "单项零星项目") and not facts.excepted:
        work.assume("问题没有说用途，设施按非住宅计算。")
        return "非住宅"
    raise work.need("use")


def _subject(facts: FeeFacts, work: Work) -> str:
    reduced = facts.category is not None and not facts.excepted and any(k == facts.category for k, _ in work.used)
    where = {"新城": "新城规划范围内", "重点镇": "重点镇范围内", "其他": "新城和重点镇范围以外"}
    return f"{facts.category}不分区域，按第四条标准" if reduced else where[facts.region or "其他"]


def _arithmetic(work: Work) -> str:
    return "；".join(s for s in work.steps if "×" in s or "+" in s)
