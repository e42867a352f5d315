"""The learned reranker: features by hand, document evidence, and where it does not speak."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.dense import DenseIndex
from index.records import ClauseKind, Query
from index.reranking import FEATURES, Candidates, features, gather, rerank, shipped_weights
from index.search import PassageTable, build_searcher
from index.settings import IndexSettings
from index.sparse import Matched, SparseIndex
from index.tokens import grow_dictionary

LEXICAL = np.array([4, 2, 0, 1], np.float32)
DENSE = np.array([0.1, 0.5, 0.4, -0.2], np.float32)
DOCUMENTS = np.array([7, 3, 3, 9], np.int32)
BESIDE_NEAR = np.array([[np.nan, 0.2, 0.5, np.nan], [np.nan, 0.4, np.nan, np.nan]], np.float32)
BESIDE_LEXICAL = np.array([[np.nan, 1, 2, np.nan], [np.nan, 0, np.nan, np.nan]], np.float32)
VECTORS = np.array([[0, 1], [1, 0], [0.8, 0.6], [0, -1]], np.float32)


def candidates(
    order: Sequence[int] = (0, 1, 2, 3), *, lexical: np.ndarray = LEXICAL, ceiling: float = 8.0
) -> Candidates:
    at = np.array(order)
    matched = Matched(*(part[at] for part in (lexical, lexical / 2, lexical * 0, lexical + 1, lexical / 4)))
    beside = BESIDE_NEAR[:, at], BESIDE_LEXICAL[:, at]
    return Candidates(matched, DENSE[at], VECTORS[at], DOCUMENTS[at], *beside, ceiling)


def test_features_by_hand() -> None:
    rows = dict(zip(FEATURES, features(candidates()).T, strict=True))
    np.testing.assert_allclose(rows["lexical"], [1, 0.5, 0, 0.25])
    np.testing.assert_allclose(rows["dense"], [-0.4, 0, -0.1, -0.7], atol=1e-6)
    np.testing.assert_allclose(rows["lexical_rank"], [1 / 5, 1 / 6, 1 / 8, 1 / 7])
    np.testing.assert_allclose(rows["lexical_covered"], [0.5, 0.25, 0, 0.125])
    np.testing.assert_allclose(rows["pairs"], [1, 0.5, 0, 0.25])
    np.testing.assert_allclose(rows["title_pairs"], 0)
    np.testing.assert_allclose(rows["covered"], [5 / 8, 3 / 8, 1 / 8, 2 / 8])
    np.testing.assert_allclose(rows["title_covered"], LEXICAL / 32)
    np.testing.assert_allclose(rows["document_neighbour"], [-0.5, -0.1, 0, -0.5], atol=1e-6)
    np.testing.assert_allclose(rows["beside_dense"], [-0.3, -0.1, 0, -0.3], atol=1e-6)
    np.testing.assert_allclose(rows["beside_dense_mean"], [-0.3, -0.2, -0.15, -0.3], atol=1e-6)
    np.testing.assert_allclose(rows["beside_lexical"], [0, 0.125, 0.25, 0])
    assert rows["centre"].argmax() == 1
    assert rows["centre"].argmin() == 3


def test_order_of_candidates_changes_nothing_and_zero_scores_are_no_error() -> None:
    order = (2, 0, 3, 1)
    np.testing.assert_allclose(rerank(features(candidates()))[list(order)], rerank(features(candidates(order))))
    assert np.isfinite(rerank(features(candidates(lexical=np.zeros(4, np.float32), ceiling=0.0)))).all()


def test_more_of_either_side_never_hurts() -> None:
    weights = dict(zip(FEATURES, shipped_weights(), strict=True))
    assert min(weights[name] for name in ("lexical", "dense", "lexical_rank", "dense_rank", "covered")) > 0


def test_passages_beside_are_those_of_the_document_in_reading_order() -> None:
    rows = [("一", "甲"), ("二", "乙"), ("三", "甲"), ("四", "甲")]
    table = PassageTable.of([(clause, document, ClauseKind.TEXT) for clause, document in rows])
    asked = np.array([0, 1, 3])
    assert table.beside(asked).T.tolist() == [[-1, -1, -1, 2], [-1, -1, -1, -1], [-1, 2, -1, -1]]
    read = table.read_in(np.array([3, 0, 2, 1], np.int32))
    assert read.beside(asked).T.tolist() == [[-1, 3, 2, -1], [-1, -1, -1, -1], [-1, -1, 0, 2]]


def test_gathered_are_the_scores_of_candidates_and_of_what_stands_beside() -> None:
    terms = grow_dictionary(())
    texts = ["供热收费", "供热", "停车"]
    sparse = SparseIndex.build([terms.terms(t) for t in texts], [terms.terms("停车")] * 3, k1=1.2, b=0.75)
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)
    asked = terms.query_terms("供热收费的停车")
    ranked = sparse.best(asked, 10, heading_weight=0.3)
    whole = sparse.score(asked, heading_weight=0.3)
    rows, beside = np.array([0, 2]), np.array([[-1, 1], [1, -1]])
    found = gather(ranked, DenseIndex.build(vectors), vectors[0], rows, np.array([0, 0], np.int32), beside)
    np.testing.assert_allclose(found.matched.scores, whole.scores[rows], rtol=1e-6)
    np.testing.assert_allclose(found.near, [1, 0], atol=1e-6)
    np.testing.assert_allclose(found.beside_near, [[np.nan, 0.6], [0.6, np.nan]], atol=1e-6)
    np.testing.assert_allclose(found.beside_lexical, np.where(beside < 0, np.nan, whole.scores[1]), rtol=1e-6)
    headed = sum(float(sparse.idf[sparse.find(term)]) for term in ("停车", "~停车"))  # type: ignore[index]  # they are known
    np.testing.assert_allclose(found.matched.head_covered, headed, rtol=1e-6)
    assert found.matched.covered[0] > found.matched.covered[1] == pytest.approx(headed)
    assert found.matched.pairs[0] > 0
    assert (found.matched.scores >= found.matched.pairs + found.matched.head_pairs).all()


def test_it_speaks_only_in_large_collections_and_not_for_own_terms() -> None:
    class Letters:
        name = fingerprint = "letters"

        def encode(self, texts: object, *, query: bool = False) -> np.ndarray:
            return np.array([[0, 1]] * len(list(texts)), np.float32)  # type: ignore[call-overload]  # a list

    terms = grow_dictionary(())
    texts = ["甲 供热 收费", "乙 供热", "丙 停车"]

    def searcher(settings: IndexSettings) -> object:
        return build_searcher(
            table=PassageTable.of([(t[0], t[0], ClauseKind.TEXT) for t in texts]),
            sparse=SparseIndex.build([terms.terms(t) for t in texts], [[]] * 3, k1=1.2, b=0.75),
            dense=DenseIndex.build(np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)),
            encoder=Letters(), terms=terms, settings=settings,
        )  # fmt: skip

    asked = Query(text="供热 养犬 登记 噪声 罚款")
    own = Query(text=asked.text, terms=terms.query_terms(asked.text))
    plain, learned = (searcher(IndexSettings(rerank_from=n, dense_weight=0.0)) for n in (0, 1))
    assert [h.clause_id for h in plain.search(asked)] == [h.clause_id for h in plain.search(own)]  # type: ignore[attr-defined]
    assert learned.search(own) == plain.search(own)  # type: ignore[attr-defined]
    assert [h.clause_id for h in learned.search(asked)] != [h.clause_id for h in plain.search(asked)]  # type: ignore[attr-defined]
    assert sorted(h.clause_id for h in learned.search(asked)) == ["丙", "乙", "甲"]  # type: ignore[attr-defined]
