"""What the words of a registry question ask for: bodies, tasks, a role, a day.

Pure functions on a normalised question; which bodies and documents it names is read in
``registry_reading``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.registry.records import Role

__all__ = [
    "ROLE_WORD",
    "asks_bodies",
    "asks_role",
    "asks_tasks",
    "asks_when",
    "compares",
    "jointly",
    "of_duty",
    "roles_in",
    "spelled",
]

_ROLE_WORDS: tuple[tuple[Role, str], ...] = (
    (
        Role.LEADER,
        r"(?:区|市|县|牵头|分管|哪一?位|哪个|主管)领导|副[区市县]长|[区市县]长|领导(?:是|里|牵头|呢|管|抓|负责|挂帅)|领导$",
    ),
    (
        Role.LEAD,
        r"牵头|带头|打头|领头|排头|挑头|领衔|主抓|总负责|牵总|主导|唱主角|挑大梁|扛大旗|挂帅",
    ),
    (
        Role.SUPPORT,
        r"配合|协办|协助|协同|打下手|搭把手|打配合|打辅助|跟着(?:干|办|做)|帮(?:着|忙|衬)|辅助|当配角|搭手",
    ),
    (
        Role.MAIN,
        r"主责|责任(?:单位|部门|主体|方)|主办|承办|具体(?:干|办|落实|实施)|实施单位|落实单位|主要责任",
    ),
)
ROLE_WORD = re.compile("|".join(pattern for _, pattern in _ROLE_WORDS))
_ROLE = tuple((role, re.compile(pattern)) for role, pattern in _ROLE_WORDS)

_BODY = r"部门|单位|机构|机关|局(?!里)|委(?!托)|(?<![协主承])办(?![法事理])|中心|支队|公司|街道|镇街|镇|乡|科室|站|主体|领导|副?[区市县]长|同志|口子|管家|衙门"
_ONE = r"家|位|个人|级"
_DOES = r"的(?:任务|活|事|差事|责任|职责)|牵头|负责|管|归|派|配合|协办|责任|主责|抓|来|审|批|备案|核|惩戒|当|干|定|打分|张罗|办|推|挑|带|建|联手|实施|盯|弄|搞|落|收|发|催|填|报|查|指导|监督|协调|扛|操心|联系|分管|主抓|参与|参加|会同|解释|给"
_TASK = r"任务|事(?!儿?找)|活|工作|事项|职责|措施|内容|差事|行动|工程|要求|角色"
_COUNTED = r"[项条件桩]|个(?!百分|点(?!位)|月|工作日|单位|部门|局|委|镇|街|人|领导|小时|星期|季)|[行样类块档](?!业)"
_INTERROGATIVE = re.compile(
    r"哪些|(?<!第)(?:哪[一二两三四五六七八九十几]+|哪(?=[项条件个行样块处类]))|(?<![第十])几(?!个(?:百分)?点)(?=[项条件个行样桩块类]|多)|多少(?=[项条件个行样桩类])|什么|啥"
)
_ACT = r"干|做|管|负责|承担|有|是|牵头|抓|担|领|揽|分到|配合|协办|主责|参与|参加|办|落实|挂|涉及|摊上|分工|盯|列|写|主抓|带头|挑头|打下手|完成|要|该"
_NOWADAYS = re.compile(r"(?:今年|目前|眼下|这两年|近期|当前)(?=[^，。？底前]{0,12}(?:哪|啥|什么|几))")
_OVER_BODY = re.compile(
    r"^([\u4e00-\u9fff]{1,10}?(?:局|委|站|中心|支队|大队|办公室))(?:是|归|由|属)?(?:谁|哪位领导|哪个领导|哪位区?长)(?:来)?(?:管|领导|主管|管着|管的)[？。]?$"
)
_LISTING = re.compile(
    r"(?:任务|事项|活儿?)[^，。？]{0,2}有(?:吗|没有|么)|有没有[^，。？]{0,10}(?:任务|事项|活儿?)[？。]?$|列(?:一?下|出|举|个|张|全|来|一列)|一(?:条|项|样|件|个)一?(?:条|项|样|件|个)(?:地|的)?(?:说|讲|列|念|数|摆|给)|(?:逐[条项一]|挨[个着条])(?:地|的)?(?:说|讲|列|念|数|摆)|(?:捋|理|数|过)一?(?:遍|捋|理|下)|罗列|盘点|数一数|汇总|清单有|导出|(?:点(?:到|了|过)?名|提到|出现|写到|列名)[^，。？]{0,6}(?:哪|几)|哪(?:些|几)?(?:个)?(?:地方|处|条|块|环节)[^，。？]{0,8}(?:点(?:到|了|过)?名|提到|出现|写到|露面|有份)|(?:全部|所有)(?:的)?(?:任务|事项|活|工作)|任务(?:都)?(?:有|是)(?=[？。，]|$)|出现在哪|都(?:有|是)哪些"
)
_WHO = re.compile(
    r"谁(?!拿|得|获|中了|赢|家(?:的)?孩子|(?:的|定得?|订得?|要求|标准|指标|限得?|管得)?(?:更|最|比较)?(?:严|松|高|低|大|小|紧|狠)(?!发|兴|队|学|区|院|领|新))"
    r"|哪(?:一)?个(?=(?:来|去|在|给|负责)?(?:统筹|牵头|跑|管(?!家|线|网|道|理办法)|抓|主抓|盯|负责|主办|承办|配合|协办|挑头|打头|收钱|兜底))"
    rf"|哪(?:一|两|二|三|四|几|些)?(?:个|家|位|级|口)?(?![年月天日里儿项条行])[^，。？；、]{{0,6}}?(?:{_BODY})"
    rf"|哪(?:一|两|二|三|四|几)?(?:{_ONE})(?=[^，。？]*(?:{_DOES}))|(?:{_DOES})[^，。？]{{0,8}}哪(?:一|两|二|三|四|几)?(?:{_ONE})|哪(?:一|两|二|三|四|几)?位[？。]?$"
    r"|(?:什么|啥)(?:样的)?(?:部门|单位|机构|局|领导|人(?![员才])|衙门)"
    r"|归(?:口)?(?:到)?(?:哪|谁|啥)|[由找让给靠]哪(?!里|儿|些|年|月|天|种|类)|哪边(?=[^，。？]*(?:管|负责|牵头|抓|办))|哪头管"
    r"|(?:单位|部门|机构|领导|牵头方|责任方|责任主体|召集人|组长)(?:都|又|各|分别|还|名单)?(?:是(?!否|不)|有(?!没|无)(?!什么要求)|包括|写的?|叫)"
    r"|(?:单位|部门|领导)[？。]?$|(?:牵头|配合|协办|主责)的(?:呢|是)"
    r"|(?:单位|部门)(?:里|中|名单)(?:头|面|里)?(?:有没有|有|含|包括)"
    r"|派给|落实到(?:谁|哪)|还是[^，。]{2,12}(?:牵头|管|负责|办|收|核)|找[^，。]{2,10}还是|主管是|归口"
)
_NOT_WHO = re.compile(r"(?:单位|部门|机构)(?:都|又|还)?(?:有|是|包括|写)?(?:了)?(?:哪些|哪几)(?:任务|事项|项|条|行|活)")
_WHEN = re.compile(
    r"什么时候|啥时候|何时|几时|多会儿|啥时|什么时间|哪天|几月|几号|最晚|最迟|时限|期限|截止|哪年|多久|到哪一天|何日|什么节点|[哪几]个?(?:节点|时点)|之前完成|前完成|什么日子|多少号|完成时间"
)
_ROLE_ASKED = re.compile(
    r"(?:什么|啥|哪种)(?:角色|身份|位置|责任|分工)|角色|(?:是|算|属于?|当|担|归|由)[^，。？]{0,14}(?:牵头|主责|配合|协办|负责|责任单位|责任部门)[^，。？]{0,4}(?:还是|吗|么|吧|不是|呢|对不对|[，]?对吧)|还是(?:牵头|配合|主责|协办|责任)|是不是[^，。？]{1,14}(?:牵头|主责|配合|协办|负责|责任)|(?:算|担|扛|承担)(?:的)?(?:是)?(?:什么|啥)"
)
_COMPARE = re.compile(
    r"不同|不一样|一样(?:吗|不|么|没)|差在哪|区别|差别|有什么差|有啥差|差哪|相同|是不是同|是否相同|同不同|对比|相比|比一?比|两行|多写了|少写了|比正文|比表|是一回事|同一个文件|一个文件|各讲|各是|分别|各(?:由|归|找|自|为)|同一(?:家|个|位|拨|天|部门|单位|领导)|哪[个项件条边头](?:任务|事)?[^，。？]{0,8}?(?:先|早|晚|更|写|没)|谁[^，。？]{0,8}(?:多|少|早|晚|高|低|严)"
)
_JOINT = re.compile(r"共同|一起|联合|联手|一块儿?|一道|合伙|并列|[两三]家都|都是牵头")
_DUTY = re.compile(
    r"牵头|带头|挑头|领头|主责|责任|配合|协办|协助|参与|参加|涉及|有关|相关|沾边|任务|事项|活儿?|差事|负责|管|干|做|抓|盯|承担|分工|名下|手上|手里|头上|分到|领到|摊上|揽|挂|出现|领域|有份|担|扛|工作|职责|角色|要求|哪[几些]?[项条行块]|打下手|唱主角|列|点(?:到|了|过)?名|提到|写到|露面|完成|要办|要做"
)


_SLIPS = tuple(
    (re.compile(slip), word)
    for slip, word in (
        (r"[迁签千谦铅]头|牵[投透]", "牵头"),
        (r"[佩陪培]合|配[和河](?=单位|部门|的|哪|谁|任务)", "配合"),
        (r"[谢携胁]办|协[半伴]", "协办"),
        (r"[住注]责|主[则择泽]", "主责"),
        (r"[付副赋]责(?!任)|负[则择]", "负责"),
        (r"[费肺]止|废[纸指](?=了|的|文|没|吗)", "废止"),
        (r"份管|分[官馆]", "分管"),
    )
)
"""Slips of a pinyin keyboard in words that decide what is asked."""


def spelled(text: str) -> str:
    """The text with slips of the keyboard put right (迁头 → 牵头), and who is over a body asked in the usual word.

    >>> spelled("水务局归谁管？"), spelled("水务局今年要干哪些事？")
    ('水务局由谁分管？', '水务局要干哪些事？')
    """
    for slip, word in _SLIPS:
        text = slip.sub(word, text)
    return _OVER_BODY.sub(r"\1由谁分管？", _NOWADAYS.sub("", text))


def roles_in(text: str) -> tuple[Role, ...]:
    """The roles a text names, in the order of ``Role``."""
    return tuple(role for role, pattern in _ROLE if pattern.search(text))


def asks_bodies(text: str) -> bool:
    """Whether a text asks who: a body, a leader, a unit."""
    return _WHO.search(_NOT_WHO.sub(" ", text)) is not None


def asks_tasks(text: str) -> bool:
    """Whether a text asks for tasks: which, how many, what somebody does.

    >>> [asks_tasks(t) for t in ("水务局牵头哪些任务", "科信局牵头干的都有啥", "污泥处置由哪几家牵头", "几月底前完成")]
    [True, True, False, False]
    """
    return _LISTING.search(text) is not None or any(_of_tasks(text, a, b) for a, b in _interrogatives(text))


def _interrogatives(text: str) -> Iterator[tuple[int, int]]:
    for m in _INTERROGATIVE.finditer(text):
        yield m.start(), m.end()


def _of_tasks(text: str, start: int, end: int) -> bool:
    word, rest = text[start:end], text[end:]
    if re.search(
        rf"(?:{_BODY})(?:都|又|还|分别|各|一共|总共)?(?:是|有|包括|写的?)?(?:了)?$", text[:start]
    ) and not re.match(rf"[^，。？]{{0,3}}(?:{_TASK}|{_COUNTED})", rest):
        return False
    if word == "哪" and rest.startswith("个") and re.match(rf"个(?:{_TASK})", rest) is None:
        return False
    if re.match(r"[项条行](?!业)", rest):
        return True
    if re.match(rf"(?:{_ONE})", rest):
        return False
    counted = re.match(rf"(?:{_COUNTED})", rest)
    noun = rest[counted.end() :] if counted else rest
    if re.match(
        r"(?:时候|时间|月|年|天|日|号|期|点|地方|里|儿|标准|条件|材料|意思|办法|文件|通知|通告|方案|规定|措施(?!任务))",
        noun,
    ):
        return False
    if (
        re.match(rf"[^，。？；、]{{0,4}}?(?:{_BODY})", noun)
        and re.match(rf"[^，。？；、]{{0,2}}?(?:{_TASK})", noun) is None
    ):
        return False
    if re.match(r"角色|身份|责任(?!事项)|位置", noun):
        return False
    if word in ("什么", "啥"):
        if re.search(
            r"(?:文号|名字|名称|标题|题目|原因|内容|意思|日期|时间|标准)(?:叫|是|为|写)?(?:的)?$", text[:start]
        ):
            return False
        return (
            re.match(rf"(?:{_TASK})", noun) is not None
            or re.search(rf"(?:{_ACT})(?:了|的|着|些|点|过|任务|事项|活儿?|工作|都)*(?:有|是|些)?$", text[:start])
            is not None
        )
    return True


def asks_when(text: str) -> bool:
    """Whether a text asks for a day or a deadline."""
    return _WHEN.search(text) is not None


def asks_role(text: str) -> bool:
    """Whether a text asks which role a named body has."""
    return _ROLE_ASKED.search(text) is not None


def compares(text: str) -> bool:
    """Whether a text sets things side by side."""
    return _COMPARE.search(text) is not None


def jointly(text: str) -> bool:
    """Whether a text speaks of bodies that do something together."""
    return _JOINT.search(text) is not None


def of_duty(text: str) -> bool:
    """Whether a text speaks of duties at all."""
    return _DUTY.search(text) is not None
