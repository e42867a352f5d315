"""Documents and articles a question names: 文号, title, 44号文, 第三条（二）."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.composing import quote_unit
from assistant.drafts import Draft, DraftSentence
from assistant.questions import Question
from assistant.ranking import Views
from assistant.records import AnswerStatus, SentenceKind
from index.library import Library, number_key, squeeze
from index.records import Clause, ClauseKind, GazetteDocument
from index.sentences import Unit

__all__ = ["Reference", "find_reference", "quote_reference"]

_MOST = 560


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question names: documents of the index, an article path, 文号 the index does not hold."""

    documents: tuple[GazetteDocument, ...] = ()
    article: str | None = None
    unknown: tuple[str, ...] = ()


def find_reference(question: Question, library: Library) -> Reference:
    """Documents by 文号 (the longest known ending counts), by serial (44号文) or by title in 《》."""
    found: list[GazetteDocument] = []
    unknown: list[str] = []
    for number in question.numbers:
        match = _by_number(number, library)
        found += match
        if not match:
            unknown.append(_own_prefix(number))
    for serial in question.loose_numbers:
        found += [d for d in library.documents if d.number and re.search(rf"〕{serial}号$", d.number)]
    for title in re.findall(r"《([^《》]{4,80})》", question.text):
        key = squeeze(title)
        found += [d for d in library.documents if key in squeeze(d.title) or key in squeeze(d.short_title) or (len(key) >= 8 and squeeze(d.short_title) in key)]
    return Reference(tuple(dict.fromkeys(found)), question.article, tuple(unknown))


def _by_number(number: str, library: Library) -> list[GazetteDocument]:
    key = number_key(number)
    exact = [d for d in library.documents if d.number and number_key(d.number) == key]
    if exact:
        return exact
    # words before the 文号 run into its prefix: 和门政发〔2020〕20号
    known = [d for d in library.documents if d.number and key.endswith(number_key(d.number))]
    longest = max((len(d.number or "") for d in known), default=0)
    return [d for d in known if len(d.number or "") == longest]


def _own_prefix(number: str) -> str:
    return re.sub(r"^(?:和|与|及|跟|同|按照?|根据|依据|请问|那|在|由|对|把|被|问|查|看|说|以及|还有|文件|通知|通告)+", "", number)


def quote_reference(question: Question, reference: Reference, library: Library, views: Views) -> Draft | None:
    """The named article quoted, when the question names one and asks for nothing else in particular."""
    if reference.article is None:
        return None
    documents = reference.documents or tuple(d for d in library.documents)
    matches: list[Clause] = []
    for document in documents:
        clauses = library.clauses_of(document.doc_id)
        exact = [c for c in clauses if squeeze(c.path) == squeeze(reference.article)]
        matches += exact or [c for c in clauses if squeeze(c.path).endswith(squeeze(reference.article))]
    if not reference.documents and len({c.doc_id for c in matches}) != 1:
        return None
    rest = re.sub(r"第[〇零一二三四五六七八九十百千\d]+[条款项]|[（(][一二三四五六七八九十]+[）)]|[《》]|讲|说|写|规定|内容|原文|是|了|的|什么|啥|怎么|请问|全文|条款|列出来|念|给我|看|一下|？", "", question.text)
    for document in reference.documents:
        rest = rest.replace(document.number or "\x00", "").replace(document.short_title, "")
    if not matches:
        if reference.documents:
            named = reference.documents[0]
            return Draft(status=AnswerStatus.NOT_FOUND, reason=f"{named.number or named.short_title}中没有{reference.article}")
        return None
    if len(squeeze(rest)) > 12:
        return None
    sentences: list[DraftSentence] = []
    room = _MOST
    for clause in _with_below(matches, library):
        view = views.of(clause)
        if not clause.own or len(view.text) > room:
            continue
        room -= len(view.text)
        sentences.append(quote_unit(view, Unit(0, len(view.text)), library, 1.0))
    if not sentences:
        view = views.of(matches[0])
        if not view.sentences:
            return None
        sentences = [quote_unit(view, view.sentences[0], library, 1.0)]
    shown = [s for s in sentences if s.kind is SentenceKind.QUOTE][:6]
    return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(shown))


def _with_below(clauses: list[Clause], library: Library) -> list[Clause]:
    result: list[Clause] = []
    for clause in clauses:
        result.append(clause)
        if clause.kind is not ClauseKind.TABLE:
            result += _with_below(list(library.children(clause.clause_id)), library)
    return result
