"""A follow-up in words of its own: the earlier question with what the follow-up names put in the place of its like."""

from __future__ import annotations

import re

from assistant.registry_reading import Asking
from assistant.registry_words import ROLE_WORD
from index.registry.records import Role
from index.tokens import fold

__all__ = ["deputy", "named_anew", "revised"]

_HEAD = re.compile(r"^(?:那么?|那|还有|另外|如果是|要是|换成|再问|再看|那如果)[，,]?")
_REST = re.compile(
    r"的?(?:呢|吧|啊|吗)?[？。]?|是|有|的|都|又|呢|哪[些几]?(?:[项条个家位])?|谁|什么|啥|几|多少|单位|部门|领导|任务|一样|换成|改成|看看?"
)


def revised(text: str, now: Asking, earlier: str, before: Asking) -> str | None:
    """The earlier question with bodies, leaders, roles, numbers or days exchanged; None when nothing of the kind is named.

    Args:
        text: The follow-up.
        now: The follow-up as read.
        earlier: The question before it.
        before: That question as read.
    """
    changed = earlier.rstrip("？。！ ")
    used: list[str] = []
    for new, old in (
        (tuple(m.word for m in now.mentions) or now.leaders, tuple(m.word for m in before.mentions) or before.leaders),
        (now.numbers, before.numbers),
        ((now.deadline.printed,) if now.deadline else (), (before.deadline.printed,) if before.deadline else ()),
    ):
        if new and old and set(new) != set(old):
            changed = _exchange(changed, old, "、".join(new))
            used += new
    new_role = next((m.group() for m in ROLE_WORD.finditer(text)), "")
    if new_role and now.roles != before.roles and Role.LEADER not in now.roles:
        swapped, count = ROLE_WORD.subn(new_role, changed)
        if count == 0 and before.lists and before.mentions:
            word = before.mentions[0].word
            swapped, count = changed.replace(word, f"{word}{new_role}", 1), 1
        if count:
            changed = swapped
            used.append(new_role)
    if not used:
        return None
    rest = _HEAD.sub("", text)
    for word in used:
        rest = rest.replace(word, "")
    rest = _REST.sub("", rest.strip("，。？ "))
    tail = _HEAD.sub("", text).strip("，。？ ")
    return f"{changed}？" if len(rest) < 2 else f"{changed}，{tail}"


_DEPUTY = re.compile(
    r"^(?:那么?|还有)?副(?:的|手|职|[组区市县]长|总指挥|召集人|主任)?(?:又|都)?(?:是谁|是哪[几些]?[位个]|有谁|有哪[几些]?[位个]?|呢)+(?:，[^？。]{1,12})?[？。]?$"
)
_HEAD_POST = re.compile(r"(?<!副)(组长|总指挥|召集人|[区市县]长|主任)")


def deputy(text: str, earlier: str) -> str | None:
    """The earlier question about who heads something, asked of the deputies (副的呢); None when it is no such follow-up.

    >>> deputy("副的呢？", "养老领导小组组长是谁？")
    '养老领导小组副组长是谁？'
    """
    if _DEPUTY.search(text) is None or (post := _HEAD_POST.search(earlier)) is None:
        return None
    if post[1][-1] == "长" and post[1] != "组长":
        return f"副{post[1]}都有谁？"
    return f"{earlier[: post.start()]}副{earlier[post.start() :]}"


def named_anew(text: str) -> str:
    """What a short follow-up puts in the place of something said before, folded; empty when it says more than that.

    >>> [named_anew(t) for t in ("换成社区呢？", "那进学校的呢", "配合单位又是谁？")]
    ['社区', '进学校', '']
    """
    bare = re.sub(r"的?(?:那)?(?:块儿?|方面|个|项|边)?呢[?？。]?$", "", _HEAD.sub("", fold(text).strip()))
    return bare if 2 <= len(bare) <= 8 and ROLE_WORD.search(bare) is None and _REST.sub("", bare) == bare else ""


def _exchange(text: str, old: tuple[str, ...], new: str) -> str:
    """The first of the old words becomes the new one, the others go with what joins them."""
    head, *others = old
    for word in others:
        text = re.sub(rf"(?:、|和|与|跟|同|及)?{re.escape(word)}", "", text, count=1)
    return text.replace(head, new, 1)
