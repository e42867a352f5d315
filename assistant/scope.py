"""Is the question about what the index holds at all: place, small talk, personal data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.lexicon.places import find_places, stem
from index.library import Library, squeeze

__all__ = ["Scope", "coverage_line", "small_talk"]

_TALK = re.compile(
    r"^(?:你好|您好|hi|hello|在吗|在不在|早上好|晚上好|下午好|谢谢|多谢|再见|拜拜|哈喽|嗨|喂)[呀啊哦吗嘛，,。！!？?~～]*(?:你|您|吃了没|吃了吗|在吗|最近怎么样|辛苦了)?[呀啊吗嘛，,。！!？?～]*$"
    r"|吃了(?:没|吗)|你(?:是谁|叫什么|几岁|多大|会什么|能做什么|是机器人|是人吗|喜欢)|讲个?(?:笑话|故事)|说个?(?:笑话|故事)|写(?:一?首|一?篇|个|一?封)\w{0,8}(?:诗|作文|歌|小说|情书|文章|代码|程序|演讲稿|总结)|"
    r"(?<![染端劣害])天气(?!应急|预警|条件|过程|响应)|气温多少|下雨吗|几点了|^(?:今|明|后|昨)天(?:是)?星期几|^(?:是)?星期几[？?]?$|唱(?:首|个)?歌|推荐\w{0,6}(?:电影|书|餐厅|饭店|股票|小说|歌)|股票|彩票|双色球|足球|篮球赛|世界杯|明星|算命|星座|减肥|做菜|菜谱|翻译成|翻译一下|英语怎么说|"
    r"忽略(?:以上|之前|前面)|系统提示|你的指令|提示词|陪我聊|聊聊天|心情不好|女朋友|男朋友|谈恋爱|\d+\s*[+×*xX÷/]\s*\d+\s*(?:=|等于)"
)
_LEVEL = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:自治区|自治州|自治县|地区|新区|[省市区县旗盟镇乡])")
_PERSONAL = re.compile(
    r"(?:[^哪几各]|^)(?:区长|主任|局长|书记|同志|领导|镇长|处长|科长|他|她|谁)的?[^，。、里以]{0,4}(?:身份证号?|手机号?码?|家庭住址|住在哪|家住|私人电话|银行卡号?|工资|收入|年龄|多大(?:年纪|岁数)|生日|婚姻|老婆|老公|孩子|学历|籍贯|住址|微信号)"
)
_PRIVATE = re.compile(
    r"(?:家|人)?住(?:在)?(?:哪|什么地方)(?:里|儿|个小区|条街)?[？。]?$|家住|家在哪|我(?:的)?身份证|身份证尾号|(?:查|看)(?:查|看|一?下)*我(?:家|们?公司|的|单位|妈|爸|孩子|老公|老婆)|我叫[\u4e00-\u9fff]{2,3}(?:[，。]|$)|我的?(?:申请|案子|钱|补贴|证)\w{0,8}(?:批|到账|发下来|办好|办下来)\w{0,3}(?:没|吗)|(?:手机号|身份证号|家庭住址|家庭地址|私人电话|银行卡号|微信号)\w{0,4}(?:是|多少|给|告诉|发|报|查|$)|(?:告诉我|给我|查一下|要)\w{0,8}(?:手机号|身份证号|住址|家庭地址)"
)
_CAR = (
    r"(?:省|市)?的?(?:号?牌照?|车牌|车(?![站管])|过来的车|来的车)"  # 山东牌面包车 names a car, not a place asked about
)


@dataclass(frozen=True)
class Scope:
    """What the loaded issues cover."""

    library: Library

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        """Full names of the places governed, in order of loading."""
        return tuple(dict.fromkeys(i.jurisdiction for i in self.library.issues if i.jurisdiction))

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(name for full in self.jurisdictions for name in _names_of(full))

    @cached_property
    def _text(self) -> dict[str, str]:
        return {name: squeeze(source.text) for name, source in self.library.sources.items()}

    def issues_of(self, place: str) -> tuple[str, ...]:
        """Ids of the issues that govern a place, and of those that say no place: a ministry's hold everywhere."""
        return tuple(i.issue_id for i in self.library.issues if not i.jurisdiction or i.jurisdiction == place)

    def governed(self, text: str) -> tuple[str, ...]:
        """Jurisdictions a text names, by full name or by a part that only one of them has."""
        found = []
        for full in self.jurisdictions:
            others = {name for other in self.jurisdictions if other != full for name in _names_of(other)}
            if any(p in text for p in _names_of(full) - others):
                found.append(full)
        return tuple(found)

    def foreign(self, text: str) -> tuple[str, ...]:
        """Places a question names that are neither governed by nor mentioned in the loaded issues."""
        if not self.jurisdictions:
            return ()
        return tuple(
            p
            for p in self.other_places(text)
            if not self._mentioned(p) and re.search(rf"{re.escape(p)}(?!{_CAR})", text)
        )

    def other_places(self, text: str) -> tuple[str, ...]:
        """Places named that are not governed by the loaded issues, mentioned or not."""
        return tuple(p for p in find_places(text) if p not in self._own and stem(p) not in self._own)

    def _mentioned(self, place: str) -> bool:
        return any(stem(place) in text for text in self._text.values())

    def speaks_of(self, source: str, places: Sequence[str]) -> bool:
        """Whether a source mentions all of some places."""
        return all(stem(place) in self._text[source] for place in places)


def _names_of(full: str) -> frozenset[str]:
    """A jurisdiction's full name, its levels (云州市, 青禾区), the known places in it, and all of these without suffix."""
    names = {full, *find_places(full), *_LEVEL.findall(full)}
    return frozenset(names | {stem(n) for n in names})


def small_talk(text: str) -> str | None:
    """The reason why a text is no question to a gazette; None when it may be one."""
    if _TALK.search(text):
        return "这个问题与政府公报内容无关"
    if _PRIVATE.search(text) or _PERSONAL.search(text):
        return "公报不提供个人信息"
    return None


def coverage_line(library: Library) -> str:
    """What the index covers: publisher, issue, dates of its documents."""
    pieces: list[str] = []
    for issue in library.issues:
        dates = sorted(d.issued for d in library.documents if d.issue_id == issue.issue_id and d.issued)
        name = issue.title if "公报" in issue.title else (issue.publisher or issue.title)
        when = (
            f"{issue.year}年第{issue.number}期"
            if issue.year and issue.number
            else (f"{issue.year}年" if issue.year else "")
        )
        span = f"，文件日期{_cn(dates[0])}至{_cn(dates[-1])}" if dates else ""
        pieces.append(f"《{name}》{when}{span}")
    shown = pieces[:4] + ([f"等共{len(pieces)}期"] if len(pieces) > 4 else [])
    return "本库收录：" + "；".join(shown) + "。" if pieces else "本库尚未收录公报。"


def _cn(day: object) -> str:
    return f"{day.year}年{day.month}月{day.day}日"  # type: ignore[attr-defined]


def named(places: Sequence[str]) -> str:
    """Places joined for a message."""
    return "、".join(places)
