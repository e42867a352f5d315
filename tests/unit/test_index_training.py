"""Training of the shipped embedding, on data made here: tokenizer, repeatability, held-out questions, everyday pairs."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.dense import PairPieces, StaticEncoder
from index.settings import SHIPPED_MODEL
from index.training import train_embedding
from index.training.fit_reranker import Asked, cross_validate, fit_weights, part_by_answer, part_by_chance
from index.training.fitting import Examples, Recipe, fit, start_weights
from index.training.pairs import Saying, alias_pairs, everyday_pairs, word_pairs
from index.training.pairwords import count_pairs, make_tokenizer
from index.training.train_embedding import Stard, fine_tune, save_model, texts_of

QUESTIONS = ["住宅供热怎么收费", "养狗要登记吗", "停车乱收费找谁", "老人补助几岁领"]
TEXTS = ["供热按建筑面积计费", "犬只应当办理养犬登记", "机动车停放服务收费由价格部门监管", "高龄津贴自八十周岁起发放"]
RECIPE = Recipe(epochs=15, rate=0.05, batch=4, scale=10.0, dims=(16, 8), both_ways=0.5)


def vocabulary() -> list[str]:
    return sorted(count_pairs(QUESTIONS + TEXTS))


def pieces() -> PairPieces:
    return PairPieces({pair: i for i, pair in enumerate(vocabulary(), 1)})


@pytest.mark.parametrize(
    "text",
    [
        "住宅供热怎么收费？",
        "养狗，要登记 吗",
        "ＶＯＣ２０２０",
        "",
        "税",
        "第一\r\n第二",
        "供\u0301热",
        "\U00020000供热齉",
    ],
    ids=["整句", "标点与空格", "全角", "空", "一字", "换行", "组合符", "词表外"],
)
def test_numpy_finds_the_pieces_of_the_tokenizer(text: str) -> None:
    tokenizer = make_tokenizer(vocabulary())
    theirs = [i for i in tokenizer.encode(text, add_special_tokens=False).ids if i]
    ours, lengths = pieces()([text, "停车乱收费"])
    assert ours[: lengths[0]].tolist() == theirs
    assert lengths[1] == 4


def test_fitting_brings_a_question_to_its_text_and_repeats_itself() -> None:
    asked, told = (texts_of(pieces(), texts, 64) for texts in (QUESTIONS, TEXTS))
    examples = Examples(questions=asked, texts=told, answer=np.arange(4))
    start = start_weights(told, len(vocabulary()) + 1, 16, seed=1)
    one, two = (fit(start, examples, RECIPE, seed=1) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert not one[0].any()
    vectors = [np.array([one[t.bags(np.array([i]))[0]].sum(0) for i in range(4)]) for t in (asked, told)]
    near = (vectors[0] / np.linalg.norm(vectors[0], axis=1, keepdims=True)) @ vectors[1].T
    assert near.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_a_held_question_is_in_no_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in train_embedding.QUESTION_SETS:
        rows = [{"query": q, "positive": f"{q} {t}"} for q, t in zip(QUESTIONS, TEXTS, strict=True)]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    seen: list[Examples] = []
    monkeypatch.setattr(train_embedding, "fit", lambda weights, examples, *_: seen.append(examples) or weights)
    data = Stard({str(i): q for i, q in enumerate(QUESTIONS)}, TEXTS, {str(i): [i] for i in range(4)})
    fine_tune(np.zeros((9, 4), np.float32), pieces(), data, tmp_path)
    fine_tune(np.zeros((9, 4), np.float32), pieces(), data, tmp_path, held={"2"})
    assert [len(examples.questions) for examples in seen] == [16, 12]


def test_saved_model_is_read_by_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    weights = np.random.default_rng(2).standard_normal((len(vocabulary()) + 1, 16)).astype(np.float32)
    weights[0] = 0
    save_model(vocabulary(), weights, tmp_path / "model")
    theirs = SentenceTransformer(str(tmp_path / "model"), device="cpu").float().encode(QUESTIONS)
    np.testing.assert_allclose(StaticEncoder(tmp_path / "model").encode(QUESTIONS), theirs, atol=1e-6)


def test_everyday_pairs_replace_official_words_only_so_often() -> None:
    texts = [f"第{i}类用人单位应当与劳动者解除劳动合同，并支付经济补偿。" for i in range(90)]
    rows = [Saying(("老板",), ("用人单位",)), Saying(("炒鱿鱼",), ("解除劳动合同",))]
    made = everyday_pairs(texts, rows, seed=0)
    assert made == everyday_pairs(texts, rows, seed=0)
    assert 30 <= len(made) <= 41
    assert all("炒鱿鱼" in pair.query and "用人单位" in pair.positive for pair in made)
    assert word_pairs(rows[:1]) == [("老板", "用人单位")]
    assert ("发改委", "发展改革委") in alias_pairs({"发展改革委": ["发改委"]})


def test_questions_that_share_an_answer_stay_together() -> None:
    right = {"甲": [1], "乙": [1, 2], "丙": [2], "丁": [3], "戊": [4], "己": [5], "庚": [6]}
    parts = part_by_answer(right)
    assert sorted(parts[0]) == sorted(["甲", "乙", "丙"])
    assert sorted(key for part in parts for key in part) == sorted(right)
    assert sorted(key for part in part_by_chance(list(right)) for key in part) == sorted(right)


def asked(key: str, *, new: bool) -> Asked:
    """A question whose answer has the most of the first feature; the second tells nothing."""
    rng = np.random.default_rng(int(key))
    rows = rng.random((12, 2)).astype(np.float32)
    gold = rows[:, 0] == rows[:, 0].max()
    return Asked(
        key=key, rows=rows, lexical=rows[:, 1], fused=rows[:, 1], gold=gold, fresh=gold if new else gold & False,
        answers=1, unseen=int(new), new=new,
    )  # fmt: skip


def test_weights_find_what_tells_answers_and_are_measured_on_other_questions() -> None:
    items = [asked(str(key), new=new) for key in range(40) for new in (False, True)]
    weights = fit_weights(items)
    assert weights[0] > 10 * abs(weights[1])
    figures = cross_validate(items)
    assert set(figures) == {name + part for name in ("bm25", "fused", "reranked") for part in ("", "_new")}
    assert figures["reranked_new"]["mrr@10"] > 0.9 > figures["bm25_new"]["mrr@10"]


def test_recipe_beside_the_model_names_every_source_and_licence() -> None:
    told = json.loads((SHIPPED_MODEL / "training.json").read_text(encoding="utf-8"))
    card = (SHIPPED_MODEL / "README.md").read_text(encoding="utf-8")
    notice = (SHIPPED_MODEL.parents[1] / "NOTICE").read_text(encoding="utf-8")
    for source in told["sources"]:
        assert source["licence"]
        for repo in source["repo"].replace("+", ",").split(","):
            name = repo.strip().rsplit("/", 1)[-1].rsplit(" ", 1)[-1]
            assert name.lower().replace("cmrc2018", "cmrc 2018") in (notice + card).lower()
