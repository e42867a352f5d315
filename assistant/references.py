"""Documents and clauses a question names: 文号, title, 44号文, 第三条（二）, 三（一）1, 序号5."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.composing import quote_unit
from assistant.drafts import Draft, DraftSentence
from assistant.questions import Question
from assistant.ranking import ClauseView, Views
from assistant.records import AnswerStatus
from index.library import Library, number_key, squeeze
from index.numerals import format_cn_int
from index.records import Clause, ClauseKind, GazetteDocument
from index.sentences import Unit

__all__ = ["Reference", "find_reference", "quote_reference", "subtree"]

_MOST, _CLAUSES = 560, 6
_ARTICLE = re.compile(
    r"第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十]+款)?"
)
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千\d]")
_ABOUT = re.compile(
    r"讲的?是?(?:什么|啥)|(?:是)?关于(?:什么|啥)|(?:什么|啥)内容|主要内容|说的?是?(?:什么|啥)|(?:是|叫)(?:什么|啥|哪个|哪份)(?:文件|标题|名)|标题"
)
_READ_OUT = re.compile(
    r"怎么(?:规定|写|说|讲)的?|写了?(?:什么|啥)|规定了?(?:什么|啥)|讲|说|写|规定|内容|原文|是|了|的|里|中|有|都|什么|啥|怎么|请问|全文|条款|列出来|念|给我|看|一下|办法|通知|文件?|[《》，。？、]"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question names.

    ``documents`` and ``clauses`` of the index; ``absent`` a clause path the named document does
    not have; ``unknown`` 文号 the index does not hold; ``rest`` the question without these names.
    """

    documents: tuple[GazetteDocument, ...] = ()
    clauses: tuple[Clause, ...] = ()
    absent: str | None = None
    unknown: tuple[str, ...] = ()
    rest: str = ""


def find_reference(question: Question, library: Library) -> Reference:
    """Documents by 文号 (the longest known ending counts), by serial (44号文) or by title in 《》; then the clause named."""
    found: list[GazetteDocument] = []
    unknown: list[str] = []
    for number in question.numbers:
        match = _by_number(number, library)
        found += match
        if not match:
            unknown.append(_own_prefix(number, library))
    for serial in question.loose_numbers:
        found += [d for d in library.documents if d.number and re.search(rf"〕{serial}号$", d.number)]
    for title in re.findall(r"《([^《》]{4,80})》", question.text):
        key = squeeze(title)
        found += [
            d
            for d in library.documents
            if key in squeeze(d.title)
            or key in squeeze(d.short_title)
            or (len(key) >= 8 and squeeze(d.short_title) in key)
        ]
    documents = tuple(dict.fromkeys(found))
    rest = _without_names(question, documents)
    path, clauses = _clauses_named(rest, documents or library.documents, library, named=bool(documents))
    absent = None
    if not clauses and documents and (m := _ARTICLE.search(rest)):
        absent = m.group()
    return Reference(documents, clauses, absent, tuple(unknown), rest.replace(path, "", 1))


def _by_number(number: str, library: Library) -> list[GazetteDocument]:
    key = number_key(number)
    exact = [d for d in library.documents if d.number and number_key(d.number) == key]
    if exact:
        return exact
    # words before the 文号 run into its prefix: 和门政发〔2020〕20号
    known = [d for d in library.documents if d.number and key.endswith(number_key(d.number))]
    longest = max((len(d.number or "") for d in known), default=0)
    if known or _own_prefix(number, library)[:1] != "〔":
        return [d for d in known if len(d.number or "") == longest]
    bare = number_key(number[number.index("〔") :])  # 〔2020〕37号, without what issues it
    return [d for d in library.documents if d.number and number_key(d.number).endswith(bare)]


def _own_prefix(number: str, library: Library) -> str:
    """A 文号 without the words before it: from a prefix the library has, else from where no joining word stands."""
    head = number.split("〔")[0]
    known = {(d.number or "").split("〔")[0] for d in library.documents} - {""}
    if own := max((p for p in known if head.endswith(p)), key=len, default=""):
        return number[len(head) - len(own) :]
    return re.sub(
        r"^(?:号|和|与|及|跟|同|、|按照?|根据|依据|请问|那|在|由|对|把|被|问|查|看|说|以及|还有|文件|通知|通告)+",
        "",
        number,
    )


def _without_names(question: Question, documents: tuple[GazetteDocument, ...]) -> str:
    """The question in the form of clause paths, without the names of the documents."""
    text = number_key(question.text)
    for document in documents:
        number = document.number or "\x00"
        text = text.replace(number_key(number), "").replace(number_key(number[max(0, number.find("〔")) :]), "")
    text = re.sub(r"《[^《》]{4,80}》", "", text)
    for serial in question.loose_numbers:
        text = re.sub(rf"第?{serial}号(?:文件?)?", "", text)
    return _as_path(text)


def _as_path(text: str) -> str:
    """Clause names in one form: 第3条第（二）项 → 第三条(二); 三、（一）1. → 三(一)1; 第5行 → 序号5."""
    text = re.sub(r"\s", "", text.replace("（", "(").replace("）", ")").replace("〔", "(").replace("〕", ")"))
    text = re.sub(r"第(\d+)(?=[条章节款项编])", lambda m: f"第{format_cn_int(int(m[1]))}", text)
    text = re.sub(r"第\(?([一二三四五六七八九十]+)\)?项", r"(\1)", text)
    text = re.sub(r"第([一二三四五六七八九十]+)(?:大)?(?:部分|大项|大点)", r"\1", text)
    text = re.sub(r"第(\d+)(?:行|号任务|项任务|个任务)|序号(?:是|为)?(\d+)", lambda m: f"序号{m[1] or m[2]}", text)
    text = re.sub(r"(?<=[一二三四五六七八九十\d)])(?:、|之下?的?|下的?|里的?|中的?|的)(?=[(\d第①-⑳])", "", text)
    return re.sub(r"第一款(?!项)", "", text)


@lru_cache(maxsize=50_000)
def _canonical(path: str) -> str:
    return _as_path(squeeze(path))


def _clauses_named(
    rest: str, documents: tuple[GazetteDocument, ...], library: Library, *, named: bool
) -> tuple[str, tuple[Clause, ...]]:
    """The path a question names and the clauses of that path. Without a named document only an article that one document has."""
    article = _ARTICLE.search(rest)
    if not _NUMERAL.search(rest) or not (named or article):
        return "", ()
    found: dict[tuple[int, int], tuple[str, list[Clause]]] = {}
    for document in documents:
        clauses = library.clauses_of(document.doc_id)
        loose = named and article is not None and not any(_ARTICLE.search(c.path) for c in clauses)
        for clause in clauses:
            for path in _ways(clause, loose):
                for start in _spots(path, rest, named):
                    entry = found.setdefault((len(path), -start), (path, []))
                    entry[1].append(clause)
    if not found:
        return "", ()
    path, named_so = found[max(found)]
    if not named and len({c.doc_id for c in named_so}) != 1:
        return "", ()
    return path, tuple(dict.fromkeys(named_so))


def _ways(clause: Clause, loose: bool) -> Iterator[str]:
    """Ways to name a clause: its path, the path within its part (细则第五条 → 第五条), 二 as 第二条 where there are no articles."""
    path = _canonical(clause.path)
    if not _NUMERAL.search(path):
        return
    yield path
    if (m := re.search(r"第[〇零一二三四五六七八九十百千]+条.*$", path)) and m.start():
        yield m.group()
    elif loose and (m := re.match(r"[一二三四五六七八九十]+(?!是)", path)) and "第" not in path:
        yield f"第{m.group()}条{path[m.end() :]}"


def _spots(path: str, rest: str, named: bool) -> Iterator[int]:
    """Where a path stands as a whole in the rest of a question; a bare number counts only right after the document's name."""
    strong = re.match(r"第[〇零一二三四五六七八九十百千]+条|序号\d|附件", path) is not None or (
        named and "(" in path[1:]
    )
    if not strong and not named:
        return
    start = rest.find(path)
    while start != -1:
        before, after = rest[:start], rest[start + len(path) :]
        whole = not re.match(
            r"[\d(.]|[〇零一二三四五六七八九十百千]+[(条款]|之[一二三四五六七八九十]|第[一二三四五六七八九十]+款", after
        ) and not re.search(r"[\d〇零一二三四五六七八九十百千第]$", before)
        near = strong or (
            re.fullmatch(r"(?:的|里|中|里面|请问|问下|那个?|通知|办法|方案|文件?|，)*", before) is not None
            and re.match(r"[、的里中]?(?:怎么|写|讲|说|规定|是|要求|内容|原文|有|都|$|？)", after) is not None
        )
        if whole and near:
            yield start
        start = rest.find(path, start + 1)


def quote_reference(question: Question, reference: Reference, library: Library, views: Views) -> Draft | None:
    """The named clause read out, or what a named document is about, when the question asks for nothing else."""
    if reference.absent:
        named = reference.documents[0]
        return Draft(
            status=AnswerStatus.NOT_FOUND, reason=f"{named.number or named.short_title}中没有{reference.absent}"
        )
    if not reference.clauses:
        left = squeeze(_READ_OUT.sub("", _ABOUT.sub("", reference.rest)))
        if len(reference.documents) == 1 and _ABOUT.search(question.text) and len(left) <= 4:
            return _about(reference.documents[0], library, views)
        return None
    if len(squeeze(_READ_OUT.sub("", reference.rest))) > 6:
        return None
    sentences: list[DraftSentence] = []
    room = _MOST
    for clause in subtree(reference.clauses, library):
        view = views.of(clause)
        if not clause.own or not view.text or len(view.text) > room or len(sentences) >= _CLAUSES:
            continue
        room -= len(view.text)
        sentences.append(quote_unit(view, Unit(0, len(view.text)), library, 1.0))
    if not sentences and (view := views.of(reference.clauses[0])).sentences:
        sentences = [quote_unit(view, view.sentences[0], library, 1.0)]
    return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(sentences)) if sentences else None


def _about(document: GazetteDocument, library: Library, views: Views) -> Draft | None:
    """A document's title and its statement of purpose, else its first headings."""
    clauses = [c for c in library.clauses_of(document.doc_id) if c.own]
    title = next((views.of(c) for c in clauses if c.kind is ClauseKind.TITLE), None)
    if title is None:
        return None
    chosen: list[tuple[ClauseView, Unit]] = [(title, Unit(0, len(title.text)))]
    for clause in clauses:
        view = views.of(clause)
        purpose = next(
            (
                u
                for u in view.sentences
                if re.match(
                    r"为(?:了|全面|进一步|深入|加强|规范|贯彻|落实|保证|保障|完善|支持|做好)?",
                    view.text[u.start : u.end],
                )
                and u.end - u.start <= 170
            ),
            None,
        )
        if clause.kind not in (ClauseKind.TITLE, ClauseKind.ADDRESSEE, ClauseKind.ROW) and purpose is not None:
            chosen.append((view, purpose))
            break
    else:
        heads = [
            views.of(c)
            for c in clauses
            if c.depth <= 1 and c.title and c.kind in (ClauseKind.ITEM, ClauseKind.HEADING, ClauseKind.ARTICLE)
        ]
        chosen += [(v, v.sentences[0]) for v in heads[: _CLAUSES - 1] if v.sentences]
    return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(quote_unit(v, u, library, 1.0) for v, u in chosen))


def subtree(clauses: Iterable[Clause], library: Library) -> list[Clause]:
    """The clauses and everything below them, in order; of a table only its own row."""
    result: list[Clause] = []
    for clause in clauses:
        result.append(clause)
        if clause.kind is not ClauseKind.TABLE:
            result += subtree(library.children(clause.clause_id), library)
    return result
