"""Makes the shipped embedding model: ``make train-embedding PAIRS=../shared/pairs STARD=../shared/stard``.

1. Vocabulary: the most frequent character pairs of all training texts.
2. Fitting on headings, sentences, everyday words and encyclopaedia questions with their texts.
3. Fine-tuning on questions of ordinary people with the articles that answer them, against
   articles drawn from the whole corpus.

Writes a sentence-transformers folder (``StaticEmbedding`` and ``Normalize``, fp16) and
``training.json`` with recipe, sources and times. A few minutes on one core.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.dense import PairPieces
from index.training.fitting import Examples, Recipe, Texts, Weights, fit, start_weights
from index.training.pairs import (
    Pair,
    alias_pairs,
    everyday_pairs,
    gazette_pairs,
    read_pairs,
    read_sayings,
    word_pairs,
)
from index.training.pairwords import count_pairs, make_tokenizer

__all__ = [
    "ARTICLES",
    "Stard",
    "base_pairs",
    "choose_pieces",
    "fine_tune",
    "fit_base",
    "main",
    "read_stard",
    "save_model",
]

log = logging.getLogger(f"gongbao.{__name__}")

PIECES = 36_000
DIMENSIONS = 256
SEED = 0
BASE = Recipe(epochs=3, rate=0.03, batch=1024, scale=20.0, dims=(DIMENSIONS, 64), both_ways=0.5)
FINE = Recipe(epochs=12, rate=0.02, batch=512, scale=15.0, dims=(DIMENSIONS, 64), pool=4096)
ARTICLES = "law_title_national"
BASE_SETS = ("cmrc_drcd", "law_ict_national", ARTICLES, "lawbench", "legal_short_answer")
QUESTION_SETS = ("lecoqa_train_answers", "lecoqa_train_keywords", "lawbench")
QUERY_PIECES, TEXT_PIECES = 64, 256


class Stard(NamedTuple):
    """Questions by id, articles (title and text) and the places of the articles that answer a question."""

    questions: Mapping[str, str]
    articles: Sequence[str]
    right: Mapping[str, Sequence[int]]


def read_stard(folder: Path, split: str = "train") -> Stard:
    """The articles, and the questions of one part with what answers them."""
    place: dict[str, int] = {}
    articles: list[str] = []
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            place[row["_id"]] = len(articles)
            articles.append(f"{row['title']}\n{row['text']}")
    right: defaultdict[str, list[int]] = defaultdict(list)
    with (folder / "qrels" / f"{split}.tsv").open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file, delimiter="\t"))[1:]:
            right[row[0]].append(place[row[1]])
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        rows = list(map(json.loads, lines))
    questions = {row["_id"]: row["text"] for row in rows if row["_id"] in right}
    return Stard(questions, articles, {key: sorted(places) for key, places in sorted(right.items())})


def choose_pieces(folder: Path) -> list[str]:
    """The character pairs of the vocabulary, most frequent first."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.jsonl")):
        counts += count_pairs(text for pair in read_pairs(path) for text in pair)
    return [p for p, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: PIECES - 1]]


def base_pairs(folder: Path) -> list[Pair]:
    """All pairs of the first fitting; no question of STARD or LeCoQA is among them."""
    from index.lexicon.aliases import load_aliases

    found = [pair for name in BASE_SETS for pair in read_pairs(folder / f"{name}.jsonl")]
    sayings = read_sayings()
    articles = [pair.positive for pair in read_pairs(folder / f"{ARTICLES}.jsonl")]
    found += everyday_pairs(articles, sayings, SEED)
    found += word_pairs(sayings)
    found += alias_pairs(load_aliases().stems)
    found += gazette_pairs(sorted((Path(__file__).parents[1] / "sample").glob("*.txt")))
    return found


def fit_base(pieces: PairPieces, pairs: Sequence[Pair]) -> Weights:
    """The weights after the first fitting."""
    questions = texts_of(pieces, [pair.query for pair in pairs], QUERY_PIECES)
    texts = texts_of(pieces, [pair.positive for pair in pairs], TEXT_PIECES)
    start = start_weights(texts, PIECES, DIMENSIONS, SEED)
    return fit(start, Examples(questions=questions, texts=texts, answer=np.arange(len(pairs))), BASE, SEED)


def fine_tune(weights: Weights, pieces: PairPieces, stard: Stard, folder: Path, held: Collection[str] = ()) -> Weights:
    """The weights after fine-tuning on all questions but those ``held`` (ids), in whatever set they stand."""
    unseen = {stard.questions[key] for key in held}
    questions: list[str] = []
    answer: list[int] = []
    right: dict[int, Sequence[int]] = {}
    texts = list(stard.articles)
    for key, places in stard.right.items():
        if key not in held:
            for place in places:
                right[len(questions)] = places
                questions.append(stard.questions[key])
                answer.append(place)
    for name in QUESTION_SETS:
        for pair in read_pairs(folder / f"{name}.jsonl"):
            if pair.query not in unseen and not any(text in pair.positive for text in unseen):
                questions.append(pair.query)
                answer.append(len(texts))
                texts.append(pair.positive)
    examples = Examples(
        questions=texts_of(pieces, questions, QUERY_PIECES), texts=texts_of(pieces, texts, TEXT_PIECES),
        answer=np.array(answer), pool=np.arange(len(stard.articles)), right=right,
    )  # fmt: skip
    return fit(weights, examples, FINE, SEED)


def texts_of(pieces: PairPieces, texts: Sequence[str], limit: int) -> Texts:
    """The texts as piece numbers."""
    made = [pieces(texts[at : at + 4000]) for at in range(0, len(texts), 4000)]
    ids: npt.NDArray[np.int64] = np.concatenate([part for part, _ in made])
    return Texts(ids, np.concatenate([lengths for _, lengths in made]), limit)


def save_model(pieces: Sequence[str], weights: Weights, folder: Path) -> None:
    """Write a sentence-transformers folder (StaticEmbedding and Normalize, fp16)."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    tokenizer = make_tokenizer(pieces)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()], device="cpu"
    )
    model.half().save(str(folder), create_model_card=False)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.safetensors").chmod(0o644)


def write_recipe(pairs: Path, count: int, out: Path) -> None:
    """Write ``training.json``: sizes, seed, both recipes, and every source with its licence."""
    sources = json.loads((pairs / "MANIFEST.json").read_text(encoding="utf-8"))
    told = {
        "pieces": PIECES,
        "dimensions": DIMENSIONS,
        "seed": SEED,
        "base_pairs": count,
        "base": dataclasses.asdict(BASE),
        "fine_tuning": dataclasses.asdict(FINE),
        "sources": [{name: source[name] for name in ("file", "pairs", "repo", "licence")} for source in sources],
    }
    (out / "training.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Read the data, fit, fine-tune, write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, help="folder of *.jsonl with query and positive, and MANIFEST.json")
    parser.add_argument("stard", type=Path, help="folder of STARD in BEIR layout; only its train part is read")
    parser.add_argument("out", type=Path, help="folder of the model")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    clock = time.perf_counter()
    chosen = choose_pieces(options.pairs)
    pieces = PairPieces({pair: i for i, pair in enumerate(chosen, 1)})
    pairs = base_pairs(options.pairs)
    log.info("%s pieces, %s pairs, %.0f s", len(chosen), len(pairs), time.perf_counter() - clock)
    weights = fine_tune(fit_base(pieces, pairs), pieces, read_stard(options.stard), options.pairs)
    save_model(chosen, weights, options.out)
    write_recipe(options.pairs, len(pairs), options.out)
    log.info("done in %.0f s", time.perf_counter() - clock)


if __name__ == "__main__":
    main()
