"""Contrastive fitting of a static embedding: a question lies near its text, far from other texts.

Multiple negatives (the other texts of the batch, texts drawn from a pool, hard ones given
by the caller) with Matryoshka losses over leading dimensions. A text that is known to
answer the question is never its negative. One thread, seeded: the same input gives the
same weights on the same machine.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import torch

__all__ = ["Examples", "Recipe", "Texts", "fit", "start_weights"]

log = logging.getLogger(f"gongbao.{__name__}")

Weights = npt.NDArray[np.float32]
IGNORED = -1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to fit: ``rate`` falls linearly to 0 after a short rise; ``scale`` multiplies the cosine.

    ``pool`` negatives are drawn for each batch, ``hard`` for each question.
    """

    epochs: int
    rate: float
    batch: int
    scale: float
    dims: tuple[int, ...]
    both_ways: float = 0.0
    pool: int = 0
    hard: int = 0


class Texts:
    """Texts as piece numbers in one array; a longer text is cut after ``limit`` pieces."""

    def __init__(self, ids: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], limit: int) -> None:
        self.ids = ids
        self.starts = np.cumsum(lengths) - lengths
        self.lengths = np.minimum(lengths, limit)

    def __len__(self) -> int:
        return len(self.lengths)

    def bags(self, rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The pieces of those texts in one row, and where each begins."""
        lengths = self.lengths[rows]
        offsets = np.cumsum(lengths) - lengths
        inside = np.arange(int(lengths.sum())) - np.repeat(offsets, lengths)
        return self.ids[np.repeat(self.starts[rows], lengths) + inside], offsets


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Question ``i`` is answered by text ``answer[i]``; ``right`` names all texts that answer it.

    ``hard[i]`` are texts that look right and are not; ``pool`` the texts that may be drawn.
    """

    questions: Texts
    texts: Texts
    answer: npt.NDArray[np.int64]
    pool: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    right: Mapping[int, Sequence[int]] = field(default_factory=dict)
    hard: Sequence[npt.NDArray[np.int64]] = ()


def start_weights(texts: Texts, size: int, dims: int, seed: int) -> Weights:
    """Random vectors whose length is the piece's idf over the texts: a mean of them is a random projection."""
    rows = np.repeat(np.arange(len(texts)), texts.lengths)
    pieces, _ = texts.bags(np.arange(len(texts)))
    df = np.bincount(np.unique(rows * size + pieces) % size, minlength=size)
    idf = np.log((len(texts) + 1) / (df + 1))
    drawn = np.random.default_rng(seed).standard_normal((size, dims)).astype(np.float32)
    made: Weights = (idf[:, None] * drawn / 10).astype(np.float32)
    return made


def fit(weights: Weights, examples: Examples, recipe: Recipe, seed: int) -> Weights:
    """The weights after training on the examples."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    bag = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(weights.copy()), freeze=False, mode="mean")
    optimizer = torch.optim.Adam(bag.parameters(), fused=True)
    usable = np.flatnonzero((examples.questions.lengths > 0) & (examples.texts.lengths[examples.answer] > 0))
    batch = min(recipe.batch, len(usable))
    steps, step = recipe.epochs * (len(usable) // batch), 0
    target = torch.arange(batch)

    def encode(texts: Texts, rows: npt.NDArray[np.int64]) -> torch.Tensor:
        ids, offsets = texts.bags(rows)
        made: torch.Tensor = bag(torch.from_numpy(ids), torch.from_numpy(offsets))
        return made

    for epoch in range(recipe.epochs):
        order, total = rng.permutation(usable), 0.0
        for at in range(0, len(order) - batch + 1, batch):
            chosen = order[at : at + batch]
            rows = np.concatenate([examples.answer[chosen], _negatives(examples, chosen, recipe, rng)])
            asked, told = encode(examples.questions, chosen), encode(examples.texts, rows)
            wrong = torch.from_numpy(_not_negative(examples, chosen, rows))
            loss = torch.zeros(())
            for dims in recipe.dims:
                scores = functional.normalize(asked[:, :dims], dim=1) @ functional.normalize(told[:, :dims], dim=1).T
                scores = (scores * recipe.scale).masked_fill(wrong, IGNORED)
                loss = loss + functional.cross_entropy(scores, target)
                if recipe.both_ways:
                    loss = loss + recipe.both_ways * functional.cross_entropy(scores[:, :batch].T, target)
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = recipe.rate * min(1.0, step / (0.05 * steps)) * (1 - (step - 1) / steps)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no annotation here
            optimizer.step()
            total += float(loss.detach())
        log.info("epoch %s loss %.3f", epoch, total / (len(order) // batch))
    made: Weights = bag.weight.detach().numpy().copy()
    made[0] = 0
    return made


def _negatives(
    examples: Examples, chosen: npt.NDArray[np.int64], recipe: Recipe, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    found = [rng.permutation(examples.hard[i])[: recipe.hard] for i in chosen] if recipe.hard else []
    if recipe.pool:
        found.append(rng.choice(examples.pool, recipe.pool))
    drawn = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
    return drawn[examples.texts.lengths[drawn] > 0]


def _not_negative(
    examples: Examples, chosen: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Where a text of the batch also answers the question of the row (its own place left out)."""
    mask = np.zeros((len(chosen), len(rows)), dtype=np.bool_)
    for at, i in enumerate(chosen.tolist()):
        mask[at] = np.isin(rows, examples.right.get(i, (int(examples.answer[i]),)))
        mask[at, at] = False
    return mask
