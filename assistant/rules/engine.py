"""The rule book: which packs an index supports, and question or facts → ``Draft``.

Stage 9. A pack is *active* when its documents are in the index, *on* when every parameter was
found in its clause. A pack that is off answers nothing: the text pipeline quotes instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from assistant.drafts import Draft, DraftSentence
from assistant.followups import goes_on
from assistant.records import AnswerStatus, Choice, Missing, SentenceKind
from assistant.rules.drafting import draft, quoted
from assistant.rules.errors import FactError, Lapsed, NeedFacts
from assistant.rules.locating import Located
from assistant.rules.pack import Facts, Found, Pack, load_packs, read_params
from assistant.rules.params import held, resolve
from assistant.rules.period import ended, in_force, lapsed, not_in_force
from assistant.rules.reading import Reading
from assistant.rules.splitting import by_stretch, unused
from assistant.rules.units import UNITS, Measure, convert, write
from assistant.rules.work import Work
from index.errors import NotFoundError, UsageError
from index.library import Library, squeeze

__all__ = ["FieldInfo", "PackStatus", "RuleBook", "RuleInfo"]

MAX_CASES = 6
_NOT_A_SUM = r"哪个(部门|单位|局|委|文件|科室)|谁(负责|牵头|收|来)|牵头|什么(材料|手续|条件|流程|时候施行)|怎么(申请|办理|申报)|依据(是)?(什么|哪)|罚(款)?多少|扣几分"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackStatus:
    """Whether a pack answers on this index, and why not."""

    area: str
    rule: str
    title: str
    active: bool
    on: bool
    parameters: int
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldInfo:
    """One input of a rule as forms and tools show it."""

    name: str
    title: str
    question: str
    choices: tuple[Choice, ...]
    required: bool
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """A rule that can be calculated on this index."""

    area: str
    rule: str
    title: str
    summary: str
    document: str
    fields: tuple[FieldInfo, ...]
    facts: type[Any]


class RuleBook:
    """The packs of one index."""

    def __init__(self, packs: tuple[Pack, ...], library: Library, idle: tuple[PackStatus, ...] = ()) -> None:
        self._library = library
        self._places: dict[str, Mapping[tuple[str, str], Located]] = {}
        self._status = list(idle)
        on = []
        for pack in packs:
            active = bool(library.find_documents(pack.params.document))
            reasons: list[str] = []
            warnings: list[str] = []
            if active:
                params, notes = held(pack.params, library)
                pack = replace(pack, params=params)
                self._places[pack.name], reasons, warnings = resolve(params, library)
                warnings = [*notes, *warnings]
            good = active and not reasons
            if good:
                on.append(pack)
            self._status.append(PackStatus(
                area=pack.area, rule=pack.rule, title=pack.params.title, active=active, on=good,
                parameters=len(pack.params.places()), reasons=tuple(reasons), warnings=tuple(warnings),
            ))  # fmt: skip
        self._status.sort(key=lambda status: (status.area, status.rule))
        self._packs = tuple(on)

    @classmethod
    def load(cls, library: Library) -> RuleBook:
        """All shipped packs, checked against the clauses of this index; of those about other documents only the parameters are read."""
        idle = tuple(
            PackStatus(
                area=folder.parent.name, rule=folder.name, title=params.title, active=False, on=False,
                parameters=len(params.places()), reasons=(), warnings=(),
            )
            for folder, params in read_params().items() if not library.find_documents(params.document)
        )  # fmt: skip
        return cls(load_packs(library.find_documents), library, idle)

    def check(self) -> tuple[PackStatus, ...]:
        """The state of every pack, inactive ones included."""
        return tuple(self._status)

    @property
    def library(self) -> Library:
        """The records the packs were checked against."""
        return self._library

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that are on."""
        return self._packs

    @cached_property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Descriptions with typed input schema, for the command line, tools and forms."""
        return tuple(
            RuleInfo(
                area=p.area, rule=p.rule, title=p.params.title, summary=p.params.summary,
                document=p.params.document, fields=_fields(p), facts=p.facts,
            )
            for p in self._packs
        )  # fmt: skip

    def calculate(self, rule: str, *, as_of: date | None = None, **inputs: object) -> Draft:
        """The draft of one rule on given facts.

        Raises:
            NotFoundError: no such rule on this index. UsageError: a fact that cannot be used.
        """
        packs = [p for p in self._packs if rule in (p.rule, p.name)]
        if not packs:
            off = next((s for s in self._status if rule in (s.rule, f"{s.area}/{s.rule}") and s.active), None)
            why = f"规则 {rule} 已停用：{off.reasons[0]}" if off else f"没有规则 {rule}"
            raise NotFoundError(why, hint="可用：" + "、".join(p.rule for p in self._packs))
        if len(packs) > 1:
            raise UsageError(f"规则 {rule} 在几个地区都有", hint="写全：" + "、".join(p.name for p in packs))
        given = {k: v for k, v in inputs.items() if v is not None}
        return self._draft(packs[0], [given], as_of, strict=True)

    def ask(self, text: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Draft | None:
        """The draft of a calculation question; ``None`` sends it to the text pipeline."""
        day = as_of or date.max
        q = Reading(text, day)
        if q.has(_NOT_A_SUM) and not (q.dates or q.clocks or q.of("area", "money", "mass", "count", "number")):
            return None
        if q.has(_IN_FORCE) and not q.amounts and not q.clocks and (dated := self._dated(q, day)) is not None:
            return dated
        if (chained := self._chained(q, day)) is not None:
            return chained
        for pack in self._ranked(q.text):
            if self._unknown_sum(pack, q):
                continue
            cases, left = pack.read(q)
            if not pack.wants(q, cases) and len(parts := by_stretch(pack, q)) > 1:
                cases, left = parts, unused(q, parts, pack.kinds, pack.figures)
            if cases and not left and pack.wants(q, cases):
                found = self._draft(pack, cases, day, q.text)
                if found.status is AnswerStatus.NEEDS_FACTS and history:
                    found = self._follow(pack, q, history, day, cases) or found
                return found
        if (dated := self._dated(q, day)) is not None:
            return dated
        if not history:
            return self._lacking(q, day)
        earlier = Reading("。".join(history), day)
        for pack in self._ranked(earlier.text + "。" + q.text):
            if pack.score(earlier.text) == 0:
                continue  # the subject must come from the earlier questions
            now = pack.cases(q)
            given = now and (q.dates or q.clocks or any(a.value != 1 for a in q.amounts))
            if not pack.score(q.text) and not given and not goes_on(q.text):
                continue  # a question about something else
            if not now and q.has(_APPLIES):
                continue  # whether the document holds, not what it gives
            followed = self._follow(pack, q, history, day, now)
            if followed is not None:
                return followed
        return self._lacking(q, day)

    def _unknown_sum(self, pack: Pack, q: Reading) -> bool:
        """植被恢复费交多少: a sum by a name that neither the rule's words nor its document has."""
        asked = [next(g for g in m.groups() if g) for m in q.find(_SUM_ASKED)]
        names = [n for n in asked if not pack.near(n) and not re.search(_ANY_SUM, n)]
        if not names:
            return False
        documents = self._library.find_documents(pack.params.document)
        said = "".join(squeeze(self._library.clean_span(d.source, d.span)) for d in documents)
        return any(name[-3:] not in said for name in names)

    def _lacking(self, q: Reading, day: date) -> Draft | None:
        """我要盖房子，建设费交多少: one's own case without its quantities: they are asked for, with what the text says."""
        if q.has(_RULE_ASKED) and not q.has(_OWN_CASE):
            return None
        for pack in self._packs:
            own, figures = pack.slots.route.own, pack.figures
            if own and q.has(own) and pack.near(q.text) and all(a.value in figures for a in q.amounts):
                asked = self._draft(pack, pack.cases(q)[:1] or [pack.slots.fill(q)], day, q.text)
                return asked if asked.status is AnswerStatus.NEEDS_FACTS else None
        return None

    def _chained(self, q: Reading, day: date) -> Draft | None:
        """要交多少？改成商业呢？ in one breath: the case, and the case with what is changed."""
        both = re.fullmatch(_CHAIN, q.text)
        if both is None:
            return None
        first = Reading(both[1], day)
        for pack in self._ranked(first.text):
            cases, left = pack.read(first)
            if not cases or left or not pack.wants(first, cases):
                continue
            changed = _merge(
                cases, pack.cases(Reading(both[2], day, hint=first.years[0] if first.years else None)), pack.exclusive
            )
            return self._draft(pack, [*cases, *changed], day, q.text) if changed != cases else None
        return None

    def _dated(self, q: Reading, day: date) -> Draft | None:
        """Whether a document applied on a day: asked with a full date and the document's own words."""
        days = [d for w in q.dates if w.year and (d := q.full(w)) is not None]
        if len(days) != 1 or not q.has(_APPLIES):
            return None
        for pack in self._packs:
            words = pack.slots.route.document
            if words and re.search(words, q.text):
                work = Work(pack.params, days[0], day)
                if days[0] < pack.params.effective.date:
                    not_in_force(work, days[0])
                elif not ended(work):
                    in_force(work, days[0])
                return draft(pack, [(work, {"on": days[0].isoformat()})], self._places[pack.name], day)
        return None

    def _ranked(self, text: str) -> list[Pack]:
        scored = [(p.score(text), p) for p in self._packs]
        return [p for s, p in sorted(scored, key=lambda x: -x[0]) if s > 0]

    def _follow(self, pack: Pack, q: Reading, history: tuple[str, ...], day: date, now: list[Found]) -> Draft | None:
        """A question that leans on earlier ones: new facts over the facts given before."""
        base: list[Found] = [{}]
        before: list[Found] = []
        wanted = False
        for turn in history:
            past = Reading(turn, day)
            found = pack.cases(past)
            asked = bool(found) and pack.wants(past, found)
            wanted = asked or (wanted and bool(found))
            before, base = base, _merge(base, found, pack.exclusive)
        if (
            re.search(_DIFFERENCE, q.text)
            and not now
            and before not in ([], [{}], base)
            and len(before) == len(base) == 1
        ):
            both = self._draft(pack, [*before, *base], day, q.text)  # 那两处差多少: the last two turns
            if wanted or both.status is AnswerStatus.CALCULATED:
                return both
        years = [
            int(y)
            for turn in history
            for y in re.findall(r"20\d\d(?=年\d+月)", turn) or re.findall(r"20\d\d(?=年)", turn)
        ]
        q = replace(q, raw=_with_unit(q, base), hint=years[-1] if years else q.hint)
        now = pack.cases(q) or now
        if not now and q.has(_WHAT_IF):
            return None  # what is changed was not understood: the old result is none for it
        if q.has(_MORE) and _differs(base, now):  # 再加2000平商业: a case beside the one before
            merged = [base[0] | {"_across": "total"}, *_merge(base, now, pack.exclusive)]
        else:
            merged = _merge(base, _added(base, now) if q.has(_MORE) else now, pack.exclusive)
        if unused(q, [*now, *merged], pack.kinds | {"number"}, pack.figures):
            return None
        if re.search(_THAN_BEFORE, q.text) and len(base) == len(merged) == 1 and base != merged:
            both = self._draft(pack, [*base, *merged], day, q.text)  # 斋堂比它松几微克: the case before and this one
            if both.status is AnswerStatus.CALCULATED:
                return both
        wanted = wanted or q.text.rstrip("？。").endswith("呢")
        whole = Reading("。".join((*history, q.raw)), day)
        if not now and not (base != [{}] and pack.wants(q, base)):
            return None
        if q.has(_NOT_A_SUM) or not (pack.wants(q, merged) or (wanted and pack.wants(whole, merged))):
            return None
        return self._draft(pack, merged, day, q.text)

    def _draft(
        self, pack: Pack, cases: list[Found], as_of: date | None, text: str = "", *, strict: bool = False
    ) -> Draft:
        works: list[tuple[Work, dict[str, Any]]] = []
        for case in cases[:MAX_CASES]:
            given = {k: _iso(v) for k, v in case.items() if not k.startswith("_")}
            on = as_of or date.max
            try:
                facts = pack.facts.model_validate(given)
            except ValidationError as exc:
                message = _explain(pack, exc)
                if strict:
                    raise UsageError(message) from None
                return _asking(pack, Missing(name=str(exc.errors()[0]["loc"][0]), question=message))
            asked = getattr(facts, "on", None)
            work = Work(pack.params, asked or on, as_of)
            if asked is not None and asked in _turns(pack):
                work.assume(f"按{asked.year}年{asked.month}月{asked.day}日起施行的规定")
            for value in _measures(facts):
                if value.said:
                    work.step(f"{value.said} = {value}")
            shown = {
                k: _clock(v) if k in pack.clocks else _shown(v)
                for k, v in facts.model_dump(exclude_defaults=True).items()
                if v not in (None, ())
            }
            if (asked or on) < pack.params.effective.date:
                not_in_force(work, asked or on)
            elif not ended(work):
                try:
                    pack.formula(asked or on)(facts, work)
                except NeedFacts as need:
                    asked_for = _asking(pack, *(_missing(pack, n) for n in need.names))
                    places = self._places[pack.name]
                    said = quoted(pack, work, given, need.names, places)
                    if work.results:  # what can be said already
                        sure = draft(pack, [(work, shown)], places, as_of)
                        asked_for = replace(asked_for, calculations=sure.calculations)
                        said = [*(s for s in sure.sentences if s.kind is SentenceKind.CALCULATION), *said]
                    return replace(asked_for, sentences=(*asked_for.sentences, *said))
                except Lapsed as gone:
                    work = Work(pack.params, asked or on, as_of)
                    lapsed(work, gone.key)
                except FactError as exc:
                    if strict:
                        raise
                    return _asking(pack, Missing(name="", question=f"{exc.message}。"))
            works.append((work, shown))
        if (more := _across(pack, works, text, {str(c.get("_across", "")) for c in cases})) is not None:
            works.append((more, {}))
        if "大写" in text:
            _in_words(works)
        _in_unit(works, text)
        return draft(pack, works, self._places[pack.name], as_of)


def _in_words(works: list[tuple[Work, dict[str, Any]]]) -> None:
    """人民币大写 of every sum, when the question asks for it."""
    for work, _ in works:
        for result in work.results:
            if result.words:
                work.say(f"大写：{result.words}。")


def _in_unit(works: list[tuple[Work, dict[str, Any]]], text: str) -> None:
    """The last result of each case in the unit asked for (还差多少亩), when that is another one."""
    asked = re.search(r"(?:多少|几)(?:个)?(平方米|平方公里|亩|公顷|公里|米|公斤|吨)", text)
    if asked is None or any(
        UNITS[asked[1]].kind == UNITS[r.unit].kind and r.unit == asked[1]
        for w, _ in works
        for r in w.results
        if r.unit in UNITS
    ):
        return
    for work, _ in works:
        last = work.results[-1] if work.results else None
        if last is None or last.unit not in UNITS or UNITS[last.unit].kind != UNITS[asked[1]].kind:
            continue
        value = convert(Decimal(last.value), last.unit, asked[1])
        work.step(f"{write(Decimal(last.value))} {last.unit} = {write(value, 4)} {asked[1]}")
        work.say(
            f"{work.steps[-1].split(' = ')[0]}合 {work.result(last.title, Decimal(write(value, 4).replace(',', '')), asked[1])}。"
        )


_DIFFERENCE = r"比[^，。]{1,12}[高低松紧严宽多少贵长短](?:了|出)?(?:多少|几)|(?<![还各离])差(?:了|出)?(?:多少|几|额|价|距)|相差|差别|(?<!最)(?<!至)[多少贵便宜高低]+(?:出|交|拿|领|花|缴|付|补|奖|发|给|得|掏|收|要|挣)?(?:了)?(?:多少|几[块元万])|(?<!最)[多少](?:拿|交|领)(?:多少|几)"
_THAN_BEFORE = r"[比跟和与](?:它|他|她|这个?|那个?|刚才|前面|前头|上面|前一|上一|原来|前者)[^，。]{0,10}(?:多少|几|差)"
_TOTAL = r"总长|(?<!一)共(?:多少|交|要|缴|几|领|拿|得)|(?:一共|总共|共计|合计|总计)(?!有?[\d一二两三四五六七八九十])|加起来|合起来|加在?一[起块]|合在?一[起块]|一起(?:多少|算|要)|拢共|统共|总额|两(?:块|个|笔|处)加"


def _across(pack: Pack, works: list[tuple[Work, dict[str, Any]]], text: str, asked: set[str]) -> Work | None:
    """The difference or the sum of several cases, when the question asks for it."""
    results = [w.results[-1] for w, _ in works if w.results]
    if len(works) < 2 or len(results) != len(works) or len({r.unit for r in results}) != 1:
        return None
    try:
        values = [Decimal(r.value) for r in results]
    except InvalidOperation:
        return None
    pairs = list(zip(values[::2], values[1::2], strict=False))
    difference = "difference" in asked and len(values) % 2 == 0 or re.search(_DIFFERENCE, text) and len(values) == 2
    total = "total" in asked or re.search(_TOTAL, text)
    if not (difference or total):
        return None
    first = works[0][0]
    more = Work(pack.params, first.on, first.as_of)
    unit = results[0].unit
    for work, _ in works:
        for place in work.used:
            if place not in more.used:
                more.used.append(place)
    for at, pair in enumerate(pairs if difference else ()):
        high, low = max(pair), min(pair)
        title = "相差" if len(pairs) == 1 else f"相差{'甲乙丙'[at]}"
        more.step(f"{write(high)} {unit} − {write(low)} {unit} = {write(high - low)} {unit}")
        more.say(f"两者相差 {more.result(title, high - low, unit)}。")
    if not difference:
        whole = sum(values, Decimal(0))
        more.step(f"{' + '.join(f'{write(v)} {unit}' for v in values)} = {write(whole)} {unit}")
        more.say(f"合计 {more.result('合计', whole, unit)}。")
    return more


_CHAIN = r"([^？]+？)((?:那|要是|如果|假如|换|改|放|搬)[^？。]{1,24}呢？?)"
_SUM_ASKED = r"(?:多少|几[块万元])(?:钱)?的?([一-鿿]{2,6}?[费金税])(?=[，。？]|$)|([一-鿿]{2,6}[费金税])(?:我|咱|俺|们|总|一|共|得|要|该|应|需|能|可以|交|缴|付|是|退|补|领|拿|给|为)*(?:多少|几[块万元])"
_ANY_SUM = r"(?:[补奖].?|租|房|资|现|本|佣|基|罚|全)金$|(?:收|缴|交|付|免|退|减|核|自|花|费)费$|多少"
_WHAT_IF = r"^(?:那|哪|这)?(?:要是|如果|假如|若是|若|万一|换|改)[^？。]*呢[？。]?$"
_MORE = r"再加|再多|多加|另加|加盖|又加|增加"


def _added(base: list[Found], now: list[Found]) -> list[Found]:
    """再加2000平: a quantity that adds to the one given before."""
    if len(base) != 1:
        return now
    had = base[0]
    return [
        {
            k: f"{had[k]}+{v}" if isinstance(v, str) and v[:1].isdigit() and isinstance(had.get(k), str) else v
            for k, v in n.items()
        }
        for n in now
    ]


def _with_unit(q: Reading, base: list[Found]) -> str:
    """要是6000呢: a bare number takes the unit of the only quantity given before."""
    units = {
        m[1]
        for c in base
        for k, v in c.items()
        if isinstance(v, str)
        and (m := re.fullmatch(r"[\d.,一二两三四五六七八九十百千万半]+(\D+)", v))
        and m[1] in UNITS
    }
    bare = q.of("number")
    if (
        len(bare) != 1
        or len(units) != 1
        or bare[0].value < 2
        or len(q.amounts) > 1
        or not re.search(r"(?:呢|多少|几)[？。]?$", q.text)
    ):
        return q.raw
    return q.text[: bare[0].end] + units.pop() + q.text[bare[0].end :]


def _differs(base: list[Found], now: list[Found]) -> bool:
    """Whether a further quantity is of another kind than the one before."""
    if len(base) != 1 or len(now) != 1:
        return False
    words = {
        k: v
        for k, v in now[0].items()
        if isinstance(v, str) and not re.search(r"\d|^[一二两三四五六七八九十百千万半]", v)
    }
    return len(words) < len(now[0]) and any(base[0].get(k, v) != v for k, v in words.items())


def _merge(base: list[Found], now: list[Found], exclusive: tuple[tuple[str, ...], ...] = ()) -> list[Found]:
    """New facts over old ones; facts of one exclusive group replace the old ones of that group."""
    if not now:
        return base
    if len(now) == 1:
        gone = {k for group in exclusive if any(k in now[0] for k in group) for k in group}
        return [{k: v for k, v in b.items() if k not in gone} | now[0] for b in base]
    return [(base[0] if len(base) == 1 else {}) | n for n in now]


_RULE_ASKED = (
    r"标准|怎么算|[每一](?:个|建筑)?(?:平|亩|公顷|家|户|人|次)|比例|百分|上限|封顶|最多|最高|规定|政策|哪些|哪几|什么(?:项目|样|条件|情况)|有没有|有哪"
    r"|谁|哪个部门|材料|程序|依据|免|为什么|区别|多久|期限|适用|符合|算不算|第[一二三四五六七八九十]+条|多少(?:个|名|家|种|项|次|人)|几(?:个|名|家|种|项|次|人|条)"
)
_OWN_CASE = r"(?:我|俺|咱)(?!区|市)[^？]*(?:几号|哪天|哪一天|最多|最高|到手|(?<!多)[拿交领]多少)[^，。；]{0,8}[？。]?(?:$|[^？]*$)|到手了|下来了"
_IN_FORCE = r"适用|套用|施行|实施了|执行了|按(?:这个|新|[^，。；]{0,10}(?:措施|办法|政策|细则|方案))"
_APPLIES = r"套用|适用|管得着|管不着|管不管|管得了|生效|施行|实施了|算数|按(?:这个|新|[^，。；]{0,10}(?:措施|办法|政策|细则|方案))|执行了|能用|能享受|有效"


def _iso(value: object) -> object:
    """A full date in Chinese as ISO, everything else as it is."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}[日号]?", value):
        found = Reading(value, date.min).dates[0].date
        return found.isoformat() if found else value
    return value


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return "、".join(str(v) for v in value)
    return value if isinstance(value, int) else str(value)


def _turns(pack: Pack) -> frozenset[date]:
    """The days a pack's figures begin or change."""
    return frozenset({pack.params.effective.date}.union(*(p.values for p in pack.params.parameters.values())))


def _measures(facts: Facts) -> Iterator[Measure]:
    for name in type(facts).model_fields:
        value = getattr(facts, name)
        yield from (v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, Measure))


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _missing(pack: Pack, name: str) -> Missing:
    slot = pack.slots.slots.get(name)
    if slot is None:
        return Missing(name=name, question=f"请补充{name}。")
    return Missing(
        name=name, question=slot.question or f"{slot.title}是多少？",
        choices=tuple(Choice(value=c.value, label=c.label or c.value) for c in slot.choices),
    )  # fmt: skip


def _asking(pack: Pack, *missing: Missing) -> Draft:
    lines = []
    for item in missing:
        options = "／".join(c.label for c in item.choices)
        lines.append(
            f"{item.question}（{options}）"
            if options and len(options) <= 120 and not re.search(r"\d", options)
            else item.question
        )
    return Draft(
        status=AnswerStatus.NEEDS_FACTS,
        sentences=tuple(DraftSentence(kind=SentenceKind.FRAME, text=line) for line in lines),
        missing=missing,
        reason="还缺计算需要的事实",
        trace=(f"rule {pack.name}: needs {', '.join(m.name for m in missing)}",),
    )  # fmt: skip


def _explain(pack: Pack, exc: ValidationError) -> str:
    error = exc.errors()[0]
    name = str(error["loc"][0]) if error["loc"] else ""
    slot = pack.slots.slots.get(name)
    title = f"{slot.title}（{name}）" if slot else name
    if error["type"] == "extra_forbidden":
        return f"没有输入项“{name}”：可用 {'、'.join(pack.facts.model_fields)}"
    if slot and slot.choices:
        allowed = "、".join(c.value for c in slot.choices)
        return f"{title}不能是“{error['input']}”：可选 {allowed}"
    raised = error.get("ctx", {}).get("error")
    if raised is not None and error["type"] not in _KINDS:
        return f"{title}：{getattr(raised, 'message', None) or raised}"
    return f"{title}不能是“{error['input']}”：{_KINDS.get(error['type'], error['msg'])}"


_KINDS = {
    "int_parsing": "请写整数", "int_type": "请写整数", "int_from_float": "请写整数", "bool_parsing": "请写 true 或 false", "bool_type": "请写 true 或 false",
    "date_from_datetime_parsing": "日期请写成 2020-07-31", "date_parsing": "日期请写成 2020-07-31", "date_type": "日期请写成 2020-07-31",
    "greater_than_equal": "不能小于允许的最小值", "less_than_equal": "超出允许的最大值", "decimal_parsing": "请写数字",
}  # fmt: skip


def _fields(pack: Pack) -> tuple[FieldInfo, ...]:
    found = []
    for name, info in pack.facts.model_fields.items():
        slot = pack.slots.slots.get(name)
        found.append(FieldInfo(
            name=name, title=slot.title if slot else (info.description or name), question=slot.question if slot else "",
            choices=tuple(Choice(value=c.value, label=c.label or c.value) for c in slot.choices) if slot else (),
            required=info.is_required(), default=None if info.default is None or info.is_required() else str(info.default),
        ))  # fmt: skip
    return tuple(found)
