"""Fit the first shipped embedding model: ``python -m index.training.fit_first_model PAIRS OUT``.

A static embedding (mean of word vectors, normalised) small enough to lie in the
repository. TF-IDF→SVD was tried first and lost to random projections on STARD train
(R@10 .20 against .29), so the vectors are fitted by in-batch contrast on public
question–text pairs, which takes a minute on two cores. Same seed, same machine, same file.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.tokens import TermMaker, grow_dictionary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["Pair", "fit_vectors", "main", "make_tokenizer", "read_pairs", "save_model"]

log = logging.getLogger(f"gongbao.{__name__}")

WORDS = 13_000
DIMENSIONS = 128
LONGEST_WORD = 6


class Pair(NamedTuple):
    """A question (or title) and a text that answers it."""

    query: str
    positive: str


def read_pairs(folder: Path) -> list[Pair]:
    """The pairs of every ``*.jsonl`` in a folder, in order of file name."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        found += [Pair(row["query"][:300], row["positive"][:600]) for row in rows]
    return found


def make_tokenizer(maker: TermMaker, texts: Iterable[str], size: int = WORDS) -> Tokenizer:
    """A Unigram tokenizer over the most frequent jieba words of the texts; it saves and loads offline."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(w for w in maker.words(text) if not w.isdigit() and len(w) <= LONGEST_WORD)
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: size - 1]
    total = sum(n for _, n in kept)
    pieces = [("<unk>", -20.0), *((word, round(math.log(n / total), 4)) for word, n in kept)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), "")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\u4e00-\u9fff]+|[a-z0-9]+"), "removed", invert=True)
    return tokenizer


def fit_vectors(
    tokenizer: Tokenizer, pairs: Sequence[Pair], *, epochs: int = 4, batch: int = 1024, seed: int = 0
) -> npt.NDArray[np.float32]:
    """Word vectors under which a question lies near its text and far from the batch's other texts."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    queries, positives = (_ids(tokenizer, [p[side] for p in pairs], limit) for side, limit in ((0, 64), (1, 256)))
    usable = np.array([i for i in range(len(pairs)) if len(queries[i]) > 1 and len(positives[i]) > 1])
    batch = min(batch, len(usable))
    rng = np.random.default_rng(seed)
    size = tokenizer.get_vocab_size()
    df = np.bincount(np.concatenate([np.unique(ids) for ids in positives]), minlength=size)
    idf = np.log((len(pairs) + 1) / (df + 1)).astype(np.float32)
    start = idf[:, None] * rng.standard_normal((size, DIMENSIONS)).astype(np.float32) / 10
    bag = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(start), freeze=False, mode="mean")
    optimizer = torch.optim.Adam(bag.parameters())

    def encode(rows: list[npt.NDArray[np.int64]]) -> torch.Tensor:
        offsets = np.cumsum([0, *(len(row) for row in rows[:-1])])
        return functional.normalize(bag(torch.from_numpy(np.concatenate(rows)), torch.from_numpy(offsets)), dim=1)

    steps, step = epochs * (len(usable) // batch), 0
    target = torch.arange(batch)
    for epoch in range(epochs):
        order = rng.permutation(usable)
        for at in range(0, len(order) - batch + 1, batch):
            chosen = order[at : at + batch]
            scores = encode([queries[i] for i in chosen]) @ encode([positives[i] for i in chosen]).T * 20
            loss = functional.cross_entropy(scores, target) + 0.5 * functional.cross_entropy(scores.T, target)
            for group in optimizer.param_groups:
                group["lr"] = 0.02 * (1 - step / steps)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no annotation here
            optimizer.step()
            step += 1
        log.info("epoch %s loss %.3f", epoch, float(loss.detach()))
    vectors: npt.NDArray[np.float32] = bag.weight.detach().numpy().copy()
    vectors[0] = 0
    return vectors


def save_model(tokenizer: Tokenizer, vectors: npt.NDArray[np.float32], folder: Path) -> None:
    """Write a sentence-transformers folder (StaticEmbedding and Normalize, fp16)."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=vectors), Normalize()], device="cpu"
    )
    model.half().save(str(folder), create_model_card=False)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.safetensors").chmod(0o644)


def _ids(tokenizer: Tokenizer, texts: list[str], limit: int) -> list[npt.NDArray[np.int64]]:
    found = []
    for at in range(0, len(texts), 2000):
        for encoding in tokenizer.encode_batch(texts[at : at + 2000], add_special_tokens=False):
            found.append(np.array([i for i in encoding.ids if i][:limit], dtype=np.int64))
    return found


def main() -> None:
    """Read the pairs, fit, write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, help="folder of *.jsonl with query and positive")
    parser.add_argument("out", type=Path, help="folder of the model")
    parser.add_argument("--epochs", type=int, default=4)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    pairs = read_pairs(options.pairs)
    tokenizer = make_tokenizer(grow_dictionary([]), (text for pair in pairs for text in pair))
    save_model(tokenizer, fit_vectors(tokenizer, pairs, epochs=options.epochs), options.out)


if __name__ == "__main__":
    main()
