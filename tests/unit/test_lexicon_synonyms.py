"""The everyday lexicon: what is found in a question, what a bad row is told, what the shipped files hold."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from index.errors import UsageError
from index.lexicon.synonyms import (
    Expansion,
    SynonymRow,
    Synonyms,
    asking,
    expand,
    load_asking,
    load_synonyms,
    synonyms,
)

FOLDER = Path(__file__).parents[2] / "index" / "lexicon"


def row(say: str, means: str, *, weight: float = 0.8, not_in: str = "") -> SynonymRow:
    return SynonymRow(tuple(say.split()), tuple(means.split()), weight, tuple(not_in.split()), "", 1)


def found(text: str) -> set[tuple[str, str]]:
    return {(hit.say, mean) for hit in expand(text) for mean in hit.means}


# --- finding


def test_the_longest_form_wins_and_nothing_overlaps() -> None:
    lexicon = Synonyms([row("小区", "居住区"), row("老旧小区 老小区", "旧住宅区整治"), row("区里", "区政府")])
    hits = lexicon.expand("老小区里的下水")
    assert [(hit.say, hit.start, hit.end) for hit in hits] == [("老小区", 0, 3)]


def test_offsets_slice_back_and_come_in_order() -> None:
    text = "除夕在村里放鞭炮，城管罚多少钱"
    hits = expand(text)
    assert [text[hit.start : hit.end] for hit in hits] == [hit.say for hit in hits]
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    assert all(before.end <= after.start for before, after in zip(hits, hits[1:], strict=False))


def test_official_words_already_said_are_left_out() -> None:
    lexicon = Synonyms([row("鞭炮 爆竹", "烟花爆竹"), row("物业", "物业管理 物业服务企业")])
    assert lexicon.expand("烟花爆竹") == ()
    assert lexicon.expand("物业管理归谁") == (Expansion("物业", ("物业服务企业",), 0.8, 0, 2),)


def test_not_in_guards_a_longer_word() -> None:
    lexicon = Synonyms([row("国企", "国有企业", not_in="中国企业")])
    assert lexicon.expand("中国企业500强") == ()
    assert lexicon.expand("国企负责人")[0].means == ("国有企业",)


def test_case_and_latin_words() -> None:
    lexicon = Synonyms([row("HIV", "艾滋病"), row("打120 120", "院前急救")])
    assert lexicon.expand("查hiv")[0].say == "hiv"
    assert lexicon.expand("HIV检测")[0].start == 0
    assert lexicon.expand("2120平方米") == ()
    assert lexicon.expand("İ甲打120乙") == (Expansion("打120", ("院前急救",), 0.8, 2, 6),)  # "İ" grows when lowered


@pytest.mark.parametrize(
    ("text", "said"),
    [("每月落的灰不能超过多少", "落灰"), ("区里给的奖励", None), ("落的灰尘", None)],
)
def test_a_particle_inside_a_word_is_passed_over(text: str, said: str | None) -> None:
    rows = [
        SynonymRow(("落灰",), ("降尘量",), 0.8, (), "环境", 1),
        SynonymRow(("给奖",), ("奖金",), 0.8, (), "资金", 2),
    ]
    found = Synonyms(rows).expand(text)
    assert [e.say for e in found] == ([said] if said else [])
    assert all(text[e.start : e.end] == "落的灰" for e in found)


def test_empty_text_gives_nothing() -> None:
    assert expand("") == ()


@pytest.mark.parametrize(
    ("question", "say", "official"),
    [
        ("过年能不能买点炮仗", "炮仗", "烟花爆竹"),
        ("下水道多久掏一回", "下水道", "排水管网"),
        ("外地车要办进京证不", "外地车", "外省、区、市核发号牌"),
        ("敬老院能领啥", "敬老院", "养老机构"),
        ("沿街铺面出租", "铺面", "商业设施"),
        ("交警管不管", "交警", "公安机关交通管理部门"),
        ("工商局发的照", "工商局", "市场监管局"),
        ("卫计委还在不", "卫计委", "卫生健康委"),
        ("开发商拿的地", "开发商", "建设单位"),
        ("烧荒罚不罚", "烧荒", "露天焚烧"),
        ("刷的油漆有味", "油漆", "挥发性有机物"),
        ("防疫站归谁管", "防疫站", "疾病预防控制中心"),
        ("能领现钞不", "现钞", "现金"),
        ("好几个部门都沾边", "沾边", "职能交叉"),
        ("网上看病咋弄", "网上看病", "在线诊疗"),
        ("领了两份要退不", "要退", "退还"),
        ("这份文件还算数不", "还算数", "废止"),
        ("办证要盖章吗", "盖章", "加盖公章"),
        ("城建费一平米多少", "城建费", "城市基础设施建设费"),
        ("秆子能烧了不", "秆子", "秸秆"),
        ("谁挑头", "挑头", "牵头"),
        ("车跑冒黑烟", "冒黑烟", "重型柴油车"),
        ("巴士能走这条路不", "巴士", "载客汽车"),
        ("交的钱进哪个户头", "户头", "财政专户"),
        ("楼道里装抓手给补不", "装抓手", "无障碍改造"),
        ("马路边刨开过几天填", "刨开", "开挖"),
        ("盖商品房的地下室算不算", "盖商品房", "房地产开发"),
        ("个个都得查不", "个个都", "100%"),
        ("地荒了没人管", "地荒了", "撂荒地"),
        ("私自砍罚不罚", "私自砍", "擅自采伐"),
        ("上头点名批评的", "点名批评", "通报批评"),
        ("楼上甩线充电行不", "楼上甩线", "飞线充电"),
        ("狗不拴谁管", "狗不拴", "养犬登记"),
    ],
)
def test_everyday_words(question: str, say: str, official: str) -> None:
    assert (say, official) in found(question)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("中国企业走出去", "国有企业"),
        ("这种情况另外办理", "外事办公室"),
        ("出现在哪些任务里", "现行"),
        ("国家政策有变化", "家政服务"),
        ("确保安全", "治安"),
        ("广大企业主动", "龙头企业"),
        ("区人民政府印发", "民政局"),
        ("提高企业效益", "高新技术企业"),
        ("依托人工智能", "委托"),
        ("按照实际支付", "如实"),
        ("青禾8路头班车几点发", "载客汽车"),
    ],
)
def test_words_that_only_look_alike(question: str, wrong: str) -> None:
    assert wrong not in {mean for hit in expand(question) for mean in hit.means}


# --- the shipped file


def test_shipped_rows_read_as_yaml_reads_them() -> None:
    with (FOLDER / "synonyms.yaml").open(encoding="utf-8") as file:
        data = yaml.safe_load(file)
    assert [tuple(item["say"]) for item in data] == [r.say for r in synonyms().rows]
    assert [tuple(item["means"]) for item in data] == [r.means for r in synonyms().rows]
    assert [item.get("weight", 0.8) for item in data] == [r.weight for r in synonyms().rows]
    assert [tuple(item.get("not_in", ())) for item in data] == [r.not_in for r in synonyms().rows]
    assert [item.get("area", "") for item in data] == [r.area for r in synonyms().rows]


def test_shipped_rows_are_fit_for_use() -> None:
    for r in synonyms().rows:
        assert r.area, f"line {r.line}"
        assert all(len(word) <= 14 for word in (*r.say, *r.means)), f"line {r.line}: a sentence, not a word"
    single = {say for r in synonyms().rows for say in r.say if len(say) == 1}
    assert len(single) <= 10, single


def test_loading_and_expanding_are_quick() -> None:
    start = time.process_time()
    lexicon = load_synonyms(FOLDER / "synonyms.yaml")
    assert time.process_time() - start < 0.3  # 30 ms on a quiet machine
    text = "退耕的补助款我想直接领现钞，或者拿去顶村里该交的费，行吗？那钱到底咋发到我手上？"
    start = time.process_time()
    for _ in range(50):
        lexicon.expand(text)
    assert (time.process_time() - start) / 50 < 0.005  # 0.5 ms on a quiet machine


# --- bad files


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["- {say: [甲甲], means: [乙乙]}", "- {say: [丙丙, 甲甲], means: [丁丁]}"], ["第 2 行", "甲甲", "第 1 行"]),
        (["# 说明", "- {say: [甲甲], meant: [乙乙]}"], ["第 2 行", "meant"]),
        (["- {say: [], means: [乙乙]}"], ["第 1 行", "say"]),
        (["- {say: [甲甲], means: []}"], ["第 1 行", "means"]),
        (["- {say: [甲甲]}"], ["缺少", "means"]),
        (["- {say: [甲甲], means: [乙乙], weight: 0}"], ["weight"]),
        (["- {say: [甲甲], means: [乙乙], weight: 1.5}"], ["weight"]),
        (["- {say: [甲甲], means: [乙乙], weight: 高}"], ["weight"]),
        (["- {say: [甲甲], means: [乙乙], area: 3}"], ["area"]),
        (["- {say: [甲甲, 甲甲], means: [乙乙]}"], ["重复"]),
        (["- {say: [甲甲], means: [乙乙, 乙乙], area: 安全}"], ["重复"]),
        (["- {say: [甲甲], means: [甲甲]}"], ["相同"]),
        (["- {say: [甲甲], means: [乙乙], not_in: [丙丙丙]}"], ["not_in"]),
        (["- {say: [12345], means: [热线]}"], ["12345", "引号"]),
        (["甲甲 乙乙"], ["第 1 行"]),
        (["- {say: [甲甲], means: [乙乙]"], ["第 1 行"]),
        (["# 空"], ["一行同义词也没有"]),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, lines: list[str], words: list[str]) -> None:
    path = tmp_path / "rows.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_synonyms(path)
    assert "rows.yaml" in str(caught.value)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_row_may_be_written_in_another_order(tmp_path: Path) -> None:
    path = tmp_path / "rows.yaml"
    path.write_text('- {area: 政务, means: ["12345热线"], say: ["12345"], weight: 1}\n', encoding="utf-8")
    assert load_synonyms(path).rows == (SynonymRow(("12345",), ("12345热线",), 1.0, (), "政务", 1),)


# --- asking words


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("请问一下，占道费到底怎么收呢？", "占道费 收"),
        ("麻烦帮我查下养犬登记", "养犬登记"),
        ("我区一般制造业企业", "我区一般制造业企业"),
        ("亲子游、酒吧、自我检测", "亲子游、酒吧、自我检测"),
        ("晚上十一点能走货车不", "晚上十一点能走货车不"),
    ],
)
def test_strip_leaves_the_content(question: str, left: str) -> None:
    assert asking().strip(question).strip("， ").replace("，", "") == left


ASKING = """
words: 甚么
fillers: 请问
filler_patterns: []
"""


def test_asking_file_must_be_whole(tmp_path: Path) -> None:
    path = tmp_path / "asking.yaml"
    path.write_text(ASKING, encoding="utf-8")
    assert load_asking(path).strip("请问甲") == "甲"
    assert load_asking(path).words == {"甚么"}
    for text, word in (
        (ASKING.replace("words:", "word:"), "word"),
        (ASKING.replace("甚么", "''"), "words"),
        (ASKING.replace("甚么", "词 词"), "重复"),
        (ASKING.replace("甚么", "[词]"), "空格"),
        (ASKING.replace("[]", "['(']"), "正则"),
        ("[", "YAML"),
        ("- 甲", "键值表"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match="asking.yaml") as caught:
            load_asking(path)
        assert word in str(caught.value)


@pytest.mark.parametrize("word", ["要不要", "还得", "准备", "左右", "东西", "能不能", "几成", "叫啥"])
def test_words_that_only_ask_or_fill(word: str) -> None:
    assert word in asking().words


# --- words for jieba


def test_words_are_compounds_each_once() -> None:
    lines = (FOLDER / "words.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    assert len(words) >= 500
    assert len(set(words)) == len(words)
    assert [word for word in words if not (2 <= len(word) <= 14 and all("\u4e00" <= c <= "\u9fff" for c in word))] == []
