"""Which task a question is about: weighted overlap of the question's words with each task.

Everyday words count through the lexicon's official ones; pairs of characters carry the
rest, so that no dictionary is needed and a word cut in two by OCR still counts.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, islice

from index.lexicon.synonyms import expand
from index.library import Library
from index.registry.records import Task
from index.tokens import fold

__all__ = ["Match", "Piece", "TopicIndex", "content_of", "short_for"]

_ASKING = re.compile(
    r"(?:什么时候|啥时候|何时|什么时间|几月底?|几号|哪天)(?:之?前)?(?:能|要|得|该|才)?(?:完成|办完|做完|干完|弄完|搞定|完工)"
    r"|什么时候|啥时候|何时|什么时间|几月几号|几月底?|几号|哪天|哪年|多久|多长时间|最晚|最迟|截止|时限|完成期限|完成时限|完成时间|什么单位|什么部门|哪(?:一|两|三|四|几|些)?(?:个|家|位|项|行|条|件|名)?"
    r"|(?:区领导|副区长|领导|部门|单位|机关|局|委|办|机构)(?:里|中)?(?:是|有)?(?:谁|哪|啥|什么)|区领导|副区长|牵头(?:单位|部门|的)?|配合(?:单位|部门|的)?|协办(?:单位|部门|的)?|主责(?:单位|部门|的)?|责任(?:单位|部门|主体)"
    r"|主管部门|主管|分管|负责|谁来|归谁|由谁|是谁|谁|归哪|派给了?|找谁|归口|请问|告诉我|帮我查?一?下?|是什么|是不是|是否|有没有|什么|怎么写|怎么|多少|分别|各是|各自|一共|总共|都有|有哪些|哪些|这件?事儿?|这项|那项|这活|这一?块|这些|那些|的事|事儿|该由|应该|到底|究竟"
    r"|单位|部门|任务表|分工表|清单|任务|里面|里头|可以|应当|以前|之前"
)
_PARTICLES = frozenset(
    "吗呢呀啊吧了的地得着和与跟及在是由被把给对要会能前后中里上下就都也还又再想让使去来到这那其并或且为以之所等个项条行家"
)
"""Characters that say nothing when they stand alone."""
_ROLE_WORD = re.compile(r"谁|哪|什么|多少|领导|[区市县]长|牵头|主抓|分管|负责|部门|单位|配合|协办")
_ASKED_FOR = re.compile(
    r"(?:牵头|责任|主责|配合|协办|主管|负责)(?:单位|部门|牵头)?|任务分工|完成时限|时限|期限|时间|日期|截止|(?:区|市|县)政府|本区"
)
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9.+%]+")
_FIGURE = 1.5
"""How much more a figure of the question (92%, 109) tells than a word."""
_COVERED = 0.1
"""What a task gains when the question says its whole title."""
_WEIGHTS = {"title": 1.15, "measure": 1.0, "group": 0.7, "document": 0.55, "owners": 0.5}


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to look for: ``forms`` with strengths, a weight, and whether the library knows it."""

    forms: tuple[tuple[str, float], ...]
    weight: float
    known: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A task with its score: ``share`` of the question's weight it covers, ``mass`` that weight."""

    task: Task
    share: float
    mass: float
    own: float = 0.0


def content_of(text: str, drop: Iterable[str] = ()) -> str:
    """The question without words that only ask and without ``drop`` (names used as filters)."""
    folded = fold(text)
    for word in sorted((fold(d) for d in drop), key=len, reverse=True):
        folded = folded.replace(word, " ")
    return folded


MEMO = 50_000  # forms remembered, so that a server's memory stays bounded
RECENT = 16


class TopicIndex:
    """Scores tasks for questions. ``words`` cuts a text into words when the caller has a dictionary."""

    def __init__(
        self, library: Library, tasks: Sequence[Task], words: Callable[[str], list[str]] | None = None
    ) -> None:
        self.library = library
        self.tasks = tuple(tasks)
        self.words = words
        self._df: dict[str, int] = {}
        self._stands: dict[str, tuple[tuple[float, tuple[int, ...]], ...]] = {}

    @cached_property
    def _fields(self) -> list[tuple[tuple[str, float], ...]]:
        found: list[tuple[tuple[str, float], ...]] = []
        for task in self.tasks:
            document = self.library.document(task.doc_id)
            clause = self.library.clause(task.clause_id)
            names = "、".join(p.name for _, p in task.bodies())
            found.append(
                (
                    (fold(task.title), _WEIGHTS["title"]),
                    (fold(task.measure), _WEIGHTS["measure"]),
                    (fold(f"{task.group} {' '.join(clause.headings)}"), _WEIGHTS["group"]),
                    (fold(f"{document.title} {document.number or ''}"), _WEIGHTS["document"]),
                    (fold(names), _WEIGHTS["owners"]),
                )
            )
        return found

    @cached_property
    def _columns(self) -> list[tuple[float, str, list[int]]]:
        """Per field its factor, the texts of all tasks in one string, and where each begins."""
        columns = []
        for column in zip(*self._fields, strict=True):
            starts = list(accumulate((len(text) + 1 for text, _ in column), initial=0))
            columns.append((column[0][1], "\n".join(text for text, _ in column), starts))
        return columns

    def _standing(self, form: str) -> tuple[tuple[float, tuple[int, ...]], ...]:
        """Per field its factor and the tasks in which a form stands."""
        found = self._stands.get(form)
        if found is None:
            if len(self._stands) >= MEMO:
                self._stands.clear()
            found = self._stands[form] = tuple((f, _places(form, text, starts)) for f, text, starts in self._columns)
        return found

    @cached_property
    def _texts(self) -> list[str]:
        return ["\n".join(text for text, _ in fields[:4]) for fields in self._fields]

    @cached_property
    def _vocabulary(self) -> set[str]:
        pairs: set[str] = set()
        for source in self.library.sources.values():
            folded = fold(source.text)
            pairs.update(folded[i : i + 2] for i in range(len(folded) - 1))
        return pairs

    @cached_property
    def _title_pairs(self) -> list[dict[str, float]]:
        """Per task the pairs of characters of its title with their weights; a sentence has no title of its own."""
        pairs = [set() if task.source == "article" else _pairs(fold(task.title)) for task in self.tasks]
        count = Counter(pair for each in pairs for pair in each)
        size = len(pairs)
        return [{p: math.log1p((size - count[p] + 0.5) / (count[p] + 0.5)) for p in each} for each in pairs]

    def _frequency(self, forms: tuple[str, ...]) -> int:
        key = "\0".join(forms)
        if key not in self._df:
            if len(self._df) >= MEMO:
                self._df.clear()
            self._df[key] = sum(any(f in text for f in forms) for text in self._texts)
        return self._df[key]

    def _piece(self, forms: tuple[tuple[str, float], ...], factor: float = 1.0) -> Piece:
        df = self._frequency(tuple(f for f, _ in forms))
        size = max(len(self.tasks), 1)
        weight = factor * math.log1p((size - df + 0.5) / (df + 0.5))
        if df == 0:
            known = any(f[i : i + 2] in self._vocabulary for f, _ in forms for i in range(max(len(f) - 1, 1)))
            weight *= 0.45 if known else 0.25
        return Piece(forms, weight, df > 0)

    def pieces(self, text: str, drop: Iterable[str] = ()) -> tuple[Piece, ...]:
        """What to look for in the tasks."""
        folded = content_of(text, drop)
        covered = [False] * len(folded)
        found: list[Piece] = []
        seen: set[str] = set()
        for hit in expand(folded):
            for i in range(hit.start, hit.end):
                covered[i] = True
            if hit.say in seen or _only_asks(hit.say, hit.means):
                continue
            seen.add(hit.say)
            forms = ((hit.say, 1.0), *((fold(m), hit.weight) for m in hit.means if fold(m) != hit.say))
            found.append(self._piece(forms, 1.3))
        rest = "".join("|" if covered[i] else c for i, c in enumerate(folded))
        for run in _RUN.findall(_ASKING.sub("|", rest)):
            if run.isascii():
                if run not in seen:
                    found.append(self._piece(((run, 1.0),), _FIGURE if any(c.isdigit() for c in run) else 1.0))
                seen.add(run)
                continue
            for tokens in self._phrases(run):
                phrase = "".join(tokens)
                if phrase in seen:
                    continue
                seen.add(phrase)
                if len(phrase) == 1:
                    found.append(self._piece(((phrase, 1.0),), 0.25))
                factor = 1.0 if len(phrase) < 4 else 0.85
                found += [self._piece(((pair, 1.0),), factor) for pair in _pairs_of(tokens)]
        return tuple(found)

    def _phrases(self, run: str) -> list[list[str]]:
        """A run of characters as words, cut where a particle stands alone; every character a word without a dictionary."""
        tokens: list[str] = []
        at = 0
        for word in self.words(run) if self.words is not None else run:
            start = run.find(word, at)
            if start < at:  # a part of the word before
                continue
            tokens += [*run[at:start], word]
            at = start + len(word)
        found: list[list[str]] = [[]]
        for token in (*tokens, *run[at:]):
            if token in _PARTICLES:
                found.append([])
            else:
                found[-1].append(token)
        return [phrase for phrase in found if phrase]

    @cached_property
    def _titles(self) -> list[tuple[str, str]]:
        """Per document with tasks: its short title, part titles and kind, folded."""
        having = dict.fromkeys(t.doc_id for t in self.tasks)
        found = []
        for doc_id in having:
            document = self.library.document(doc_id)
            parts = {c.part for c in self.library.clauses_of(doc_id) if c.part}
            parts |= {
                h for t in self.tasks if t.doc_id == doc_id for h in self.library.clause(t.clause_id).headings[-2:]
            }
            found.append((doc_id, fold("；".join((document.short_title, *sorted(parts))))))
        return found

    def names_of(self, docs: Iterable[str] | None) -> str:
        """The titles, part titles and headings of documents (of all, when None), folded."""
        wanted = None if docs is None else set(docs)
        return "；".join(text for doc_id, text in self._titles if wanted is None or doc_id in wanted)

    @cached_property
    def _whole(self) -> dict[str, str]:
        documents = {i: self.library.document(i) for i, _ in self._titles}
        return {i: fold(self.library.text(d.source, d.span)) for i, d in documents.items()}

    def documents(self, content: str) -> list[tuple[float, str]]:
        """Documents whose titles a question's words name, with the weight of those words, best first."""
        return list(self._named(content))

    @cached_property
    def _named(self) -> Callable[[str], list[tuple[float, str]]]:
        return lru_cache(maxsize=RECENT)(self._name)

    def _name(self, content: str) -> list[tuple[float, str]]:
        size = len(self._titles)
        scores = dict.fromkeys((i for i, _ in self._titles), 0.0)
        for piece in self.pieces(content):
            hits = {
                i: s
                for i, t in self._titles
                if (s := max((v for f, v in piece.forms if len(f) >= 2 and f in t), default=0.0))
            }
            if not hits:
                hits = {i: 0.75 for i, t in self._titles if any(short_for(f, t) for f, _ in piece.forms)}
                hits = hits if len(hits) == 1 else {}
            if not hits:
                # a word that stands in one document only (防艾) names it as well as its title
                inside = [
                    i for i, text in self._whole.items() if any(len(f) >= 2 and f in text for f, _ in piece.forms)
                ]
                if len(inside) != 1:
                    continue
                hits = {inside[0]: 0.75}
            weight = math.log((size + 0.5) / len(hits))
            for doc_id, strength in hits.items():
                scores[doc_id] += weight * strength
        return sorted(((s, i) for i, s in scores.items() if s > 0), reverse=True)

    def own_share(self, pieces: Sequence[Piece], task: Task) -> float:
        """How much of the pieces' weight the task's own title and text cover, 0 to 1."""
        texts = [text for text, _ in self._field_of[task.task_id][:2]]
        total = sum(p.weight for p in pieces) or 1.0
        return (
            sum(p.weight * max((s for f, s in p.forms if any(f in t for t in texts)), default=0.0) for p in pieces)
            / total
        )

    @cached_property
    def _field_of(self) -> dict[str, tuple[tuple[str, float], ...]]:
        return {task.task_id: fields for task, fields in zip(self.tasks, self._fields, strict=True)}

    def match(
        self, text: str, *, drop: Iterable[str] = (), within: Callable[[Task], bool] | None = None, limit: int = 12
    ) -> tuple[Match, ...]:
        """The best tasks for a question, best first."""
        scored = self._matched(text, tuple(drop))
        return tuple(islice((m for m in scored if within is None or within(m.task)), limit))

    @cached_property
    def _matched(self) -> Callable[[str, tuple[str, ...]], tuple[Match, ...]]:
        # The readings of one question match the same words again and again.
        return lru_cache(maxsize=RECENT)(self._match)

    def _match(self, text: str, drop: tuple[str, ...]) -> tuple[Match, ...]:
        pieces = self.pieces(text, drop)
        total = sum(p.weight for p in pieces)
        if not total:
            return ()
        size = len(self.tasks)
        mass, own = [0.0] * size, [0.0] * size
        titled: dict[int, list[str]] = defaultdict(list)
        for piece in pieces:
            best: dict[int, float] = {}
            mine: dict[int, float] = {}
            for form, strength in piece.forms:
                for column, (factor, standing) in enumerate(self._standing(form)):
                    value = strength * factor
                    for n in standing:
                        best[n] = max(best.get(n, 0.0), value)
                        if column < 2:
                            mine[n] = max(mine.get(n, 0.0), value)
                        if column == 0 and len(form) > 1:
                            titled[n].append(form)
            for n, value in best.items():
                mass[n] += value * piece.weight
            for n, value in mine.items():
                own[n] += value * piece.weight
        found: list[Match] = []
        for n, (task, pairs) in enumerate(zip(self.tasks, self._title_pairs, strict=True)):
            if mass[n]:
                score = 0.55 * mass[n] + 0.45 * own[n]
                covered = {pair for form in titled.get(n, ()) for pair in _pairs(form)}
                whole = sum(pairs.values()) if covered else 0.0
                share = sum(w for p, w in pairs.items() if p in covered) / whole if whole else 0.0
                found.append(Match(task, score / total + _COVERED * share, score, own[n] / total))
        found.sort(key=lambda m: -m.share * (0.97 if m.task.weak else 1.0))
        return tuple(found)


def _only_asks(say: str, means: Sequence[str]) -> bool:
    """Whether an everyday word asks for a part of a task (派给 → 责任单位, 最晚 → 完成时限) or names the place, and no topic."""
    if _ROLE_WORD.search(say) or _ASKING.fullmatch(say):
        return True
    return bool(means) and _ASKED_FOR.fullmatch(fold(means[0])) is not None


def _places(form: str, text: str, starts: Sequence[int]) -> tuple[int, ...]:
    """Which of the joined texts hold a form, in order."""
    found: list[int] = []
    at = text.find(form)
    while at != -1:
        n = bisect_right(starts, at) - 1
        found.append(n)
        at = text.find(form, starts[n + 1]) if n + 1 < len(starts) else -1
    return tuple(found)


def short_for(form: str, title: str, window: int = 6) -> bool:
    """Whether a word of two characters is short for words of a title: 防艾 of 防治艾滋病, 治水 of 水环境治理."""
    if len(form) != 2 or form[0] not in title or form[1] not in title or form.isascii() or form[0] == form[1]:
        return False
    places = [i for i, c in enumerate(title) if c == form[0]]
    return any(form[1] in title[max(0, i - window) : i + window + 1] for i in places)


def _pairs_of(tokens: Sequence[str]) -> list[str]:
    """Pairs of neighbouring characters, but none across two whole words.

    >>> _pairs_of(["收集", "企业"]), _pairs_of(["退耕", "林"])
    (['收集', '企业'], ['退耕', '耕林'])
    """
    text = "".join(tokens)
    seams = {
        end
        for k, end in enumerate(accumulate(len(t) for t in tokens))
        if k + 1 < len(tokens) and min(len(tokens[k]), len(tokens[k + 1])) > 1
    }
    return [text[i : i + 2] for i in range(len(text) - 1) if i + 1 not in seams]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
