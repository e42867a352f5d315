"""Index terms: jieba-identical cuts without loading jieba's dictionary, numbers whole, OCR spaces gone."""

import subprocess
import sys
from pathlib import Path

import jieba
import pytest

from index.errors import IndexDamagedError
from index.tokens import BIGRAM, TermMaker, fold, grow_dictionary
from index.wordtable import Frequencies, WordTable, jieba_table

SAMPLE = Path(__file__).parents[2] / "index" / "sample"
GROWN = "责任单位：区智慧农业促进中心、区商务局。\n依据《青禾区撂荒地复耕办法》，在鼓楼街、迎春环路、南关街通行。"


@pytest.fixture(scope="module")
def sample_text() -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted(SAMPLE.glob("*.txt")))


@pytest.fixture(scope="module")
def plain_jieba(tmp_path_factory: pytest.TempPathFactory) -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


def test_frequencies_are_jiebas(plain_jieba: jieba.Tokenizer) -> None:
    table, total = jieba_table()
    ours = Frequencies(table)
    assert total == plain_jieba.total
    known = plain_jieba.FREQ
    for fragment in [*list(known)[:: len(known) // 3000], "不存在的词", "一", "鿿", "zzz"]:
        assert (fragment in ours) == (fragment in known)
        assert ours.get(fragment) == known.get(fragment)


def test_cuts_are_jiebas(plain_jieba: jieba.Tokenizer, sample_text: str) -> None:
    maker = grow_dictionary([])
    for line in sample_text.splitlines()[::3]:
        expected = [w for w in plain_jieba.cut(line, HMM=False)]
        assert list(maker._jieba.cut(line, HMM=False)) == expected


def test_cuts_with_grown_words_are_jiebas(sample_text: str, tmp_path: Path) -> None:
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path)
    tokenizer.initialize()
    maker = grow_dictionary([sample_text])
    assert len(maker.grown) > 30
    for word in maker.grown.values():
        tokenizer.add_word(word.word, word.freq)
    for line in sample_text.splitlines()[::3]:
        assert list(maker._jieba.cut(line, HMM=False)) == list(tokenizer.cut(line, HMM=False))


def test_saved_maker_gives_the_same_terms(sample_text: str, tmp_path: Path) -> None:
    maker = grow_dictionary([sample_text])
    maker.save(tmp_path)
    again = TermMaker.load(tmp_path)
    assert all(again.terms(line) == maker.terms(line) for line in sample_text.splitlines()[::5])


def test_global_jieba_and_the_shared_cache_stay_untouched(tmp_path: Path) -> None:
    code = (
        "import jieba, tempfile\nfrom pathlib import Path\nfrom index.tokens import grow_dictionary\n"
        "print(grow_dictionary(['、区商务局、']).words('区商务局负责'))\n"
        "assert not jieba.dt.initialized and not jieba.dt.FREQ\n"
        "assert not list(Path(tempfile.gettempdir()).iterdir())\n"
    )
    env = {"TMPDIR": str(tmp_path), "PATH": "", "PYTHONPATH": str(SAMPLE.parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert "区商务局" in done.stdout


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("2020年12 月底前", "2020年12月底前"),
        ("区 规自分局", "区规自分局"),
        ("门政发 [2020] 44 号", "门政发[2020]44号"),
        ("ＶＯＣｓ 涂料", "vocs涂料"),
        ("第１２条", "第12条"),
        ("A B", "a b"),
        ("１００　元", "100元"),
        ("", ""),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("每建筑平方米1,200.5元", ["1200.5", "~1200.5元"]),
        ("不超过3.5%", ["3.5%"]),
        ("PM2.5浓度", ["pm2.5", "浓度", "~浓度"]),
        ("G108国道", ["g108", "国道"]),
        ("依据青政办发〔2023〕8号", ["#办发2023-8"]),
        ("依据青政发[2023]8 号", ["#政发2023-8"]),
        ("2023年3月", ["2023", "~2023年", "~3月"]),
    ],
)
def test_terms_hold(text: str, inside: list[str]) -> None:
    made = grow_dictionary([]).terms(text)
    assert [term for term in inside if term not in made] == []


def test_ocr_spaces_do_not_change_terms() -> None:
    maker = grow_dictionary([GROWN])
    assert maker.terms("区 商务 局于2020 年12 月底前完成") == maker.terms("区商务局于2020年12月底前完成")


def test_grown_words_are_whole_and_still_found_by_their_parts() -> None:
    maker = grow_dictionary([GROWN])
    assert {"区智慧农业促进中心", "区商务局", "迎春环路"} <= set(maker.grown)
    words = maker.words("由区智慧农业促进中心组织")
    assert {"区智慧农业促进中心", "智慧", "农业", "促进", "中心"} <= set(words)


def test_order_of_the_texts_does_not_matter(sample_text: str) -> None:
    half = len(sample_text) // 2
    parts = [sample_text[:half], sample_text[half:]]
    assert grow_dictionary(parts).grown == grow_dictionary(parts[::-1]).grown


def test_stop_words_are_no_words_but_stay_in_bigrams() -> None:
    made = grow_dictionary([]).terms("公园的开放")
    assert "的" not in made
    assert BIGRAM + "园的" in made


def test_query_terms_are_distinct_and_weighted() -> None:
    made = grow_dictionary([]).query_terms("公园 公园", 0.5)
    assert len({t for t, _ in made}) == len(made)
    assert {w for _, w in made} == {0.5}


def test_nothing_in_nothing_out() -> None:
    maker = grow_dictionary([])
    assert maker.terms("") == maker.terms("，。！🙂") == []


def test_damaged_dictionary_is_refused(tmp_path: Path) -> None:
    grow_dictionary([]).save(tmp_path)
    (tmp_path / "words.grown.tsv").write_text("12\n坏\n", encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="词典损坏"):
        TermMaker.load(tmp_path)


def test_word_table_takes_the_last_frequency(tmp_path: Path) -> None:
    table = WordTable.of([("甲乙".encode(), 3), ("甲".encode(), 1), ("甲乙".encode(), 5)])
    table.save(tmp_path)
    ours = Frequencies(WordTable.load(tmp_path))
    assert (ours["甲"], ours["甲乙"], ours.get("乙"), len(ours)) == (1, 5, None, 2)
    ours["丙"] = 7
    assert ours["丙"] == 7 and "丙" in list(ours)
    del ours["丙"]
    with pytest.raises(KeyError):
        ours["丙"]
