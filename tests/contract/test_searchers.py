"""One suite over every Searcher: ours, sparse only, a llama-index vector store, and the fake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.building import build_index
from index.dense import load_encoder
from index.freshness import sample_sources
from index.library import Library
from index.nodes import VectorStoreSearcher, clause_node, fill_store, make_retriever
from index.parsing import parse_source
from index.records import ClauseKind, Hit, Query
from index.search import Searcher
from index.settings import IndexSettings
from index.store import open_index

SETTINGS = IndexSettings()
QUESTION = "城市道路临时占用费怎么收"


class FakeSearcher:
    """Ranks clauses by how many different characters of the question they hold."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def search(self, query: Query) -> tuple[Hit, ...]:
        wanted = set(query.text)
        found = []
        for clause in self._library.leaves(query.kinds):
            if query.doc_ids is not None and clause.doc_id not in query.doc_ids:
                continue
            score = len(wanted & set(self._library.clean_text(clause)))
            if score:
                found.append(Hit(clause_id=clause.clause_id, score=float(score)))
        return tuple(sorted(found, key=lambda h: (-h.score, h.clause_id))[: max(query.k, 0)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("contract") / "index"
    build_index([parse_source(s) for s in sample_sources()], made, SETTINGS)
    return made


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    return open_index(folder, SETTINGS).library


def _hybrid(folder: Path, library: Library) -> Searcher:
    return open_index(folder, SETTINGS).searcher


def _sparse(folder: Path, library: Library) -> Searcher:
    return open_index(folder, SETTINGS.model_copy(update={"dense_weight": 0.0})).searcher


def _llama(folder: Path, library: Library) -> Searcher:
    from llama_index.core.vector_stores.simple import SimpleVectorStore

    encoder = load_encoder(SETTINGS)
    assert encoder is not None
    store = SimpleVectorStore()
    assert fill_store(store, library, encoder) >= len(library.leaves())
    return VectorStoreSearcher(store, encoder)


def _fake(folder: Path, library: Library) -> Searcher:
    return FakeSearcher(library)


@pytest.fixture(scope="module", params=[_hybrid, _sparse, _llama, _fake], ids=["ours", "bm25", "llama-index", "fake"])
def searcher(request: pytest.FixtureRequest, folder: Path, library: Library) -> Searcher:
    make: Callable[[Path, Library], Searcher] = request.param
    return make(folder, library)


@pytest.mark.parametrize("k", [1, 3, 10, 100])
def test_at_most_k_different_known_clauses_best_first(searcher: Searcher, library: Library, k: int) -> None:
    hits = searcher.search(Query(text=QUESTION, k=k))
    ids = [h.clause_id for h in hits]
    assert 0 < len(ids) <= k
    assert len(set(ids)) == len(ids)
    assert all(library.clause(i).own for i in ids)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_zero_k_is_empty(searcher: Searcher) -> None:
    assert searcher.search(Query(text=QUESTION, k=0)) == ()


def test_more_hits_begin_with_the_fewer(searcher: Searcher) -> None:
    few, many = (searcher.search(Query(text=QUESTION, k=k)) for k in (5, 20))
    assert [h.clause_id for h in many[:5]] == [h.clause_id for h in few]


def test_same_question_same_hits(searcher: Searcher) -> None:
    assert searcher.search(Query(text=QUESTION)) == searcher.search(Query(text=QUESTION))


def test_document_filter_holds(searcher: Searcher, library: Library) -> None:
    for document in library.documents[::4]:
        hits = searcher.search(Query(text=QUESTION, k=10, doc_ids=(document.doc_id,)))
        assert {library.clause(h.clause_id).doc_id for h in hits} <= {document.doc_id}


def test_filter_still_fills_the_list(searcher: Searcher, library: Library) -> None:
    document = next(d for d in library.documents if "占用费" in d.title)
    assert len(searcher.search(Query(text=QUESTION, k=5, doc_ids=(document.doc_id,)))) == 5


def test_kind_filter_holds(searcher: Searcher, library: Library) -> None:
    hits = searcher.search(Query(text=QUESTION, k=10, kinds=(ClauseKind.ROW, ClauseKind.ARTICLE)))
    assert hits
    assert {library.clause(h.clause_id).kind for h in hits} <= {ClauseKind.ROW, ClauseKind.ARTICLE}


@pytest.mark.parametrize("change", [{"doc_ids": ()}, {"kinds": ()}, {"doc_ids": ("没有这份文件",)}])
def test_a_filter_that_allows_nothing_gives_nothing(searcher: Searcher, change: dict[str, tuple[str, ...]]) -> None:
    assert searcher.search(Query(text=QUESTION, k=10, **change)) == ()


@pytest.mark.parametrize("text", ["", "   ", "🙂", "，。"])
def test_text_without_words_is_no_error(searcher: Searcher, text: str) -> None:
    assert isinstance(searcher.search(Query(text=text)), tuple)


def test_terms_of_the_query_lead_the_sparse_side(folder: Path) -> None:
    loaded = open_index(folder, SETTINGS)
    terms = loaded.terms.query_terms("民宿") + loaded.terms.query_terms("星级评定", 0.3)
    hits = loaded.searcher.search(Query(text="农家院", terms=terms, k=3))
    assert any("民宿" in loaded.library.clause_text(loaded.library.clause(h.clause_id)) for h in hits)
    assert hits[0].parts["bm25"] > 0


def test_retriever_gives_our_hits_as_nodes(folder: Path, library: Library) -> None:
    searcher = open_index(folder, SETTINGS).searcher
    nodes = make_retriever(searcher, library, k=4).retrieve(QUESTION)
    hits = searcher.search(Query(text=QUESTION, k=4))
    assert [(n.node.node_id, n.score) for n in nodes] == [(h.clause_id, h.score) for h in hits]


def test_node_slices_back(library: Library) -> None:
    clause = library.leaves()[5]
    node = clause_node(library, clause)
    assert library.sources[clause.source].text[node.start_char_idx : node.end_char_idx] == library.clause_text(clause)
