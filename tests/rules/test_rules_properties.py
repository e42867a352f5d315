"""Properties of the formulas: never negative, monotone where the text implies it, caps kept, units exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.cases import Case, run_case
from assistant.rules.days import last_day, nth_working_day
from assistant.rules.pack import Pack, load_packs
from assistant.rules.units import ceil_div, convert, write_money
from assistant.rules.work import Work

PACKS = {p.name: p for p in load_packs()}
AREAS = st.decimals(min_value=0, max_value=10**7, places=2)
SUMS = st.decimals(min_value=0, max_value=10**5, places=2)


def compute(name: str, **facts: object) -> Work:
    work, needs = run_case(PACKS[f"mentougou/{name}"], Case(name="", facts=facts))
    assert not needs
    return work


def value(name: str, **facts: object) -> Decimal:
    return Decimal(compute(name, **facts).results[0].value)


@given(AREAS, AREAS, st.sampled_from(["新城", "重点镇", "其他"]), st.sampled_from(["住宅", "非住宅"]))
def test_fee_is_monotone_in_area(a: Decimal, b: Decimal, region: str, use: str) -> None:
    small, large = sorted((a, b))
    one, two = (value("infrastructure_fee", region=region, use=use, area=str(x)) for x in (small, large))
    assert 0 <= one <= two


@given(AREAS, AREAS)
def test_settlement_names_one_payer(first: Decimal, final: Decimal) -> None:
    work = compute("infrastructure_fee", region="新城", use="住宅", prepaid_area=str(first), final_area=str(final))
    assert Decimal(work.results[0].value) >= 0
    text = work.sayings[0].text
    assert ("补缴" in text) == (final > first)
    assert ("退还" in text) == (final < first)


@given(AREAS, st.integers(1, 12), st.integers(0, 12))
def test_forest_subsidy_never_negative_and_bounded(area: Decimal, years: int, failed: int) -> None:
    paid = value("forest_subsidy", dual_use_area=f"{area}亩", years=years, failed_years=failed)
    whole = value("forest_subsidy", dual_use_area=f"{area}亩", whole_period="true")
    assert 0 <= paid <= whole


@given(st.dates(date(2019, 1, 1), date(2028, 12, 30)))
def test_signing_later_never_pays_more(day: date) -> None:
    earlier = value("forest_subsidy", transfer_area="10亩", signed=day)
    later = value("forest_subsidy", transfer_area="10亩", signed=date.fromordinal(day.toordinal() + 1))
    assert later <= earlier


@given(st.lists(SUMS, min_size=1, max_size=5), st.sampled_from(["重点企业", "高精尖企业"]))
def test_rent_subsidy_keeps_its_caps(rents: list[Decimal], kind: str) -> None:
    pack = PACKS["mentougou/hitech_rent"]
    work = Work(pack.params, date.max)
    key = "key" if kind == "重点企业" else "high"
    cap = work.money(f"{key}_cap") * (1 if key == "key" else work.number("high_years"))
    paid = value("hitech_rent", kind=kind, rents=tuple(f"{r}万元" for r in rents))
    assert 0 <= paid <= cap
    assert paid <= sum(rents) * 10000


@given(SUMS, SUMS)
def test_cap_leaves_nothing_negative(had: Decimal, wish: Decimal) -> None:
    left = value("hitech_cap", item="贷款贴息", received=(f"{had}万元",), requested=f"{wish}万元")
    assert 0 <= left <= wish * 10000


@given(st.integers(0, 5000))
def test_permits_cover_the_stay(days: int) -> None:
    assert value("visitor_permit", stay=days) * 7 >= days


@given(st.decimals(min_value=0, max_value=10**8, places=4))
def test_unit_conversions_are_exact(amount: Decimal) -> None:
    exact = Fraction(amount) * Fraction(2000, 3)
    assert abs(Fraction(convert(amount, "亩", "平方米")) - exact) < Fraction(1, 10**19)
    assert convert(convert(amount, "公顷", "亩"), "亩", "公顷") == amount
    assert convert(amount, "公顷", "亩") == amount * 15
    assert convert(amount, "平方米", "亩") * 2000 == amount * 3


def test_adding_money_to_area_is_an_error() -> None:
    from pint import DimensionalityError

    from assistant.rules.units import registry

    with pytest.raises(DimensionalityError):
        registry().Quantity(Decimal(1), "CNY") + registry().Quantity(Decimal(1), "mu")


@pytest.mark.parametrize("key", ["pm25_q4", "pm25_q1", "tsp_q4", "tsp_q1"])
def test_every_town_target_is_strict(key: str) -> None:
    pack: Pack = PACKS["mentougou/air_target"]
    indicator = "PM2.5" if key.startswith("pm") else "TSP"
    period = "2020年10-12月" if key.endswith("q4") else "2021年1-3月"
    towns = [t for r in pack.params.current(date.max)[key] for t in r.keys]
    assert len(towns) == len(set(towns)) == 13
    for row in pack.params.current(date.max)[key]:
        for town in row.keys:
            target = Decimal(row.value or "")
            for shift, ruling in (("-0.1", "达标"), ("0", "不达标"), ("0.1", "不达标")):
                work = compute(
                    "air_target", town=town, indicator=indicator, period=period, value=target + Decimal(shift)
                )
                assert work.results[0].value == ruling


def test_days() -> None:
    assert last_day(date(2020, 9, 1), 7) == date(2020, 9, 8)
    assert last_day(date(2020, 9, 1), 7, first_counts=True) == date(2020, 9, 7)
    assert nth_working_day(date(2020, 9, 30), 2) == date(2020, 10, 10)
    assert ceil_div(Decimal(250), Decimal(100)) == 3


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("11250", "11,250 元（1.125 万元）"),
        ("9999.995", "10,000 元（1 万元）"),
        ("500", "500 元"),
        ("160000000", "160,000,000 元（16,000 万元，即 1.6 亿元）"),
    ],
)
def test_money_is_written_in_both_forms(amount: str, text: str) -> None:
    assert write_money(Decimal(amount)) == text
