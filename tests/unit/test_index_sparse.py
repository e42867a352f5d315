"""BM25: against a ten-line oracle, fields, weights, save and load."""

import math
import random
from pathlib import Path

import numpy as np
import pytest

from index import sparse
from index.sparse import SparseIndex

K1, B = 1.2, 0.75


def naive_bm25(docs: list[list[str]], query: list[tuple[str, float]]) -> list[float]:
    """Lucene's BM25, straight from the formula."""
    mean = sum(map(len, docs)) / len(docs)
    scores = []
    for doc in docs:
        total = 0.0
        for term, weight in query:
            df, tf = sum(term in d for d in docs), doc.count(term)
            idf = math.log(1 + (len(docs) - df + 0.5) / (df + 0.5))
            total += weight * idf * tf / (tf + K1 * (1 - B + B * len(doc) / mean))
        scores.append(total)
    return scores


@pytest.fixture(scope="module")
def docs() -> list[list[str]]:
    rng = random.Random(7)
    words = [f"词{i}" for i in range(40)] + [f"~双{i}" for i in range(20)]
    weights = [1 / (i + 1) for i in range(len(words))]
    return [rng.choices(words, weights, k=rng.randint(0, 60)) for _ in range(80)]


def test_scores_equal_the_oracle(docs: list[list[str]]) -> None:
    index = SparseIndex.build(docs, [[] for _ in docs], k1=K1, b=B)
    rng = random.Random(8)
    for _ in range(20):
        query = [(f"词{rng.randrange(45)}", rng.choice([0.3, 1.0, 2.0])) for _ in range(rng.randint(1, 6))]
        np.testing.assert_allclose(index.score(query).scores, naive_bm25(docs, query), rtol=1e-4, atol=1e-5)


def test_headings_count_with_their_weight(docs: list[list[str]]) -> None:
    heads = docs[::-1]
    index = SparseIndex.build(docs, heads, k1=K1, b=B)
    query = [("词3", 1.0), ("词9", 0.5)]
    expected = np.array(naive_bm25(docs, query)) + 0.4 * np.array(naive_bm25(heads, query))
    np.testing.assert_allclose(index.score(query, heading_weight=0.4).scores, expected, rtol=1e-4, atol=1e-5)


def test_bigrams_count_with_their_weight(docs: list[list[str]]) -> None:
    index = SparseIndex.build(docs, [[] for _ in docs], k1=K1, b=B)
    full = index.score([("~双1", 1.0)]).scores
    half = index.score([("~双1", 1.0)], bigram_weight=0.5).scores
    np.testing.assert_allclose(half, full / 2, rtol=1e-6)


def test_ceiling_is_the_sum_of_idf_and_unknown_terms_count(docs: list[list[str]]) -> None:
    index = SparseIndex.build(docs, [[] for _ in docs], k1=K1, b=B)
    known = index.score([("词1", 1.0)])
    more = index.score([("词1", 1.0), ("没有的词", 1.0)])
    assert more.ceiling == pytest.approx(known.ceiling + math.log(1 + (len(docs) + 0.5) / 0.5))
    assert 0 < known.scores.max() <= known.ceiling
    np.testing.assert_array_equal(known.scores, more.scores)


def test_save_and_load_give_equal_scores(docs: list[list[str]], tmp_path: Path) -> None:
    index = SparseIndex.build(docs, docs[::-1], k1=K1, b=B)
    index.save(tmp_path)
    again = SparseIndex.load(tmp_path, len(docs))
    for term in ("词0", "词39", "~双5", "没有的词"):
        ours, theirs = (i.score([(term, 1.0)], heading_weight=0.3) for i in (index, again))
        np.testing.assert_array_equal(ours.scores, theirs.scores)
        assert ours.ceiling == theirs.ceiling
    assert not any(p.suffix == ".pkl" for p in tmp_path.iterdir())


@pytest.mark.parametrize("docs", [[], [[]], [[], []]], ids=["没有段落", "一个空段落", "两个空段落"])
def test_nothing_to_index(docs: list[list[str]], tmp_path: Path) -> None:
    index = SparseIndex.build(docs, docs, k1=K1, b=B)
    index.save(tmp_path)
    assert SparseIndex.load(tmp_path, len(docs)).score([("词", 1.0)]).scores.tolist() == [0.0] * len(docs)


def test_term_only_in_headings_is_found() -> None:
    index = SparseIndex.build([["甲"], ["乙"]], [["丙"], []], k1=K1, b=B)
    assert index.score([("丙", 1.0)], heading_weight=1.0).scores.argmax() == 0
    assert index.score([("丙", 1.0)], heading_weight=0.0).scores.tolist() == [0.0, 0.0]


def test_terms_are_found_where_they_lie_as_in_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"{a}{b}" for a in "甲乙丙a1" for b in "丁戊b2"]
    few = SparseIndex.build([words], [["己"]], k1=1.2, b=0.75)
    monkeypatch.setattr(sparse, "FEW_TERMS", 0)
    many = SparseIndex.build([words], [["己"]], k1=1.2, b=0.75)
    asked = [*words, "己", "", "甲", "甲丁戊", "~甲丁", "\uffff"]
    assert [few.find(word) for word in asked] == [many.find(word) for word in asked]
    assert sorted(few.find(word) for word in (*words, "己")) == list(range(len(words) + 1))  # type: ignore[type-var]  # all known
