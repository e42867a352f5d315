"""The only module of index/ that knows llama-index.

Our searcher as a ``BaseRetriever`` over ``TextNode``s, and any llama-index vector store as
a :class:`~index.search.Searcher`. Nothing on the way from question to answer imports this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from index.dense import Encoder
from index.library import Library
from index.passages import Passage, make_passages
from index.records import Clause, Hit, Query
from index.search import Searcher

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import QueryBundle, TextNode
    from llama_index.core.vector_stores.types import BasePydanticVectorStore

__all__ = ["VectorStoreSearcher", "clause_node", "fill_store", "make_retriever"]

# llama-index writes doc_id itself into the metadata of a node, so ours has another name.
DOC_KEY, KIND_KEY = "gazette_doc", "clause_kind"
OVERSAMPLING = 3


def clause_node(library: Library, clause: Clause) -> TextNode:
    """A clause as a node: its clean text, and the span that slices it from the source."""
    from llama_index.core.schema import TextNode

    document = library.document(clause.doc_id)
    return TextNode(
        id_=clause.clause_id,
        text=library.clean_text(clause),
        metadata={
            DOC_KEY: clause.doc_id,
            KIND_KEY: clause.kind.value,
            "doc_number": document.number or "",
            "doc_title": document.title,
            "clause": clause.path,
            "source": clause.source,
        },
        start_char_idx=clause.span.start,
        end_char_idx=clause.span.end,
    )


def make_retriever(searcher: Searcher, library: Library, *, k: int = 10) -> BaseRetriever:
    """Our searcher where llama-index wants a retriever (query engines, fusion, agents)."""
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore

    class GazetteRetriever(BaseRetriever):
        """Clauses of a gazette index."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            hits = searcher.search(Query(text=query_bundle.query_str, k=k))
            return [
                NodeWithScore(node=clause_node(library, library.clause(hit.clause_id)), score=hit.score) for hit in hits
            ]

    return GazetteRetriever()


def fill_store(store: BasePydanticVectorStore, library: Library, encoder: Encoder, *, max_chars: int = 400) -> int:
    """Put the passages of a library into a llama-index vector store; how many there are."""
    from llama_index.core.schema import TextNode

    passages = _passages(library, max_chars)
    nodes = []
    for number, (passage, vector) in enumerate(
        zip(passages, encoder.encode([p.embedded for p in passages]), strict=True)
    ):
        node = TextNode(
            id_=f"{passage.clause_id}#{number}",
            text=passage.text,
            metadata={DOC_KEY: passage.doc_id, KIND_KEY: passage.kind.value},
            embedding=vector.tolist(),
        )
        nodes.append(node)
    store.add(nodes)
    return len(nodes)


def _passages(library: Library, max_chars: int) -> Sequence[Passage]:
    documents = {d.doc_id: d for d in library.documents}
    found: list[Passage] = []
    for name, source in library.sources.items():
        clauses: Iterable[Clause] = (c for c in library.clauses if c.source == name)
        found += make_passages(source.text, documents, clauses, max_chars=max_chars)
    return found


class VectorStoreSearcher:
    """A llama-index vector store that :func:`fill_store` filled, as a Searcher (dense only).

    Filters go to the store as metadata filters; a store without them (FAISS's) raises.
    """

    def __init__(self, store: BasePydanticVectorStore, encoder: Encoder) -> None:
        self._store = store
        self._encoder = encoder

    def search(self, query: Query) -> tuple[Hit, ...]:
        """At most ``query.k`` clauses by inner product, best first."""
        from llama_index.core.vector_stores.types import (
            FilterOperator,
            MetadataFilter,
            MetadataFilters,
            VectorStoreQuery,
        )

        wanted: list[tuple[str, list[str]]] = []
        if query.doc_ids is not None:
            wanted.append((DOC_KEY, list(query.doc_ids)))
        if query.kinds is not None:
            wanted.append((KIND_KEY, [kind.value for kind in query.kinds]))
        vector = self._encoder.encode([query.text], query=True)[0]
        if query.k <= 0 or not vector.any() or any(not values for _, values in wanted):
            return ()
        filters = [MetadataFilter(key=key, value=values, operator=FilterOperator.IN) for key, values in wanted]
        answer = self._store.query(
            VectorStoreQuery(
                query_embedding=vector.tolist(),
                similarity_top_k=query.k * OVERSAMPLING,
                filters=MetadataFilters(filters=list(filters)) if filters else None,
            )
        )
        ids = answer.ids if answer.ids is not None else [node.node_id for node in answer.nodes or ()]
        scores = answer.similarities or [0.0] * len(ids)
        ranked = sorted(zip(ids, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))
        found: dict[str, Hit] = {}
        for node_id, score in ranked:
            clause_id = node_id.rsplit("#", 1)[0]
            if clause_id not in found:
                found[clause_id] = Hit(clause_id=clause_id, score=float(score), parts={"dense": float(score)})
        return tuple(found.values())[: query.k]
