"""Procedures: ordered steps with who, materials, where and by when, as far as the text says.

What the text does not say is named (公报未载明), never filled in.
"""

from __future__ import annotations

import re

from index.library import Library
from index.records import Clause, ClauseKind, GazetteDocument, Valued
from index.registry.departments import Departments, org_pattern
from index.registry.flat import Flat, flatten
from index.registry.records import Procedure, Step

__all__ = ["find_procedures", "procedure_json"]

_HEAD = re.compile(r"程序|流程|步骤|办理手续|申报组织")
_LEAD = re.compile(r"(?:程序|流程|步骤)[^。；]{0,12}[：:]\s*$|按照?(?:以下|下列)(?:程序|流程|步骤)")
_PERSON = r"申请人|建设单位|申请单位(?:或个人)?|运营企业|物业服务企业|供电企业|项目单位|农户|村民|居民|企业|老年人本人(?:或者其委托人)?|村委会|居委会|镇政府|各镇政府|街道办事处|村集体|评审团|专班"
_WHERE = re.compile(
    r"(?:到|向|至)(?P<v>[^，。；：到向至内个\d]{2,24}?(?:窗口|平台|小程序|银行|委员会|村委会|居委会|镇政府|街道办事处|局|委|网站|中心))(?=[，。；：、提申领办核缴换书]|服务|完|$)|在(?P<w>[^，。；：]{0,8}(?:公示栏|公开栏|平台|网站|窗口))"
)
_COUNT = r"\d{1,3}\s*(?:个)?(?:工作日|天|日(?!期)|个月|小时)"
_TERM = re.compile(
    rf"(?:自[^，。；]{{1,14}}之日起|(?:收到|领到|领取|批准|取得|勘查|建成|走访|结束|核定|公示无异议)[^，。；]{{0,12}}?后|期限届满)?\s*{_COUNT}(?:之?内|以内|前)|公示(?:期)?(?:为|不少于)?\s*{_COUNT}"
    r"|每(?:年|月|季度|学期|半年)\d{1,2}(?:月\d{1,2})?[日号](?:之?前|以前)|(?:19|20)\d{2}年\d{1,2}月?(?:[-—至](?:(?:19|20)\d{2}年)?\d{1,2}月)?|\d{1,2}月\d{1,2}日前"
)
_MATERIAL = re.compile(
    r"《(?P<a>[^》]{2,50}?(?:表|书|函|单|合同|协议|证|材料|报告)(?:[（(][^》]{1,10}[）)])?)》|“(?P<b>[^”]{2,30}?(?:书|函|单|证|表)[^”位]{0,6})”"
    r"|(?:提交|填写|持|出具|开具|凭|提供|核验|领取|准备|携带|换取|和|、|或|及|在)(?P<c>[^，。；、的和或及“”《》]{0,10}(?:承诺书|缴费函|复印件|原件|申请表|缴费凭证|身份证|户口簿|检测报告|发票|证明|登记证|经营权证|批文|凭证))"
)


def find_procedures(library: Library, document: GazetteDocument, departments: Departments) -> tuple[Procedure, ...]:
    """The procedures of a document, in order."""
    found: list[Procedure] = []
    taken: set[str] = set()
    for clause in library.clauses_of(document.doc_id):
        if clause.kind is ClauseKind.FORM or clause.clause_id in taken or not _announces(library, clause):
            continue
        steps = _step_clauses(library, clause)
        if not steps and not _lost(library, clause):
            continue
        taken.update(c.clause_id for c in steps)
        found.append(_procedure(library, clause, steps, departments))
    return tuple(found)


def _announces(library: Library, clause: Clause) -> bool:
    if clause.kind in (ClauseKind.CHAPTER, ClauseKind.SECTION):
        return re.search(r"程序$|流程$|步骤$|申报与审核$", clause.title) is not None
    if clause.kind not in (ClauseKind.ARTICLE, ClauseKind.ITEM, ClauseKind.LEAD):
        return False
    text = flatten(library, clause).tight.text if clause.own else ""
    return bool((clause.title and _HEAD.search(clause.title) and len(clause.title) <= 40) or _LEAD.search(text))


def _step_clauses(library: Library, clause: Clause) -> tuple[Clause, ...]:
    kinds = (ClauseKind.ITEM, ClauseKind.ARTICLE)
    children = [c for c in library.children(clause.clause_id) if c.kind in kinds]
    if not children and clause.kind is ClauseKind.LEAD and clause.parent_id:
        children = [c for c in library.children(clause.parent_id) if c.kind in kinds and c.order > clause.order]
    deeper = [g for c in children for g in library.children(c.clause_id) if g.kind is ClauseKind.ITEM]
    if deeper and all(not _long(library, c) for c in children):
        return tuple(deeper)
    return tuple(children)


def _long(library: Library, clause: Clause) -> bool:
    return len(flatten(library, clause).tight.text) > 30 if clause.own else False


def _lost(library: Library, clause: Clause) -> bool:
    """A flow that is announced with a colon and followed by nothing (a chart that was lost)."""
    below = library.children(clause.clause_id)
    texts = [flatten(library, c).tight.text for c in below if c.own] or (
        [flatten(library, clause).tight.text] if clause.own else []
    )
    return any(re.search(r"流程[^。；]{0,4}[：:]$|流程申报[：:]$", t) for t in texts)


def _procedure(library: Library, clause: Clause, clauses: tuple[Clause, ...], departments: Departments) -> Procedure:
    steps = tuple(_step(library, c, k, departments) for k, c in enumerate(clauses, 1))
    missing: list[str] = []
    if _lost(library, clause):
        missing.append("流程图")
    for name, values in (
        ("办理主体", [s.who for s in steps]),
        ("材料", [s.materials for s in steps]),
        ("地点", [s.where for s in steps]),
        ("时限", [s.deadlines for s in steps]),
    ):
        if not any(values):
            missing.append(name)
    title = clause.title or (clause.headings[-1] if clause.headings else clause.path)
    return Procedure(doc_id=clause.doc_id, clause_id=clause.clause_id, title=title, steps=steps, missing=tuple(missing))


def _step(library: Library, clause: Clause, number: int, departments: Departments) -> Step:
    flat = flatten(library, clause).tight
    marker = re.match(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]|第.{1,5}?条", flat.text)
    if marker is not None:
        flat = flat.cut(marker.end(), len(flat.text))
    people = re.compile(rf"(?:{org_pattern(departments).pattern})|{_PERSON}")
    who: dict[str, Valued] = {}
    for m in re.finditer(rf"(?:^|(?<=[。；，、由：）.]))(?:{people.pattern})(?=[^的、）]|、)", flat.text):
        name = m.group()
        if 2 <= len(name) <= 24:
            who.setdefault(name, Valued(name, flat.span(m.start(), m.end())))
    title = clause.title if len(clause.title) <= 24 else ""
    return Step(
        number=number,
        title=title or re.split(r"[，。；]", flat.text)[0][:30],
        clause_id=clause.clause_id,
        span=clause.span,
        who=tuple(who.values()),
        materials=_values(flat, _MATERIAL, ("a", "b", "c")),
        where=_values(flat, _WHERE, ("v", "w")),
        deadlines=_values(flat, _TERM, ()),
    )


def _values(flat: Flat, pattern: re.Pattern[str], groups: tuple[str, ...]) -> tuple[Valued, ...]:
    found: dict[str, Valued] = {}
    for m in pattern.finditer(flat.text):
        name = next((g for g in groups if m[g]), None)
        start, end = (m.start(name), m.end(name)) if name else (m.start(), m.end())
        text = flat.text[start:end].strip("，在于自")
        if text:
            found.setdefault(text, Valued(text, flat.span(start, end)))
    return tuple(found.values())


def procedure_json(library: Library, procedure: Procedure) -> dict[str, object]:
    """One procedure for ``--json``; every value with its span."""

    def values(items: tuple[Valued, ...]) -> list[dict[str, object]]:
        return [{"text": v.value, "start": v.span.start, "end": v.span.end} for v in items]

    document = library.document(procedure.doc_id)
    return {
        "doc_number": document.number,
        "doc_id": procedure.doc_id,
        "doc_title": document.short_title,
        "clause": library.clause(procedure.clause_id).path,
        "clause_id": procedure.clause_id,
        "title": procedure.title,
        "missing": [f"公报未载明{m}" for m in procedure.missing],
        "steps": [
            {
                "number": s.number,
                "title": s.title,
                "clause": library.clause(s.clause_id).path,
                "clause_id": s.clause_id,
                "text": library.text(library.clause(s.clause_id).source, s.span),
                "start": s.span.start,
                "end": s.span.end,
                "who": values(s.who),
                "materials": values(s.materials),
                "where": values(s.where),
                "deadlines": values(s.deadlines),
            }
            for s in procedure.steps
        ],
    }
