"""What kind of thing a question asks for, and whether a sentence holds one.

A question for a sum of money is not answered by a sentence without one: that is how
「依法处罚」 is told from an answer. Patterns are about the language, not about a gazette.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

__all__ = ["Asked", "AskedType", "asked_types", "holds"]

_NUM = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二三四五六七八九十百千万亿两半]+)"


class AskedType(StrEnum):
    """Kinds of answers. The Chinese name is used in 公报未写明〈…〉."""

    MONEY = "金额"
    PERCENT = "比例"
    COUNT = "数量"
    MEASURE = "数值"
    DATE = "时间"
    DURATION = "期限"
    FREQUENCY = "频次"
    CLOCK = "时段"
    WHO = "责任单位或人员"
    NAMES = "具体名称"
    OFFICE = "办理地点"
    PLACE = "地点"
    NUMBER = "文号"
    PHONE = "联系方式"
    PENALTY = "处罚"
    PAPERS = "材料或证件"
    FEE = "收费"
    YESNO = "是否"
    LIST = "具体内容"
    HOW = "办理方式"
    WHY = "原因"
    WHAT = "内容"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for. ``unit`` is the measure word of a count (家, 人次, 公里) or the kind of a name (人, 村, 路), if any."""

    type: AskedType
    unit: str = ""
    start: int = 0
    end: int = 0


_FIGURE = r"\d[\d,]*(?:\.\d+)?"
_SHORT = r"(?:(?<![\d.])\d{1,3}(?:\.5)?|[一二三四五六七八九十两半百]+)"
_UNITS = (
    "平方公里|平方米|平方千米|万平方米|公顷|公里|千米|公斤|千克|微克|毫克|人次|工作日|个月|小时|分钟|平米|"
    "家(?!庭|人)|个(?!工作日|小时|月|季度|百分点|学期)|名(?!额|单|称)|人(?!口)|户(?!口)|台|辆|条(?!件|例|款)|处|座|项(?!目)|件|次(?!数)|批|份(?!额)|种(?!植|类)|类(?!别)|组|套|间|吨|亩|米|张|所|节(?!能|约|日|水|假|点)|课时|斤|期(?!限)|级(?!别)|步|层|栋|位|场|门|笔|支(?!持|出|付)|盏|公升|升|度|倍|档|成|折|分|页|款|只|头|株|棵|车|村|镇|街|区|片|块|天|年|月|日|周|元"
)

_CUES: tuple[tuple[AskedType, str], ...] = (
    (AskedType.NUMBER, r"多少号文|文号(?:是|为)?(?:什么|多少|啥)?|发文字号|几号文|哪个文号|什么文号"),
    (
        AskedType.NAMES,
        r"名单(?:是|有|列|给|公布|在哪|都)|哪[几些一]?(?:位|名|个人|家)[\u4e00-\u9fff]{0,6}?(?:中的|中了|中标|入选|获批|拿到|拿下|领到|得了)|(?:列(?!入|进|为|到|出来的)|公布|给|说).{0,8}名单(?!里|中|上|之)|名字|(?<![这那它])都?叫(?:什么|啥)(?=名|[，。？]|$)|姓名|得主(?!动|要|张|管|办)|获奖(?:者|单位|作品)?(?:是|有)|(?:谁|哪家|哪个|哪位)(?:拿了?|得了?|获得?|中)(?:的|奖|标|走)|是谁(?:拿|得|获|中)|给了(?:哪|谁)|花落|都有谁(?:入选|获)|"
        r"名单(?:里|中|上)?(?:有没有|有无)|[进在列](?:了|入)?[^，。？]{0,12}名单(?:里|中)?(?:没有?|吗)|哪(?:几|些|两|[一二三四五六七八九十\d]+)?(?:个|条|所|家|座)?(?:村(?!民)|小区|路|街(?!道|镇)|公司|医院)|"
        r"(?:民宿|小院|企业|公司|商店|店铺|门店|厂|加油站|酒店|景区)[”\"]?[\u4e00-\u9fff]{0,6}哪(?:几|些)?(?:家|户)(?=[？，。]|$)|(?:不合格|上榜|入选|达标|获奖)的?(?:[\u4e00-\u9fff]{0,4})是?哪(?:几|些)?家(?=[？，。]|$)",
    ),
    (
        AskedType.OFFICE,
        r"(?P<unit>哪[个号]窗口)|(?:上|去|到|在|找)哪(?:儿|里|个(?:窗口|部门|地方|单位))?(?:能|可以)?(?:办理?|申请|投诉|交(?!通)|领|查|咨询|举报|报名|登记|补办|申诉)",
    ),
    (
        AskedType.PHONE,
        r"(?:电话|手机|号码|邮箱|信箱|微信号?|联系方式|热线)(?:地址|是|号码?)*(?:多少|几号|什么|啥)|(?:电话|手机|座机|微信)号?码?(?:给|发|告诉|有)|怎么联系|哪个(?:电话|邮箱|热线|号码)|打哪个电话|打什么电话|电话是|联系电话|办公电话|联系方式",
    ),
    (
        AskedType.FREQUENCY,
        r"多久(?:\w{0,6})一[次回趟]|多长时间(?:\w{0,6})一[次回趟]|几(?:天|个?月|年|周)(?:\w{0,6})一[次回趟]|隔多久|频率|频次|[每一](?:个)?(?:年|季度?|月|周|天|日)(?:\w{0,8})(?:几|多少)[次回场趟]|每隔",
    ),
    (AskedType.CLOCK, r"几点|什么时段|啥时段|哪个时段|哪些时段|哪个钟点|时间段"),
    (
        AskedType.DATE,
        r"什么时候|啥时候|何时|几时|哪天|哪一天|哪日|几号|几月|哪年|哪一年|哪个月|什么日期|什么时间|啥时间|截止(?:到|日|时)|(?:最晚|最迟|期限|时限|时间)(?:是|到)(?:什么|啥|哪|几)|到(?:哪|几)(?:年|月|号)|多会儿|多咱|完成时限|从何日|何日|"
        r"(?:最晚|最迟)(?:要|得|应|须|是)?\w{0,6}(?:前|完成|时候)?$|什么(?:节点|日子)|成文日期|日期是",
    ),
    (
        AskedType.DURATION,
        r"多久|多长时间|(?<![哪好这那十])几(?P<unit>天|年|个月|个?工作日|个?小时|周|日)|多少(?:天|年|个月|个?工作日|小时|日)|期限(?:是|为)?(?:多|几)|时限(?:是)?多",
    ),
    (
        AskedType.MONEY,
        r"一(?P<per>只|晚上?|张|间|台|斤|公斤|平米|平方米|平|亩|人|天|个?月|户|辆|棵|头|床|份|吨|立方米?|公里|小时|摊位|个摊位|个车位|个床位|张床位)[\u4e00-\u9fff]{0,10}?(?:(?:多少|几)(?:块|元|钱)|(?:补|交|收|罚|给|奖|卖|要)(?:多少|几)|多少(?=[，。？]|$))"
        r"|(?:多少|几)[块元钱]{1,2}(?:钱)?一(?P<each>只|晚|张|间|台|斤|公斤|平米|平方米|平|亩|人|天|个?月|户|辆|棵|头|床|份|吨|公里|小时|次|位)"
        r"|多少(?:\w{0,3})?(?:钱|元|块|万|亿|税(?!务)|费(?!用?的))|几个亿|(?<![这那好十哪])几(?:块(?!地|田|牌|板|砖|区|屏)|万|百|千)(?:钱|元|块)?|(?:补|奖|给|罚|交|缴|收|花|领|拿|贴|免|发|掏|赔|退)(?!集|率|纳率)(?:[\u4e00-\u9fff]{0,3})多少(?!家|个|人|户|次|天|年|台|辆|条|处|项|件|亩|平|公|吨|套)(?:$|[，,。？?！呢啊呀钱元])|"
        r"(?:价格|造价|成本|[税费](?:用)?|金额|标准|额度|上限|封顶|补贴|奖金|奖励|罚款|工资|预算|经费|资金|投资|押金|收费|单价|票价|房价|总额)(?:是|为|有|到|标准)?\s*(?:多少|几|怎么算|多高)|值多少|多少钱|多少[\u4e00-\u9fff]{0,2}(?:预算|资金|经费|费用|补助|补贴|奖金|奖励|罚款|工资|租金)",
    ),
    (
        AskedType.PERCENT,
        r"[百千万]分之(?:几|多少)|百分比|(?:多少|几)个?百分|(?:多少|几)个点|比例|占比|几成|几折|打折|率(?:\w{0,8})(?:多少|几|多高)|多少(?:\w{0,2})(?:率|比例)|份额",
    ),
    (
        AskedType.COUNT,
        rf"(?<![哪好这那十])(?:多少|几(?![个家](?:单位|部门|机构|局)(?!$|[，。？])))\s*(?:来|多)?(?:个(?=小时|工作日|月|季度|镇|村|街道))?(?P<unit>{_UNITS})|数量|多少(?=[\u4e00-\u9fff]{{0,4}}(?:单位|企业|公司|机构|部门|学校|医院|小区|项目|任务|村庄|街道|岗位|名额))|(?:一共|总共)有?(?:多少|几)(?!\s*(?:{_UNITS}))",
    ),
    (
        AskedType.MEASURE,
        r"(?P<unit>占地|面积)[\u4e00-\u9fff]{0,4}多大|多(?:大|高|长|重|远|宽|深|厚|少|快)|低于(?:多少|几)|高于(?:多少|几)|不(?:超过|低于|高于|少于)(?:多少|几)|达到(?:多少|几)|上限|下限|目标(?:是|值)|控制在|多少",
    ),
    (
        AskedType.WHO,
        r"(?<![有共总])几[个家](?:单位|部门|机构|局)(?!$|[，。？])|谁|哪(?:个|些|几个|一个|两个|几)?(?:部门|单位|机构|局|委|办|科室|领导|人|部委|机关|公司|镇|街道|家单位|家部门)|哪(?:几|两|三)?家|何人|什么(?:部门|单位|机构|人)|归(?:谁|哪|哪儿|什么)|找(?:谁|哪)|由(?:谁|哪)|牵头(?:的|单位|部门)?(?:是|有)|"
        r"(?:牵头|负责|配合|协办|主责|责任|主管|解释|召集|组长|分管)(?:单位|部门|人|领导|机关)?(?:是|为)?(?:谁|哪|啥|什么)|(?:哪|什么)(?:位|名(?!字|[？，。]|$))|哪(?:边|头|儿|里)(?:管|负责|审|批|定|来)|报(?:给|送|到)?(?:谁|哪)|跟哪|与哪|和哪|哪级|牵头单位|责任单位|牵头部门|主责单位|配合单位|协办单位",
    ),
    (
        AskedType.PENALTY,
        r"(?:什么|啥|怎么个?|咋|如何|哪些|哪种)(?:样的)?[\u4e00-\u9fff]{0,3}?(?P<unit>处分|处罚|惩罚|惩处|罚则|惩戒)|怎么罚|咋罚|[挨受](?:到|什么|啥|哪些|怎样的?)*(?:收拾|惩|处理)",
    ),
    (AskedType.PAPERS, r"(?:啥|什么|哪些|哪几样|哪几种|几样)(?P<unit>证件|证明|材料|资料)"),
    (
        AskedType.FEE,
        r"(?:收|交|要|缴|付)(?:不[收交要缴付])?[\u4e00-\u9fff]{0,3}?(?:费|押金|钱)(?:吗|么|不(?=[？，。]|$))",
    ),
    (
        AskedType.PLACE,
        r"哪里|哪儿|在哪|何处|什么地方|啥地方|哪些地方|哪条路|哪些路|哪几条|哪个窗口|地点|位置|设在|挂在|去哪|到哪(?!年|月|天|一)|哪个区域|什么范围|哪些范围|哪些区域",
    ),
    (
        AskedType.YESNO,
        r"吗|(?<![什怎多这那])么(?:[？?]|$)|能不能|可不可以|是不是|要不要|有没有|会不会|该不该|用不用|需不需要|行不行|成不成|算不算|是否|能否|可否|应否|许不许|让不让|准不准|允不允许|得不得|达没达标|达标没|行不$|对不对|还能\w*不|算数不|成不|可以不|不(?:[？?]|$)|没有?(?:[？?]$|$)|还[用需]",
    ),
    (
        AskedType.LIST,
        r"哪些|哪几(?!家|个部门|个单位)|有啥|有什么|都是啥|都有谁|都是什么|都(?:包括|含|有)|包括(?:什么|啥|哪)|分别|各是|各讲|什么(?:材料|条件|要求|内容|情况|情形|项目|证|标准|资料|手续|奖项|方式|措施|功能|职责|任务|车|路|人群|对象|类型|种类|领域)|啥(?:材料|条件|要求|内容|情况|证|标准|资料|手续|方式|措施|职责|任务|前提)|几(?:类|种|方面|级|档|步|大)|前提",
    ),
    (
        AskedType.HOW,
        r"怎么(?!办理?的?什么)|咋(?!样$)|如何|怎样|流程|程序|步骤|办法是|途径|渠道|方式|通过什么|靠什么|用什么|拿什么",
    ),
    (AskedType.WHY, r"为什么|为啥|为何|原因|咋回事|凭什么|依据"),
    (AskedType.WHAT, r"什么|啥|何为|指的?是|是指"),
)
_COMPILED = tuple((t, re.compile(p)) for t, p in _CUES)
_EXCLUSIVE = {
    AskedType.FREQUENCY: {AskedType.DURATION, AskedType.COUNT, AskedType.MEASURE},
    AskedType.MONEY: {AskedType.COUNT, AskedType.MEASURE},
    AskedType.PERCENT: {AskedType.COUNT, AskedType.MEASURE},
    AskedType.COUNT: {AskedType.MEASURE, AskedType.LIST},
    AskedType.DURATION: {AskedType.COUNT, AskedType.MEASURE},
    AskedType.NAMES: {AskedType.COUNT, AskedType.WHO, AskedType.WHAT, AskedType.LIST},
    AskedType.OFFICE: {AskedType.PLACE, AskedType.WHO, AskedType.HOW},
    AskedType.NUMBER: {AskedType.COUNT, AskedType.MEASURE, AskedType.WHAT, AskedType.DATE, AskedType.LIST},
    AskedType.PHONE: {AskedType.COUNT, AskedType.MEASURE, AskedType.WHAT, AskedType.HOW},
    AskedType.CLOCK: {AskedType.DATE, AskedType.COUNT},
    AskedType.DATE: {AskedType.COUNT, AskedType.DURATION},
}


def asked_types(text: str) -> tuple[Asked, ...]:
    """What a normalised question asks for, in order of appearance, each kind once per place."""
    found: list[Asked] = []
    taken: list[tuple[int, int, AskedType]] = []
    for kind, pattern in _COMPILED:
        for m in pattern.finditer(text):
            clash = any(a < m.end() and m.start() < b and kind in _EXCLUSIVE.get(t, ()) for a, b, t in taken)
            if clash:
                continue
            if kind in (AskedType.WHAT, AskedType.LIST, AskedType.HOW, AskedType.MEASURE) and any(
                a < m.end() and m.start() < b for a, b, _ in taken
            ):
                continue
            unit = next((m.groupdict()[g] for g in ("unit", "per", "each") if m.groupdict().get(g)), "")
            if kind is AskedType.NAMES:
                unit = _named_kind(text, m)
                if not unit and re.match("都?叫", m.group()):
                    continue
            if unit in ("元", "块"):
                continue
            if kind is AskedType.DATE and _DAY_ASKED.search(m.group()):
                unit = "日"
            found.append(Asked(kind, unit, m.start(), m.end()))
            taken.append((m.start(), m.end(), kind))
    unique: dict[tuple[AskedType, str], Asked] = {}
    for asked in sorted(found, key=lambda a: a.start):
        unique.setdefault((asked.type, asked.unit), asked)
    return tuple(unique.values())


_DAY_ASKED = re.compile(r"几月|几号|哪天|哪一天|哪日|什么日期|何日")
_DAY_HELD = re.compile(rf"{_NUM}\s*[月日号](?!级)|[年月]底|之日|{_NUM}\s*天|工作日|时限|节点|长期")
_NAMED = (
    ("人", re.compile(r"谁|长|领导|专家|人|主任|书记|同志|代表|位")),
    ("村", re.compile(r"村(?!民)")),
    ("路", re.compile(r"路|街(?!道|镇)")),
    ("公司", re.compile(r"企业|公司|单位|店|厂|家|民宿|小院|酒店|机构|得主|获奖|景区|加油站|医院|学校|小区")),
)


def _named_kind(text: str, cue: re.Match[str]) -> str:
    """What kind of name is asked for: that of the cue itself, else of the words before it; empty when none is told."""
    before = text[max(0, cue.start() - 14) : cue.start()]
    return next((kind for where in (cue.group(), before) for kind, said in _NAMED if said.search(where)), "")


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公庆付"

_ORG = (
    r"[\u4e00-\u9fff]{1,14}(?:局|委|办|部|厅|院|会|队|站|中心|公司|政府|办事处|街道|镇街|支队|办公室|管委|专班|小组|机关|部门|单位|银行|协会|集团|平台|窗口|社|所)|"
    r"(?:区长|主任|局长|书记|镇长|副区长|组长|召集人|校长|负责人|[\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,2}同志)|镇政府|村委会|管家"
)
_HOLDS: dict[AskedType, re.Pattern[str]] = {
    AskedType.MONEY: re.compile(rf"{_NUM}\s*(?:余|多)?\s*(?:万|亿|百|千)?\s*元|免收|免费|不收取|免征|全额"),
    AskedType.PERCENT: re.compile(rf"\d[\d.]*\s*[%％‰]|百分之|{_NUM}成|\d折|全部|全覆盖|{_NUM}分之"),
    AskedType.COUNT: re.compile(rf"{_NUM}\s*(?:余|多|来)?\s*(?:{_UNITS})"),
    AskedType.MEASURE: re.compile(
        rf"(?<![\d〔第.]){_FIGURE}(?![\d.G]|\s*[年月日号〕、])|[二两三四五六七八九十百千万半][零〇一二三四五六七八九十百千万亿]*(?:{_UNITS}|倍|分之)"
    ),
    AskedType.DATE: re.compile(
        rf"(?:19|20)\d{{2}}\s*年|{_NUM}\s*[月日号](?!级)|[年月]底|上半年|下半年|季度|长期|之日起|秋冬季|时限|节点|每[月年周季日]|期间|{_NUM}\s*天|工作日|日前|立行立改|持续"
    ),
    AskedType.DURATION: re.compile(
        rf"{_SHORT}\s*(?:年(?![底度前\d])|个月|日内|天|(?:个)?(?:小时|工作日)|周|分钟)|20\d\d\s*年?\s*[-—~～至到]+\s*20\d\d|长期|全天|全年|每年|[月年]底|20\d\d\s*年\s*\d+\s*月"
    ),
    AskedType.FREQUENCY: re.compile(
        r"每\s*(?:\d+|[一二三两半])?\s*(?:个)?(?:年|季|月|周|日|天|次|半年)|一次|定期|不定期|实时|随时|按[年月季]|逐[年月]|一年一|全年"
    ),
    AskedType.CLOCK: re.compile(rf"{_NUM}\s*[时点:：]|全天|24\s*小时|昼夜"),
    AskedType.WHO: re.compile(_ORG),
    AskedType.NAMES: re.compile(r""),
    AskedType.OFFICE: re.compile(
        r"(?:到|向|在|由|至|报)[^，。；]{0,20}(?:窗口|局|委|中心|站|大厅|街道|镇|政府|平台|部门|所|APP)|窗口|APP|网站|平台"
    ),
    AskedType.PLACE: re.compile(r"路|街|镇|村|区|桥|场|馆|中心|局|窗口|处|道|乡|园|站|设在|位于|平台|医院|学校"),
    AskedType.NUMBER: re.compile(r"〔\d{4}〕\s*\d+\s*号"),
    AskedType.PHONE: re.compile(r"\d{3,4}-?\d{7,8}|1\d{10}|\b12345\b|\d{5,}热线|@"),
    AskedType.PENALTY: re.compile(
        r"处罚|处分|罚款|罚|追究|追责|问责|(?<!疫情)(?<!情况)通报(?!制度|情况|信息)|约谈|扣[分减除罚]|收回|取消|限制|黑名单|清退|清出|吊销|警告|记过|责令|违法|没收|停[止业]|不予|拆除|追缴|追回|移交|移送|查处|惩|诚信|失信|整改|评优"
    ),
    AskedType.PAPERS: re.compile(
        r"身份证|户口|行驶证|驾驶证|执照|证书|证件|证明|原件|复印件|许可证|材料|申请[书表]|登记表|报告|协议|合同|凭证|图纸|批[文复]|资料|清单|(?:申请|登记|备案|审批|推荐|汇总)表|[公来复费]函|缴款书|回单"
    ),
    AskedType.FEE: re.compile(r"(?<![消经自])费|收取|缴|元"),
    AskedType.YESNO: re.compile(r""),
    AskedType.LIST: re.compile(r""),
    AskedType.HOW: re.compile(r""),
    AskedType.WHY: re.compile(r""),
    AskedType.WHAT: re.compile(r""),
}


_SAME = {
    "个": _UNITS,
    "斤": "斤|公斤|千克",
    "家": "家|户|个(?!等级|级别|阶段|方面|层次|档|领域|环节)",
    "名": "名|人|位|个",
    "人": "人|名|位|人次",
    "天": "天|日|工作日",
    "平米": "平方米|平米|㎡",
    "层": "级|层",
    "回": "次|回",
    "条": "条|个|项|件",
    "项": "项|个|条|件",
    "件": "件|个|项",
    "种": "种|个|类",
    "样": "个|项|种|类",
    "处": "处|个",
    "座": "座|个|处",
    "张": "张|个|件|份",
    "本": "本|个|件|份",
    "组": "组|个",
    "台": "台|辆|套|个",
    "所": "所|个",
    "村": "个|村",
    "镇": "个|镇",
}


@lru_cache(maxsize=256)
def _count_of(unit: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_NUM}\s*(?:余|多|来|左右)?\s*(?!个(?:工作日|小时|月|季度|百分点|学期))(?:个)?(?:左右)?(?:{_SAME.get(unit, re.escape(unit))})"
    )


@lru_cache(maxsize=256)
def _money_per(unit: str) -> re.Pattern[str]:
    per = _PER.get(unit, re.escape(re.sub(r"^个|^张", "", unit)))
    return re.compile(rf"每[\u4e00-\u9fff]{{0,4}}?(?:{per})|/\s*(?:{per})|(?:{per})[·・/]")


_DAYS = re.compile(rf"{_SHORT}\s*(?:个)?(?:小时|分钟|工作日|日(?![前起止])|天|周)")
_YEARS = re.compile(
    rf"{_SHORT}\s*(?:年(?![底度前\d])|个月|天|日内)|20\d\d\s*年?\s*[-—~～至到]+\s*20\d\d|长期|全年|每年"
)
_AREA = re.compile(rf"{_NUM}\s*(?:余|多)?\s*万?(?:平方米|平米|平方公里|公顷|亩|㎡)")
_WINDOW = re.compile(r"窗口|大厅")
_PUNISHED = re.compile(r"处分|警告|记过|问责|追责|责任|纪|撤职|免职|监察")
_PROVED = re.compile(r"身份证|户口|行驶证|驾驶证|执照|证书|证件|证明|原件|复印件")
_VILLAGE = re.compile(
    r"(?<![\u4e00-\u9fff])(?!行政|美丽|示范|薄弱|低收入|有关|相关|部分|重点)[\u4e00-\u9fff]{1,4}(?<![农乡山全各镇等个帮万本该两区右])村(?![委民集里庄])"
)
_ROAD = re.compile(r"[\u4e00-\u9fff]{2,6}(?:路(?!段|口|灯|面|网)|(?<!镇)街(?!道|镇|乡)|大道|国道|高速|桥)")


def holds(asked: Asked, text: str) -> bool:
    """Whether ``text`` holds something of the asked kind (always true for open kinds)."""
    if asked.type is AskedType.COUNT and asked.unit:
        return _count_of(asked.unit).search(text) is not None
    if asked.type is AskedType.DURATION and asked.unit and asked.unit[-1] in "天日时":
        return _DAYS.search(text) is not None
    if narrow := _NARROW.get((asked.type, asked.unit)):
        return narrow.search(text) is not None
    if asked.type is AskedType.DATE and asked.unit:
        return _DAY_HELD.search(text) is not None
    if asked.type is AskedType.NAMES:
        return _FIRM.search(text) is not None
    if asked.type is AskedType.MONEY and asked.unit and _HOLDS[AskedType.MONEY].search(text):
        return _money_per(asked.unit).search(text) is not None
    return _HOLDS[asked.type].search(text) is not None


_PERSON = re.compile(
    rf"[{SURNAMES}]\s?[\u4e00-\u9fff]{{1,2}}\s*同志|(?:^|[：:、，\s])[{SURNAMES}]\s?[\u4e00-\u9fff]{{1,2}}(?=\s|、|，|$)"
)
_FIRM = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:有限公司|有限责任公司|集团|酒店|饭店|超市|商场|商投|公司)(?!和|等|、各|要|应|的)|[“\"][^”\"]{2,12}[”\"]、[“\"]"
)
_NARROW = {
    (AskedType.NAMES, "人"): _PERSON,
    (AskedType.NAMES, "村"): _VILLAGE,
    (AskedType.NAMES, "路"): _ROAD,
    (AskedType.DURATION, "年"): _YEARS,
    (AskedType.DURATION, "个月"): _YEARS,
    (AskedType.MEASURE, "占地"): _AREA,
    (AskedType.MEASURE, "面积"): _AREA,
    (AskedType.OFFICE, "哪个窗口"): _WINDOW,
    (AskedType.OFFICE, "哪号窗口"): _WINDOW,
    (AskedType.PENALTY, "处分"): _PUNISHED,
    (AskedType.PAPERS, "证件"): _PROVED,
}
"""What a text must hold for a kind with its unit."""
_PER = {
    "平米": "平方米|平米|㎡",
    "平": "平方米|平米|㎡",
    "平方米": "平方米|平米|㎡",
    "晚": "晚|夜|天|日",
    "晚上": "晚|夜|天|日",
    "天": "天|日",
    "月": "月",
    "个月": "月",
    "人": "人|名",
    "个摊位": "摊位|个",
    "个车位": "车位|辆|个",
    "张床位": "床位|张",
    "个床位": "床位|张",
    "户": "户|家",
    "辆": "辆|车",
}
