"""How many tasks each body, leader, group or deadline has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.drafts import Draft, DraftSentence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import task_evidence
from assistant.registry_lists import TaskLists
from assistant.registry_reading import Asking
from index.registry.records import Role, Task
from index.registry.tasks import task_json

__all__ = ["TaskCounts"]

_ASKED = re.compile(
    r"(?:各|分别|每[个位家类]|都)[^，。？]{0,10}?(?:多少|(?<!哪)几)[项条个件行]|(?:哪|谁)[^，。？]{0,14}?(?:最多|更多|最少|更少|多些|得多|的多|任务多)|(?:多少|几)[项条个件][^，。？]{0,10}[，；][^，。？]{1,10}(?:多少|几)[项条个件]|按[^，。？]{2,8}(?:统计|分组|归类|数)|(?:多少|几)[项条个件]?[^，。？]{0,4}比"
)
MOST = 14
"""So many groups are told at most, the largest first."""


class TaskCounts:
    """Drafts that count tasks by group."""

    def __init__(self, lists: TaskLists) -> None:
        self.lists = lists

    def ask(self, asking: Asking, text: str) -> Draft | None:
        """A line per group with its number of tasks; None when the question asks for no such count."""
        if _ASKED.search(text) is None:
            return None
        tasks = self.lists.all_of(asking, text)
        if not tasks:
            return None
        groups = self._groups(asking, text, tasks)
        if len(groups) < 2:
            return None
        ranked = sorted(groups.items(), key=lambda g: -len(g[1]))
        if not re.search(r"最多|最少|更多|的多", text):
            ranked = list(groups.items())
        counted = {t.task_id: t for _, mine in ranked for t in mine}
        sentences = []
        for k, (name, mine) in enumerate(ranked[:MOST]):
            sentences.append(
                DraftSentence(
                    kind=SentenceKind.RECORD,
                    text=f"{name}：{len(mine)}项。",
                    evidence=task_evidence(self.lists.library, mine[0]),
                    newline=k > 0,
                )
            )
        return Draft(
            status=AnswerStatus.LISTED,
            sentences=tuple(sentences),
            rows=tuple(task_json(self.lists.library, t) for t in counted.values()),
            trace=("list counts",),
        )

    def _groups(self, asking: Asking, text: str, tasks: Sequence[Task]) -> dict[str, list[Task]]:
        roles = [r for r in asking.roles if r is not Role.LEADER] or [Role.LEAD, Role.MAIN, Role.OWNER]
        if len(asking.mentions) >= 2:
            return {
                m.word: mine
                for m in asking.mentions
                if (
                    mine := [
                        t
                        for t in tasks
                        if any(_is(p.canonical, p.also, m.canonical) for r in roles for p in t.parties(r))
                    ]
                )
            }
        if len(asking.leaders) >= 2:
            return {n: [t for t in tasks if any(p.name == n for p in t.leader)] for n in asking.leaders}
        names: Callable[[Task], list[str]]
        if re.search(r"领导|[区市县]长", text):
            names = lambda t: [p.name for p in t.leader]  # noqa: E731
        elif re.search(r"类|部分|板块|组", text):
            names = self._heading
        elif re.search(r"时限|期限|什么时候", text):
            names = lambda t: [t.deadline.text] if t.deadline else []  # noqa: E731
        elif re.search(r"部门|单位|局|委|谁|哪家|镇街", text):
            role = roles[0] if any(t.parties(roles[0]) for t in tasks) else Role.OWNER
            printed: dict[str, str] = {}
            names = lambda t: [printed.setdefault(p.canonical, p.name) for p in t.parties(role)]  # noqa: E731
        else:
            return {}
        found: dict[str, list[Task]] = {}
        for task in tasks:
            for name in dict.fromkeys(names(task)):
                found.setdefault(name, []).append(task)
        return found

    def _heading(self, task: Task) -> list[str]:
        heading = self.lists.library.clause(task.clause_id).headings
        name = heading[-1] if heading else task.group
        return [re.sub(r"^[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?\s*", "", name)] if name else []


def _is(canonical: str, also: Sequence[str], wanted: str) -> bool:
    return canonical == wanted or wanted in also
