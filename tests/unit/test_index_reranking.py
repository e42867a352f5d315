"""The learned reranker: features by hand, document evidence, and where it does not speak."""

import numpy as np

from index.dense import DenseIndex
from index.records import ClauseKind, Query
from index.reranking import FEATURES, features, rerank, shipped_weights
from index.search import PassageTable, build_searcher
from index.settings import IndexSettings
from index.sparse import SparseIndex
from index.tokens import grow_dictionary

LEXICAL = np.array([4, 2, 0, 1], np.float32)
DENSE = np.array([0.1, 0.5, 0.4, -0.2], np.float32)
DOCUMENTS = np.array([7, 3, 3, 9], np.int32)


def test_features_by_hand() -> None:
    rows = dict(zip(FEATURES, features(LEXICAL, DENSE, DOCUMENTS, 8.0).T, strict=True))
    np.testing.assert_allclose(rows["lexical"], [1, 0.5, 0, 0.25])
    np.testing.assert_allclose(rows["dense"], [-0.4, 0, -0.1, -0.7], atol=1e-6)
    np.testing.assert_allclose(rows["lexical_rank"], [1 / 5, 1 / 6, 1 / 8, 1 / 7])
    np.testing.assert_allclose(rows["document_neighbour"], [-0.5, -0.1, 0, -0.5], atol=1e-6)
    np.testing.assert_allclose(rows["lexical_covered"], [0.5, 0.25, 0, 0.125])
    share = np.exp(rows["document_dense"]) - 1e-3
    np.testing.assert_allclose(share[[0, 1, 3]].sum(), 1)
    assert share[1] == share[2]


def test_order_of_candidates_changes_nothing_and_zero_scores_are_no_error() -> None:
    order = np.array([2, 0, 3, 1])
    one = rerank(features(LEXICAL, DENSE, DOCUMENTS, 8.0))
    other = rerank(features(LEXICAL[order], DENSE[order], DOCUMENTS[order], 8.0))
    np.testing.assert_allclose(one[order], other)
    assert np.isfinite(rerank(features(np.zeros(3, np.float32), DENSE[:3], DOCUMENTS[:3], 0.0))).all()


def test_more_of_either_side_never_hurts() -> None:
    weights = dict(zip(FEATURES, shipped_weights(), strict=True))
    assert min(weights[name] for name in ("lexical", "dense", "lexical_rank", "dense_rank")) > 0
    assert weights["dense"] + weights["dense_covered"] > 0


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
