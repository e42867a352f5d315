"""The plain llama-index pipeline over the same articles: same embedding, in-memory store, its BM25, its fusion."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.collection import Article

__all__ = ["measure_llama"]

K, CANDIDATES = 10, 100


def _medians(call: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    for question in questions[:3]:
        call(question)
    times = []
    for question in questions:
        start = time.perf_counter()
        call(question)
        times.append((time.perf_counter() - start) * 1000)
    p50, p95 = (float(np.percentile(times, share)) for share in (50, 95))
    return {"p50_ms": round(p50, 3), "p95_ms": round(p95, 3)}


def measure_llama(articles: Sequence[Article], questions: Sequence[str], gold: dict[str, set[str]]) -> dict[str, Any]:
    """Build seconds, milliseconds a query, whole and in parts, and the share of the right articles it finds.

    BM25 gets text and question cut into the same terms as ours, joined by spaces: the way to
    use another tokenizer with it that worked.
    """
    import torch
    from llama_index.core import VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
    from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    from eval.bench_scale import CHECKED, gold_recall
    from index.dense import Encoder, load_encoder
    from index.settings import load_settings
    from index.tokens import grow_dictionary

    torch.set_num_threads(1)
    loaded = load_encoder(load_settings())
    if loaded is None:
        raise RuntimeError("no dense model")
    encoder: Encoder = loaded
    terms = grow_dictionary(())

    class Shipped(BaseEmbedding):
        """The shipped embedding where llama-index wants one."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in encoder.encode([query], query=True)[0]]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return [float(x) for x in encoder.encode([text])[0]]

    class Segmented(BaseRetriever):
        """BM25Retriever asked with the question's terms."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            found: list[NodeWithScore] = lexical.retrieve(" ".join(terms.terms(query_bundle.query_str)))
            return found

    start = time.perf_counter()
    vectors = encoder.encode([f"{a.title}\n{a.text}" for a in articles])
    nodes = [
        TextNode(id_=a.id, text=a.text, embedding=[float(x) for x in v]) for a, v in zip(articles, vectors, strict=True)
    ]
    store = VectorStoreIndex(nodes, embed_model=Shipped())
    dense = store.as_retriever(similarity_top_k=CANDIDATES)
    cut = [TextNode(id_=a.id, text=" ".join(terms.terms(f"{a.title} {a.text}"))) for a in articles]
    lexical = BM25Retriever.from_defaults(
        nodes=cut, similarity_top_k=CANDIDATES, skip_stemming=True, token_pattern=r"\S+", language=[]
    )
    fused = QueryFusionRetriever(
        [dense, Segmented()],
        mode=FUSION_MODES.RECIPROCAL_RANK,
        num_queries=1,
        llm=MockLLM(),
        similarity_top_k=K,
        use_async=False,
    )
    built = time.perf_counter() - start
    few = questions[: 50 if len(articles) > 20_000 else 200]
    encode = _medians(lambda text: encoder.encode([text], query=True), few)["p50_ms"]
    parts = {
        "encode": encode,
        "dense": round(_medians(dense.retrieve, few)["p50_ms"] - encode, 3),
        "bm25": _medians(Segmented().retrieve, few)["p50_ms"],
    }
    whole = _medians(fused.retrieve, few)
    parts["fusion"] = round(max(0.0, whole["p50_ms"] - sum(parts.values())), 3)
    found = gold_recall(lambda text: [hit.node.node_id for hit in fused.retrieve(text)], gold, questions[:CHECKED])
    return {"build_s": round(built, 1), **whole, "parts": parts, "gold_recall@10": found}
